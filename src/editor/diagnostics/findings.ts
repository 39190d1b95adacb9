import * as vscode from 'vscode';
import type { Finding, Severity, TextRange } from '../../core/findings';
import { ruleDocumentation, ruleOf } from '../../core/lint/rules';
import { displayText } from '../../util/displayText';
import type { LineIndex } from '../../util/lineIndex';

const severities: Readonly<Record<Severity, vscode.DiagnosticSeverity>> = {
  error: vscode.DiagnosticSeverity.Error,
  warning: vscode.DiagnosticSeverity.Warning,
  info: vscode.DiagnosticSeverity.Information,
};

export const diagnosticSource = 'Helm Chart';

/** What is wrong and what to do, in the user's language. */
export function findingMessage(finding: Finding): string {
  return displayText(inLanguage(ruleOf(finding.code)?.message ?? finding.code, finding), 600);
}

export function fixTitle(finding: Finding): string {
  const title = ruleOf(finding.code)?.fix;
  return title === undefined ? findingMessage(finding) : displayText(inLanguage(title, finding), 200);
}

function inLanguage(text: string, { args }: Finding): string {
  return vscode.l10n.t(text, { ...args });
}

/** Places are taken from the text that was checked, which may be older than the document. */
export function rangeIn(lines: LineIndex, range: TextRange): vscode.Range {
  const start = lines.positionAt(range.start);
  const end = lines.positionAt(range.end);
  return new vscode.Range(start.line, start.character, end.line, end.character);
}

export function toDiagnostic(finding: Finding, lines: LineIndex): vscode.Diagnostic {
  const diagnostic = new vscode.Diagnostic(
    rangeIn(lines, finding.range),
    findingMessage(finding),
    severities[finding.severity],
  );
  diagnostic.source = diagnosticSource;
  diagnostic.code = { value: finding.code, target: vscode.Uri.parse(ruleDocumentation(finding.code)) };
  if (unneeded.has(finding.code)) diagnostic.tags = [vscode.DiagnosticTag.Unnecessary];
  return diagnostic;
}

/** Text that has no effect is shown faded. */
const unneeded = new Set([
  'chart-yaml/unknown-key',
  'chart-yaml/unused-field',
  'helmignore/repeated',
  'index/further-urls',
]);
