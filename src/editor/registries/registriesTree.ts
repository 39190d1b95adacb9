import * as vscode from 'vscode';
import { quietContext } from '../../core/context';
import { ChartReleaseError } from '../../core/errors';
import type { Verdict } from '../../core/provenance/report';
import type { RegistryClient } from '../../core/registry/client';
import { chartVersions } from '../../core/registry/resolveVersion';
import { isRepository, parseTarget } from '../../core/registry/reference';
import type { WorkspaceCharts } from '../charts/workspaceCharts';
import { configuredRegistries } from '../config';
import { errorMessage } from '../messages';
import type { LocalRegistryFeature } from './localRegistryFeature';
import { factsOf, moreItem, noteItem, registryItem, repositoryItem, versionItem } from './registryItems';
import type { MoreNode, NoteNode, RegistriesNode, RegistryNode, RepositoryNode, VersionNode } from './registryNodes';
import { repositoryKey, versionReference } from './registryNodes';
import type { RegistrySearch } from './registrySearch';
import { matchesName, matchesTag } from './registrySearch';
import type { VersionDetailsLoader } from './versionDetails';

/** Versions of a chart that are shown, and asked about, at a time. */
const pageSize = 50;

/** What was listed of a repository, and how much of it is shown. */
interface Listing {
  readonly versions: readonly VersionNode[];
  readonly tags: ReadonlySet<string>;
  shown: number;
}

