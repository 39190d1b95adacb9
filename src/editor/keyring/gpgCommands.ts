import * as vscode from 'vscode';
import { findGnupgHomes } from '../../node/gpg/findGpg';
import { ownGpgHome } from '../../node/gpg/gpgconf';
import { listGpgSecretKeys } from '../../node/gpg/gpgKeys';
import type { GpgSecretKey } from '../../node/gpg/gpgKeys';
import type { PrivateKeyPlace } from '../../node/keyRecord';
import type { CommandMap } from '../commandMap';
import type { Host } from '../host';
import { runWithProgress } from '../progress';
import { chooseKey } from './chooseKey';
import { machine, requireGpg } from './gpgProgram';
import { expiryText, formatFingerprint, keyName } from './keyText';

/** Takes a key of the user's GnuPG into the keyring: its public part here, its private part where it is. */
export function useGpgKeyCommand(host: Host): CommandMap['helmChartRelease.useGpgKey'] {
  return async () => {
    const title = vscode.l10n.t('Use Key from GnuPG');
    const program = await requireGpg(title);
    const home = await chooseHome(title, program);
    if (home === undefined) return undefined;
    const gpg = { program, home };
    const keys = await runWithProgress(host.log, vscode.l10n.t('Reading the keys of gpg'), context =>
      listGpgSecretKeys(gpg, context.signal),
    );
    if (keys.length === 0) {
      void vscode.window.showInformationMessage(vscode.l10n.t('gpg has no private key in {0}.', home));
      return undefined;
    }
    const key = await pickGpgKey(title, keys);
    if (key === undefined) return undefined;
    const asks = await askWhoAsks(title);
    if (asks === undefined) return undefined;
    const { location, cardSerial } = key;
    const place: PrivateKeyPlace = {
      kind: 'gpg',
      home,
      location,
      asks,
      ...(cardSerial === undefined ? {} : { cardSerial }),
    };
    const record = { trusted: true, addedAtMs: Date.now(), source: `gpg ${home}`, privateKey: place };
    await host.keyring.addPublicKey(key.info.fingerprint, key.publicBytes, record);
    host.log.info(`key ${key.info.fingerprint} signs through ${program}, home ${home} (${location})`);
    return key.info;
  };
}

/** Who asks for the passphrase: gpg's pinentry, or a box of the editor where no pinentry can show itself. */
export function setSigningMethodCommand(host: Host): CommandMap['helmChartRelease.setSigningMethod'] {
  return async target => {
    const title = vscode.l10n.t('Choose Signing Method');
    const key = await chooseKey(host, target, title, candidate => candidate.record.privateKey?.kind === 'gpg');
    const place = key?.record.privateKey;
    if (key === undefined || place?.kind !== 'gpg') return;
    const asks = await askWhoAsks(title);
    if (asks !== undefined) await host.keyring.update(key.info.fingerprint, { privateKey: { ...place, asks } });
  };
}

async function chooseHome(title: string, program: string): Promise<string | undefined> {
  const homes = await findGnupgHomes(machine(), await ownGpgHome(program, process.platform));
  const [only, ...others] = homes;
  if (only === undefined) {
    void vscode.window.showInformationMessage(
      vscode.l10n.t(
        'No GnuPG home folder with keys was found. Make a key with gpg first, or set GNUPGHOME for the editor.',
      ),
    );
    return undefined;
  }
  if (others.length === 0) return only.path;
  const items = homes.map(home => ({ label: home.path, description: home.source, detail: home.files.join(', ') }));
  const placeHolder = vscode.l10n.t('Which GnuPG home folder?');
  return (await vscode.window.showQuickPick(items, { title, placeHolder }))?.label;
}

async function pickGpgKey(title: string, keys: readonly GpgSecretKey[]): Promise<GpgSecretKey | undefined> {
  const items = keys.map(key => ({
    label: keyName(key.info),
    description: [
      key.info.algorithm,
      expiryText(key.info, Date.now()),
      key.location === 'card' ? vscode.l10n.t('card or token {0}', key.cardSerial ?? '') : vscode.l10n.t('gpg-agent'),
      key.info.readableByHelm3 ? '' : vscode.l10n.t('Helm 3 cannot read it'),
    ]
      .filter(text => text !== '')
      .join(', '),
    detail: formatFingerprint(key.info.fingerprint),
    key,
  }));
  const options = { title, placeHolder: vscode.l10n.t('Which key signs charts?'), matchOnDetail: true };
  return (await vscode.window.showQuickPick(items, options))?.key;
}

async function askWhoAsks(title: string): Promise<'pinentry' | 'editor' | undefined> {
  const items = [
    {
      label: vscode.l10n.t('gpg asks'),
      description: vscode.l10n.t('recommended'),
      detail: vscode.l10n.t('With its own pinentry window: passphrase and PIN never pass through the editor.'),
      asks: 'pinentry' as const,
    },
    {
      label: vscode.l10n.t('The editor asks'),
      detail: vscode.l10n.t(
        'For containers and remote machines, where pinentry has no screen. Passphrase and PIN pass through the editor.',
      ),
      asks: 'editor' as const,
    },
  ];
  const options = { title, placeHolder: vscode.l10n.t('Who asks for the passphrase or PIN?') };
  return (await vscode.window.showQuickPick(items, options))?.asks;
}
