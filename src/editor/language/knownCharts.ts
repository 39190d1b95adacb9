import { join } from 'node:path';
import * as vscode from 'vscode';
import type { DecodedMetadata } from '../../core/chart/metadata';
import { fieldItems, fieldText } from '../../core/chart/yamlFields';
import type { Context } from '../../core/context';
import { ChartReleaseError } from '../../core/errors';
import type { KnownVersions, PublishedVersion } from '../../core/lint/checkKnownVersions';
import { chartReference, tagToVersion } from '../../core/registry/reference';
import { chartVersions } from '../../core/registry/resolveVersion';
import type { RepositoryEntry } from '../../core/repository/repositoriesFile';
import { isSameUrl } from '../../core/repository/sameUrl';
import { parseGoYaml } from '../../core/yaml/goYaml';
import type { IndexChecker } from '../../node/indexChecker';
import type { Catalog } from '../../node/indexWorker';
import type { PushPorts } from '../../workflows/pushChart';
import { refreshIndex } from '../../workflows/repository/indexCache';
import type { RepositoryPorts } from '../../workflows/repository/ports';
import { readRepositories } from '../../workflows/repository/repositoryList';

interface CachedRepository {
  readonly entry: RepositoryEntry;
  readonly catalog: Catalog | undefined;
}

/**
 * What charts there are, from the indexes that Helm or this extension fetched before, and the tags that registries named when
 * they were last asked. Only `ask` goes to the network.
 */
export class KnownCharts implements vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<undefined>();
  /** Fires when something new was fetched. */
  readonly onDidChange = this.#changed.event;
  /** Versions by `oci://host/path/name`. */
  readonly #tags = new Map<string, readonly string[]>();

  constructor(
    private readonly ports: RepositoryPorts & Pick<PushPorts, 'clientFor'>,
    private readonly checker: IndexChecker,
  ) {}

  /** All repositories of the user's Helm, with what their cached index has. */
  async repositories(own?: { readonly name: string; readonly version: string }): Promise<readonly CachedRepository[]> {
    const { repositories } = await readRepositories(this.ports).catch(() => ({ repositories: [] }));
    return Promise.all(
      repositories.map(async entry => {
        const catalogOf = join(this.ports.home.repositoryCache, `${entry.name}-index.yaml`);
        return { entry, catalog: await this.checker.catalog(own === undefined ? { catalogOf } : { catalogOf, own }) };
      }),
    );
  }

  /** What is known for the dependencies of a Chart.yaml, and of the chart itself. */
  async knownFor(text: string): Promise<KnownVersions> {
    const { root } = parseGoYaml(text);
    const own =
      root?.kind === 'map' ? { name: fieldText(root, 'name'), version: fieldText(root, 'version') } : undefined;
    const cached = await this.repositories(own);
    const published = cached.flatMap(({ entry, catalog }): PublishedVersion[] => {
      const metadata: DecodedMetadata | undefined = catalog?.own;
      return metadata === undefined ? [] : [{ where: entry.name, metadata }];
    });
    return { published, versionsOf: (repository, name) => this.#versionsOf(cached, repository, name) };
  }

  #versionsOf(cached: readonly CachedRepository[], repository: string, name: string): readonly string[] | undefined {
    if (repository.startsWith('oci://')) return this.#tags.get(`${repository.replace(/\/+$/, '')}/${name}`);
    const alias = /^(?:@|alias:)(.*)$/s.exec(repository)?.[1];
    const found = cached.find(({ entry }) =>
      alias === undefined ? isSameUrl(entry.url, repository) : entry.name === alias,
    );
    if (found?.catalog === undefined) return undefined;
    return Object.hasOwn(found.catalog.charts, name) ? found.catalog.charts[name] : [];
  }

  /** Asks repositories and registries for the dependencies of a Chart.yaml. Throws what the last one that failed threw. */
  async ask(text: string, context: Context): Promise<void> {
    const { root } = parseGoYaml(text);
    const items = root?.kind === 'map' ? fieldItems(root, 'dependencies') : [];
    const { repositories } = await readRepositories(this.ports);
    const asked = new Set<string>();
    let failure: unknown;
    for (const item of items) {
      if (item.kind !== 'map') continue;
      try {
        await this.#askFor(fieldText(item, 'repository'), fieldText(item, 'name'), repositories, asked, context);
      } catch (error) {
        context.signal.throwIfAborted();
        failure = error;
      }
    }
    this.#changed.fire(undefined);
    if (failure instanceof Error) throw failure;
  }

  async #askFor(
    repository: string,
    name: string,
    repositories: readonly RepositoryEntry[],
    asked: Set<string>,
    context: Context,
  ): Promise<void> {
    if (repository.startsWith('oci://')) {
      const key = `${repository.replace(/\/+$/, '')}/${name}`;
      if (asked.has(key)) return;
      asked.add(key);
      const reference = chartReference(repository, name, '0.0.0');
      const tags = await this.ports
        .clientFor(reference.host)
        .listTags(reference.repository, context)
        .catch((error: unknown) => {
          if (ChartReleaseError.is(error, 'registry.notFound')) return [];
          throw error;
        });
      this.#tags.set(
        key,
        chartVersions(tags).map(({ tag }) => tagToVersion(tag)),
      );
      return;
    }
    const alias = /^(?:@|alias:)(.*)$/s.exec(repository)?.[1];
    const entry = repositories.find(each =>
      alias === undefined ? isSameUrl(each.url, repository) : each.name === alias,
    );
    if (entry === undefined || asked.has(entry.name)) return;
    asked.add(entry.name);
    await refreshIndex(this.ports, entry, context);
  }

  dispose(): void {
    this.#changed.dispose();
  }
}
