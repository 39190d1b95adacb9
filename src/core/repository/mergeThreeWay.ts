import type { ChartIndex, ChartVersion, VersionRef } from './chartIndex';
import { versionText } from './formatIndex';
import { sortVersions } from './sortVersions';

export interface ThreeWayMerge {
  readonly index: ChartIndex;
  /** What both sides changed, each in its own way: ours stands, or theirs where we dropped it. */
  readonly conflicts: readonly MergeConflict[];
}

export interface MergeConflict extends VersionRef {
  readonly kind: 'bothAdded' | 'bothChanged' | 'weDropped' | 'theyDropped';
}

/**
 * Merges what two sides made of an index, by chart and version: a version that one side added, changed or dropped is so in
 * the result. `base`: what both come from; without one, what only one side has counts as added there. The same package
 * listed by both at different times keeps the earlier one.
 */
export function mergeThreeWay(base: ChartIndex | undefined, ours: ChartIndex, theirs: ChartIndex): ThreeWayMerge {
  const conflicts: MergeConflict[] = [];
  const entries = new Map<string, readonly ChartVersion[]>();
  for (const chart of new Set([...ours.entries.keys(), ...theirs.entries.keys()])) {
    const lists = [base, ours, theirs].map(index => byVersion(index?.entries.get(chart) ?? []));
    const [before = new Map(), mine = new Map(), other = new Map()] = lists;
    const merged = [...new Set([...mine.keys(), ...other.keys()])].flatMap(version => {
      const { kept, conflict } = mergeVersion(
        before.get(version) ?? [],
        mine.get(version) ?? [],
        other.get(version) ?? [],
      );
      if (conflict !== undefined) conflicts.push({ chart, version, kind: conflict });
      return kept;
    });
    const isDropped =
      merged.length === 0 && (ours.entries.get(chart)?.length ?? 1) + (theirs.entries.get(chart)?.length ?? 1) > 0;
    if (!isDropped) entries.set(chart, sortVersions(merged));
  }
  const generated = ours.generated > theirs.generated ? ours.generated : theirs.generated;
  return { index: { ...mergeTop(base, ours, theirs), generated, entries }, conflicts };
}

type Versions = readonly ChartVersion[];

/** A version can be listed more than once; all of its entries go together. */
function byVersion(versions: Versions): ReadonlyMap<string, Versions> {
  const map = new Map<string, ChartVersion[]>();
  for (const version of versions) {
    const list = map.get(version.metadata.version);
    if (list === undefined) map.set(version.metadata.version, [version]);
    else list.push(version);
  }
  return map;
}

function mergeVersion(
  base: Versions,
  ours: Versions,
  theirs: Versions,
): { readonly kept: Versions; readonly conflict?: MergeConflict['kind'] } {
  if (isSame(ours, theirs) || isSame(base, theirs)) return { kept: ours };
  if (isSame(base, ours)) return { kept: theirs };
  if (ours.length === 0) return { kept: theirs, conflict: 'weDropped' };
  if (theirs.length === 0) return { kept: ours, conflict: 'theyDropped' };
  const [first] = ours;
  const [second] = theirs;
  const isSamePackage =
    first !== undefined && second !== undefined && isSame([{ ...first, created: second.created }], theirs);
  if (isSamePackage && ours.length === 1) return { kept: first.created < second.created ? ours : theirs };
  return { kept: ours, conflict: base.length === 0 ? 'bothAdded' : 'bothChanged' };
}

function isSame(a: Versions, b: Versions): boolean {
  return a.length === b.length && a.every((version, at) => textOf(version) === textOf(b[at]));
}

function textOf(version: ChartVersion | undefined): string {
  return version === undefined ? '' : versionText(version);
}

/** What stands beside the entries: theirs, where only they changed it. */
function mergeTop(base: ChartIndex | undefined, ours: ChartIndex, theirs: ChartIndex): ChartIndex {
  const isUnchanged = (key: 'annotations' | 'publicKeys'): boolean =>
    JSON.stringify(ours[key]) === JSON.stringify(base?.[key]);
  const { annotations, publicKeys, ...rest } = ours;
  const merged = {
    annotations: isUnchanged('annotations') ? theirs.annotations : annotations,
    publicKeys: isUnchanged('publicKeys') ? theirs.publicKeys : publicKeys,
  };
  return {
    ...rest,
    ...(merged.annotations === undefined ? {} : { annotations: merged.annotations }),
    ...(merged.publicKeys === undefined ? {} : { publicKeys: merged.publicKeys }),
  };
}
