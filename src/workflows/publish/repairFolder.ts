import { join } from 'node:path';
import { loadArchive } from '../../core/archive/loadArchive';
import type { Context } from '../../core/context';
import { ChartReleaseError } from '../../core/errors';
import type { IndexedArchive } from '../../core/repository/addToIndex';
import type { VersionRef } from '../../core/repository/chartIndex';
import { digestOf, listingOf, putIntoIndex, withoutVersion } from '../../core/repository/putIntoIndex';
import { sha256 } from '../../util/digest';
import { goTimeOf } from '../generateIndex';
import { limits } from '../limits';
import type { PackageFolder } from '../ports';
import type { FolderIndex, FolderPorts } from './publishToFolder';
import { folderLock, readFolderIndex, writeFolderIndex } from './publishToFolder';

export interface RepairPorts extends FolderPorts {
  readonly packages: PackageFolder;
  /** Files that a writer which was ended in the middle left: paths below the folder. Only to be asked for under the lock. */
  readonly leftovers: (directory: string) => Promise<readonly string[]>;
}

export interface RepairRequest {
  readonly directory: string;
  readonly baseUrl?: string;
  /** Also takes out entries whose package is gone: only after the user has seen them. */
  readonly dropMissing: boolean;
}

/** What was found, and mended but for `missing` when they were not to be dropped. */
export interface RepairResult {
  readonly listed: readonly VersionRef[];
  /** Entries whose digest was not that of the package in the folder. */
  readonly corrected: readonly VersionRef[];
  /** Entries whose package is not in the folder. Those with an address of another place are not looked at. */
  readonly missing: readonly VersionRef[];
  readonly dropped: boolean;
  /** Unfinished files that were removed. */
  readonly removed: readonly string[];
  readonly unusable: readonly string[];
}

interface Findings extends Omit<RepairResult, 'dropped' | 'removed'> {
  readonly archives: readonly IndexedArchive[];
}

/** Makes the index of a folder right again after a crash or after files were changed by hand. Takes the writers' lock. */
export async function repairFolder(
  ports: RepairPorts,
  request: RepairRequest,
  context: Context,
): Promise<RepairResult> {
  const { directory, baseUrl = '', dropMissing } = request;
  return ports.locks.withLock(
    join(directory, folderLock),
    async () => {
      const removed = await ports.leftovers(directory);
      for (const path of removed) await ports.store.remove(join(directory, path));
      const before = await readFolderIndex(ports.store, directory, goTimeOf(ports.clock));
      const found = await compareFolder(ports, directory, before, context);
      let index = putIntoIndex(before.index, found.archives, { baseUrl, now: goTimeOf(ports.clock) });
      if (dropMissing)
        for (const { chart, version } of found.missing) index = withoutVersion(index, { name: chart, version });
      context.signal.throwIfAborted();
      if (index !== before.index) await writeFolderIndex(ports.store, directory, index, before);
      const { archives, ...result } = found;
      void archives;
      return { ...result, removed, dropped: dropMissing && found.missing.length > 0 };
    },
    context.signal,
  );
}

async function compareFolder(
  ports: RepairPorts,
  directory: string,
  { index }: FolderIndex,
  context: Context,
): Promise<Findings> {
  const paths = await ports.packages.list(directory, context.signal);
  const archives: IndexedArchive[] = [];
  const unusable: string[] = [];
  for (const path of paths) {
    const archive = await readArchiveAt(ports, directory, path, context);
    if (archive === undefined) unusable.push(path);
    else archives.push(archive);
  }
  const refs = (listing: string): readonly VersionRef[] =>
    archives
      .filter(archive => listingOf(index, archive) === listing)
      .map(({ metadata }) => ({ chart: metadata.name, version: metadata.version }));
  const present = new Set(paths);
  const digests = new Set(archives.map(({ digest }) => digest.slice('sha256:'.length)));
  const missing = [...index.entries].flatMap(([chart, versions]) =>
    versions
      .filter(version => isGone(version.urls[0], present) && !digests.has(digestOf(version)))
      .map(({ metadata }) => ({ chart, version: metadata.version })),
  );
  return { archives, listed: refs('absent'), corrected: refs('different'), missing, unusable };
}

/** Only relative addresses say where in the folder a package should be. */
function isGone(url: string | undefined, present: ReadonlySet<string>): boolean {
  if (url === undefined || /^[a-z][a-z0-9+.-]*:/i.test(url) || url.startsWith('/')) return false;
  return !present.has(url) && !present.has(safeDecode(url));
}

function safeDecode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

async function readArchiveAt(
  ports: RepairPorts,
  directory: string,
  path: string,
  context: Context,
): Promise<IndexedArchive | undefined> {
  context.signal.throwIfAborted();
  context.progress({ step: 'reading', subject: path });
  const bytes = await ports.store.read(join(directory, path), limits.archiveBytes);
  if (bytes === undefined) return undefined;
  try {
    return { path, metadata: loadArchive(bytes).metadata, digest: sha256(bytes) };
  } catch (error) {
    if (error instanceof ChartReleaseError) return undefined;
    throw error;
  }
}
