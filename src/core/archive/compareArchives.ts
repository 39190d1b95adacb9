import { sha256 } from '../../util/digest';
import type { Digest } from '../../util/digest';
import type { TarEntry } from './readTar';

/** One entry of two packages. `missing`: only the first has it; `added`: only the second. */
export interface EntryComparison {
  /** With the chart's name in front, as in the tar. */
  readonly path: string;
  readonly state: 'same' | 'changed' | 'missing' | 'added';
  readonly first?: EntryFacts;
  readonly second?: EntryFacts;
}

export interface EntryFacts {
  readonly sizeBytes: number;
  readonly digest: Digest;
}

/**
 * Two packages entry by entry, by path, in the order of the first with what only the second has behind. Times and modes
 * do not count. Packages with two entries of one path are not compared: the archive reader refuses them.
 */
export function compareEntries(first: readonly TarEntry[], second: readonly TarEntry[]): readonly EntryComparison[] {
  const others = new Map(second.map(entry => [entry.path, entry]));
  const compared = first.map((entry): EntryComparison => {
    const other = others.get(entry.path);
    const facts = factsOf(entry);
    if (other === undefined) return { path: entry.path, state: 'missing', first: facts };
    others.delete(entry.path);
    const otherFacts = factsOf(other);
    const state = facts.digest === otherFacts.digest ? 'same' : 'changed';
    return { path: entry.path, state, first: facts, second: otherFacts };
  });
  const added = [...others.values()].map((entry): EntryComparison => {
    return { path: entry.path, state: 'added', second: factsOf(entry) };
  });
  return [...compared, ...added];
}

function factsOf({ bytes }: TarEntry): EntryFacts {
  return { sizeBytes: bytes.length, digest: sha256(bytes) };
}
