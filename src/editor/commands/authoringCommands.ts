import { join } from 'node:path';
import * as vscode from 'vscode';
import { fieldEntry, fieldText } from '../../core/chart/yamlFields';
import { parseVersion } from '../../core/chart/version';
import { formatSarif } from '../../core/lint/sarif';
import type { ChartKind } from '../../core/scaffold/createChart';
import { createChart, isChartName } from '../../core/scaffold/createChart';
import { parseGoYaml } from '../../core/yaml/goYaml';
import { encodeUtf8 } from '../../util/bytes';
import { lintChart } from '../../workflows/lintChart';
import { resolveChart } from '../chartTarget';
import type { CommandMap, CommandTarget } from '../commandMap';
import { requireTrust } from '../commands';
import { lintSettingsFor } from '../diagnostics/lintConfig';
import type { Host } from '../host';
import { runWithProgress } from '../progress';

const t = vscode.l10n.t;

/** Asks for kind and name, writes the files, and opens Chart.yaml. */
export function createChartCommand(host: Host): CommandMap['helmChartRelease.createChart'] {
  return async (target?: CommandTarget) => {
    requireTrust(t('Create Chart'));
    const parent = target instanceof vscode.Uri ? target : vscode.workspace.workspaceFolders?.[0]?.uri;
    if (parent === undefined) {
      void vscode.window.showInformationMessage(t('Open a folder first: the chart becomes a folder in it.'));
      return undefined;
    }
    const kinds: (vscode.QuickPickItem & { readonly chart: ChartKind })[] = [
      { label: t('Application'), detail: t('Can be installed: a deployment and a service.'), chart: 'application' },
      { label: t('Library'), detail: t('Only templates that other charts use.'), chart: 'library' },
    ];
    const picked = await vscode.window.showQuickPick(kinds, {
      title: t('Create Chart'),
      placeHolder: t('Which kind?'),
    });
    if (picked === undefined) return undefined;
    const taken = new Set((await vscode.workspace.fs.readDirectory(parent)).map(([name]) => name));
    const name = await vscode.window.showInputBox({
      title: t('Create Chart'),
      prompt: t('Name of the chart and of its folder'),
      validateInput: text => {
        if (!isChartName(text)) return t('Use letters, digits, dots, dashes and underscores.');
        return taken.has(text) ? t('There is already something called {0}.', text) : undefined;
      },
    });
    if (name === undefined) return undefined;
    const folder = vscode.Uri.joinPath(parent, name);
    for (const [path, text] of createChart(name, picked.chart))
      await host.ports.store.write(join(folder.fsPath, path), encodeUtf8(text));
    await vscode.window.showTextDocument(vscode.Uri.joinPath(folder, 'Chart.yaml'));
    return folder.fsPath;
  };
}

/** Raises one part of the version in Chart.yaml, as an edit that can be undone. */
export function bumpVersionCommand(host: Host): CommandMap['helmChartRelease.bumpVersion'] {
  return async (target?: CommandTarget) => {
    const directory = await resolveChart(host.charts, target, t('Bump Version'));
    if (directory === undefined) return undefined;
    const uri = vscode.Uri.file(join(directory, 'Chart.yaml'));
    const document = await vscode.workspace.openTextDocument(uri);
    const { root } = parseGoYaml(document.getText());
    const entry = root?.kind === 'map' ? fieldEntry(root, 'version') : undefined;
    const version = root?.kind === 'map' ? parseVersion(fieldText(root, 'version')) : undefined;
    if (entry === undefined || version === undefined) {
      void vscode.window.showInformationMessage(t('Chart.yaml has no version that can be raised.'));
      return undefined;
    }
    const { major, minor, patch, prerelease } = version;
    const next = [
      { label: `${major}.${minor}.${prerelease === '' ? patch + 1n : patch}`, description: t('patch') },
      { label: `${major}.${minor + 1n}.0`, description: t('minor') },
      { label: `${major + 1n}.0.0`, description: t('major') },
    ];
    const picked = await vscode.window.showQuickPick(next, { title: t('Bump Version'), placeHolder: version.original });
    if (picked === undefined) return undefined;
    const edit = new vscode.WorkspaceEdit();
    const { start, end } = entry.value.range;
    edit.replace(uri, new vscode.Range(document.positionAt(start), document.positionAt(end)), picked.label);
    await vscode.workspace.applyEdit(edit);
    return picked.label;
  };
}

/** Lints every chart of the workspace and opens the findings as SARIF. */
export function lintReportCommand(host: Host): CommandMap['helmChartRelease.lintReport'] {
  return async () => {
    const charts = await host.charts.all();
    const files = await runWithProgress(host.log, t('Checking charts'), async ({ signal }) => {
      const found = [];
      for (const chart of charts) {
        const linted = await lintChart(host.ports, chart.directory, lintSettingsFor(chart.uri), signal);
        const base = vscode.workspace.asRelativePath(chart.uri, false);
        found.push(...linted.map(file => ({ ...file, uri: encodeURI(`${base}/${file.path}`) })));
      }
      return found;
    });
    const version = (host.context.extension.packageJSON as { readonly version: string }).version;
    const document = await vscode.workspace.openTextDocument({
      language: 'json',
      content: formatSarif(files, version),
    });
    await vscode.window.showTextDocument(document);
    return document.getText();
  };
}
