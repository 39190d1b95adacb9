import type { FileFindings } from '../../src/core/lint/checkChartFolder';
import { ruleOf } from '../../src/core/lint/rules';

/** A line of `helm lint`: `[ERROR] Chart.yaml: name is required`, with the further lines of its text. */
export interface LintLine {
  readonly severity: 'error' | 'warning' | 'info';
  readonly where: string;
  readonly text: string;
}

/** Messages of each chart of one `helm lint` run, by the path it prints. */
export function parseLint(output: string): ReadonlyMap<string, readonly LintLine[]> {
  const charts = new Map<string, LintLine[]>();
  let lines: LintLine[] = [];
  for (const line of output.split('\n')) {
    if (/^(?:Error: )?\d+ chart\(s\) linted|^level=|^walk\.go:/.test(line)) continue;
    const chart = /^==> Linting (.*)$/.exec(line);
    const message = /^\[(ERROR|WARNING|INFO)\] ([^:]*): ?(.*)$/s.exec(line);
    if (chart !== null) charts.set(chart[1] ?? '', (lines = []));
    else if (message !== null) {
      const severity = (message[1] ?? '').toLowerCase() as LintLine['severity'];
      lines.push({ severity, where: message[2] ?? '', text: message[3] ?? '' });
    } else if (lines.length > 0 && line.trim() !== '') {
      const last = lines.pop();
      if (last !== undefined) lines.push({ ...last, text: `${last.text}\n${line}` });
    }
  }
  return charts;
}

/** Rules of which Helm reports the first problem only. */
const firstOnly: readonly RegExp[] = [
  /^chart-yaml\/(?:maintainer-|maintainer-empty)/,
  /^chart-yaml\/source-url/,
  /^chart-yaml\/(?:unknown-key|duplicate-key)$/,
  /^dependencies\/missing$/,
  /^dependencies\/undeclared$/,
];

/** Lint holds values against a schema once alone and once as they are rendered: the second is only of interest without the first. */
const renderedSchema = 'error rendered schema';

const unreadable = /^(?:chart-yaml\/(?:syntax|not-a-map|wrong-type)|artifact-hub\/not-text)$/;

/**
 * What `helm lint` must say for these findings, as comparable keys: severity and text. Texts that hold another library's
 * words (YAML and JSON errors, order of names) are compared by their kind.
 */
export function expectedFromFindings(files: readonly FileFindings[], helm: '3' | '4'): ReadonlySet<string> {
  const all = files.flatMap(file => file.findings.map(finding => ({ ...finding, path: file.path })));
  const helms = all.filter(({ code }) => {
    const origin = ruleOf(code)?.origin;
    return origin === 'both' || (origin === 'helm4' && helm === '4') || origin === 'load';
  });
  const keys = new Set<string>();
  const isUnreadable = helms.some(({ code }) => unreadable.test(code));
  const seen = new Set<RegExp>();
  const strict = helms.find(({ code }) => code === 'chart-yaml/duplicate-key');
  for (const finding of helms) {
    if (isUnreadable && finding.code.startsWith('chart-yaml/') && !unreadable.test(finding.code)) continue;
    if (strict !== undefined && finding.code === 'chart-yaml/unknown-key') continue;
    const group = firstOnly.find(pattern => pattern.test(finding.code));
    if (group !== undefined && seen.has(group)) continue;
    if (group !== undefined) seen.add(group);
    const isLoad = ruleOf(finding.code)?.origin === 'load' || finding.code === 'chart-yaml/name-not-allowed';
    keys.add(isLoad ? 'error load' : normalize(finding.severity, finding.helmText ?? finding.code, finding.code));
  }
  if (keys.has('error schema')) keys.delete(renderedSchema);
  if (isUnreadable || helms.some(({ code }) => stopsLoading.has(code))) keys.add('error load');
  return keys;
}

const stopsLoading = new Set([
  'chart-yaml/name-required',
  'chart-yaml/name-invalid',
  'chart-yaml/version-required',
  'chart-yaml/version-invalid',
  'chart-yaml/maintainer-empty',
  'values/syntax',
]);

function normalize(severity: string, text: string, code: string): string {
  if (unreadable.test(code)) return 'error unreadable';
  if (code === 'values/syntax') return 'error values';
  if (code === 'values/rendered-schema') return renderedSchema;
  if (code.startsWith('values/schema')) return 'error schema';
  return `${severity} ${normalizeText(text)}`;
}

/** Names in lists come in random order; YAML's own words differ. */
function normalizeText(text: string): string {
  if (text.startsWith('failed to strictly parse'))
    return `strict ${text.includes('unknown field') ? 'unknown' : 'repeated'}`;
  const list = /^(chart (?:metadata|directory) is missing these dependencies: )(.*)$/.exec(text);
  if (list !== null) return `${list[1] ?? ''}${[...new Set((list[2] ?? '').split(','))].sort().join(',')}`;
  // Empty lines of a text cannot be told from those between messages.
  return text.startsWith('unable to parse YAML') ? 'unable to parse YAML' : text.replace(/\n\s*\n/g, '\n');
}

/** The same keys from Helm's own lines. What needs rendering is left aside. */
export function keysOfLint(lines: readonly LintLine[]): ReadonlySet<string> {
  const keys = new Set<string>();
  for (const { severity, where, text } of lines) {
    if (where === 'Chart.yaml' && text.startsWith('unable to parse YAML')) keys.add('error unreadable');
    else if (where === 'values.yaml' && text.startsWith('unable to parse YAML')) keys.add('error values');
    else if (where === 'values.yaml' && severity === 'error') keys.add('error schema');
    else if (where === '' && text.startsWith('unable to load chart')) keys.add('error load');
    else if (where === 'templates/' && text.startsWith("values don't meet the specifications"))
      keys.add(renderedSchema);
    else if (where === 'templates/' && severity === 'error' && text !== 'not a directory') continue;
    else if (where.startsWith('templates/') && where !== 'templates/') continue;
    else keys.add(`${severity} ${normalizeText(text)}`);
  }
  if (keys.has('error schema')) keys.delete(renderedSchema);
  return keys;
}
