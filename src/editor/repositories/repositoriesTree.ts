import * as vscode from 'vscode';
import type { ChartVersion } from '../../core/repository/chartIndex';
import type { RepositoryEntry } from '../../core/repository/repositoriesFile';
import { withoutSecrets } from '../../core/repository/repositoriesFile';
import { displayText } from '../../util/displayText';
import { cachedIndex } from '../../workflows/repository/indexCache';
import type { RepositoryPorts } from '../../workflows/repository/ports';
import { readRepositories } from '../../workflows/repository/repositoryList';
import { errorMessage } from '../messages';

export interface RepositoryNode {
  readonly kind: 'chartRepository';
  readonly entry: RepositoryEntry;
}
interface ChartNode {
  readonly kind: 'repositoryChart';
  readonly repository: string;
  readonly name: string;
  readonly versions: readonly ChartVersion[];
}
export interface ChartVersionNode {
  readonly kind: 'repositoryVersion';
  readonly reference: string;
  readonly version: ChartVersion;
}
interface NoteNode {
  readonly kind: 'note';
  readonly id: string;
  readonly text: string;
}
type Node = RepositoryNode | ChartNode | ChartVersionNode | NoteNode;

/** The repositories of the user's Helm, their charts and versions, from the cached indexes: opening a row asks no network. */
export class RepositoriesTree implements vscode.TreeDataProvider<Node>, vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<undefined>();
  readonly onDidChangeTreeData = this.#changed.event;

  constructor(private readonly ports: RepositoryPorts) {}

  refresh(): void {
    this.#changed.fire(undefined);
  }

  async getChildren(node?: Node): Promise<Node[]> {
    try {
      if (node === undefined) {
        const { repositories } = await readRepositories(this.ports);
        return repositories.map(entry => ({ kind: 'chartRepository', entry }));
      }
      if (node.kind === 'chartRepository') return await this.#charts(node.entry);
      if (node.kind === 'repositoryChart')
        return node.versions.map(version => ({
          kind: 'repositoryVersion',
          reference: `${node.repository}/${node.name}`,
          version,
        }));
      return [];
    } catch (error) {
      return [{ kind: 'note', id: `note:${node === undefined ? '' : idOf(node)}`, text: errorMessage(error).text }];
    }
  }

  async #charts({ name }: RepositoryEntry): Promise<Node[]> {
    const entry = (await readRepositories(this.ports)).repositories.find(each => each.name === name);
    if (entry === undefined) return [];
    const { index } = await cachedIndex(this.ports, entry);
    const charts = [...index.entries].filter(([, versions]) => versions.length > 0);
    return charts.map(([chart, versions]) => ({ kind: 'repositoryChart', repository: name, name: chart, versions }));
  }

  getTreeItem(node: Node): vscode.TreeItem {
    const item = new vscode.TreeItem(displayText(labelOf(node), 200), stateOf(node));
    item.id = idOf(node);
    item.contextValue = `${node.kind};`;
    switch (node.kind) {
      case 'chartRepository':
        item.iconPath = new vscode.ThemeIcon('archive');
        item.description = displayText(withoutSecrets(node.entry.url), 200);
        item.tooltip = withoutSecrets(node.entry.url);
        break;
      case 'repositoryChart':
        item.iconPath = new vscode.ThemeIcon('package');
        item.description = displayText(node.versions[0]?.metadata.version ?? '', 100);
        break;
      case 'repositoryVersion':
        item.iconPath = new vscode.ThemeIcon('tag');
        item.tooltip = displayText(node.version.metadata.description ?? '', 500);
        break;
      case 'note':
        item.iconPath = new vscode.ThemeIcon('info');
        item.tooltip = node.text;
        break;
    }
    item.accessibilityInformation = { label: `${String(item.label)} ${String(item.description ?? '')}`.trim() };
    return item;
  }

  dispose(): void {
    this.#changed.dispose();
  }
}

export function isRepositoryNode(value: unknown): value is RepositoryNode {
  return typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'chartRepository';
}

export function isChartVersionNode(value: unknown): value is ChartVersionNode {
  return typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'repositoryVersion';
}

function labelOf(node: Node): string {
  switch (node.kind) {
    case 'chartRepository':
      return node.entry.name;
    case 'repositoryChart':
      return node.name;
    case 'repositoryVersion':
      return node.version.metadata.version;
    case 'note':
      return node.text;
  }
}

function idOf(node: Node): string {
  switch (node.kind) {
    case 'chartRepository':
      return `chartRepository:${node.entry.name}`;
    case 'repositoryChart':
      return `repositoryChart:${node.repository}/${node.name}`;
    case 'repositoryVersion':
      return `repositoryVersion:${node.reference}:${node.version.metadata.version}`;
    case 'note':
      return node.id;
  }
}

function stateOf(node: Node): vscode.TreeItemCollapsibleState {
  return node.kind === 'chartRepository' || node.kind === 'repositoryChart'
    ? vscode.TreeItemCollapsibleState.Collapsed
    : vscode.TreeItemCollapsibleState.None;
}
