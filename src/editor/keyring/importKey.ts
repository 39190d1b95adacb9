import { basename, join } from 'node:path';
import * as vscode from 'vscode';
import { ChartReleaseError } from '../../core/errors';
import type { KeyInfo } from '../../core/provenance/keyring';
import { mergePublicKeys, readKeyring } from '../../core/provenance/readKeyring';
import type { ParsedKey } from '../../core/provenance/readKeyring';
import { formatTrustScope } from '../../core/trust/scope';
import { findGnupgHomes } from '../../node/gpg/findGpg';
import { importKeyInWorker } from '../../node/signingProcess/signingProcess';
import { limits } from '../../workflows/limits';
import type { CommandMap } from '../commandMap';
import { requireTrust } from '../commands';
import type { Host } from '../host';
import { runWithProgress } from '../progress';
import { machine } from './gpgProgram';
import { expiryText, formatFingerprint, keyName } from './keyText';
import { withPassphrase } from './passphrase';
import { askScopes } from './trustCommands';

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
    const chosen = await chooseKeys(
      title,
      keys.filter(({ info }) => !done.has(info.fingerprint)),
    );
    for (const key of chosen ?? []) {
      const info = key.info.hasSecret
        ? await importPrivate(host, title, key, bytes, uri)
        : await importPublic(host, key, uri);
      if (info !== undefined) imported.push(info);
    }
    if (imported.length > 0) void vscode.window.showInformationMessage(importedText(imported, problems.length));
    return imported;
  };
}

/** A file, or a ring of a GnuPG home folder when there is one: `secring.gpg` holds the private keys of GnuPG 2.0 and older. */
async function chooseKeyFile(title: string): Promise<vscode.Uri | undefined> {
  const homes = await findGnupgHomes(machine());
  const rings = homes.flatMap(home =>
    home.files.filter(file => file !== 'public-keys.d/pubring.db').map(file => vscode.Uri.file(join(home.path, file))),
  );
  if (rings.length === 0) return openKeyFile(title);
  const items: (vscode.QuickPickItem & { readonly uri?: vscode.Uri })[] = [
    { label: vscode.l10n.t('A file...') },
    ...rings.map(uri => ({
      label: uri.fsPath,
      detail: uri.path.endsWith('/secring.gpg')
        ? vscode.l10n.t('Private keys of GnuPG 2.0 and older')
        : vscode.l10n.t('Public keys of GnuPG. For its private keys: Use Key from GnuPG'),
      uri,
    })),
  ];
  const placeHolder = vscode.l10n.t('Which key file?');
  const picked = await vscode.window.showQuickPick(items, { title, placeHolder });
  return picked === undefined ? undefined : (picked.uri ?? openKeyFile(title));
}

async function openKeyFile(title: string): Promise<vscode.Uri | undefined> {
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

/** Which keys of a file with several; `undefined`: cancelled. */
async function chooseKeys(title: string, keys: readonly ParsedKey[]): Promise<readonly ParsedKey[] | undefined> {
  if (keys.length < 2) return keys;
  const items = keys.map(key => ({
    label: keyName(key.info),
    description: [
      key.info.algorithm,
      expiryText(key.info, Date.now()),
      ...(key.info.hasSecret ? [vscode.l10n.t('with private part')] : []),
    ].join(', '),
    detail: formatFingerprint(key.info.fingerprint),
    key,
  }));
  const placeHolder = vscode.l10n.t('The file holds {0} keys: which ones?', keys.length);
  const options = { title, placeHolder, canPickMany: true, matchOnDetail: true, ignoreFocusOut: true } as const;
  return (await vscode.window.showQuickPick(items, options))?.map(item => item.key);
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

/**
 * A public key comes in known, not trusted: first its fingerprint is shown and the user decides. What a file adds to a key
 * that is in the keyring already is merged: that never changes what the user decided about it.
 */
async function importPublic(host: Host, key: ParsedKey, uri: vscode.Uri): Promise<KeyInfo | undefined> {
  const { info } = key;
  if ((await host.keyring.keys()).some(known => known.info.fingerprint === info.fingerprint)) {
    await host.keyring.merge(info.fingerprint, key.publicBytes);
    host.log.info(`merged public key ${info.fingerprint} from ${uri.fsPath}`);
    return info;
  }
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
  const scopes = picked === trust ? await askScopes(vscode.l10n.t('Trust Key')) : [];
  if (scopes === undefined) return undefined;
  const record = { trusted: picked === trust, scopes, addedAtMs: Date.now(), source: basename(uri.fsPath) };
  await host.keyring.addPublicKey(info.fingerprint, key.publicBytes, record);
  host.log.info(
    `imported public key ${info.fingerprint} from ${uri.fsPath}${record.trusted ? `, trusted ${scopes.map(formatTrustScope).join(', ') || 'everywhere'}` : ''}`,
  );
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
