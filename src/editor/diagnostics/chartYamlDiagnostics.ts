import * as vscode from 'vscode';
import { checkChartYaml } from '../../core/chart/chartYamlRules';
import type { Finding, Severity } from '../../core/findings';
import { debounce } from '../../util/debounce';
import { findingMessage } from './findingMessage';

const settleMs = 200;
const selector: vscode.DocumentSelector = [
  { scheme: 'file', pattern: '**/Chart.yaml' },
  { scheme: 'untitled', pattern: '**/Chart.yaml' },
  { scheme: 'vscode-vfs', pattern: '**/Chart.yaml' },
];

/** Problems of open Chart.yaml files, as Helm's lint sees them but with their place. */
export function registerChartYamlDiagnostics(): vscode.Disposable {
  const collection = vscode.languages.createDiagnosticCollection('helm-chart');
  const pending = new Map<string, ReturnType<typeof debounce>>();

  const check = (document: vscode.TextDocument): void => {
    const findings = checkChartYaml(document.getText());
    collection.set(
      document.uri,
      findings.map(finding => toDiagnostic(document, finding)),
    );
  };
  const checkSoon = (document: vscode.TextDocument): void => {
    if (vscode.languages.match(selector, document) === 0) return;
    const key = document.uri.toString();
    const run =
      pending.get(key) ??
      debounce(() => {
        if (!document.isClosed) check(document);
      }, settleMs);
    pending.set(key, run);
    run();
  };
  const forget = (document: vscode.TextDocument): void => {
    const key = document.uri.toString();
    pending.get(key)?.cancel();
    pending.delete(key);
    collection.delete(document.uri);
  };

  vscode.workspace.textDocuments.forEach(checkSoon);
  return vscode.Disposable.from(
    collection,
    vscode.workspace.onDidOpenTextDocument(checkSoon),
    vscode.workspace.onDidChangeTextDocument(event => {
      checkSoon(event.document);
    }),
    vscode.workspace.onDidCloseTextDocument(forget),
    {
      dispose: () => {
        for (const run of pending.values()) run.cancel();
      },
    },
  );
}

function toDiagnostic(document: vscode.TextDocument, finding: Finding): vscode.Diagnostic {
  const range = new vscode.Range(document.positionAt(finding.range.start), document.positionAt(finding.range.end));
  const diagnostic = new vscode.Diagnostic(range, findingMessage(finding), severities[finding.severity]);
  diagnostic.source = 'Helm Chart';
  diagnostic.code = finding.code;
  return diagnostic;
}

const severities: Readonly<Record<Severity, vscode.DiagnosticSeverity>> = {
  error: vscode.DiagnosticSeverity.Error,
  warning: vscode.DiagnosticSeverity.Warning,
  info: vscode.DiagnosticSeverity.Information,
};
