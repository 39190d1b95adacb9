import type { Constraint } from '../../core/chart/constraint';
import { parseConstraint, satisfies } from '../../core/chart/constraint';
import { parseVersion } from '../../core/chart/version';
import { tagToVersion } from '../../core/registry/reference';

/** What the view is narrowed to: a part of a chart's name, and a version or range by Helm's rules. */
export interface RegistrySearch {
  readonly text: string;
  readonly name: string;
  readonly range: Constraint | undefined;
}

/** Reads `name`, `name ^1.2` or `>=1.0 <2`: the first word is the name unless it reads as a range. `undefined`: no search. */
export function parseSearch(text: string): RegistrySearch | undefined {
  const trimmed = text.trim();
  if (trimmed === '') return undefined;
  const whole = rangeOf(trimmed);
  if (whole !== undefined) return { text: trimmed, name: '', range: whole };
  const [name = '', ...rest] = trimmed.split(/\s+/);
  return { text: trimmed, name: name.toLowerCase(), range: rangeOf(rest.join(' ')) };
}

/** Whether what follows the name cannot be read as a range. */
export function hasBadRange(text: string): boolean {
  const search = parseSearch(text);
  return search !== undefined && search.range === undefined && /\s/.test(search.text);
}

export function matchesName(search: RegistrySearch | undefined, repository: string): boolean {
  return search === undefined || repository.toLowerCase().includes(search.name);
}

/** What is no version fits no range. */
export function matchesTag(search: RegistrySearch | undefined, tag: string): boolean {
  if (search?.range === undefined) return true;
  const version = parseVersion(tagToVersion(tag));
  return version !== undefined && satisfies(search.range, version, 'helm4');
}

function rangeOf(text: string): Constraint | undefined {
  return text === '' || !/^[\d<>=~^!v*]/.test(text) ? undefined : parseConstraint(text);
}
