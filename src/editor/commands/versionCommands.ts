import { join } from 'node:path';
import * as vscode from 'vscode';
import { resolveChart } from '../chartTarget';
import type { CommandMap } from '../commandMap';
import type { Host } from '../host';
import type { KnownCharts } from '../language/knownCharts';
import { runWithProgress } from '../progress';

/** Asks the repositories and registries of a chart's dependencies which versions they have. */
export function checkVersionsCommand(host: Host, charts: KnownCharts): CommandMap['helmChartRelease.checkVersions'] {
  return async target => {
    const title = vscode.l10n.t('Check Versions of Dependencies');
    const directory = await resolveChart(host.charts, target, title);
    if (directory === undefined) return;
    const document = await vscode.workspace.openTextDocument(join(directory, 'Chart.yaml'));
    await runWithProgress(host.log, title, context => charts.ask(document.getText(), context));
  };
}

/** Writes a version in the place of another, as an edit that can be undone. */
export function setDependencyVersionCommand(): CommandMap['helmChartRelease.setDependencyVersion'] {
  return async (uri, range, version) => {
    if (!(uri instanceof vscode.Uri) || !(range instanceof vscode.Range) || typeof version !== 'string') return;
    const edit = new vscode.WorkspaceEdit();
    edit.replace(uri, range, version);
    await vscode.workspace.applyEdit(edit);
  };
}
