import * as vscode from 'vscode';
import { ArchiveFiles, archiveScheme } from '../archive/archiveFiles';
import { openArchiveCommand } from '../archive/openArchive';
import { compareChartsCommand, tamperReportCommand } from '../compare/compareCommands';
import { compareVersionCommand } from '../compare/compareVersion';
import { rebuildCommand } from '../compare/rebuildCommand';
import type { Host } from '../host';
import { chooseDestinationCommand } from '../walkthrough/choosePage';
import { verifyTamperedCommand } from '../walkthrough/tamperedCopy';
import { copyAsCommand } from './copyAsCommand';
import { registerLanguageTools } from './languageTools';
import { setUpPipelineCommand } from './pipelineCommand';
import { ReleaseBoard, releaseBoardChartsCommand } from './releaseBoard';
import type { ReleaseCommandMap } from './releaseCommandMap';
import { releaseChangedChartsCommand, releaseChartCommand, resumeReleaseCommand } from './releaseCommands';
import { registerTasks } from './tasks';

/** The commands around releases of several charts, and around what is in a package. */
export function releaseCommands(host: Host): ReleaseCommandMap {
  const archives = new ArchiveFiles();
  const files = vscode.workspace.registerFileSystemProvider(archiveScheme, archives, { isReadonly: true });
  host.context.subscriptions.push(files, registerLanguageTools(host), registerTasks(host));
  const board = new ReleaseBoard(host);
  host.context.subscriptions.push(board);
  return {
    'helmChartRelease.releaseBoard': board.show,
    'helmChartRelease.releaseBoardCharts': releaseBoardChartsCommand(host),
    'helmChartRelease.releaseChart': releaseChartCommand(host),
    'helmChartRelease.releaseChangedCharts': releaseChangedChartsCommand(host),
    'helmChartRelease.resumeRelease': resumeReleaseCommand(host),
    'helmChartRelease.chooseDestination': chooseDestinationCommand(host),
    'helmChartRelease.verifyTampered': verifyTamperedCommand(host),
    'helmChartRelease.setUpPipeline': setUpPipelineCommand(host),
    'helmChartRelease.openArchive': openArchiveCommand(host),
    'helmChartRelease.compareVersion': compareVersionCommand(host, archives),
    'helmChartRelease.compareCharts': compareChartsCommand(host, archives),
    'helmChartRelease.rebuildAndCompare': rebuildCommand(host, archives),
    'helmChartRelease.tamperReport': tamperReportCommand(host, archives),
    'helmChartRelease.copyAs': copyAsCommand(host),
  };
}
