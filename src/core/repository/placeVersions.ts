import { compareVersions, parseVersion } from '../chart/version';
import type { ChartVersion } from './chartIndex';
import { versionText } from './formatIndex';

interface Placed {
  readonly text: string;
  readonly version?: ChartVersion;
}

/**
 * The text of a chart's versions: of those there before the ones that are still wanted, in their order, and each new one
 * before the first that it is newer than. Pieces without a version stay.
 */
export function placeVersions(
  pieces: readonly Placed[],
  wanted: readonly ChartVersion[],
  write: (versions: readonly ChartVersion[]) => string,
): string {
  const left = [...wanted];
  const kept = pieces.filter(({ version }) => {
    if (version === undefined) return true;
    const at = left.findIndex(other => isSame(version, other));
    if (at === -1) return false;
    left.splice(at, 1);
    return true;
  });
  let text = '';
  for (const piece of kept) {
    const { version } = piece;
    while (left[0] !== undefined && version !== undefined && isNewer(left[0], version))
      text += write(left.splice(0, 1));
    text += piece.text;
  }
  return text + (left.length === 0 ? '' : endLine(text) + write(left));
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
