import { join } from 'node:path';
import { loadArchive } from '../core/archive/loadArchive';
import type { Context } from '../core/context';
import { ChartReleaseError } from '../core/errors';
import type { IndexedArchive } from '../core/repository/addToIndex';
import { indexArchives } from '../core/repository/addToIndex';
import type { ChartIndex, VersionRef } from '../core/repository/chartIndex';
import { formatIndex } from '../core/repository/formatIndex';
import { mergeIndex } from '../core/repository/mergeIndex';
import { readIndex } from '../core/repository/readIndex';
import { encodeUtf8 } from '../util/bytes';
import { sha256 } from '../util/digest';
import { limits } from './limits';
import type { Clock, FileStore, PackageFolder } from './ports';

export interface IndexPorts {
  readonly store: FileStore;
  readonly packages: PackageFolder;
  readonly clock: Clock;
}

export interface GenerateIndexRequest {
  /** Where the packages are, and where index.yaml goes. */
  readonly directory: string;
  /** Address that the packages are under; empty makes relative URLs. */
  readonly baseUrl: string;
  /** An older index.yaml whose versions are kept. */
  readonly merge?: string;
  readonly syntax: 'yaml' | 'json';
}

export interface GeneratedIndex {
  readonly path: string;
  readonly index: ChartIndex;
  /** Files that are no usable package, with the code of the failure: Helm passes over them without a word. */
  readonly passedOver: readonly { readonly path: string; readonly code: string }[];
  /** Versions of the older index that another package took the place of. */
  readonly replaced: readonly VersionRef[];
}

/** Makes index.yaml of the packages in a folder, as `helm repo index` does. */
export async function generateIndex(
  ports: IndexPorts,
  request: GenerateIndexRequest,
  context: Context,
): Promise<GeneratedIndex> {
  const now = goTimeOf(ports.clock);
  const older = request.merge === undefined ? undefined : await readIndexFile(ports.store, request.merge);
  const paths = await ports.packages.list(request.directory, context.signal);
  const { archives, passedOver } = await readPackages(ports, request.directory, paths, context);
  const ours = indexArchives(archives, { baseUrl: request.baseUrl, now });
  const { index, replaced } = older === undefined ? { index: ours, replaced: [] } : mergeIndex(ours, older);
  const path = join(request.directory, 'index.yaml');
  context.signal.throwIfAborted();
  context.progress({ step: 'writing', subject: path });
  await ports.store.write(path, encodeUtf8(formatIndex(index, request.syntax)));
  return { path, index, passedOver, replaced };
}

/** Throws `file.notFound` and `index.unreadable`. */
export async function readIndexFile(store: FileStore, path: string): Promise<ChartIndex> {
  const bytes = await store.read(path, limits.indexBytes);
  if (bytes === undefined) throw new ChartReleaseError('file.notFound', { path });
  const { index, problems } = readIndex(bytes);
  if (index === undefined)
    throw new ChartReleaseError('index.unreadable', { path, helmText: problems[0]?.helmText ?? '' });
  return index;
}

/** `paths`: below the folder, in the order in which they are listed among equals. */
export async function readPackages(
  ports: Pick<IndexPorts, 'store'>,
  directory: string,
  paths: readonly string[],
  context: Context,
): Promise<{ readonly archives: readonly IndexedArchive[]; readonly passedOver: GeneratedIndex['passedOver'] }> {
  const archives: IndexedArchive[] = [];
  const passedOver: { path: string; code: string }[] = [];
  for (const [done, path] of paths.entries()) {
    context.signal.throwIfAborted();
    context.progress({ step: 'reading', subject: path, done, total: paths.length, unit: 'files' });
    const bytes = await ports.store.read(join(directory, path), limits.archiveBytes);
    if (bytes === undefined) continue;
    try {
      archives.push({ path, metadata: loadArchive(bytes).metadata, digest: sha256(bytes) });
    } catch (error) {
      if (!(error instanceof ChartReleaseError)) throw error;
      passedOver.push({ path, code: error.code });
    }
  }
  return { archives, passedOver };
}

export function goTimeOf(clock: Clock): string {
  const text = new Date(clock.now()).toISOString();
  return text.replace(/\.?0*Z$/, 'Z');
}
