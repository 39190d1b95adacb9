import { join } from 'node:path';
import type { WorkspaceChart } from '../charts/workspaceCharts';
import { findingText } from '../../core/lint/sarif';
import { displayText } from '../../util/displayText';
import { LineIndex } from '../../util/lineIndex';
import { lintChart } from '../../workflows/lintChart';
import { lintSettingsFor } from '../diagnostics/lintConfig';
import type { Host } from '../host';

/** One finding a line, as the command line prints them: `path:line:column: severity: message [code]`, both numbers from 1. */
export async function lintLines(
  host: Host,
  chart: WorkspaceChart,
  signal: AbortSignal,
): Promise<{ readonly lines: readonly string[]; readonly hasErrors: boolean }> {
  const files = await lintChart(host.ports, chart.directory, lintSettingsFor(chart.uri), signal);
  const lines = files.flatMap(({ path, text, findings }) => {
    const index = new LineIndex(text);
    return findings.map(finding => {
      const { line, character } = index.positionAt(finding.range.start);
      const place = `${displayText(join(chart.directory, path), 1000)}:${line + 1}:${character + 1}`;
      return `${place}: ${finding.severity}: ${displayText(findingText(finding), 2000)} [${finding.code}]`;
    });
  });
  return { lines, hasErrors: files.some(({ findings }) => findings.some(({ severity }) => severity === 'error')) };
}
