import * as vscode from 'vscode';
import { quietContext } from '../../core/context';
import { ChartReleaseError } from '../../core/errors';
import type { RegistryClient } from '../../core/registry/client';
import { chartVersions } from '../../core/registry/resolveVersion';
import { parseTarget } from '../../core/registry/reference';
import { displayText } from '../../util/displayText';
import type { WorkspaceCharts } from '../charts/workspaceCharts';
import { configuredRegistries } from '../config';
import { errorMessage } from '../messages';
import type { LocalRegistryFeature } from './localRegistryFeature';

interface RegistryNode {
  readonly kind: 'registry';
  readonly target: string;
  readonly local: boolean;
}
interface RepositoryNode {
  readonly kind: 'repository';
  readonly host: string;
  readonly repository: string;
  readonly local: boolean;
}
export interface VersionNode {
  readonly kind: 'version';
  readonly host: string;
  readonly repository: string;
  readonly tag: string;
  readonly local: boolean;
}
interface NoteNode {
  readonly kind: 'note';
  readonly id: string;
  readonly text: string;
  readonly icon: string;
}
export type RegistriesNode = RegistryNode | RepositoryNode | VersionNode | NoteNode;

/** The local registry and the configured ones: charts, and their versions. Nothing is asked for before a row is opened. */
export class RegistriesTree implements vscode.TreeDataProvider<RegistriesNode>, vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<RegistriesNode | undefined>();
  readonly onDidChangeTreeData = this.#changed.event;
  readonly #subscriptions: readonly vscode.Disposable[];

  constructor(
    private readonly local: LocalRegistryFeature,
    private readonly charts: WorkspaceCharts,
    private readonly clientFor: (host: string) => RegistryClient,
  ) {
    this.#subscriptions = [
      local.onDidChange(() => {
        this.refresh();
      }),
      vscode.workspace.onDidChangeConfiguration(event => {
        if (event.affectsConfiguration('helmChartRelease.registries')) this.refresh();
      }),
    ];
  }

  refresh(): void {
    this.#changed.fire(undefined);
  }

  async getChildren(node?: RegistriesNode): Promise<RegistriesNode[]> {
    if (node === undefined) return this.#registries();
    try {
      if (node.kind === 'registry') return await this.#repositories(node);
      if (node.kind === 'repository') return await this.#versions(node);
      return [];
    } catch (error) {
      return [{ kind: 'note', id: noteId(node), text: errorMessage(error).text, icon: 'error' }];
    }
  }

  #registries(): RegistriesNode[] {
    const configured = configuredRegistries().map((target): RegistryNode => ({
      kind: 'registry',
      target,
      local: false,
    }));
    const { target } = this.local;
    return target === undefined ? configured : [{ kind: 'registry', target, local: true }, ...configured];
  }

  /** Registries have no common way to list charts: the local one is asked, elsewhere the workspace's own charts are looked up. */
  async #repositories(node: RegistryNode): Promise<RegistriesNode[]> {
    const { host, repository: path } = parseTarget(node.target);
    const prefix = path === '' ? '' : `${path}/`;
    const names = node.local
      ? (await this.clientFor(host).listRepositories(quietContext)).filter(name => name.startsWith(prefix))
      : (await this.charts.all()).flatMap(chart => chart.metadata?.name ?? []).map(name => prefix + name);
    if (names.length === 0)
      return [
        {
          kind: 'note',
          id: noteId(node),
          text: vscode.l10n.t('No chart yet. Push one with Push Package.'),
          icon: 'info',
        },
      ];
    return names.map(repository => ({ kind: 'repository', host, repository, local: node.local }));
  }

  async #versions(node: RepositoryNode): Promise<RegistriesNode[]> {
    const tags = await this.#tags(node);
    if (tags.length === 0)
      return [{ kind: 'note', id: noteId(node), text: vscode.l10n.t('Not published here.'), icon: 'circle-slash' }];
    return inOrder(tags).map(tag => ({
      kind: 'version',
      host: node.host,
      repository: node.repository,
      tag,
      local: node.local,
    }));
  }

  async #tags(node: RepositoryNode): Promise<readonly string[]> {
    try {
      return await this.clientFor(node.host).listTags(node.repository, quietContext);
    } catch (error) {
      if (ChartReleaseError.is(error, 'registry.notFound')) return [];
      throw error;
    }
  }

  getTreeItem(node: RegistriesNode): vscode.TreeItem {
    switch (node.kind) {
      case 'registry':
        return registryItem(node);
      case 'repository': {
        const name = node.repository.split('/').at(-1) ?? node.repository;
        const item = new vscode.TreeItem(displayText(name, 100), vscode.TreeItemCollapsibleState.Collapsed);
        item.id = `repository:${node.host}/${node.repository}`;
        item.iconPath = new vscode.ThemeIcon('package');
        item.tooltip = `oci://${node.host}/${node.repository}`;
        item.contextValue = 'repository;';
        item.accessibilityInformation = { label: name };
        return item;
      }
      case 'version': {
        const item = new vscode.TreeItem(displayText(node.tag.replaceAll('_', '+'), 100));
        item.id = `version:${node.host}/${node.repository}:${node.tag}`;
        item.iconPath = new vscode.ThemeIcon('tag');
        item.tooltip = versionReference(node);
        item.contextValue = 'version;';
        item.accessibilityInformation = { label: vscode.l10n.t('version {0}', String(item.label)) };
        return item;
      }
      case 'note': {
        const item = new vscode.TreeItem(node.text);
        item.id = node.id;
        item.iconPath = new vscode.ThemeIcon(node.icon);
        item.tooltip = node.text;
        item.contextValue = 'note;';
        return item;
      }
    }
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
    this.#changed.dispose();
  }
}

