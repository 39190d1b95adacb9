import { ChartReleaseError } from '../../core/errors';
import { splitConflicts } from '../../core/repository/conflictMarkers';
import type { ChartIndex } from '../../core/repository/chartIndex';
import type { MergeConflict } from '../../core/repository/mergeThreeWay';
import { mergeThreeWay } from '../../core/repository/mergeThreeWay';
import { readIndex } from '../../core/repository/readIndex';
import { spliceIndex } from '../../core/repository/spliceIndex';
import { encodeUtf8 } from '../../util/bytes';
import { limits } from '../limits';
import type { FileStore } from '../ports';

export interface MergedText {
  readonly text: string;
  readonly conflicts: readonly MergeConflict[];
}

/** Absolute paths. An empty or missing base means that the two sides have nothing in common. */
export interface MergeRequest {
  readonly base: string;
  readonly ours: string;
  readonly theirs: string;
}

/**
 * Merges two indexes by chart and version, and writes the result over ours, as git's merge drivers do it. Throws
 * `file.notFound` and `index.unreadable`; then nothing is written.
 */
export async function mergeIndexFiles(store: FileStore, request: MergeRequest): Promise<MergedText> {
  const { base, ours, theirs } = request;
  const before = await store.read(base, limits.indexBytes);
  const merged = mergeIndexBytes(
    { bytes: before ?? new Uint8Array(), path: base },
    { bytes: await readExisting(store, ours), path: ours },
    { bytes: await readExisting(store, theirs), path: theirs },
  );
  await store.write(ours, encodeUtf8(merged.text));
  return merged;
}

interface Side {
  readonly bytes: Uint8Array;
  readonly path: string;
}

function mergeIndexBytes(base: Side | undefined, ours: Side, theirs: Side): MergedText {
  const before = base === undefined || base.bytes.length === 0 ? undefined : indexOf(base);
  const { index, conflicts } = mergeThreeWay(before, indexOf(ours), indexOf(theirs));
  return { text: spliceIndex(ours.bytes, index), conflicts };
}

/** Merges the two sides of a file with conflict markers. `undefined`: it has none. Throws `index.unreadable`. */
export function mergeConflictedIndex(path: string, text: string): MergedText | undefined {
  const sides = splitConflicts(text);
  if (sides === undefined) return undefined;
  const side = (content: string): Side => ({ bytes: encodeUtf8(content), path });
  return mergeIndexBytes(sides.base === undefined ? undefined : side(sides.base), side(sides.ours), side(sides.theirs));
}

async function readExisting(store: FileStore, path: string): Promise<Uint8Array> {
  const bytes = await store.read(path, limits.indexBytes);
  if (bytes === undefined) throw new ChartReleaseError('file.notFound', { path });
  return bytes;
}

function indexOf({ bytes, path }: Side): ChartIndex {
  const { index, problems } = readIndex(bytes);
  if (index === undefined)
    throw new ChartReleaseError('index.unreadable', { path, helmText: problems[0]?.helmText ?? '' });
  return index;
}
