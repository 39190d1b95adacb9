import type { Report, RuleTable } from '../rule';

export const helmignoreTable = {
  'helmignore/double-star': {
    severity: 'error',
    origin: 'load',
    message: 'Helm refuses the chart for "**". A pattern without a slash matches at any depth.',
    fix: 'Change to {suggestion}',
    askFirst: true,
  },
  'helmignore/pattern': {
    severity: 'error',
    origin: 'load',
    message: 'Helm refuses the chart: the pattern is malformed.',
  },
  'helmignore/line-too-long': { severity: 'error', origin: 'load', message: 'Helm refuses lines of 64 KiB and more.' },
  'helmignore/negation': {
    severity: 'warning',
    origin: 'own',
    message: 'A "!" line takes nothing back in: Helm leaves out everything that does not match it.',
  },
  'helmignore/never-matches': {
    severity: 'warning',
    origin: 'own',
    message: 'This pattern never matches: Helm compares it with paths such as docs/notes.md.',
    fix: 'Change to {suggestion}',
    askFirst: true,
  },
  'helmignore/class-negation': {
    severity: 'warning',
    origin: 'own',
    message: 'In Helm "[!" is not a negation; write [^ for that.',
    fix: 'Change to {suggestion}',
    askFirst: true,
  },
  'helmignore/comment': {
    severity: 'warning',
    origin: 'own',
    message: 'A comment starts a line: here "#" belongs to the pattern.',
    fix: 'Remove the comment',
  },
  'helmignore/needed-file': {
    severity: 'warning',
    origin: 'own',
    message: 'This line leaves out {path}, which the chart needs.',
  },
  'helmignore/repeated': {
    severity: 'info',
    origin: 'own',
    message: 'The same pattern is on line {line}.',
    fix: 'Remove the line',
  },
} as const satisfies RuleTable;

export type HelmignoreReport = Report<typeof helmignoreTable>;
