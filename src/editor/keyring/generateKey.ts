import { join } from 'node:path';
import * as vscode from 'vscode';
import type { KeyAlgorithm } from '../../core/provenance/keys';
import type { KeyInfo } from '../../core/provenance/keyring';
import { generateKeyInWorker } from '../../node/signingProcess/signingProcess';
import { backupFileName, backupFolder, writeTestedBackup } from '../../node/keyBackup';
import { requireTrust } from '../commands';
import type { Host } from '../host';
import { runWithProgress } from '../progress';
import { formatFingerprint } from './keyText';
import { askNewPassphrase } from './newPassphrase';

export const secondsPerYear = 365 * 24 * 3600;

/** Asks name, address, kind, expiry and passphrase; the key is made in a child process and kept in this editor. */
export async function generateKey(host: Host): Promise<KeyInfo | undefined> {
  const title = vscode.l10n.t('Generate Signing Key');
  requireTrust(title);
  const identity = await askIdentity(title);
  if (identity === undefined) return undefined;
  const algorithm = await askAlgorithm(`${title} (3/6)`);
  if (algorithm === undefined) return undefined;
  const years = await askExpiry(`${title} (4/6)`);
  if (years === undefined) return undefined;
  const passphrase = await askNewPassphrase(`${title} (5/6)`);
  if (passphrase === undefined) return undefined;
  const folder = await askBackupFolder(title);
  if (folder === undefined) return undefined;

  const userId = `${identity.name} <${identity.email}>`;
  const made = await runWithProgress(host.log, vscode.l10n.t('Generating signing key'), async context => {
    const request = {
      ...identity,
      algorithm,
      passphrase,
      ...(years === 0 ? {} : { expiresInSeconds: years * secondsPerYear }),
    };
    const key = await generateKeyInWorker(host.workerPath, request, context.signal);
    const { fingerprint } = key.info;
    // The backup comes first: a key that is only in this editor would be gone with its secret storage.
    const backup = await writeTestedBackup(
      host.workerPath,
      { path: join(folder, backupFileName(userId, fingerprint)), fingerprint, passphrase, ...key },
      context.signal,
    );
    await host.keyring.setRevocation(fingerprint, key.revocationCertificate);
    await host.keyring.addPrivateKey(fingerprint, key.publicBytes, key.privateKeyArmored, {
      trusted: true,
      addedAtMs: Date.now(),
      source: 'generated',
      backup,
    });
    return { ...key, backup };
  });
  host.log.info(`generated key ${made.info.fingerprint} (${made.info.algorithm}), backup ${made.backup.path}`);
  void announce(made.info, made.backup.path);
  return made.info;
}

async function announce(info: KeyInfo, backupPath: string): Promise<void> {
  const show = vscode.l10n.t('Show Key');
  const text = vscode.l10n.t(
    'Made the signing key {0}. A tested backup, encrypted under your passphrase, is in {1}: copy it to another machine.',
    formatFingerprint(info.fingerprint),
    backupPath,
  );
  if ((await vscode.window.showInformationMessage(text, show)) === show)
    await vscode.commands.executeCommand('helmChartRelease.showKey', info.fingerprint);
}

/** A key is never in this editor alone, so there is no way around this step. */
async function askBackupFolder(title: string): Promise<string | undefined> {
  const standard = backupFolder();
  const items = [
    {
      label: vscode.l10n.t('Home folder'),
      description: standard,
      detail: vscode.l10n.t(
        'An encrypted copy of the private key. Move it to a safe place later, best to another machine.',
      ),
      folder: standard,
    },
    {
      label: vscode.l10n.t('Another folder...'),
      detail: vscode.l10n.t('For example a USB stick or an encrypted volume'),
      folder: undefined,
    },
  ];
  const picked = await vscode.window.showQuickPick(items, {
    title: `${title} (6/6)`,
    placeHolder: vscode.l10n.t('Where to keep the backup of the private key?'),
    ignoreFocusOut: true,
  });
  if (picked === undefined || picked.folder !== undefined) return picked?.folder;
  const chosen = await vscode.window.showOpenDialog({
    title: vscode.l10n.t('Folder for the Backup'),
    openLabel: vscode.l10n.t('Keep Backup Here'),
    canSelectFiles: false,
    canSelectFolders: true,
  });
  return chosen?.[0]?.fsPath;
}

async function askIdentity(title: string): Promise<{ readonly name: string; readonly email: string } | undefined> {
  const name = await vscode.window.showInputBox({
    title: `${title} (1/6)`,
    prompt: vscode.l10n.t('Name that charts are signed with'),
    placeHolder: vscode.l10n.t('Shop Team'),
    ignoreFocusOut: true,
    validateInput: text =>
      /^[^<>()@\p{Cc}]{2,}$/u.test(text.trim())
        ? undefined
        : vscode.l10n.t('At least two characters, without < > ( ) @'),
  });
  if (name === undefined) return undefined;
  const email = await vscode.window.showInputBox({
    title: `${title} (2/6)`,
    prompt: vscode.l10n.t('Email address of the key'),
    placeHolder: 'charts@example.com',
    ignoreFocusOut: true,
    validateInput: text =>
      /^[^\s<>()@]+@[^\s<>()@]+$/.test(text.trim())
        ? undefined
        : vscode.l10n.t('An address such as charts@example.com'),
  });
  return email === undefined ? undefined : { name: name.trim(), email: email.trim() };
}

export async function askAlgorithm(title: string): Promise<KeyAlgorithm | undefined> {
  const items: (vscode.QuickPickItem & { readonly algorithm: KeyAlgorithm })[] = [
    {
      label: 'RSA 4096',
      description: vscode.l10n.t('recommended'),
      detail: vscode.l10n.t('Every Helm version can verify it.'),
      algorithm: 'rsa4096',
    },
    {
      label: 'RSA 3072',
      detail: vscode.l10n.t('Every Helm version can verify it; made faster.'),
      algorithm: 'rsa3072',
    },
    {
      label: 'Ed25519',
      detail: vscode.l10n.t('Small and fast, but Helm 3 cannot read it: only users of Helm 4 can verify.'),
      algorithm: 'ed25519',
    },
  ];
  const picked = await vscode.window.showQuickPick(items, {
    title,
    placeHolder: vscode.l10n.t('Kind of key'),
    ignoreFocusOut: true,
  });
  return picked?.algorithm;
}

/** In years; 0 for a key that does not expire. */
export async function askExpiry(title: string): Promise<number | undefined> {
  const items = [
    {
      label: vscode.l10n.t('2 years'),
      description: vscode.l10n.t('recommended'),
      detail: vscode.l10n.t('Helm 4 refuses charts of an expired key: extend it in time.'),
      years: 2,
    },
    { label: vscode.l10n.t('5 years'), detail: '', years: 5 },
    {
      label: vscode.l10n.t('Does not expire'),
      detail: vscode.l10n.t('Charts stay verifiable until you revoke the key.'),
      years: 0,
    },
  ];
  const picked = await vscode.window.showQuickPick(items, {
    title,
    placeHolder: vscode.l10n.t('How long is the key valid?'),
    ignoreFocusOut: true,
  });
  return picked?.years;
}
