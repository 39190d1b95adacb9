import { compareVersions, parseVersion } from '../chart/version';
import type { ChartVersion } from './chartIndex';
import { versionText } from './formatIndex';

/** A version as it stands in the file; without `version`: one that Helm leaves out. */
export interface Placed {
  readonly text: string;
  readonly version?: ChartVersion;
}

/**
 * A chart's versions after an edit: of those there before the ones that are still wanted, in their order, and each new one
 * before the first that it is newer than. Pieces without a version stay.
 */
export function orderVersions(
  pieces: readonly Placed[],
  wanted: readonly ChartVersion[],
): readonly (Placed | { readonly added: ChartVersion })[] {
  const left = [...wanted];
  const kept = pieces.filter(({ version }) => {
    if (version === undefined) return true;
    const at = left.findIndex(other => isSame(version, other));
    if (at === -1) return false;
    left.splice(at, 1);
    return true;
  });
  const ordered = kept.flatMap(piece => {
    const { version } = piece;
    const newer: { readonly added: ChartVersion }[] = [];
    while (left[0] !== undefined && version !== undefined && isNewer(left[0], version))
      newer.push(...left.splice(0, 1).map(added => ({ added })));
    return [...newer, piece];
  });
  return [...ordered, ...left.map(added => ({ added }))];
}

/** The same as text, of pieces that each end their line; `write` makes the lines of a new one. */
export function placeVersions(
  pieces: readonly Placed[],
  wanted: readonly ChartVersion[],
  write: (versions: readonly ChartVersion[]) => string,
): string {
  return orderVersions(pieces, wanted).reduce(
    (text, each) => text + ('added' in each ? endLine(text) + write([each.added]) : each.text),
    '',
  );
}

function endLine(text: string): string {
  return text === '' || text.endsWith('\n') ? '' : '\n';
}

function isSame(a: ChartVersion, b: ChartVersion): boolean {
  return a === b || (a.metadata.version === b.metadata.version && versionText(a) === versionText(b));
}

function isNewer(a: ChartVersion, b: ChartVersion): boolean {
  const left = parseVersion(a.metadata.version);
  const right = parseVersion(b.metadata.version);
  return left !== undefined && (right === undefined || compareVersions(left, right) >= 0);
}