/** The local registry and the configured ones: charts, and their versions. Nothing is asked for before a row is opened. */
export class RegistriesTree implements vscode.TreeDataProvider<RegistriesNode>, vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<RegistriesNode | undefined>();
  readonly onDidChangeTreeData = this.#changed.event;
  readonly #listings = new Map<string, Listing>();
  readonly #subscriptions: readonly vscode.Disposable[];
  #search: RegistrySearch | undefined;

  constructor(
    private readonly local: LocalRegistryFeature,
    private readonly charts: WorkspaceCharts,
    private readonly clientFor: (host: string) => RegistryClient,
    private readonly details: VersionDetailsLoader,
  ) {
    this.#subscriptions = [
      local.onDidChange(() => {
        this.refresh();
      }),
      vscode.workspace.onDidChangeConfiguration(event => {
        if (event.affectsConfiguration('helmChartRelease.registries')) this.refresh();
      }),
      details.onDidChange(node => {
        this.#changed.fire(node);
      }),
    ];
  }

  refresh(): void {
    this.#listings.clear();
    this.details.forget();
    this.#changed.fire(undefined);
  }

  get search(): RegistrySearch | undefined {
    return this.#search;
  }

  /** Narrows the view; `undefined` shows all again. */
  narrow(search: RegistrySearch | undefined): void {
    this.#search = search;
    for (const listing of this.#listings.values()) listing.shown = pageSize;
    this.#changed.fire(undefined);
  }

  showMore({ repository }: MoreNode): void {
    const listing = this.#listings.get(repositoryKey(repository));
    if (listing !== undefined) listing.shown += pageSize;
    this.#changed.fire(repository);
  }

  /** Keeps what a verification said, for as long as the window is open. */
  verified(node: VersionNode, manifestDigest: string, verdict: Verdict): void {
    this.details.setVerdict(manifestDigest, verdict);
    this.#changed.fire(node);
  }

  async getChildren(node?: RegistriesNode): Promise<RegistriesNode[]> {
    if (node === undefined) return this.#registries();
    try {
      if (node.kind === 'registry') return await this.#repositories(node);
      if (node.kind === 'repository') return await this.#versions(node);
      if (node.kind === 'version') return this.#facts(node);
      return [];
    } catch (error) {
      return [note(node, errorMessage(error).text, 'error')];
    }
  }

  getTreeItem(node: RegistriesNode): vscode.TreeItem {
    switch (node.kind) {
      case 'registry':
        return registryItem(node);
      case 'repository':
        return repositoryItem(node);
      case 'version':
        return versionItem(node, this.details);
      case 'more':
        return moreItem(node);
      case 'note':
        return noteItem(node);
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

  async #repositories(node: RegistryNode): Promise<RegistriesNode[]> {
    const { host } = parseTarget(node.target);
    const known = await this.#repositoryNames(node);
    const names = known.filter(name => matchesName(this.#search, name));
    const searched = this.#search?.name ?? '';
    // A registry that does not list its charts still has the one that was typed, perhaps.
    const typed = prefixOf(node) + searched;
    if (names.length === 0 && searched !== '' && !node.local && isRepository(typed)) names.push(typed);
    if (names.length === 0)
      return [
        known.length === 0
          ? note(node, vscode.l10n.t('No chart yet. Push one with Push Package.'), 'info')
          : note(node, vscode.l10n.t('No chart of that name.'), 'search'),
      ];
    return names.map(repository => ({ kind: 'repository', host, repository, local: node.local }));
  }

  /** What the registry lists; many tell nobody, and then the workspace's own charts are looked up. */
  async #repositoryNames(node: RegistryNode): Promise<readonly string[]> {
    const { host, repository } = parseTarget(node.target);
    const prefix = prefixOf(node);
    const own = node.local ? [] : (await this.charts.all()).flatMap(chart => chart.metadata?.name ?? []);
    const names = own.map(name => prefix + name).filter(isRepository);
    try {
      const listed = await this.clientFor(host).listRepositories(quietContext);
      return sorted([...names, ...listed.filter(name => name.startsWith(prefix) || name === repository)]);
    } catch (error) {
      const silent =
        ChartReleaseError.is(error, 'registry.unauthorized') ||
        ChartReleaseError.is(error, 'registry.refused') ||
        ChartReleaseError.is(error, 'registry.protocol');
      if (node.local || names.length === 0 || !silent) throw error;
      return sorted(names);
    }
  }

  async #versions(node: RepositoryNode): Promise<RegistriesNode[]> {
    const listing = await this.#listing(node);
    if (listing.versions.length === 0) return [note(node, vscode.l10n.t('Not published here.'), 'circle-slash')];
    const fitting = listing.versions.filter(({ tag }) => matchesTag(this.#search, tag));
    if (fitting.length === 0) return [note(node, vscode.l10n.t('No version fits the search.'), 'search')];
    const shown = fitting.slice(0, listing.shown);
    this.details.load(shown, listing.tags);
    const left = fitting.length - shown.length;
    return left === 0 ? shown : [...shown, { kind: 'more', repository: node, left }];
  }

  async #listing(node: RepositoryNode): Promise<Listing> {
    const key = repositoryKey(node);
    const known = this.#listings.get(key);
    if (known !== undefined) return known;
    const tags = await this.#tags(node);
    const versions = inOrder(tags).map(({ tag, other }): VersionNode => ({
      kind: 'version',
      host: node.host,
      repository: node.repository,
      tag,
      local: node.local,
      other,
    }));
    const listing = { versions, tags: new Set(tags), shown: pageSize };
    this.#listings.set(key, listing);
    return listing;
  }

  async #tags(node: RepositoryNode): Promise<readonly string[]> {
    try {
      return await this.clientFor(node.host).listTags(node.repository, quietContext);
    } catch (error) {
      if (ChartReleaseError.is(error, 'registry.notFound')) return [];
      throw error;
    }
  }

  #facts(node: VersionNode): RegistriesNode[] {
    const state = this.details.state(node);
    if (typeof state === 'object') return [...factsOf(node, state)];
    return [
      state === 'failed'
        ? note(node, vscode.l10n.t('Its manifest cannot be read. Refresh tries again.'), 'error')
        : note(node, vscode.l10n.t('Being read ...'), 'loading~spin'),
    ];
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
    this.#changed.dispose();
  }
}

/** Versions first, the highest on top; then what is no version, without the tags that signatures and their lists take. */
function inOrder(tags: readonly string[]): readonly { readonly tag: string; readonly other: boolean }[] {
  const versions = chartVersions(tags).map(({ tag }) => tag);
  const known = new Set(versions);
  const others = tags.filter(tag => !known.has(tag) && !/^sha256-[0-9a-f]{64}(?:\.\w+)?$/.test(tag));
  return [...versions.map(tag => ({ tag, other: false })), ...[...others].sort().map(tag => ({ tag, other: true }))];
}

function prefixOf(node: RegistryNode): string {
  const { repository } = parseTarget(node.target);
  return repository === '' ? '' : `${repository}/`;
}

function sorted(names: readonly string[]): string[] {
  return [...new Set(names)].sort();
}

function note(node: RegistriesNode, text: string, icon: string): NoteNode {
  return { kind: 'note', id: noteId(node), text, icon };
}

function noteId(node: RegistriesNode): string {
  switch (node.kind) {
    case 'registry':
      return `note:${node.target}`;
    case 'repository':
      return `note:${repositoryKey(node)}`;
    case 'version':
      return `note:${versionReference(node)}`;
    default:
      return 'note';
  }
}
