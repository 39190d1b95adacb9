import { basename } from 'node:path';
import * as vscode from 'vscode';
import type { KeyInfo, KeyringKey } from '../../core/provenance/keyring';
import { exportKeyring } from '../../core/provenance/exportKeyring';
import { ChartReleaseError } from '../../core/errors';
import { readKeyring } from '../../core/provenance/readKeyring';
import type { ParsedKey } from '../../core/provenance/readKeyring';
import { importKeyInWorker } from '../../node/signingProcess/signingProcess';
import { limits } from '../../workflows/limits';
import type { CommandMap, CommandTarget } from '../commandMap';
import { requireTrust } from '../commands';
import type { Host } from '../host';
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
    if (keys.length === 0)
      throw new ChartReleaseError('key.malformed', {
        reason: vscode.l10n.t('{0} holds no readable key', basename(uri.fsPath)),
      });
    const imported: KeyInfo[] = [];
    for (const key of keys) {
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

export function setTrustCommand(host: Host, trusted: boolean): CommandMap['helmChartRelease.trustKey'] {
  return async target => {
    const key = await chooseKey(host, target, candidate => candidate.trusted !== trusted);
    if (key === undefined) return;
    if (trusted && !(await confirmTrust(key))) return;
    await host.keyring.setTrusted(key.info.fingerprint, trusted);
    host.log.info(`${trusted ? 'trusted' : 'no longer trusted'}: key ${key.info.fingerprint}`);
  };
}

async function confirmTrust(key: KeyringKey): Promise<boolean> {
  const trust = vscode.l10n.t('Trust This Key');
  const detail = vscode.l10n.t(
    'Fingerprint:\n{0}\n\nTrust it only if this equals the fingerprint you got from its owner by another way.',
    formatFingerprint(key.info.fingerprint),
  );
  const picked = await vscode.window.showWarningMessage(
    vscode.l10n.t('Trust the key of {0}?', keyName(key.info)),
    { modal: true, detail },
    trust,
  );
  return picked === trust;
}

export function deleteKeyCommand(host: Host): CommandMap['helmChartRelease.deleteKey'] {
  return async target => {
    const key = await chooseKey(host, target, () => true);
    if (key === undefined) return;
    const remove = vscode.l10n.t('Delete');
    const detail = key.info.hasSecret
      ? vscode.l10n.t('Its private part is deleted from this editor and cannot be brought back without a backup.')
      : vscode.l10n.t('Packages signed with it will be from an unknown key.');
    const picked = await vscode.window.showWarningMessage(
      vscode.l10n.t('Delete the key of {0}?', keyName(key.info)),
      { modal: true, detail },
      remove,
    );
    if (picked !== remove) return;
    await host.keyring.delete(key.info.fingerprint);
    host.log.info(`deleted key ${key.info.fingerprint}`);
  };
}

export function copyFingerprintCommand(host: Host): CommandMap['helmChartRelease.copyFingerprint'] {
  return async target => {
    const key = await chooseKey(host, target, () => true);
    if (key !== undefined) await vscode.env.clipboard.writeText(key.info.fingerprint);
  };
}

async function chooseKey(
  host: Host,
  target: CommandTarget,
  wanted: (key: KeyringKey) => boolean,
): Promise<KeyringKey | undefined> {
  if (isKeyNode(target)) return target.key;
  if (typeof target === 'string') return host.keyring.key(target);
  const keys = (await host.keyring.keys()).filter(wanted);
  const items = keys.map(key => ({ label: keyName(key.info), detail: formatFingerprint(key.info.fingerprint), key }));
  return (await vscode.window.showQuickPick(items, { placeHolder: vscode.l10n.t('Which key?'), matchOnDetail: true }))
    ?.key;
}

function isKeyNode(target: CommandTarget): target is { readonly kind: 'key'; readonly key: KeyringKey } {
  return typeof target === 'object' && target !== null && 'kind' in target && target.kind === 'key' && 'key' in target;
}
