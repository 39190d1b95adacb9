import * as vscode from 'vscode';
import type { CommandTarget } from '../commandMap';
import type { Host } from '../host';
import type { EditorKey } from './keyringStore';
import { expiryText, formatFingerprint, keyName } from './keyText';

/** The key of a tree row, of a fingerprint, or one that is picked. Throws `key.notFound`. */
export async function chooseKey(
  host: Host,
  target: CommandTarget,
  title: string,
  wanted: (key: EditorKey) => boolean = () => true,
): Promise<EditorKey | undefined> {
  if (isKeyNode(target)) return host.keyring.key(target.key.info.fingerprint);
  if (typeof target === 'string') return host.keyring.key(target);
  const keys = (await host.keyring.keys()).filter(wanted);
  if (keys.length === 0) {
    void vscode.window.showInformationMessage(vscode.l10n.t('{0}: there is no key in the keyring for that.', title));
    return undefined;
  }
  const items = keys.map(key => ({
    label: keyName(key.info),
    description: `${key.info.algorithm}, ${expiryText(key.info, Date.now())}`,
    detail: formatFingerprint(key.info.fingerprint),
    key,
  }));
  const options = { title, placeHolder: vscode.l10n.t('Which key?'), matchOnDetail: true };
  return (await vscode.window.showQuickPick(items, options))?.key;
}

export function isKeyNode(target: CommandTarget): target is { readonly kind: 'key'; readonly key: EditorKey } {
  return typeof target === 'object' && target !== null && 'kind' in target && target.kind === 'key' && 'key' in target;
}
