import { join, resolve } from 'node:path';
import { checkChartYaml } from '../../core/chart/chartYamlRules';
import { ChartReleaseError } from '../../core/errors';
import type { Finding } from '../../core/findings';
import { decodeUtf8Lossy } from '../../util/bytes';
import type { Position } from '../../util/lineIndex';
import { LineIndex } from '../../util/lineIndex';
import { limits } from '../../workflows/limits';
import { parseFlags } from '../flags';
import { cliPorts } from '../ports';
import type { CliCommand } from '../run';
import { UsageError } from '../usage';

interface LintFinding {
  readonly file: string;
  readonly code: string;
  readonly severity: string;
  readonly message: string;
  /** Lines and characters from 0, the end not included. */
  readonly range: { readonly start: Position; readonly end: Position };
}

/** JSON: `{findings: [{file, code, severity, message, range}]}`. Exit code 1 for an error, with --strict for a warning too. */
export const lintCommand: CliCommand = async (args, terminal) => {
  const { flags, positionals } = parseFlags(args, { strict: 'switch', json: 'switch' });
  if (positionals.length === 0) throw new UsageError('needs the folder of at least one chart');
  const { store } = cliPorts(terminal);
  const findings: LintFinding[] = [];
  for (const chart of positionals) {
    const file = join(resolve(terminal.currentDirectory, chart), 'Chart.yaml');
    const bytes = await store.read(file, limits.archiveBytes);
    if (bytes === undefined) throw new ChartReleaseError('chart.notFound', { path: chart });
    const text = decodeUtf8Lossy(bytes);
    const lines = new LineIndex(text);
    findings.push(...checkChartYaml(text).map(finding => lintFinding(file, finding, lines)));
  }
  if (flags.json) terminal.result(JSON.stringify({ findings }, undefined, 2));
  else for (const finding of findings) terminal.result(findingLine(finding));
  const failing = findings.some(
    finding => finding.severity === 'error' || (flags.strict === true && finding.severity === 'warning'),
  );
  return failing ? 1 : 0;
};

function lintFinding(file: string, finding: Finding, lines: LineIndex): LintFinding {
  const named = Object.entries(finding.args).map(([name, value]) => `${name} ${value}`);
  return {
    file,
    code: finding.code,
    severity: finding.severity,
    message: finding.helmText ?? (named.length === 0 ? finding.code : `${finding.code}: ${named.join(', ')}`),
    range: { start: lines.positionAt(finding.range.start), end: lines.positionAt(finding.range.end) },
  };
}

function findingLine({ file, severity, message, code, range }: LintFinding): string {
  return `${file}:${range.start.line + 1}:${range.start.character + 1}: ${severity}: ${message} [${code}]`;
}
