import { compareVersions, parseVersion } from '../chart/version';
import type { Version } from '../chart/version';
import { chartVersions } from './resolveVersion';

/** A moving tag beside the version: `latest`, `1` or `1.4`. */
export type ExtraTagRule = 'latest' | 'major' | 'minor';

/**
 * The moving tags for a version, by the rules that were chosen: none for a pre-release, and none that would move back because
 * a higher release is published already. Helm never takes such a tag for a version: it is no full one.
 */
export function extraTagsFor(
  versionText: string,
  rules: readonly ExtraTagRule[],
  published: readonly string[],
): readonly string[] {
  const version = parseVersion(versionText);
  if (version === undefined || version.prerelease !== '') return [];
  const releases = chartVersions(published)
    .map(found => found.version)
    .filter(found => found.prerelease === '');
  const isHighest = (among: (other: Version) => boolean): boolean =>
    !releases.some(other => among(other) && compareVersions(other, version) > 0);
  const { major, minor } = version;
  const tags: string[] = [];
  if (rules.includes('latest') && isHighest(() => true)) tags.push('latest');
  if (rules.includes('major') && isHighest(other => other.major === major)) tags.push(String(major));
  if (rules.includes('minor') && isHighest(other => other.major === major && other.minor === minor))
    tags.push(`${major}.${minor}`);
  return tags;
}
