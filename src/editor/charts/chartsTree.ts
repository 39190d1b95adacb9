import * as vscode from 'vscode';
import type { VerificationReport } from '../../core/provenance/report';
import { displayText } from '../../util/displayText';
import type { Verifications } from '../badge/verifications';
import { verdictView } from '../report/verdictText';
import type { PackageFile, Packages } from './packages';
import type { WorkspaceChart, WorkspaceCharts } from './workspaceCharts';

export type ChartsNode =
  | { readonly kind: 'chart'; readonly chart: WorkspaceChart }
  | { readonly kind: 'package'; readonly file: PackageFile }
  | { readonly kind: 'others' };

/** Charts of the workspace, each with its packages and their verification state. */
export class ChartsTree implements vscode.TreeDataProvider<ChartsNode>, vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<ChartsNode | undefined>();
  readonly onDidChangeTreeData = this.#changed.event;
  readonly #subscriptions: readonly vscode.Disposable[];

  constructor(
    private readonly charts: WorkspaceCharts,
    private readonly packages: Packages,
    private readonly verifications: Verifications,
  ) {
    const refresh = (): void => {
      this.#changed.fire(undefined);
    };
    this.#subscriptions = [charts, packages, verifications].map(source => source.onDidChange(refresh));
  }

  async getChildren(node?: ChartsNode): Promise<ChartsNode[]> {
    if (node === undefined) {
      const charts = await this.charts.all();
      const others = await this.packages.others(charts);
      const nodes: ChartsNode[] = charts.map(chart => ({ kind: 'chart', chart }));
      return others.length === 0 ? nodes : [...nodes, { kind: 'others' }];
    }
    if (node.kind === 'chart') return (await this.packages.of(node.chart)).map(file => ({ kind: 'package', file }));
    if (node.kind === 'others') {
      return (await this.packages.others(await this.charts.all())).map(file => ({ kind: 'package', file }));
    }
    return [];
  }

  async getTreeItem(node: ChartsNode): Promise<vscode.TreeItem> {
    switch (node.kind) {
      case 'chart':
        return this.#chartItem(node.chart);
      case 'package':
        return this.#packageItem(node.file);
      case 'others': {
        const item = new vscode.TreeItem(vscode.l10n.t('Other packages'), vscode.TreeItemCollapsibleState.Collapsed);
        item.id = 'others';
        item.iconPath = new vscode.ThemeIcon('archive');
        item.contextValue = 'others;';
        return item;
      }
    }
  }

  async #chartItem(chart: WorkspaceChart): Promise<vscode.TreeItem> {
    const { metadata } = chart;
    const packages = await this.packages.of(chart);
    const state =
      packages.length === 0 ? vscode.TreeItemCollapsibleState.None : vscode.TreeItemCollapsibleState.Expanded;
    const path = vscode.workspace.asRelativePath(chart.uri, false);
    const item = new vscode.TreeItem(displayText(metadata?.name ?? path, 100), state);
    // Another id once there are packages: VS Code keeps a row as it was, and one without children would stay closed.
    item.id = `chart${packages.length === 0 ? '' : ' with packages'}:${chart.directory}`;
    item.contextValue = `chart;${metadata === undefined ? 'broken' : 'readable'}`;
    if (metadata === undefined) {
      item.description = vscode.l10n.t('Chart.yaml cannot be read');
      item.iconPath = new vscode.ThemeIcon('error', new vscode.ThemeColor('list.errorForeground'));
      item.tooltip = displayText(chart.problem ?? '');
    } else {
      item.description =
        displayText(metadata.version, 60) + (metadata.type === 'library' ? ` ${vscode.l10n.t('library')}` : '');
      item.iconPath = new vscode.ThemeIcon(metadata.type === 'library' ? 'library' : 'package');
      item.tooltip = [metadata.description, path]
        .filter(text => text !== undefined)
        .map(text => displayText(text))
        .join('\n');
    }
    item.command = {
      command: 'vscode.open',
      title: vscode.l10n.t('Open Chart.yaml'),
      arguments: [vscode.Uri.joinPath(chart.uri, 'Chart.yaml')],
    };
    item.accessibilityInformation = { label: `${String(item.label)} ${String(item.description)}` };
    return item;
  }

  async #packageItem(file: PackageFile): Promise<vscode.TreeItem> {
    const item = new vscode.TreeItem(file.fileName, vscode.TreeItemCollapsibleState.None);
    item.id = `package:${file.path}`;
    const report = await this.#reportOf(file);
    const view = report === undefined ? undefined : verdictView(report.verdict);
    item.contextValue = `package;${report?.verdict ?? 'unreadable'}`;
    item.description = view?.label ?? vscode.l10n.t('cannot be read');
    item.iconPath = new vscode.ThemeIcon(
      view?.icon ?? 'error',
      view?.color === undefined ? undefined : new vscode.ThemeColor(view.color),
    );
    item.accessibilityInformation = { label: `${file.fileName}, ${item.description}` };
    item.tooltip = [vscode.workspace.asRelativePath(file.uri, false), view?.meaning, view?.next, report?.digest]
      .filter(text => text !== undefined)
      .join('\n');
    item.command = {
      command: 'helmChartRelease.showReport',
      title: vscode.l10n.t('Show Verification Report'),
      arguments: [file.uri],
    };
    return item;
  }

  async #reportOf(file: PackageFile): Promise<VerificationReport | undefined> {
    try {
      return await this.verifications.report(file.path);
    } catch {
      return undefined; // unreadable or gone: the row says so
    }
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
    this.#changed.dispose();
  }
}