/** Versions first, the highest on top; then what is no version, without the tags that signatures and their lists take. */
function inOrder(tags: readonly string[]): readonly string[] {
  const versions = chartVersions(tags).map(({ tag }) => tag);
  const known = new Set(versions);
  const others = tags.filter(tag => !known.has(tag) && !/^sha256-[0-9a-f]{64}(?:\.\w+)?$/.test(tag));
  return [...versions, ...others.sort()];
}

/** `helm pull` for a version as it is in the tree. A version with build metadata is only reachable by `--version`. */
export function pullCommand(node: VersionNode): string {
  const plain = node.local ? ' --plain-http' : '';
  return `helm pull oci://${node.host}/${node.repository} --version ${node.tag.replaceAll('_', '+')}${plain}`;
}

export function isRegistryNode(value: unknown): value is RegistryNode {
  return typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'registry';
}

export function isVersionNode(value: unknown): value is VersionNode {
  return typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'version';
}

function versionReference(node: VersionNode): string {
  return `oci://${node.host}/${node.repository}:${node.tag}`;
}

function registryItem(node: RegistryNode): vscode.TreeItem {
  const label = node.local ? vscode.l10n.t('Local registry') : node.target.replace('oci://', '');
  const item = new vscode.TreeItem(
    displayText(label, 200),
    node.local ? vscode.TreeItemCollapsibleState.Expanded : vscode.TreeItemCollapsibleState.Collapsed,
  );
  item.id = `registry:${node.target}`;
  item.iconPath = new vscode.ThemeIcon(node.local ? 'server-process' : 'cloud');
  item.contextValue = `registry;${node.local ? 'local' : 'remote'}`;
  if (node.local) item.description = vscode.l10n.t('for trying out, {0}', parseTarget(node.target).host);
  item.tooltip = node.local
    ? vscode.l10n.t('{0}: runs on this machine only, while this window is open. Its content is kept.', node.target)
    : node.target;
  item.accessibilityInformation = { label: `${label} ${node.local ? String(item.description) : ''}`.trim() };
  return item;
}

function noteId(node: RegistriesNode): string {
  return node.kind === 'registry'
    ? `note:${node.target}`
    : node.kind === 'repository'
      ? `note:${node.host}/${node.repository}`
      : 'note';
}
