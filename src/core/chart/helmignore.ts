import { ChartReleaseError } from '../errors';
import { trimGoSpace } from '../../util/goSpace';
import { matchGlob } from './glob';

export interface IgnoreRule {
  /** As written, trimmed. */
  readonly text: string;
  /** From 1; 0 for the rule that Helm adds of its own. */
  readonly line: number;
  readonly negated: boolean;
  readonly directoriesOnly: boolean;
  readonly matches: (path: string) => boolean;
}

export interface IgnoreProblem {
  readonly reason: 'doubleStar' | 'pattern' | 'lineTooLong';
  readonly line: number;
  readonly helmText: string;
}

export interface ParsedHelmignore {
  readonly rules: readonly IgnoreRule[];
  readonly problems: readonly IgnoreProblem[];
}

const maxLineBytes = 64 * 1024;

/** Every line of a .helmignore (pkg/ignore rules.go of Helm), good and bad, and the rule that Helm adds at the end. */
export function readHelmignore(text: string): ParsedHelmignore {
  const rules: IgnoreRule[] = [];
  const problems: IgnoreProblem[] = [];
  const lines = text.replace(/^\uFEFF/, '').split('\n');
  lines.forEach((line, index) => {
    const parsed = parseLine(line, index + 1);
    if (parsed === undefined) return;
    if ('helmText' in parsed) problems.push(parsed);
    else rules.push(parsed);
  });
  return { rules: [...rules, builtIn], problems };
}

/** The rules of a .helmignore. Throws `chart.unloadable` for the first line that Helm refuses. */
export function parseHelmignore(text: string): readonly IgnoreRule[] {
  const { rules, problems } = readHelmignore(text);
  const [problem] = problems;
  if (problem === undefined) return rules;
  throw new ChartReleaseError('chart.unloadable', {
    reason: `helmignore.${problem.reason}`,
    helmText: problem.helmText,
    path: '.helmignore',
  });
}

/**
 * The rule that ignores a path (relative to the chart, `/`-separated), or `undefined`. A negated rule is a filter: it
 * ignores what does NOT match it, and there is no way to take a file back in.
 */
export function ignoredBy(rules: readonly IgnoreRule[], path: string, isDirectory: boolean): IgnoreRule | undefined {
  if (path === '' || path === '.' || path === './') return undefined;
  for (const rule of rules) {
    if (rule.negated) {
      if ((rule.directoriesOnly && !isDirectory) || !rule.matches(path)) return rule;
    } else if ((!rule.directoriesOnly || isDirectory) && rule.matches(path)) return rule;
  }
  return undefined;
}

function parseLine(raw: string, line: number): IgnoreRule | IgnoreProblem | undefined {
  if (Buffer.byteLength(raw) >= maxLineBytes)
    return { reason: 'lineTooLong', line, helmText: 'bufio.Scanner: token too long' };
  const text = trimGoSpace(raw);
  if (text === '' || text.startsWith('#')) return undefined;
  if (text.includes('**')) return { reason: 'doubleStar', line, helmText: 'double-star (**) syntax is not supported' };
  // Helm tries each pattern on this very name; a fault that it does not come to is never reported.
  if (matchGlob(text, 'abc') === undefined) return { reason: 'pattern', line, helmText: 'syntax error in pattern' };
  const negated = text.startsWith('!');
  const positive = negated ? text.slice(1) : text;
  const directoriesOnly = positive.endsWith('/');
  const pattern = directoriesOnly ? positive.slice(0, -1) : positive;
  return { text, line, negated, directoriesOnly, matches: matcher(pattern) };
}

/** A slash anywhere anchors the pattern at the chart's root; without one it is held against the base name. */
function matcher(pattern: string): (path: string) => boolean {
  const glob = pattern.startsWith('/') ? pattern.slice(1) : pattern;
  if (pattern.includes('/')) return path => matchGlob(glob, path) ?? false;
  return path => matchGlob(glob, path.slice(path.lastIndexOf('/') + 1)) ?? false;
}

const builtIn: IgnoreRule = {
  text: 'templates/.?*',
  line: 0,
  negated: false,
  directoriesOnly: false,
  matches: matcher('templates/.?*'),
};
