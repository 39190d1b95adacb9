import { join } from 'node:path';
import type { Context } from '../../core/context';
import { ChartReleaseError } from '../../core/errors';
import type { ChartIndex, SkippedEntry } from '../../core/repository/chartIndex';
import { indexUrl, repositoryUrl } from '../../core/repository/chartAddress';
import { readIndex } from '../../core/repository/readIndex';
import type { RepositoryEntry } from '../../core/repository/repositoriesFile';
import { withoutSecrets } from '../../core/repository/repositoriesFile';
import { decodeUtf8, encodeUtf8 } from '../../util/bytes';
import { sha256 } from '../../util/digest';
import { repositoryLimits } from './limits';
import type { RepositoryPorts } from './ports';
import { refusal, requestFor } from './repositoryRequest';

/** By what a server tells whether an index changed. Kept beside Helm's cache, which has no place for it. */
interface Validators {
  /** `sha256:` of the index that they are for: Helm may have written another one since. */
  readonly digest: string;
  readonly etag?: string;
  readonly lastModified?: string;
  /** Of the repository, without secrets. */
  readonly url: string;
}

export interface FetchedIndex {
  readonly bytes: Uint8Array;
  readonly index: ChartIndex;
  readonly skipped: readonly SkippedEntry[];
  readonly validators?: Validators;
}

/**
 * Fetches and reads an index. With what is in the cache it is asked for only if it changed. Throws `repository.badIndex`
 * for one that Helm refuses.
 */
export async function fetchIndex(
  ports: Pick<RepositoryPorts, 'transportFor' | 'secrets'>,
  entry: RepositoryEntry,
  cached: { readonly bytes: Uint8Array; readonly validators: Validators } | undefined,
  context: Context,
): Promise<FetchedIndex> {
  const url = indexUrl(repositoryUrl(entry.url));
  context.progress({ step: 'downloading', subject: withoutSecrets(url.href) });
  const headers: Record<string, string> = {};
  if (cached?.validators.etag !== undefined) headers['If-None-Match'] = cached.validators.etag;
  if (cached?.validators.lastModified !== undefined) headers['If-Modified-Since'] = cached.validators.lastModified;
  const request = { url, limitBytes: repositoryLimits.indexBytes, headers };
  const reply = await requestFor(ports, entry, request, context);
  if (reply.status === 304 && cached !== undefined)
    return { ...parse(cached.bytes, entry), validators: cached.validators };
  if (reply.status !== 200) throw refusal(url, reply);
  const etag = reply.headers.get('etag') ?? undefined;
  const lastModified = reply.headers.get('last-modified') ?? undefined;
  return {
    ...parse(reply.bytes, entry),
    validators: {
      digest: sha256(reply.bytes),
      url: withoutSecrets(entry.url),
      ...(etag === undefined ? {} : { etag }),
      ...(lastModified === undefined ? {} : { lastModified }),
    },
  };
}

/** Writes the cache as Helm does: the bytes as they were served, and the names of the charts for the shell's completion. */
export async function writeIndex(
  ports: Pick<RepositoryPorts, 'store' | 'home'>,
  entry: RepositoryEntry,
  fetched: FetchedIndex,
): Promise<void> {
  const paths = cachePaths(ports, entry.name);
  await ports.store.write(paths.index, fetched.bytes);
  const names = [...fetched.index.entries.keys()].map(name => `${name}\n`).join('');
  await ports.store.write(paths.charts, encodeUtf8(names));
  if (fetched.validators === undefined) return ports.store.remove(paths.validators);
  await ports.store.write(paths.validators, encodeUtf8(JSON.stringify(fetched.validators)));
}

export async function forgetIndex(ports: Pick<RepositoryPorts, 'store' | 'home'>, name: string): Promise<void> {
  const paths = cachePaths(ports, name);
  for (const path of Object.values(paths)) await ports.store.remove(path);
}

/** The index as it was last fetched, by Helm or by us. Throws `repository.noIndex`, `repository.badIndex`. */
export async function cachedIndex(
  ports: Pick<RepositoryPorts, 'store' | 'home'>,
  entry: RepositoryEntry,
): Promise<FetchedIndex> {
  const bytes = await ports.store.read(cachePaths(ports, entry.name).index, repositoryLimits.indexBytes);
  if (bytes === undefined) throw new ChartReleaseError('repository.noIndex', { name: entry.name });
  return parse(bytes, entry);
}

/** Fetches an index again. `unchanged`: the server said so, or sent the same bytes. */
export async function refreshIndex(
  ports: RepositoryPorts,
  entry: RepositoryEntry,
  context: Context,
): Promise<{ readonly outcome: 'updated' | 'unchanged'; readonly fetched: FetchedIndex }> {
  const cached = await readCache(ports, entry);
  const fetched = await fetchIndex(ports, entry, cached, context);
  const outcome = cached !== undefined && sha256(fetched.bytes) === cached.validators.digest ? 'unchanged' : 'updated';
  await writeIndex(ports, entry, fetched);
  return { outcome, fetched };
}

/** `undefined` when the cached index is not the one that the validators are for. */
async function readCache(
  ports: Pick<RepositoryPorts, 'store' | 'home'>,
  entry: RepositoryEntry,
): Promise<{ readonly bytes: Uint8Array; readonly validators: Validators } | undefined> {
  const paths = cachePaths(ports, entry.name);
  const bytes = await ports.store.read(paths.index, repositoryLimits.indexBytes);
  const text = await ports.store.read(paths.validators, repositoryLimits.answerBytes);
  const validators = text === undefined ? undefined : parseValidators(text);
  if (bytes === undefined || validators === undefined) return undefined;
  const fits = validators.digest === sha256(bytes) && validators.url === withoutSecrets(entry.url);
  return fits ? { bytes, validators } : undefined;
}

function parseValidators(bytes: Uint8Array): Validators | undefined {
  let value: unknown;
  try {
    value = JSON.parse(decodeUtf8(bytes) ?? '');
  } catch {
    return undefined;
  }
  if (typeof value !== 'object' || value === null) return undefined;
  const text = (key: string): string | undefined => {
    const member: unknown = Reflect.get(value, key);
    return typeof member === 'string' ? member : undefined;
  };
  const [digest, url, etag, lastModified] = ['digest', 'url', 'etag', 'lastModified'].map(text);
  if (digest === undefined || url === undefined) return undefined;
  return {
    digest,
    url,
    ...(etag === undefined ? {} : { etag }),
    ...(lastModified === undefined ? {} : { lastModified }),
  };
}

function parse(bytes: Uint8Array, entry: RepositoryEntry): Omit<FetchedIndex, 'validators'> {
  const { index, skipped, problems } = readIndex(bytes);
  if (index !== undefined) return { bytes, index, skipped };
  const helmText = problems[0]?.helmText ?? '';
  throw new ChartReleaseError('repository.badIndex', { url: withoutSecrets(entry.url), helmText });
}

function cachePaths(
  { home }: Pick<RepositoryPorts, 'home'>,
  name: string,
): { readonly index: string; readonly charts: string; readonly validators: string } {
  return {
    index: join(home.repositoryCache, `${name}-index.yaml`),
    charts: join(home.repositoryCache, `${name}-charts.txt`),
    validators: join(home.repositoryCache, `${name}-index.http.json`),
  };
}
