import semver from 'semver';

/** A version as Helm reads it. The numbers are uint64, more than a JavaScript number holds. */
export interface Version {
  /** As it was written. */
  readonly original: string;
  readonly major: bigint;
  readonly minor: bigint;
  readonly patch: bigint;
  /** Without the dash; empty when there is none. */
  readonly prerelease: string;
  /** Without the plus; empty when there is none. Does not take part in any order. */
  readonly metadata: string;
  /** How many of the three numbers were written. */
  readonly written: 1 | 2 | 3;
}

const maxNumber = 2n ** 64n - 1n;
const maxLength = 4096;
const loose =
  /^v?([0-9]+)(?:\.([0-9]+))?(?:\.([0-9]+))?(?:-([0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*))?(?:\+([0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*))?$/;
const strict = /^(?:0|[1-9][0-9]*)\.(?:0|[1-9][0-9]*)\.(?:0|[1-9][0-9]*)(?:[-+]|$)/;

/**
 * Reads a version as Masterminds semver `NewVersion` does: an optional `v`, one to three numbers with leading zeros allowed.
 * `undefined` when it is none.
 */
export function parseVersion(text: string): Version | undefined {
  // `$` also matches before a final newline in other engines; here it does not, and a newline is refused as in Go.
  const match = text.length > maxLength ? null : loose.exec(text);
  if (match === null) return undefined;
  const [, major = '', minor, patch, prerelease = '', metadata = ''] = match;
  const numbers = [major, minor ?? '0', patch ?? '0'].map(part => BigInt(part));
  const [first = 0n, second = 0n, third = 0n] = numbers;
  if (numbers.some(number => number > maxNumber)) return undefined;
  // SemVer 2.0.0 section 9: numeric prerelease identifiers have no leading zeros; build identifiers may.
  if (prerelease.split('.').some(part => /^0[0-9]+$/.test(part))) return undefined;
  const written = patch !== undefined ? 3 : minor !== undefined ? 2 : 1;
  return { original: text, major: first, minor: second, patch: third, prerelease, metadata, written };
}

/** Exactly `N.N.N` with optional prerelease and build, as SemVer 2.0.0 and Masterminds `StrictNewVersion` want it. */
export function parseStrictVersion(text: string): Version | undefined {
  return strict.test(text) ? parseVersion(text) : undefined;
}

/** Precedence by SemVer 2.0.0 section 11; build metadata does not count. */
export function compareVersions(a: Version, b: Version): number {
  return (
    compareNumbers(a.major, b.major) ||
    compareNumbers(a.minor, b.minor) ||
    compareNumbers(a.patch, b.patch) ||
    comparePrereleases(a.prerelease, b.prerelease)
  );
}

function compareNumbers(a: bigint, b: bigint): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function comparePrereleases(a: string, b: string): number {
  if (a === b) return 0;
  if (a === '') return 1;
  if (b === '') return -1;
  const left = a.split('.');
  const right = b.split('.');
  const shared = Math.min(left.length, right.length);
  for (let i = 0; i < shared; i++) {
    const order = comparePart(left[i] ?? '', right[i] ?? '');
    if (order !== 0) return order;
  }
  return left.length - right.length;
}

/** Numbers before texts; a number too large for a uint64 is a text to Masterminds (version.go comparePrePart). */
function comparePart(a: string, b: string): number {
  const numeral = /^[0-9]+$/;
  if (!numeral.test(a) && !numeral.test(b)) return semver.compareIdentifiers(a, b);
  const isNumber = (part: string): boolean => numeral.test(part) && BigInt(part) <= maxNumber;
  if (isNumber(a) && isNumber(b)) return compareNumbers(BigInt(a), BigInt(b));
  if (isNumber(a) !== isNumber(b)) return isNumber(a) ? -1 : 1;
  return a < b ? -1 : a > b ? 1 : 0;
}
