import * as vscode from 'vscode';
import type { EditorKey, KeyringStore } from './keyringStore';
import { expiryText, formatFingerprint, keyName } from './keyText';

interface KeyItem extends vscode.QuickPickItem {
  readonly key?: EditorKey;
}

/** The key to sign with; asked for when there is more than one, made on the spot when there is none. `undefined`: none chosen. */
export async function pickSigningKey(store: KeyringStore, title: string): Promise<EditorKey | undefined> {
  const keys = await store.signingKeys();
  if (keys.length === 1) return keys[0];
  const generate: KeyItem = { label: `$(add) ${vscode.l10n.t('Generate a new signing key')}`, alwaysShow: true };
  const items: KeyItem[] = keys.map(key => ({
    label: `$(key) ${keyName(key.info)}`,
    description: `${key.info.algorithm}, ${expiryText(key.info, Date.now())}`,
    detail: formatFingerprint(key.info.fingerprint),
    key,
  }));
  const placeHolder =
    keys.length === 0 ? vscode.l10n.t('There is no signing key yet') : vscode.l10n.t('Which key signs?');
  // One question of several: what takes the focus meanwhile must not end the whole.
  const options = { title, placeHolder, matchOnDetail: true, ignoreFocusOut: true };
  const picked = await vscode.window.showQuickPick([...items, generate], options);
  if (picked === undefined) return undefined;
  if (picked.key !== undefined) return picked.key;
  await vscode.commands.executeCommand('helmChartRelease.generateKey');
  const made = await store.signingKeys();
  return made.length === 1 ? made[0] : undefined;
}
