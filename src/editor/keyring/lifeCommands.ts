import { join } from 'node:path';
import * as vscode from 'vscode';
import type { RevocationReason } from '../../core/provenance/keyLife';
import { armorPublicKey } from '../../core/provenance/exportKeyring';
import { encodeUtf8 } from '../../util/bytes';
import { backupFileName, backupFolder, backupFolderOf, writeTestedBackup } from '../../node/keyBackup';
import { extendExpiryInWorker, revokeKeyInWorker } from '../../node/signingProcess/keyLifeProcess';
import { fileStore } from '../../node/fileStore';
import type { CommandMap } from '../commandMap';
import { requireTrust } from '../commands';
import type { Host } from '../host';
import { runWithProgress } from '../progress';
import { chooseKey } from './chooseKey';
import type { EditorKey } from './keyringStore';
import { formatDate, formatFingerprint, keyName } from './keyText';
import { withEditorPassphrase } from './withSigner';

const secondsPerYear = 365 * 24 * 3600;
const inEditor = (key: EditorKey) => key.privatePart === 'editor';

export function lockKeyringCommand(host: Host): CommandMap['helmChartRelease.lockKeyring'] {
  return async () => {
    await host.passphrases.lock();
    host.log.info('keyring locked');
    void vscode.window.showInformationMessage(
      vscode.l10n.t('Keyring locked: the next signature asks for the passphrase.'),
    );
  };
}

/** Writes the private key, still under its passphrase, to a file of the user's choice, and tries it. */
export function backUpKeyCommand(host: Host): CommandMap['helmChartRelease.backUpKey'] {
  return async target => {
    const title = vscode.l10n.t('Back Up Private Key');
    requireTrust(title);
    const key = await chooseKey(host, target, title, inEditor);
    if (key === undefined || !(await confirmExport(key))) return undefined;
    const { fingerprint } = key.info;
    const uri = await vscode.window.showSaveDialog({
      title,
      defaultUri: vscode.Uri.file(join(backupFolder(), backupFileName(keyName(key.info), fingerprint))),
      saveLabel: vscode.l10n.t('Back Up'),
    });
    if (uri === undefined) return undefined;
    const privateKeyArmored = await host.keyring.privateKey(fingerprint);
    const backup = await withEditorPassphrase(host, title, key, passphrase =>
      runWithProgress(host.log, title, context =>
        writeTestedBackup(
          host.workerPath,
          { path: uri.fsPath, privateKeyArmored, fingerprint, passphrase },
          context.signal,
        ),
      ),
    );
    await host.keyring.update(fingerprint, { backup });
    host.log.info(`backed up key ${fingerprint} to ${backup.path}, opened with its passphrase`);
    void vscode.window.showInformationMessage(
      vscode.l10n.t('The backup in {0} was written, read back and opened with the passphrase.', backup.path),
    );
    return backup.path;
  };
}

async function confirmExport(key: EditorKey): Promise<boolean> {
  const write = vscode.l10n.t('Write Private Key');
  const detail = vscode.l10n.t(
    'Whoever has this file and its passphrase can sign in your name. Keep it away from repositories, shared folders and mail.\n\nFingerprint:\n{0}',
    formatFingerprint(key.info.fingerprint),
  );
  const text = vscode.l10n.t('Write the private key of {0} to a file?', keyName(key.info));
  return (await vscode.window.showWarningMessage(text, { modal: true, detail }, write)) === write;
}

export function extendExpiryCommand(host: Host): CommandMap['helmChartRelease.extendExpiry'] {
  return async target => {
    const title = vscode.l10n.t('Extend Expiry');
    requireTrust(title);
    const key = await chooseKey(host, target, title, candidate => inEditor(candidate) && !candidate.info.revoked);
    if (key === undefined) return undefined;
    const now = Math.floor(Date.now() / 1000);
    const years = [1, 2, 5].map(count => ({
      label: vscode.l10n.t('{0} years from today', count),
      description: vscode.l10n.t('until {0}', formatDate(now + count * secondsPerYear)),
      at: (now + count * secondsPerYear) as number | undefined,
    }));
    const never = { label: vscode.l10n.t('Does not expire'), description: '', at: undefined };
    const options = { title, placeHolder: vscode.l10n.t('How long is the key to be valid?') };
    const picked = await vscode.window.showQuickPick([...years, never], options);
    if (picked === undefined) return undefined;
    const { fingerprint } = key.info;
    const privateKeyArmored = await host.keyring.privateKey(fingerprint);
    const extended = await withEditorPassphrase(host, title, key, passphrase =>
      runWithProgress(host.log, title, async context => {
        const held = { workerPath: host.workerPath, privateKeyArmored, passphrase };
        const made = await extendExpiryInWorker(held, picked.at, now, context.signal);
        const path = join(backupFolderOf(key.record.backup), backupFileName(keyName(key.info), fingerprint));
        const backup = await writeTestedBackup(
          host.workerPath,
          { path, privateKeyArmored: made.privateKeyArmored, fingerprint, passphrase },
          context.signal,
        );
        return { ...made, backup };
      }),
    );
    await host.keyring.addPrivateKey(fingerprint, extended.publicBytes, extended.privateKeyArmored, {
      ...key.record,
      backup: extended.backup,
    });
    const until = extended.info.expiresAtSeconds;
    host.log.info(`extended key ${fingerprint} ${until === undefined ? 'for ever' : `until ${formatDate(until)}`}`);
    const publish = vscode.l10n.t('Publish Key');
    const text = vscode.l10n.t(
      'The key is extended. Everybody who verifies needs its new public part: publish it again.',
    );
    void vscode.window.showInformationMessage(text, publish).then(answer => {
      if (answer === publish) void vscode.commands.executeCommand('helmChartRelease.publishKey', fingerprint);
    });
    return extended.info;
  };
}

