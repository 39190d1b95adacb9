import * as vscode from 'vscode';
import { expiryStage } from '../../core/provenance/keyExpiry';
import type { Host } from '../host';
import type { EditorKey } from './keyringStore';
import type { KeyringTree } from './keyringTree';
import { registerSignKeyWarnings } from './signKeyWarnings';

/** Milliseconds between two looks at the clock: a key that comes near its end while the window is open is noticed. */
const lookAgainMs = 3600 * 1000;

/** Milliseconds after the start: the keyring is read when the editor has opened its documents. */
const firstLookMs = 1000;

/** The view, and a number on it for keys of the user's own that want something. */
export function registerKeyringView(host: Host, tree: KeyringTree): vscode.Disposable {
  const view = vscode.window.createTreeView('helmChartRelease.keyring', { treeDataProvider: tree });
  const warnings = registerSignKeyWarnings(host);
  const refresh = () => {
    void showBadge(host, view);
    warnings.refresh();
  };
  const timer = setInterval(() => {
    tree.refresh();
    refresh();
  }, lookAgainMs);
  timer.unref();
  const first = setTimeout(refresh, firstLookMs);
  return vscode.Disposable.from(
    view,
    warnings,
    host.keyring.onDidChange(refresh),
    view.onDidChangeVisibility(event => {
      if (event.visible) refresh();
    }),
    {
      dispose: () => {
        clearInterval(timer);
        clearTimeout(first);
      },
    },
  );
}

async function showBadge(host: Host, view: vscode.TreeView<unknown>): Promise<void> {
  const nowMs = host.ports.clock.now();
  const keys = (await host.keyring.keys()).filter(key => key.privatePart !== 'nowhere');
  const ending = keys.filter(key => expiryStage(key.info, nowMs) !== undefined);
  const lost = keys.filter(key => key.privatePart === 'lost');
  const value = new Set<EditorKey>([...ending, ...lost]).size;
  const parts = [
    ...(ending.length === 0 ? [] : [vscode.l10n.t('{0} expired or near the end', ending.length)]),
    ...(lost.length === 0 ? [] : [vscode.l10n.t('{0} with a lost private part', lost.length)]),
  ];
  view.badge = value === 0 ? undefined : { value, tooltip: vscode.l10n.t('Signing keys: {0}', parts.join(', ')) };
}
