import type { Context } from '../../core/context';
import type { ChartIndex } from '../../core/repository/chartIndex';
import type { SearchHit, SearchRequest } from '../../core/repository/searchIndex';
import { searchIndexes } from '../../core/repository/searchIndex';
import { cachedIndex } from './indexCache';
import type { RepositoryPorts } from './ports';
import { readRepositories } from './repositoryList';

export interface SearchResult {
  readonly hits: readonly SearchHit[];
  /** Repositories that could not be searched, and why: the others are searched all the same. */
  readonly failed: readonly { readonly name: string; readonly error: unknown }[];
  /** How many repositories there are. */
  readonly repositories: number;
}

/** Searches the cached indexes, as `helm search repo`. Throws `repository.badSearch`. */
export async function searchRepositories(
  ports: Pick<RepositoryPorts, 'store' | 'privateStore' | 'home'>,
  request: SearchRequest,
  context: Context,
): Promise<SearchResult> {
  const { repositories } = await readRepositories(ports);
  const indexes = new Map<string, { readonly name: string; readonly index: ChartIndex }>();
  const failed: { readonly name: string; readonly error: unknown }[] = [];
  for (const entry of repositories) {
    context.signal.throwIfAborted();
    if (indexes.has(entry.name)) continue;
    try {
      indexes.set(entry.name, { name: entry.name, index: (await cachedIndex(ports, entry)).index });
    } catch (error) {
      failed.push({ name: entry.name, error });
    }
  }
  return { hits: searchIndexes([...indexes.values()], request), failed, repositories: repositories.length };
}
