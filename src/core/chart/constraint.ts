import type { Version } from './version';
import { compareVersions, parseVersion } from './version';

/**
 * Whose rules count. Helm 3.17 (Masterminds semver 3.3): a prerelease version fits a comparator only if that comparator
 * mentions a prerelease. Helm 4.1 (3.4): one comparator of an AND group that does opens the whole group.
 */
export type ConstraintRules = 'helm3' | 'helm4';

interface Comparator {
  readonly operator: '=' | '!=' | '>' | '<' | '>=' | '<=' | '~' | '^';
  readonly version: Version;
  /** Some part was left out or is `x`; which one, where it matters. */
  readonly dirty: boolean;
  readonly minorDirty: boolean;
  readonly patchDirty: boolean;
}

/** Groups of which one must hold; in a group all must. */
export interface Constraint {
  readonly groups: readonly (readonly Comparator[])[];
}

const maxLength = 4096;
const maxNumber = 2n ** 64n - 1n;
/** What Go's expressions take for white space: less than JavaScript's `\s` does. */
const blank = '[\\t\\n\\f\\r ]';
const operatorSource = '(?:!=|>=|=>|<=|=<|~>|=|>|<|~|\\^)';
/** Masterminds meant the bars as "or" in its character class; in a part that is not looked at, such as `x.|`, they pass. */
const part = '[0-9xX*|]+';
const identifiers = '[0-9A-Za-z-]+(?:\\.[0-9A-Za-z-]+)*';
const versionSource = `v?${part}(?:\\.${part})?(?:\\.${part})?(?:-${identifiers})?(?:\\+${identifiers})?`;
const range = new RegExp(`${blank}*(${versionSource})${blank}+-${blank}+(${versionSource})${blank}*`, 'g');
const term = `(?:${operatorSource}${blank}*)?${versionSource}`;
const group = new RegExp(`^${blank}*${term}(?:(?:${blank}+|${blank}*,${blank}*)${term})*${blank}*$`);
const comparator = new RegExp(`(${operatorSource})?${blank}*(${versionSource})`, 'g');
const parts = new RegExp(`^v?(${part})(?:\\.(${part}))?(?:\\.(${part}))?(-[0-9A-Za-z.-]+)?(?:\\+.*)?$`);

/** Reads a version constraint as Helm does. `undefined`: Helm calls it improper. */
export function parseConstraint(text: string): Constraint | undefined {
  if (text.length > maxLength) return undefined;
  let rewritten = text;
  for (const [whole, low = '', high = ''] of text.matchAll(range))
    rewritten = rewritten.replace(whole, () => `>= ${low}, <= ${high} `);
  const groups: Comparator[][] = [];
  for (const either of rewritten.split('||')) {
    if (!group.test(either)) return undefined;
    const comparators = [...either.matchAll(comparator)].map(match => parseComparator(match[1] ?? '', match[2] ?? ''));
    if (comparators.some(item => item === undefined)) return undefined;
    groups.push(comparators.filter(item => item !== undefined));
  }
  return { groups };
}

function parseComparator(operator: string, text: string): Comparator | undefined {
  const match = parts.exec(text);
  if (match === null) return undefined;
  const [, major = '', minor, patch, prerelease = ''] = match;
  const isOpen = (number: string | undefined): boolean => number === undefined || /^[xX*]$/.test(number);
  const majorDirty = isOpen(major);
  const minorDirty = !majorDirty && isOpen(minor);
  const patchDirty = !majorDirty && !minorDirty && isOpen(patch);
  const numbers = majorDirty
    ? '0.0.0'
    : minorDirty
      ? `${major}.0.0`
      : patchDirty
        ? `${major}.${minor ?? ''}.0`
        : `${major}.${minor ?? ''}.${patch ?? ''}`;
  const version = parseVersion(numbers + prerelease);
  return version === undefined
    ? undefined
    : { operator: normalize(operator), version, dirty: majorDirty || minorDirty || patchDirty, minorDirty, patchDirty };
}

function normalize(operator: string): Comparator['operator'] {
  switch (operator) {
    case '':
      return '=';
    case '=>':
      return '>=';
    case '=<':
      return '<=';
    case '~>':
      return '~';
    default:
      return operator as Comparator['operator'];
  }
}

export function satisfies(constraint: Constraint, version: Version, rules: ConstraintRules): boolean {
  return constraint.groups.some(comparators => {
    const opened = rules === 'helm4' && comparators.some(item => item.version.prerelease !== '');
    return comparators.every(item => fits(item, version, opened, rules));
  });
}

