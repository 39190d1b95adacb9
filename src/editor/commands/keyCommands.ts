import { basename } from 'node:path';
import * as vscode from 'vscode';
import type { KeyInfo } from '../../core/provenance/keyring';
import { exportKeyring } from '../../core/provenance/exportKeyring';
import { ChartReleaseError } from '../../core/errors';
import { mergePublicKeys, readKeyring } from '../../core/provenance/readKeyring';
import type { ParsedKey } from '../../core/provenance/readKeyring';
import { importKeyInWorker } from '../../node/signingProcess/signingProcess';
import { limits } from '../../workflows/limits';
import type { CommandMap } from '../commandMap';
import { requireTrust } from '../commands';
import type { Host } from '../host';
import { chooseKey, isKeyNode } from '../keyring/chooseKey';
import { formatFingerprint, keyName } from '../keyring/keyText';
import { withPassphrase } from '../keyring/passphrase';
import { runWithProgress } from '../progress';

export function importKeyCommand(host: Host): CommandMap['helmChartRelease.importKey'] {
  return async target => {
    const title = vscode.l10n.t('Import Key');
    const uri = target instanceof vscode.Uri ? target : await chooseKeyFile(title);
    if (uri === undefined) return undefined;
    const bytes = await host.ports.store.read(uri.fsPath, limits.keyFileBytes);
    if (bytes === undefined) throw new ChartReleaseError('file.notFound', { path: uri.fsPath });
    const { keys, problems } = readKeyring(bytes);
    for (const problem of problems) host.log.warn(`import ${uri.fsPath}: ${JSON.stringify(problem)}`);
    const imported: KeyInfo[] = [...(await importRevocations(host, bytes, uri.fsPath))];
    if (keys.length === 0 && imported.length === 0)
      throw new ChartReleaseError('key.malformed', {
        reason: vscode.l10n.t('{0} holds no readable key', basename(uri.fsPath)),
      });
    const done = new Set(imported.map(info => info.fingerprint));
    for (const key of keys.filter(({ info }) => !done.has(info.fingerprint))) {
      const info = key.info.hasSecret
        ? await importPrivate(host, title, key, bytes, uri)
        : await importPublic(host, key, uri);
      if (info !== undefined) imported.push(info);
    }
    if (imported.length > 0) void vscode.window.showInformationMessage(importedText(imported, problems.length));
    return imported;
  };
}

async function chooseKeyFile(title: string): Promise<vscode.Uri | undefined> {
  const picked = await vscode.window.showOpenDialog({
    title,
    openLabel: vscode.l10n.t('Import'),
    canSelectMany: false,
    filters: {
      [vscode.l10n.t('OpenPGP keys')]: ['asc', 'gpg', 'pgp', 'kbx', 'key', 'pub'],
      [vscode.l10n.t('All files')]: ['*'],
    },
  });
  return picked?.[0];
}

/** Keys of the keyring that a file revokes: their verdicts change at once. Each is confirmed, since it cannot be taken back. */
async function importRevocations(host: Host, bytes: Uint8Array, path: string): Promise<readonly KeyInfo[]> {
  const revoked: KeyInfo[] = [];
  for (const key of (await host.keyring.keys()).filter(({ info }) => !info.revoked)) {
    const merged = readKeyring(mergePublicKeys(key.publicBytes, bytes)).keys;
    const changed = merged.find(({ info }) => info.fingerprint === key.info.fingerprint);
    if (changed?.info.revoked !== true) continue;
    const accept = vscode.l10n.t('Import Revocation');
    const picked = await vscode.window.showWarningMessage(
      vscode.l10n.t('{0} revokes the key of {1}.', basename(path), keyName(key.info)),
      {
        modal: true,
        detail: vscode.l10n.t(
          'Its owner signed this. Packages that rest on the key are no longer trusted.\n\nFingerprint:\n{0}',
          formatFingerprint(key.info.fingerprint),
        ),
      },
      accept,
    );
    if (picked !== accept) continue;
    await host.keyring.merge(key.info.fingerprint, bytes);
    host.log.warn(`key ${key.info.fingerprint} is revoked by ${path}`);
    revoked.push(changed.info);
  }
  return revoked;
}

/** A public key comes in known, not trusted: first its fingerprint is shown and the user decides. */
async function importPublic(host: Host, key: ParsedKey, uri: vscode.Uri): Promise<KeyInfo | undefined> {
  const { info } = key;
  const trust = vscode.l10n.t('Trust This Key');
  const keep = vscode.l10n.t('Keep Without Trust');
  const picked = await vscode.window.showInformationMessage(
    vscode.l10n.t('Import the key of {0}?', keyName(info)),
    {
      modal: true,
      detail: vscode.l10n.t(
        'Fingerprint:\n{0}\n\nAnyone can put any name on a key. Trust it only if this fingerprint equals one you got from its owner by another way.\n\nFrom: {1}',
        formatFingerprint(info.fingerprint),
        uri.fsPath,
      ),
    },
    keep,
    trust,
  );
  if (picked === undefined) return undefined;
  const record = { trusted: picked === trust, addedAtMs: Date.now(), source: basename(uri.fsPath) };
  await host.keyring.addPublicKey(info.fingerprint, key.publicBytes, record);
  host.log.info(`imported public key ${info.fingerprint} from ${uri.fsPath}${record.trusted ? ', trusted' : ''}`);
  return info;
}

/** The passphrase is asked for, so that a key that cannot sign is noticed now. It is stored under that passphrase. */
async function importPrivate(
  host: Host,
  title: string,
  key: ParsedKey,
  file: Uint8Array,
  uri: vscode.Uri,
): Promise<KeyInfo> {
  requireTrust(title);
  const made = await withPassphrase(title, keyName(key.info), passphrase =>
    runWithProgress(host.log, vscode.l10n.t('Importing key'), context =>
      importKeyInWorker(
        host.workerPath,
        { keyFile: file, fingerprint: key.info.fingerprint, passphrase },
        context.signal,
      ),
    ),
  );
  await host.keyring.addPrivateKey(made.info.fingerprint, made.publicBytes, made.privateKeyArmored, {
    trusted: true,
    addedAtMs: Date.now(),
    source: basename(uri.fsPath),
    // The file has just been read and opened: it is the copy outside of the editor.
    backup: { path: uri.fsPath, testedAtMs: Date.now() },
  });
  host.log.info(`imported private key ${made.info.fingerprint} from ${uri.fsPath}`);
  return made.info;
}

function importedText(keys: readonly KeyInfo[], problems: number): string {
  const names = keys.map(keyName).join(', ');
  const text = vscode.l10n.t('Imported {0}.', names);
  return problems === 0
    ? text
    : `${text} ${vscode.l10n.t('{0} keys of the file could not be read; the log says why.', problems)}`;
}

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
        ? vscode.l10n.t('Its private part is deleted from this editor and cannot be brought back without a backup.')
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
