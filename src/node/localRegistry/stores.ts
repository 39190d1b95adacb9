import type { Log } from '../../core/context';
import { ContentStore } from './contentStore';
import { localRegistryLimits as limits } from './limits';
import { RepositoryStore } from './repositoryStore';
import { Uploads } from './uploads';

/** Everything that a registry keeps in its folder. */
export interface Stores {
  readonly content: ContentStore;
  readonly repositories: RepositoryStore;
  readonly uploads: Uploads;
}

export async function openStores(directory: string, log: Log): Promise<Stores> {
  const content = new ContentStore(directory, log);
  const repositories = new RepositoryStore(directory, content.temporary);
  const uploads = new Uploads(directory, content);
  const now = Date.now();
  await content.open(now);
  await repositories.open();
  await uploads.open(now);
  await content.collect(await repositories.named(), limits.unnamedMs, now);
  return { content, repositories, uploads };
}