function fits(item: Comparator, version: Version, opened: boolean, rules: ConstraintRules): boolean {
  const isForeignPrerelease = version.prerelease !== '' && item.version.prerelease === '' && !opened;
  // Masterminds 3.3 forgets the prerelease check for != with all three numbers.
  const unchecked = rules === 'helm3' && item.operator === '!=' && !item.dirty;
  if (isForeignPrerelease && !unchecked) return false;
  const order = compareVersions(version, item.version);
  switch (item.operator) {
    case '=':
      return item.dirty ? fitsTilde(item, version, order) : order === 0;
    case '!=':
      return item.dirty ? differs(item, version, order) : order !== 0;
    case '>':
      return fitsGreater(item, version, order);
    case '<':
      return order < 0;
    case '>=':
      return order >= 0;
    case '<=':
      return fitsLessOrEqual(item, version, order);
    case '~':
      return fitsTilde(item, version, order);
    case '^':
      return fitsCaret(item, version, order);
  }
}

/** `>11` means the next major, `>11.1` the next minor. */
function fitsGreater(item: Comparator, version: Version, order: number): boolean {
  const bound = item.version;
  if (!item.dirty) return order > 0;
  if (version.major !== bound.major) return version.major > bound.major;
  if (item.minorDirty) return false;
  return item.patchDirty ? version.minor > bound.minor : order > 0;
}

/** `<=11` takes in all of 11. */
function fitsLessOrEqual(item: Comparator, version: Version, order: number): boolean {
  const bound = item.version;
  if (!item.dirty) return order <= 0;
  if (version.major > bound.major) return false;
  return !(version.major === bound.major && version.minor > bound.minor && !item.minorDirty);
}

function fitsTilde(item: Comparator, version: Version, order: number): boolean {
  const bound = item.version;
  if (order < 0) return false;
  // Masterminds takes ~0.0.0 (and *, which becomes that) for "anything".
  if (bound.major === 0n && bound.minor === 0n && bound.patch === 0n && !item.minorDirty && !item.patchDirty)
    return true;
  return version.major === bound.major && (version.minor === bound.minor || item.minorDirty);
}

function fitsCaret(item: Comparator, version: Version, order: number): boolean {
  const bound = item.version;
  if (order < 0) return false;
  if (bound.major > 0n || item.minorDirty) return version.major === bound.major;
  if (version.major > 0n) return false;
  if (bound.minor > 0n || item.patchDirty) return version.minor === bound.minor;
  return version.minor === 0n && version.patch === bound.patch;
}

/** `!=1.x`: not of that major; `!=1.2.x`: not of that minor. */
function differs(item: Comparator, version: Version, order: number): boolean {
  const bound = item.version;
  if (version.major !== bound.major) return true;
  if (item.minorDirty) return false;
  if (version.minor !== bound.minor) return true;
  if (item.patchDirty)
    return (version.prerelease !== '' || bound.prerelease !== '') && version.prerelease !== bound.prerelease;
  return order !== 0;
}

/**
 * Whether no version at all can satisfy a constraint, such as `>2 <1`. Judged by trying the versions at and beside each
 * bound: where none of them fits, none in between does.
 */
export function isImpossible(constraint: Constraint): boolean {
  const bounds = constraint.groups.flat().map(item => item.version);
  const candidates = bounds.flatMap(({ major, minor, patch, prerelease }) => [
    `${major}.${minor}.${patch}${prerelease === '' ? '' : `-${prerelease}`}`,
    `${major}.${minor}.${patch}`,
    `${major}.${minor}.${patch + 1n}`,
    `${major}.${minor + 1n}.0`,
    `${major + 1n}.0.0`,
    ...(patch > 0n ? [`${major}.${minor}.${patch - 1n}`] : []),
    ...(minor > 0n ? [`${major}.${minor - 1n}.${maxNumber}`] : []),
    ...(major > 0n ? [`${major - 1n}.${maxNumber}.${maxNumber}`] : []),
    ...(prerelease === '' ? [] : [`${major}.${minor}.${patch}-${prerelease}.0`, `${major}.${minor}.${patch}-0`]),
  ]);
  return ![...candidates, '0.0.0'].some(text => {
    const version = parseVersion(text);
    return version !== undefined && satisfies(constraint, version, 'helm4');
  });
}