export function revokeKeyCommand(host: Host): CommandMap['helmChartRelease.revokeKey'] {
  return async target => {
    const title = vscode.l10n.t('Revoke Key');
    requireTrust(title);
    const key = await chooseKey(
      host,
      target,
      title,
      candidate => candidate.privatePart !== 'nowhere' && !candidate.info.revoked,
    );
    if (key === undefined) return undefined;
    const reason = await askReason(title);
    if (reason === undefined || !(await confirmRevocation(key))) return undefined;
    const { fingerprint } = key.info;
    const revocation = await makeRevocation(host, title, key, reason);
    if (revocation === undefined) return undefined;
    await host.keyring.merge(fingerprint, revocation);
    host.passphrases.forget(fingerprint);
    const revoked = await host.keyring.key(fingerprint);
    host.log.warn(`revoked key ${fingerprint} (${reason})`);
    const uri = await vscode.window.showSaveDialog({
      title: vscode.l10n.t('Save the Revoked Key for Publishing'),
      defaultUri: vscode.Uri.file(join(backupFolder(), `${fingerprint}.revoked.asc`)),
    });
    if (uri !== undefined) await fileStore().write(uri.fsPath, encodeUtf8(armorPublicKey(revoked)));
    return revoked.info.revoked;
  };
}

/** With the private key in this editor, for the reason given; otherwise the certificate made with the key, which voids everything. */
async function makeRevocation(
  host: Host,
  title: string,
  key: EditorKey,
  reason: RevocationReason,
): Promise<Uint8Array | undefined> {
  const { fingerprint } = key.info;
  if (key.privatePart === 'editor') {
    const privateKeyArmored = await host.keyring.privateKey(fingerprint);
    return withEditorPassphrase(host, title, key, passphrase =>
      runWithProgress(host.log, title, context =>
        revokeKeyInWorker({ workerPath: host.workerPath, privateKeyArmored, passphrase }, reason, '', context.signal),
      ),
    );
  }
  const stored = await host.keyring.revocation(fingerprint);
  if (stored !== undefined) return encodeUtf8(stored);
  void vscode.window.showWarningMessage(
    vscode.l10n.t('There is no revocation certificate of this key here. gpg --gen-revoke makes one: import that file.'),
  );
  return undefined;
}

async function askReason(title: string): Promise<RevocationReason | undefined> {
  const items: (vscode.QuickPickItem & { readonly reason: RevocationReason })[] = [
    {
      label: vscode.l10n.t('The private key got into wrong hands'),
      detail: vscode.l10n.t('Every signature it ever made becomes void, everywhere.'),
      reason: 'compromised',
    },
    {
      label: vscode.l10n.t('A new key takes its place'),
      detail: vscode.l10n.t(
        'Both Helms then refuse all its charts: sign them again first, or extend the old key instead.',
      ),
      reason: 'superseded',
    },
    {
      label: vscode.l10n.t('The key is no longer used'),
      detail: vscode.l10n.t('Both Helms then refuse all its charts.'),
      reason: 'retired',
    },
    { label: vscode.l10n.t('No reason'), detail: vscode.l10n.t('Counts like the first.'), reason: 'unspecified' },
  ];
  const options = { title, placeHolder: vscode.l10n.t('Why is the key revoked?') };
  return (await vscode.window.showQuickPick(items, options))?.reason;
}

async function confirmRevocation(key: EditorKey): Promise<boolean> {
  const revoke = vscode.l10n.t('Revoke');
  const detail = vscode.l10n.t(
    'This cannot be taken back. Helm refuses everything signed with it as soon as consumers get the revoked key.\n\nFingerprint:\n{0}',
    formatFingerprint(key.info.fingerprint),
  );
  const text = vscode.l10n.t('Revoke the key of {0}?', keyName(key.info));
  return (await vscode.window.showWarningMessage(text, { modal: true, detail }, revoke)) === revoke;
}
