import { compareUtf8 } from '../../util/bytes';
import { parseConstraint, satisfies } from '../chart/constraint';
import type { Version } from '../chart/version';
import { compareVersions, parseVersion } from '../chart/version';
import { ChartReleaseError } from '../errors';
import { tagToVersion, versionToTag } from './reference';

export interface VersionWish {
  /** A version or a range; `undefined` or empty is the newest. */
  readonly version?: string;
  /** Whether the newest may be a pre-release, when no version is given. */
  readonly devel?: boolean;
}

// Semantic Versioning 2.0.0 without a leading `v`: Masterminds' StrictNewVersion.
const strict =
  /^(?:0|[1-9]\d*)\.(?:0|[1-9]\d*)\.(?:0|[1-9]\d*)(?:-(?:0|[1-9]\d*|\d*[A-Za-z-][0-9A-Za-z-]*)(?:\.(?:0|[1-9]\d*|\d*[A-Za-z-][0-9A-Za-z-]*))*)?(?:\+[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*)?$/;

/**
 * The tag for a wished version, as Helm resolves it (pkg/registry client.go ValidateReference and
 * GetTagMatchingVersionOrConstraint). What reads as a version, even as `1` or `v2.0.0`, is the tag itself and nothing is
 * listed: `0.1` asks for the tag `0.1`, unlike in a chart repository. Everything else is a range over the tags that are
 * strict versions; the highest that fits is taken.
 * Throws `registry.noVersion`, and what `listTags` throws. `reference` is for the error only.
 */
export async function resolveVersion(
  wish: VersionWish,
  listTags: () => Promise<readonly string[]>,
  reference: string,
): Promise<string> {
  const wished = wish.version ?? '';
  if (wished !== '' && parseVersion(wished) !== undefined) return versionToTag(wished);
  const range = wished !== '' ? wished : wish.devel === true ? '>0.0.0-0' : '*';
  const fail = (reason: 'bad-constraint' | 'none-matches' | 'no-versions'): ChartReleaseError =>
    new ChartReleaseError('registry.noVersion', { reference, version: range, reason });
  const versions = chartVersions(await listTags());
  if (versions.length === 0) throw fail('no-versions');
  const constraint = parseConstraint(range);
  if (constraint === undefined) throw fail('bad-constraint');
  const found = versions.find(({ version }) => satisfies(constraint, version, 'helm4'));
  if (found === undefined) throw fail('none-matches');
  return found.tag;
}

/** The tags that Helm counts as versions of a chart, the highest first. Signatures, `latest` and `v1.0.0` are none. */
export function chartVersions(tags: readonly string[]): readonly { readonly tag: string; readonly version: Version }[] {
  const versions = tags.flatMap(tag => {
    const text = tagToVersion(tag);
    const version = strict.test(text) ? parseVersion(text) : undefined;
    return version === undefined ? [] : [{ tag, version }];
  });
  // Helm leaves the order of versions that differ in build metadata only to chance.
  return versions.sort((a, b) => compareVersions(b.version, a.version) || compareUtf8(b.tag, a.tag));
}
