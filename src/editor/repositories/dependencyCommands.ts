import * as vscode from 'vscode';
import type { DependencyResult } from '../../workflows/dependencies/updateDependencies';
import { buildDependencies, updateDependencies } from '../../workflows/dependencies/updateDependencies';
import { resolveChart } from '../chartTarget';
import { requireTrust } from '../commands';
import { runWithProgress } from '../progress';
import type { RepositoryCommandMap } from './commandMap';
import type { RepositoriesFeature } from './feature';

type Command = RepositoryCommandMap['helmChartRelease.updateDependencies'];

/** Into `charts/`: resolved anew, or as Chart.lock has it. */
export function dependenciesCommand({ host, ports }: RepositoriesFeature, how: 'update' | 'build'): Command {
  return async target => {
    const title = how === 'update' ? vscode.l10n.t('Update Dependencies') : vscode.l10n.t('Build Dependencies');
    requireTrust(title);
    const directory = await resolveChart(host.charts, target, title);
    if (directory === undefined) return;
    const result: DependencyResult = await runWithProgress(host.log, title, context =>
      how === 'update'
        ? updateDependencies(ports, { directory }, context)
        : buildDependencies(ports, { directory }, context),
    );
    for (const { fileName } of result.saved) host.log.info(`${directory}: saved charts/${fileName}`);
    for (const fileName of result.deleted) host.log.info(`${directory}: deleted charts/${fileName}`);
    void vscode.window.showInformationMessage(vscode.l10n.t('{0} dependencies are in charts/.', result.saved.length));
  };
}
