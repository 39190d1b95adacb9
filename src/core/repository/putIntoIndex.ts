import { digestHex } from '../../util/digest';
import type { IndexedArchive, IndexOptions } from './addToIndex';
import { addToIndex } from './addToIndex';
import type { ChartIndex, ChartVersion } from './chartIndex';

/** What an index says about a package: nothing, this very one, or another one of its name and version. */
export type Listing = 'absent' | 'same' | 'different';

export function listingOf(index: ChartIndex, archive: Pick<IndexedArchive, 'metadata' | 'digest'>): Listing {
  const listed = listedVersion(index, archive);
  if (listed === undefined) return 'absent';
  return digestOf(listed) === digestHex(archive.digest) ? 'same' : 'different';
}

/** The entry of exactly this version, as text: 1.0.0 and 1.0.0+a are two. */
export function listedVersion(
  index: ChartIndex,
  { metadata }: Pick<IndexedArchive, 'metadata'>,
): ChartVersion | undefined {
  return index.entries.get(metadata.name)?.find(({ metadata: { version } }) => version === metadata.version);
}

/**
 * Lists packages. One that is listed already stays as it is; one that is listed with another digest is listed anew, but
 * keeps the time at which its version was created.
 */
export function putIntoIndex(
  index: ChartIndex,
  archives: readonly IndexedArchive[],
  options: IndexOptions,
): ChartIndex {
  let result = index;
  for (const archive of archives) {
    const listing = listingOf(result, archive);
    if (listing === 'same') continue;
    const created = listedVersion(result, archive)?.created;
    const base = listing === 'different' ? withoutVersion(result, archive.metadata) : result;
    result = addToIndex(base, [archive], created === undefined ? options : { ...options, now: created });
    if (created !== undefined) result = { ...result, generated: options.now };
  }
  return result;
}

export function withoutVersion(
  index: ChartIndex,
  { name, version }: { readonly name: string; readonly version: string },
): ChartIndex {
  const left = (index.entries.get(name) ?? []).filter(({ metadata }) => metadata.version !== version);
  const entries = new Map(index.entries);
  if (left.length === 0) entries.delete(name);
  else entries.set(name, left);
  return { ...index, entries };
}

/** Bare hexadecimal, in lower case; empty when the entry has none. */
export function digestOf({ digest = '' }: ChartVersion): string {
  return digest.replace(/^sha256:/, '').toLowerCase();
}
