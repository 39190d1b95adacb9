import * as vscode from 'vscode';
import { expiryStage } from '../../core/provenance/keyExpiry';
import type { KeyInfo } from '../../core/provenance/keyring';
import { readSignKey, signKeyAnnotation } from '../../core/trust/keySources';
import { debounce } from '../../util/debounce';
import type { Host } from '../host';
import { expiryWarning } from './expiryWarning';

const settleMs = 300;

/** Problems on the line of `artifacthub.io/signKey`, when the key that it names is expired, revoked or near its end. */
export function registerSignKeyWarnings(host: Host): vscode.Disposable & { refresh(): void } {
  const problems = vscode.languages.createDiagnosticCollection('helm-chart-keys');
  const warn = (document: vscode.TextDocument) => void warnIn(host, problems, document);
  const refresh = () => vscode.workspace.textDocuments.forEach(warn);
  const soon = debounce(warn, settleMs);
  const subscriptions = vscode.Disposable.from(
    problems,
    vscode.workspace.onDidOpenTextDocument(warn),
    vscode.workspace.onDidChangeTextDocument(({ document }) => {
      if (isChartYaml(document)) soon(document);
    }),
    vscode.workspace.onDidCloseTextDocument(document => problems.delete(document.uri)),
  );
  return { refresh, dispose: () => subscriptions.dispose() };
}

function isChartYaml({ uri }: vscode.TextDocument): boolean {
  return /(?:^|\/)Chart\.yaml$/.test(uri.path) && (uri.scheme === 'file' || uri.scheme === 'untitled');
}

async function warnIn(host: Host, problems: vscode.DiagnosticCollection, document: vscode.TextDocument): Promise<void> {
  if (!isChartYaml(document)) return;
  const { version } = document;
  const text = document.getText();
  const named = readSignKey(text);
  const keys = named === undefined ? [] : await host.keyring.keys();
  if (document.isClosed || document.version !== version) return;
  const key = keys.find(({ info }) => info.fingerprint === named?.fingerprint);
  const found = key === undefined ? undefined : problemOf(key.info, host.ports.clock.now());
  if (found === undefined) return problems.delete(document.uri);
  const { line } = document.positionAt(Math.max(0, text.indexOf(signKeyAnnotation)));
  const { range, firstNonWhitespaceCharacterIndex: first } = document.lineAt(line);
  const diagnostic = new vscode.Diagnostic(
    range.with(range.start.with({ character: first })),
    found.text,
    found.severity,
  );
  diagnostic.source = 'Helm Chart';
  diagnostic.code = found.code;
  problems.set(document.uri, [diagnostic]);
}

interface Problem {
  readonly code: string;
  readonly text: string;
  readonly severity: vscode.DiagnosticSeverity;
}

function problemOf(info: KeyInfo, nowMs: number): Problem | undefined {
  if (info.revoked)
    return {
      code: 'sign-key/revoked',
      text: vscode.l10n.t('The key that is named here is revoked. Name the key that took its place.'),
      severity: vscode.DiagnosticSeverity.Error,
    };
  const text = expiryWarning(info, nowMs);
  if (text === undefined) return undefined;
  const isOver = expiryStage(info, nowMs) === 'expired';
  return {
    code: isOver ? 'sign-key/expired' : 'sign-key/expires-soon',
    text,
    severity: isOver ? vscode.DiagnosticSeverity.Error : vscode.DiagnosticSeverity.Warning,
  };
}
