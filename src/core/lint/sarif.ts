import type { Finding, Severity } from '../findings';
import type { Position } from '../../util/lineIndex';
import { LineIndex } from '../../util/lineIndex';
import { fillIn, ruleDocumentation, ruleOf } from './rules';

export interface SarifFile {
  /** URI of the file: relative to the folder that was checked, or absolute with its scheme. */
  readonly uri: string;
  readonly text: string;
  readonly findings: readonly Finding[];
}

const levels: Readonly<Record<Severity, string>> = { error: 'error', warning: 'warning', info: 'note' };

/** The findings as SARIF 2.1.0 (OASIS), with the rules that occur, their pages and the fixes. */
export function formatSarif(files: readonly SarifFile[], version: string): string {
  const codes = [...new Set(files.flatMap(file => file.findings.map(finding => finding.code)))].sort();
  const log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'helm-chart-release',
            version,
            informationUri: 'https://github.com/helm-chart-release/helm-chart-release',
            rules: codes.map(sarifRule),
          },
        },
        columnKind: 'utf16CodeUnits',
        results: files.flatMap(file => {
          const lines = new LineIndex(file.text);
          return file.findings.map(finding => sarifResult(file, finding, codes.indexOf(finding.code), lines));
        }),
      },
    ],
  };
  return JSON.stringify(log, undefined, 2);
}

function sarifRule(code: string): object {
  const rule = ruleOf(code);
  return {
    id: code,
    shortDescription: { text: rule?.message ?? code },
    helpUri: ruleDocumentation(code),
    defaultConfiguration: { level: levels[rule?.severity ?? 'error'] },
    properties: { tags: [`origin:${rule?.origin ?? 'own'}`] },
  };
}

function sarifResult(file: SarifFile, finding: Finding, ruleIndex: number, lines: LineIndex): object {
  const region = (range: Finding['range']): object => {
    const start = lines.positionAt(range.start);
    const end = lines.positionAt(range.end);
    return { startLine: start.line + 1, startColumn: start.character + 1, ...endOf(end) };
  };
  const text = findingText(finding);
  const { fix } = finding;
  return {
    ruleId: finding.code,
    ruleIndex,
    level: levels[finding.severity],
    message: { text },
    locations: [{ physicalLocation: { artifactLocation: { uri: file.uri }, region: region(finding.range) } }],
    ...(fix === undefined
      ? {}
      : {
          fixes: [
            {
              description: { text: fillIn(ruleOf(finding.code)?.fix ?? text, finding.args) },
              artifactChanges: [
                {
                  artifactLocation: { uri: file.uri },
                  replacements: [{ deletedRegion: region(fix.range), insertedContent: { text: fix.newText } }],
                },
              ],
            },
          ],
        }),
  };
}

function endOf(end: Position): object {
  return { endLine: end.line + 1, endColumn: end.character + 1 };
}

/** The sentence of a finding in English. */
export function findingText(finding: Finding): string {
  return fillIn(ruleOf(finding.code)?.message ?? finding.code, finding.args);
}
