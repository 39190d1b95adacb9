import { join, relative, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { applyFixes, fixesForAll } from '../../core/lint/applyFixes';
import type { FileFindings } from '../../core/lint/checkChartFolder';
import { findingText, formatSarif } from '../../core/lint/sarif';
import type { LintSettings } from '../../core/lint/settings';
import { readSeverities } from '../../core/lint/settings';
import { ruleOf } from '../../core/lint/rules';
import { pathKinds } from '../../node/pathKinds';
import { encodeUtf8 } from '../../util/bytes';
import { displayText } from '../../util/displayText';
import { LineIndex } from '../../util/lineIndex';
import type { LintPorts } from '../../workflows/lintChart';
import { lintArchive, lintChart } from '../../workflows/lintChart';
import { limits } from '../../workflows/limits';
import { findSubcharts } from '../../workflows/findSubcharts';
import type { FileStore } from '../../workflows/ports';
import { parseFlags } from '../flags';
import { cliPorts } from '../ports';
import type { CliCommand } from '../run';
import type { Terminal } from '../terminal';
import { UsageError } from '../usage';
import { programVersion } from '../programVersion';

const flagKinds = {
  strict: 'switch',
  json: 'switch',
  format: 'text',
  'with-subcharts': 'switch',
  fix: 'switch',
  helm: 'text',
  rules: 'text',
} as const;

/** A file with findings; `path` is absolute. */
type Linted = FileFindings;

/** JSON: `{findings: [{file, code, severity, origin, message, range}]}`. Exit code 1 for an error, with --strict for a warning too. */
export const lintCommand: CliCommand = async (args, terminal, context) => {
  const { flags, positionals } = parseFlags(args, flagKinds);
  if (positionals.length === 0) throw new UsageError('needs the folder of at least one chart');
  const format = flags.json === true ? 'json' : (flags.format ?? 'text');
  if (!['text', 'json', 'sarif'].includes(format)) throw new UsageError('--format is text, json or sarif');
  const settings = settingsFrom(flags.helm, flags.rules);
  const ports = { ...cliPorts(terminal), pathKinds: pathKinds() };
  const paths = positionals.map(path => resolve(terminal.currentDirectory, path));
  if (flags['with-subcharts'] === true)
    for (const path of [...paths]) paths.push(...(await findSubcharts(ports.pathKinds, path)));
  const linted: Linted[] = [];
  for (const path of paths) {
    if (flags.fix === true) await fixChart(ports, path, settings, context.signal);
    linted.push(...(await lintPath(ports, path, settings, context.signal)));
  }
  terminal.result(formatFindings(linted, format, terminal));
  const failing = linted
    .flatMap(file => file.findings)
    .some(({ severity }) => severity === 'error' || (flags.strict === true && severity === 'warning'));
  return failing ? 1 : 0;
};

function settingsFrom(helm: string | undefined, rules: string | undefined): LintSettings {
  if (helm !== undefined && helm !== '3' && helm !== '4') throw new UsageError('--helm is 3 or 4');
  const pairs = (rules ?? '').split(',').filter(pair => pair.trim() !== '');
  const chosen = Object.fromEntries(pairs.map(pair => pair.trim().split('=', 2) as [string, string]));
  const severities = readSeverities(chosen);
  const wrong = Object.entries(chosen).find(([code]) => severities[code] === undefined);
  if (wrong !== undefined) {
    const why = ruleOf(wrong[0]) === undefined ? 'there is no such rule' : 'a severity is error, warning, info or off';
    throw new UsageError(`--rules ${wrong[0]}: ${why}`);
  }
  return { helm: helm === '3' ? '3' : '4', strict: false, severities };
}

async function lintPath(
  ports: LintPorts,
  path: string,
  settings: LintSettings,
  signal: AbortSignal,
): Promise<readonly Linted[]> {
  const isArchive = (await ports.pathKinds.kind(path)) === 'file';
  const bytes = isArchive ? await ports.store.read(path, limits.archiveBytes) : undefined;
  const files = bytes === undefined ? await lintChart(ports, path, settings, signal) : lintArchive(bytes, settings);
  return files.map(file => ({ ...file, path: isArchive ? `${path}:${file.path}` : join(path, file.path) }));
}

/** Makes the fixes that have one answer, in the files of the folder. What is left is found again afterwards. */
async function fixChart(
  ports: LintPorts & { readonly store: FileStore },
  path: string,
  settings: LintSettings,
  signal: AbortSignal,
): Promise<void> {
  if ((await ports.pathKinds.kind(path)) !== 'folder') return;
  const before = new Map<string, string>();
  for (let round = 0; round < 10; round++) {
    let changed = false;
    for (const file of await lintChart(ports, path, settings, signal)) {
      const fixed = applyFixes(file.text, fixesForAll(file.findings));
      if (fixed === file.text || before.get(file.path) === fixed) continue;
      before.set(file.path, file.text);
      await ports.store.write(join(path, file.path), encodeUtf8(fixed));
      changed = true;
    }
    if (!changed) return;
  }
}

function formatFindings(files: readonly Linted[], format: string, terminal: Terminal): string {
  if (format === 'sarif') {
    const relativeTo = files.map(file => ({ ...file, uri: uriOf(terminal.currentDirectory, file.path) }));
    return formatSarif(relativeTo, programVersion);
  }
  const all = files.flatMap(file => {
    const lines = new LineIndex(file.text);
    return file.findings.map(finding => ({
      file: file.path,
      code: finding.code,
      severity: finding.severity,
      /** `both` and `helm4`: lint of Helm says it too; `load`: Helm refuses the chart; `own`: beyond Helm. */
      origin: ruleOf(finding.code)?.origin ?? 'own',
      message: displayText(findingText(finding), 2000),
      /** Lines and characters from 0, the end not included. */
      range: { start: lines.positionAt(finding.range.start), end: lines.positionAt(finding.range.end) },
    }));
  });
  if (format === 'json') return JSON.stringify({ findings: all }, undefined, 2);
  const lines = all.map(
    ({ file, severity, message, code, range }) =>
      `${displayText(file, 1000)}:${range.start.line + 1}:${range.start.character + 1}: ${severity}: ${message} [${code}]`,
  );
  return [...lines, summary(all.map(each => each.severity))].join('\n');
}

function summary(severities: readonly string[]): string {
  const count = (severity: string): number => severities.filter(each => each === severity).length;
  return `${count('error')} error(s), ${count('warning')} warning(s), ${count('info')} note(s)`;
}

function uriOf(from: string, path: string): string {
  const inside = relative(from, path).replaceAll('\\', '/');
  return inside.startsWith('..') ? pathToFileURL(path).href : encodeURI(inside);
}
