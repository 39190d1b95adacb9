import * as vscode from 'vscode';
import type { KeyPage } from '../../webview/pageModel';
import { openPage } from '../report/page';
import type { CommandMap } from '../commandMap';
import type { Host } from '../host';
import { chooseKey } from './chooseKey';
import { keyPageModel } from './keyPageModel';

/** Ids of the page's buttons and the commands that they run on the key. */
const actions: Readonly<Record<string, keyof CommandMap>> = {
  trust: 'helmChartRelease.trustKey',
  untrust: 'helmChartRelease.untrustKey',
  compare: 'helmChartRelease.compareFingerprint',
  copy: 'helmChartRelease.copyFingerprint',
  backup: 'helmChartRelease.backUpKey',
  method: 'helmChartRelease.setSigningMethod',
  extend: 'helmChartRelease.extendExpiry',
  publish: 'helmChartRelease.publishKey',
  rotate: 'helmChartRelease.rotateKey',
  revoke: 'helmChartRelease.revokeKey',
  delete: 'helmChartRelease.deleteKey',
};

/** The page of a key: one tab for each, kept up to date while it is open. */
export function showKeyCommand(host: Host): CommandMap['helmChartRelease.showKey'] {
  const panels = new Map<string, vscode.WebviewPanel>();
  return async target => {
    const key = await chooseKey(host, target, vscode.l10n.t('Show Key'));
    if (key === undefined) return;
    const { fingerprint } = key.info;
    const open = panels.get(fingerprint);
    if (open !== undefined) {
      open.reveal();
      return;
    }
    const model = await modelOf(host, fingerprint);
    const panel = openPage(host.context.extensionUri, 'helmChartRelease.key', model.heading, model, id => {
      const command = actions[id];
      if (id === 'restore') void restore(host, fingerprint);
      else if (command !== undefined) void vscode.commands.executeCommand(command, fingerprint);
    });
    panels.set(fingerprint, panel);
    const subscription = host.keyring.onDidChange(() => {
      modelOf(host, fingerprint).then(
        changed => panel.webview.postMessage(changed),
        () => panel.dispose(), // the key was deleted
      );
    });
    panel.onDidDispose(() => {
      subscription.dispose();
      panels.delete(fingerprint);
    });
  };
}

/** From the backup that is known, when it is still there; otherwise the user shows where one is. */
async function restore(host: Host, fingerprint: string): Promise<void> {
  const path = (await host.keyring.key(fingerprint)).record.backup?.path;
  const isThere = path !== undefined && (await host.ports.pathKinds.kind(path)) === 'file';
  await vscode.commands.executeCommand('helmChartRelease.importKey', ...(isThere ? [vscode.Uri.file(path)] : []));
}

async function modelOf(host: Host, fingerprint: string): Promise<KeyPage> {
  const key = await host.keyring.key(fingerprint);
  const signatures = await host.keyring.signatures(fingerprint);
  const revocation =
    (await host.keyring.revocation(fingerprint)) === undefined ? undefined : host.keyring.revocationPath(fingerprint);
  return keyPageModel({
    key,
    signatures,
    revocationPath: revocation,
    storage: await host.secretStorage.safety(),
    nowMs: Date.now(),
  });
}
