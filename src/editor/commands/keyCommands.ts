import { basename } from 'node:path';
import * as vscode from 'vscode';
import { exportKeyring } from '../../core/provenance/exportKeyring';
import type { CommandMap } from '../commandMap';
import type { Host } from '../host';
import { chooseKey, isKeyNode } from '../keyring/chooseKey';
import { keyName } from '../keyring/keyText';

/** Writes the public keys as the binary ring that `helm verify --keyring` reads. */
export function exportKeyringCommand(host: Host): CommandMap['helmChartRelease.exportKeyring'] {
  return async target => {
    const one = isKeyNode(target) ? [target.key] : undefined;
    const keys = one ?? (await host.keyring.keys());
    if (keys.length === 0) {
      void vscode.window.showInformationMessage(vscode.l10n.t('There is no key in the keyring to export.'));
      return undefined;
    }
    const folder = vscode.workspace.workspaceFolders?.[0]?.uri ?? vscode.Uri.file('.');
    const uri = await vscode.window.showSaveDialog({
      title: vscode.l10n.t('Export Public Keys for helm verify'),
      defaultUri: vscode.Uri.joinPath(folder, 'pubring.gpg'),
      saveLabel: vscode.l10n.t('Export'),
    });
    if (uri === undefined) return undefined;
    await host.ports.store.write(uri.fsPath, exportKeyring(keys, { for: 'helm' }));
    host.log.info(`exported ${keys.length} public keys to ${uri.fsPath}`);
    const copy = vscode.l10n.t('Copy Verify Command');
    const picked = await vscode.window.showInformationMessage(
      vscode.l10n.t('Exported {0} public keys to {1}.', keys.length, basename(uri.fsPath)),
      copy,
    );
    if (picked === copy) await vscode.env.clipboard.writeText(`helm verify --keyring "${uri.fsPath}" `);
    return uri.fsPath;
  };
}

export function deleteKeyCommand(host: Host): CommandMap['helmChartRelease.deleteKey'] {
  return async target => {
    const key = await chooseKey(host, target, vscode.l10n.t('Delete Key'));
    if (key === undefined) return;
    const remove = vscode.l10n.t('Delete');
    const detail =
      key.privatePart === 'editor'
        ? vscode.l10n.t(
            'Its private part is deleted from this editor and cannot be brought back without a backup. Backup and revocation certificate stay where they are:\n{0}',
            [key.record.backup?.path, host.keyring.revocationPath(key.info.fingerprint)]
              .filter(path => path !== undefined)
              .join('\n'),
          )
        : vscode.l10n.t('Packages signed with it will be from an unknown key.');
    const picked = await vscode.window.showWarningMessage(
      vscode.l10n.t('Delete the key of {0}?', keyName(key.info)),
      { modal: true, detail },
      remove,
    );
    if (picked !== remove) return;
    host.passphrases.forget(key.info.fingerprint);
    await host.keyring.delete(key.info.fingerprint);
    host.log.info(`deleted key ${key.info.fingerprint}`);
  };
}

export function copyFingerprintCommand(host: Host): CommandMap['helmChartRelease.copyFingerprint'] {
  return async target => {
    const key = await chooseKey(host, target, vscode.l10n.t('Copy Fingerprint'));
    if (key !== undefined) await vscode.env.clipboard.writeText(key.info.fingerprint);
  };
}
