import type { ArchiveAttack } from '../archiveProblem';
import type { ChartFile, ChartPath } from '../chart/chart';
import { ChartReleaseError } from '../errors';
import { splitRoot } from './checkPath';
import { gunzip } from './gunzip';
import type { TarEntry } from './readTar';
import { readTar } from './readTar';

export interface ArchiveContent {
  /** The first component that all paths share: the chart's name, as Helm writes it. */
  readonly root: string;
  /** Paths inside the chart, in archive order. */
  readonly files: readonly ChartFile[];
}

/** The files of a packaged chart; see `readArchiveContent`. */
export function readArchive(bytes: Uint8Array): readonly ChartFile[] {
  return readArchiveContent(bytes).files;
}

/**
 * Reads a packaged chart in memory, strictly: whatever two readers could read differently is refused, because what is
 * verified here must be what Helm reads. Throws `archive.malformed`, `archive.hostile`, `archive.limit`.
 */
export function readArchiveContent(bytes: Uint8Array): ArchiveContent {
  return collectFiles(readTar(gunzip(bytes)));
}

/** The entries of a tar as the files of one chart. Throws `archive.malformed`, `archive.hostile`, `archive.limit`. */
export function collectFiles(entries: readonly TarEntry[]): ArchiveContent {
  const seen = new Set<string>();
  const files: ChartFile[] = [];
  let root: string | undefined;
  for (const entry of entries) {
    const { root: first, inside } = splitRoot(entry.path);
    root ??= first;
    if (first !== root) throw hostile('severalRoots', entry.path);
    refuseCollision(seen, inside);
    files.push({ path: inside, bytes: entry.bytes, mtimeSeconds: entry.mtimeSeconds });
  }
  if (root === undefined) throw new ChartReleaseError('archive.malformed', { reason: 'noFiles' });
  return { root, files };
}

/** Two names that a file system may take for one, by case or by Unicode form: which content counts would depend on the reader. */
function refuseCollision(seen: Set<string>, path: ChartPath): void {
  const folded = path.normalize('NFC').toLowerCase();
  if (seen.has(folded)) throw hostile('collidingNames', path);
  seen.add(folded);
}

function hostile(attack: ArchiveAttack, entry: string): ChartReleaseError {
  return new ChartReleaseError('archive.hostile', { attack, entry });
}
