import type { Version } from '../chart/version';
import { compareVersions, parseVersion } from '../chart/version';
import type { Bump } from './change';

/**
 * The version after a rise. Before 1.0.0 a breaking change raises the minor number (SemVer 2.0.0 section 4: anything may
 * change there, and caret ranges read it so). A prerelease that already stands for the rise becomes its release. `undefined`:
 * the published version is none.
 */
export function suggestVersion(published: string, bump: Bump): string | undefined {
  const version = parseVersion(published);
  if (version === undefined) return undefined;
  if (bump === 'none') return published;
  const { major, minor, patch, prerelease } = version;
  const prefix = published.startsWith('v') ? 'v' : '';
  const effective = bump === 'major' && major === 0n ? 'minor' : bump;
  const text = (a: bigint, b: bigint, c: bigint): string => `${prefix}${a}.${b}.${c}`;
  if (prerelease !== '' && prereleaseCovers(version, effective)) return text(major, minor, patch);
  if (effective === 'major') return text(major + 1n, 0n, 0n);
  if (effective === 'minor') return text(major, minor + 1n, 0n);
  return text(major, minor, patch + 1n);
}

/** 2.0.0-rc.1 stands for any rise, 1.3.0-rc.1 for a minor one, 1.3.1-rc.1 for a patch. */
function prereleaseCovers({ minor, patch }: Version, bump: Bump): boolean {
  if (bump === 'major') return minor === 0n && patch === 0n;
  return bump === 'minor' ? patch === 0n : true;
}

/** Whether a version that the maintainer chose rises at least as much as suggested. */
export function isEnough(chosen: string, suggested: string): boolean {
  const own = parseVersion(chosen);
  const least = parseVersion(suggested);
  if (own === undefined || least === undefined) return false;
  return compareVersions({ ...own, prerelease: '' }, least) >= 0;
}
