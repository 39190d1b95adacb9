import * as vscode from 'vscode';
import { pullChart } from '../../core/registry/pullChart';
import { displayText } from '../../util/displayText';
import type { ArchiveFiles } from '../archive/archiveFiles';
import type { Host } from '../host';
import { runWithProgress } from '../progress';
import { isVersionNode, versionReference } from '../registries/registryNodes';
import type { ReleaseCommandMap } from '../release/releaseCommandMap';
import { showComparison } from './compareCommands';
import { workspaceSide } from './sides';

/** Holds a published version of the view against the chart of that name in the workspace, as it would be packaged now. */
export function compareVersionCommand(
  host: Host,
  files: ArchiveFiles,
): ReleaseCommandMap['helmChartRelease.compareVersion'] {
  return async target => {
    if (!isVersionNode(target)) return undefined;
    const label = versionReference(target);
    const { archive, config } = await runWithProgress(host.log, vscode.l10n.t('Reading {0}', label), context =>
      pullChart(host.ports.clientFor(target.host), target, context),
    );
    const chart = (await host.charts.all()).find(({ metadata }) => metadata?.name === config.name);
    if (chart === undefined) {
      void vscode.window.showInformationMessage(
        vscode.l10n.t('This workspace has no chart {0} to compare with.', displayText(config.name, 100)),
      );
      return undefined;
    }
    return showComparison(host, files, { label, archive }, await workspaceSide(host, chart.directory));
  };
}
