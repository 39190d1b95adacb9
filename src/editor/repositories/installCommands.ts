import * as vscode from 'vscode';
import { ChartReleaseError } from '../../core/errors';
import { findProgram } from '../../node/findProgram';
import type { GatedChart, InstallAction } from '../../workflows/repository/installChart';
import { gateChart, helmArguments } from '../../workflows/repository/installChart';
import { requireTrust } from '../commands';
import { runWithProgress } from '../progress';
import type { RepositoryCommandMap } from './commandMap';
import type { RepositoriesFeature } from './feature';
import { chartFrom } from './repositoryCommands';

type Command = RepositoryCommandMap['helmChartRelease.verifyAndInstall'];

/**
 * Fetches, verifies, and only then runs the user's helm on the verified file, in a task that shows its output. A failed
 * verification ends with the report; to go on all the same the user types the name of the package, and the log says so.
 */
export function gatedCommand(feature: RepositoriesFeature, action: InstallAction): Command {
  const { host, ports, verifiedFolder } = feature;
  return async target => {
    const title = titleOf(action);
    requireTrust(title);
    const chart = await chartFrom(feature, target, title);
    if (chart === undefined) return undefined;
    const releaseName = await vscode.window.showInputBox({
      title,
      prompt: vscode.l10n.t('Name of the release'),
      value: chart.reference.split('/').at(-1) ?? '',
      ignoreFocusOut: true,
      validateInput: text =>
        /^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$/.test(text)
          ? undefined
          : vscode.l10n.t('Lower-case letters, digits, dashes and dots.'),
    });
    if (releaseName === undefined) return undefined;
    const policyDirectory = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? verifiedFolder.fsPath;
    const request = { ...chart, directory: verifiedFolder.fsPath, policyDirectory };
    const gated = await runWithProgress(host.log, title, context =>
      gateChart(
        ports,
        {
          ...request,
          override: async (located, report) => {
            host.reports.show(located.fileName, report);
            return confirmOverride(title, located.fileName, report.verdict);
          },
        },
        context,
      ),
    );
    await run(action, releaseName, gated);
    return gated.path;
  };
}

async function confirmOverride(title: string, fileName: string, verdict: string): Promise<boolean> {
  const typed = await vscode.window.showInputBox({
    title,
    prompt: vscode.l10n.t(
      '{0} did not verify ({1}). See the report. To use it all the same, type its name; this is logged.',
      fileName,
      verdict,
    ),
    placeHolder: fileName,
    ignoreFocusOut: true,
  });
  return typed === fileName;
}

async function run(action: InstallAction, releaseName: string, { path }: GatedChart): Promise<void> {
  const helm = await findProgram('helm', process.env);
  if (helm === undefined) throw new ChartReleaseError('install.noHelm', { path });
  const args = [...helmArguments(action, releaseName, path, [])];
  const task = new vscode.Task(
    { type: 'process' },
    vscode.TaskScope.Workspace,
    `helm ${action} ${releaseName}`,
    'Helm Chart Release',
    new vscode.ProcessExecution(helm, args),
  );
  task.presentationOptions = { reveal: vscode.TaskRevealKind.Always, focus: true, clear: true };
  await vscode.tasks.executeTask(task);
}

function titleOf(action: InstallAction): string {
  switch (action) {
    case 'install':
      return vscode.l10n.t('Verify and Install');
    case 'upgrade':
      return vscode.l10n.t('Verify and Upgrade');
    case 'template':
      return vscode.l10n.t('Verify and Template');
  }
}
