import type { Context } from '../../core/context';
import { ChartReleaseError } from '../../core/errors';
import type { SkippedEntry } from '../../core/repository/chartIndex';
import type { RepositoryEntry } from '../../core/repository/repositoriesFile';
import { refreshIndex } from './indexCache';
import { repositoryLimits } from './limits';
import type { RepositoryPorts } from './ports';
import { readRepositories } from './repositoryList';

export type UpdateResult =
  | {
      readonly entry: RepositoryEntry;
      readonly outcome: 'updated' | 'unchanged';
      readonly skipped: readonly SkippedEntry[];
    }
  | { readonly entry: RepositoryEntry; readonly outcome: 'failed'; readonly error: unknown };

/**
 * Fetches the indexes of all repositories, or of the named ones. One that fails does not stop the others, and keeps its old
 * index. Throws `repository.notFound` for a name that is none, before anything is fetched.
 */
export async function updateRepositories(
  ports: RepositoryPorts,
  names: readonly string[],
  context: Context,
): Promise<readonly UpdateResult[]> {
  const { repositories } = await readRepositories(ports);
  for (const name of names) {
    if (!repositories.some(entry => entry.name === name)) throw new ChartReleaseError('repository.notFound', { name });
  }
  const wanted = repositories.filter(entry => names.length === 0 || names.includes(entry.name));
  const results: UpdateResult[] = [];
  const waiting = [...wanted.entries()];
  const worker = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const [at, entry] = next;
      results[at] = await update(ports, entry, context);
    }
  };
  await Promise.all(Array.from({ length: repositoryLimits.concurrentUpdates }, worker));
  return results;
}

async function update(ports: RepositoryPorts, entry: RepositoryEntry, context: Context): Promise<UpdateResult> {
  try {
    const { outcome, fetched } = await refreshIndex(ports, entry, context);
    return { entry, outcome, skipped: fetched.skipped };
  } catch (error) {
    context.signal.throwIfAborted();
    return { entry, outcome: 'failed', error };
  }
}
