import { sha256 } from '../../util/digest';
import { encodeUtf8 } from '../../util/bytes';
import type { Dependency } from '../../core/chart/metadata';
import type { Context } from '../../core/context';
import { ChartReleaseError } from '../../core/errors';
import type { ChartIndex } from '../../core/repository/chartIndex';
import type { RepositoryEntry } from '../../core/repository/repositoriesFile';
import { isSameUrl } from '../../core/repository/sameUrl';
import { cachedIndex, refreshIndex } from '../repository/indexCache';
import { anonymousEntry } from '../repository/locateChart';
import { readRepositories } from '../repository/repositoryList';
import { updateRepositories } from '../repository/updateRepositories';
import type { DependencyPorts } from './ports';

/** Where dependencies come from: folders, registries, and repositories that are configured or only named by an address. */
export class DependencyRepositories {
  readonly #indexes = new Map<string, Promise<ChartIndex>>();
  readonly #refreshed = new Set<string>();

  private constructor(
    private readonly ports: DependencyPorts,
    private readonly configured: readonly RepositoryEntry[],
    private readonly context: Context,
  ) {}

  static async read(ports: DependencyPorts, context: Context): Promise<DependencyRepositories> {
    return new DependencyRepositories(ports, (await readRepositories(ports)).repositories, context);
  }

  /**
   * The dependency with the address of its repository in place of `@name` or `alias:name`, as the lock and its digest have
   * it. Throws `dependency.noRepository` for a name that is not configured and is no address.
   */
  resolved(dependency: Dependency): Dependency {
    const { repository, name } = dependency;
    if (isLocal(repository) || repository.startsWith('oci://')) return dependency;
    const alias = /^(?:@|alias:)(.*)$/s.exec(repository)?.[1];
    const entry = this.configured.find(each => each.name === alias || isSameUrl(each.url, repository));
    if (entry !== undefined) return alias === undefined ? dependency : { ...dependency, repository: entry.url };
    // Go's ParseRequestURI: a scheme, or a path from the root.
    if (alias === undefined && /^(?:[a-z][a-z0-9+.-]*:|\/)/i.test(repository)) return dependency;
    throw new ChartReleaseError('dependency.noRepository', { chart: name, repository });
  }

  /** Throws `dependency.noRepository`: building from a lock needs the repository to be configured. */
  requireConfigured({ name, repository }: Dependency): void {
    if (isLocal(repository) || repository.startsWith('oci://')) return;
    const address = repository.replace(/\/$/, '');
    if (!this.configured.some(({ url }) => isSameUrl(url, address)))
      throw new ChartReleaseError('dependency.noRepository', { chart: name, repository });
  }

  /** The entry for an address; one that nobody configured has no credentials, and Helm's name for its cached index. */
  entryFor(repository: string): RepositoryEntry {
    const known = this.configured.find(({ url }) => isSameUrl(url, repository));
    if (known !== undefined) return known;
    const name = `helm-manager-${sha256(encodeUtf8(repository)).slice('sha256:'.length)}`;
    return { ...anonymousEntry(repository), name };
  }

  /** Fetches the indexes of all configured repositories, as Helm does before it resolves; a failing one is only logged. */
  async refreshConfigured(): Promise<void> {
    if (this.configured.length === 0) return;
    for (const result of await updateRepositories(this.ports, [], this.context)) {
      this.#refreshed.add(result.entry.name);
      if (result.outcome === 'failed') this.context.log.warn(`${result.entry.name}: ${String(result.error)}`);
    }
  }

  /** The index of an entry, from the cache unless `refresh` and it was not fetched in this run. */
  index(entry: RepositoryEntry, refresh: boolean): Promise<ChartIndex> {
    const known = this.#indexes.get(entry.url);
    if (known !== undefined) return known;
    const read = this.#read(entry, refresh);
    this.#indexes.set(entry.url, read);
    return read;
  }

  async #read(entry: RepositoryEntry, refresh: boolean): Promise<ChartIndex> {
    if (!refresh || this.#refreshed.has(entry.name)) return (await cachedIndex(this.ports, entry)).index;
    return (await refreshIndex(this.ports, entry, this.context)).fetched.index;
  }
}

export function isLocal(repository: string): boolean {
  return repository === '' || repository.startsWith('file://');
}
