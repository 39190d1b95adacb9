import * as vscode from 'vscode';
import { readSignKey } from '../../core/trust/keySources';
import type { Host } from '../host';
import { expiryStage, expiryWarning } from './expiryWarning';
import type { KeyringTree } from './keyringTree';

/** The view, a number on it for keys of the user's own that want something, and warnings where a Chart.yaml names such a key. */
export function registerKeyringView(host: Host, tree: KeyringTree): vscode.Disposable {
  const view = vscode.window.createTreeView('helmChartRelease.keyring', { treeDataProvider: tree });
  const warnings = vscode.languages.createDiagnosticCollection('helm-chart-keys');
  const refresh = () => {
    void showBadge(host, view);
    for (const document of vscode.workspace.textDocuments) void warnOfSignKey(host, warnings, document);
  };
  const warn = (document: vscode.TextDocument) => void warnOfSignKey(host, warnings, document);
  return vscode.Disposable.from(
    view,
    warnings,
    host.keyring.onDidChange(refresh),
    view.onDidChangeVisibility(event => {
      if (event.visible) refresh();
    }),
    vscode.workspace.onDidOpenTextDocument(warn),
    vscode.workspace.onDidSaveTextDocument(warn),
    vscode.workspace.onDidCloseTextDocument(document => warnings.delete(document.uri)),
  );
}

async function showBadge(host: Host, view: vscode.TreeView<unknown>): Promise<void> {
  const keys = await host.keyring.keys();
  const wanting = keys.filter(
    key =>
      key.privatePart === 'lost' || (key.privatePart !== 'nowhere' && expiryStage(key.info, Date.now()) !== undefined),
  );
  view.badge =
    wanting.length === 0
      ? undefined
      : { value: wanting.length, tooltip: vscode.l10n.t('{0} keys expire soon or are lost', wanting.length) };
}

/** On the line of `artifacthub.io/signKey`, when the key that it names is expired, revoked or near its end. */
async function warnOfSignKey(
  host: Host,
  warnings: vscode.DiagnosticCollection,
  document: vscode.TextDocument,
): Promise<void> {
  if (!/(?:^|\/)Chart\.yaml$/.test(document.uri.path)) return;
  const text = document.getText();
  const named = readSignKey(text);
  const keys = named === undefined ? [] : await host.keyring.keys();
  const key = keys.find(({ info }) => info.fingerprint === named?.fingerprint);
  const message = key?.info.revoked
    ? vscode.l10n.t('The key that is named here is revoked.')
    : key && expiryWarning(key.info, Date.now());
  if (message === undefined) {
    warnings.delete(document.uri);
    return;
  }
  const line = document.positionAt(Math.max(0, text.indexOf('artifacthub.io/signKey'))).line;
  const isError = key?.info.revoked === true || (key && expiryStage(key.info, Date.now()) === 'expired');
  const severity = isError ? vscode.DiagnosticSeverity.Error : vscode.DiagnosticSeverity.Warning;
  const diagnostic = new vscode.Diagnostic(document.lineAt(line).range, message, severity);
  diagnostic.source = 'Helm Chart Release';
  warnings.set(document.uri, [diagnostic]);
}
