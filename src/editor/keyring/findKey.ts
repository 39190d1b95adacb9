import * as vscode from 'vscode';
import type { KeyInfo } from '../../core/provenance/keyring';
import type { ParsedKey } from '../../core/provenance/readKeyring';
import type { KeySource } from '../../core/trust/keySources';
import { fetchKeys } from '../../workflows/fetchKeys';
import type { CommandMap } from '../commandMap';
import type { Host } from '../host';
import { runWithProgress } from '../progress';
import { editorFetch } from '../registries/registryClients';
import { askKeySource } from './askKeySource';
import { expiryText, formatFingerprint, helmReadability, keyName } from './keyText';

/** Looks for a key where the user says, shows what was found, and keeps it when the user wants it: known, not trusted. */
export function findKeyCommand(host: Host): CommandMap['helmChartRelease.findKey'] {
  return async () => {
    const title = vscode.l10n.t('Find Key Online');
    const source = await askKeySource(title);
    if (source === undefined) return undefined;
    if (source.kind === 'file') return vscode.commands.executeCommand('helmChartRelease.importKey', source.uri);
    const found = await runWithProgress(host.log, vscode.l10n.t('Looking for the key'), context =>
      fetchKeys(editorFetch, source, context),
    );
    const kept: KeyInfo[] = [];
    for (const key of found.keys) if (await keepFound(host, key, found.url, memoryName(source))) kept.push(key.info);
    return kept;
  };
}

async function keepFound(host: Host, key: ParsedKey, url: string, source: string): Promise<boolean> {
  const { info } = key;
  const keep = vscode.l10n.t('Keep Without Trust');
  const { sources } = host.ports;
  const before = await sources.fingerprints(source);
  const isOther = before.length > 0 && !before.includes(info.fingerprint);
  const detail = [
    ...(isOther
      ? [
          vscode.l10n.t(
            'WARNING: another key came from there before:\n{0}\nAsk the owner, by another way, before you rely on either.',
            before.map(formatFingerprint).join('\n'),
          ),
        ]
      : []),
    vscode.l10n.t('Fingerprint:\n{0}', formatFingerprint(info.fingerprint)),
    `${info.algorithm}, ${expiryText(info, Date.now())}. ${helmReadability(info)}`,
    vscode.l10n.t('From: {0}', url),
    vscode.l10n.t(
      'Nobody has checked who owns it. Compare the fingerprint with one you got by another way before you trust it.',
    ),
  ].join('\n\n');
  const text = isOther
    ? vscode.l10n.t('Found another key than before, of {0}', keyName(info))
    : vscode.l10n.t('Found the key of {0}', keyName(info));
  const picked = await vscode.window.showWarningMessage(text, { modal: true, detail }, keep);
  if (picked !== keep) return false;
  await host.keyring.addPublicKey(info.fingerprint, key.publicBytes, {
    trusted: false,
    addedAtMs: Date.now(),
    source: url,
  });
  await sources.note(source, info.fingerprint);
  host.log.info(`kept key ${info.fingerprint} from ${url}, not trusted`);
  return true;
}

/** What stays the same when the key at a source changes. */
function memoryName(source: KeySource): string {
  switch (source.kind) {
    case 'url':
    case 'repository':
      return source.url;
    case 'github':
      return `https://github.com/${source.user.toLowerCase()}.gpg`;
    case 'wkd':
      return `mailto:${source.email.toLowerCase()}`;
    case 'keyserver':
      return `${source.server} ${source.fingerprint}`;
  }
}
