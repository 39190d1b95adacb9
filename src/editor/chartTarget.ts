import { basename, dirname } from 'node:path';
import * as vscode from 'vscode';
import { displayText } from '../util/displayText';
import type { PackageFile, Packages } from './charts/packages';
import type { WorkspaceChart, WorkspaceCharts } from './charts/workspaceCharts';
import type { CommandTarget } from './commandMap';

/**
 * The chart folder a command is about: from a folder, a Chart.yaml or any file of a chart, from a tree item, or asked
 * for. `undefined`: the user chose none.
 */
export async function resolveChart(
  charts: WorkspaceCharts,
  target: CommandTarget,
  title: string,
): Promise<string | undefined> {
  if (isChartNode(target)) return target.chart.directory;
  if (target instanceof vscode.Uri) return directoryOf(charts, target);
  const all = await charts.all();
  const active = vscode.window.activeTextEditor?.document.uri.fsPath;
  const first = active === undefined ? undefined : charts.containing(active);
  const sorted = first === undefined ? all : [first, ...all.filter(chart => chart !== first)];
  if (sorted.length === 0) {
    void vscode.window.showInformationMessage(
      vscode.l10n.t('There is no chart in this workspace. A chart is a folder with a Chart.yaml file.'),
    );
    return undefined;
  }
  const items = sorted.map(chart => ({
    label: displayText(chart.metadata?.name ?? basename(chart.directory), 100),
    description: displayText(chart.metadata?.version ?? '', 60),
    detail: vscode.workspace.asRelativePath(chart.uri, false),
    directory: chart.directory,
  }));
  const picked = await vscode.window.showQuickPick(items, {
    title,
    placeHolder: vscode.l10n.t('Which chart?'),
    ignoreFocusOut: true,
    matchOnDetail: true,
  });
  return picked?.directory;
}

/** The package a command is about: a `.tgz`, its `.prov`, a tree item, the newest package of a chart, or asked for. */
export async function resolvePackage(
  charts: WorkspaceCharts,
  packages: Packages,
  target: CommandTarget,
  title: string,
): Promise<string | undefined> {
  if (isPackageNode(target)) return target.file.path;
  if (target instanceof vscode.Uri && target.path.endsWith('.prov')) return target.fsPath.slice(0, -'.prov'.length);
  if (target instanceof vscode.Uri && target.path.endsWith('.tgz')) return target.fsPath;
  await charts.all();
  const chart = isChartNode(target)
    ? target.chart
    : target instanceof vscode.Uri
      ? charts.containing(target.fsPath)
      : undefined;
  const files = chart === undefined ? await packages.all() : await packages.of(chart);
  if (files.length === 0) {
    void vscode.window.showInformationMessage(vscode.l10n.t('There is no package yet. Make one with Package Chart.'));
    return undefined;
  }
  const items = files.map(file => ({
    label: file.fileName,
    description: vscode.workspace.asRelativePath(dirname(file.path), false),
    path: file.path,
  }));
  const picked = await vscode.window.showQuickPick(items, {
    title,
    placeHolder: vscode.l10n.t('Which package?'),
    ignoreFocusOut: true,
  });
  return picked?.path;
}

function isChartNode(target: CommandTarget): target is { readonly kind: 'chart'; readonly chart: WorkspaceChart } {
  return (
    typeof target === 'object' && target !== null && 'kind' in target && target.kind === 'chart' && 'chart' in target
  );
}

function isPackageNode(target: CommandTarget): target is { readonly kind: 'package'; readonly file: PackageFile } {
  return (
    typeof target === 'object' && target !== null && 'kind' in target && target.kind === 'package' && 'file' in target
  );
}

async function directoryOf(charts: WorkspaceCharts, uri: vscode.Uri): Promise<string> {
  if (basename(uri.path) === 'Chart.yaml') return dirname(uri.fsPath);
  await charts.all();
  return charts.containing(uri.fsPath)?.directory ?? uri.fsPath;
}
