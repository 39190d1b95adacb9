import type { ChartIndex, ChartVersion, VersionRef } from './chartIndex';
import { sortVersions } from './sortVersions';

export interface MergedIndex {
  readonly index: ChartIndex;
  /** Versions of the older index whose digest differs from ours: ours counts. */
  readonly replaced: readonly VersionRef[];
}

/**
 * Our index and what only the older one has. A version is the same only when its text is: Helm's own merge also drops
 * what merely fits (0.9 beside 0.9.0, 1.0.0+a beside 1.0.0+b). A version that both have with one digest keeps the time
 * at which it was created. Entries of the older index go under their own name, as Helm does it.
 */
export function mergeIndex(ours: ChartIndex, older: ChartIndex): MergedIndex {
  const lists = new Map([...ours.entries].map(([name, versions]) => [name, [...versions]]));
  const replaced: VersionRef[] = [];
  for (const [key, versions] of older.entries) {
    for (const old of versions) {
      const chart = old.metadata.name || key;
      const list = lists.get(chart) ?? [];
      const at = ours.entries.get(chart)?.findIndex(version => version.metadata.version === old.metadata.version) ?? -1;
      const same = list[at];
      if (same === undefined) list.push(old);
      else if (same.digest === old.digest) list[at] = { ...same, created: old.created };
      else replaced.push({ chart, version: old.metadata.version });
      lists.set(chart, list);
    }
  }
  const entries = new Map<string, readonly ChartVersion[]>();
  for (const [name, versions] of lists) entries.set(name, sortVersions(versions));
  return { index: { ...older, ...ours, entries }, replaced };
}
