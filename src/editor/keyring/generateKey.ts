import * as vscode from 'vscode';
import type { KeyAlgorithm } from '../../core/provenance/keys';
import type { KeyInfo } from '../../core/provenance/keyring';
import { generateKeyInWorker } from '../../node/signingProcess/signingProcess';
import { requireTrust } from '../commands';
import type { Host } from '../host';
import { runWithProgress } from '../progress';
import { formatFingerprint } from './keyText';

const secondsPerYear = 365 * 24 * 3600;
const minPassphraseLength = 8;

/** Asks name, address, kind, expiry and passphrase; the key is made in a child process and kept in this editor. */
export async function generateKey(host: Host): Promise<KeyInfo | undefined> {
  const title = vscode.l10n.t('Generate Signing Key');
  requireTrust(title);
  const identity = await askIdentity(title);
  if (identity === undefined) return undefined;
  const algorithm = await askAlgorithm(title);
  if (algorithm === undefined) return undefined;
  const years = await askExpiry(title);
  if (years === undefined) return undefined;
  const passphrase = await askNewPassphrase(title);
  if (passphrase === undefined) return undefined;

  const made = await runWithProgress(host.log, vscode.l10n.t('Generating signing key'), context =>
    generateKeyInWorker(
      host.workerPath,
      { ...identity, algorithm, passphrase, ...(years === 0 ? {} : { expiresInSeconds: years * secondsPerYear }) },
      context.signal,
    ),
  );
  await host.keyring.addPrivateKey(made.info.fingerprint, made.publicBytes, made.privateKeyArmored, {
    trusted: true,
    addedAtMs: Date.now(),
    source: 'generated',
  });
  host.log.info(`generated key ${made.info.fingerprint} (${made.info.algorithm})`);
  void vscode.window.showInformationMessage(
    vscode.l10n.t(
      'Made the signing key {0}. Its private part is in this editor only, encrypted under your passphrase.',
      formatFingerprint(made.info.fingerprint),
    ),
  );
  return made.info;
}

async function askIdentity(title: string): Promise<{ readonly name: string; readonly email: string } | undefined> {
  const name = await vscode.window.showInputBox({
    title: `${title} (1/5)`,
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
    title: `${title} (2/5)`,
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

async function askAlgorithm(title: string): Promise<KeyAlgorithm | undefined> {
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
    title: `${title} (3/5)`,
    placeHolder: vscode.l10n.t('Kind of key'),
    ignoreFocusOut: true,
  });
  return picked?.algorithm;
}

/** In years; 0 for a key that does not expire. */
async function askExpiry(title: string): Promise<number | undefined> {
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
    title: `${title} (4/5)`,
    placeHolder: vscode.l10n.t('How long is the key valid?'),
    ignoreFocusOut: true,
  });
  return picked?.years;
}

async function askNewPassphrase(title: string): Promise<string | undefined> {
  const passphrase = await vscode.window.showInputBox({
    title: `${title} (5/5)`,
    prompt: vscode.l10n.t('Passphrase that protects the private key. It cannot be recovered.'),
    password: true,
    ignoreFocusOut: true,
    validateInput: text =>
      text.length >= minPassphraseLength ? undefined : vscode.l10n.t('At least {0} characters', minPassphraseLength),
  });
  if (passphrase === undefined) return undefined;
  const again = await vscode.window.showInputBox({
    title: `${title} (5/5)`,
    prompt: vscode.l10n.t('The same passphrase again'),
    password: true,
    ignoreFocusOut: true,
    validateInput: text => (text === passphrase ? undefined : vscode.l10n.t('The two passphrases differ')),
  });
  return again === passphrase ? passphrase : undefined;
}
