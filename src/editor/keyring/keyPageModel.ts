import * as vscode from 'vscode';
import { daysLeft } from '../../core/provenance/keyExpiry';
import type { KeyInfo, SubkeyInfo } from '../../core/provenance/keyring';
import { displayText } from '../../util/displayText';
import type { Action, Fact, KeyPage, LinkState } from '../../webview/pageModel';
import type { SignatureNote } from '../../node/keyringDirectory';
import type { EditorKey } from './keyringStore';
import {
  expiryText,
  formatDate,
  formatFingerprint,
  helmReadability,
  keyName,
  privatePartText,
  scopeText,
} from './keyText';
import { expiryWarning } from './expiryWarning';
import type { StorageSafety } from './secretStorageSafety';

export interface KeyPageInput {
  readonly key: EditorKey;
  readonly signatures: readonly SignatureNote[];
  readonly revocationPath: string | undefined;
  readonly storage: StorageSafety;
  readonly nowMs: number;
}

const t = vscode.l10n.t;
const shownSignatures = 50;

export function keyPageModel(input: KeyPageInput): KeyPage {
  const { key, nowMs } = input;
  const { info } = key;
  const { state, status } = standing(key, nowMs);
  const life = lifeOf(info, nowMs);
  return {
    kind: 'key',
    heading: keyName(info),
    state,
    status,
    fingerprintLabel: t('Fingerprint'),
    fingerprint: formatFingerprint(info.fingerprint),
    ...(life === undefined ? {} : { life }),
    warnings: warnings(input),
    warningsHeading: t('What to do'),
    sections: [
      { heading: t('Key'), facts: keyFacts(info, nowMs), empty: '' },
      { heading: t('Trust'), facts: trustFacts(key), empty: '' },
      { heading: t('Private part'), facts: privateFacts(input), empty: '' },
      { heading: t('Subkeys'), facts: info.subkeys.map(subkeyFact), empty: t('None.') },
      {
        heading: t('Signed here'),
        facts: input.signatures.slice(-shownSignatures).reverse().map(signatureFact),
        empty: t('Nothing yet.'),
      },
    ],
    actions: pageActions(key),
  };
}

function standing(key: EditorKey, nowMs: number): { readonly state: LinkState; readonly status: string } {
  const { info } = key;
  if (info.revoked) return { state: 'failed', status: t('Revoked: do not sign with it, do not rely on it') };
  if (info.expiresAtSeconds !== undefined && info.expiresAtSeconds * 1000 <= nowMs)
    return { state: 'failed', status: t('Expired: Helm 4 refuses its charts') };
  if (key.privatePart === 'lost') return { state: 'warned', status: t('The private part is lost from this editor') };
  if (!key.trusted) return { state: 'warned', status: t('Known, not trusted') };
  return { state: 'passed', status: t('Trusted {0}', scopeText(key.scopes ?? [])) };
}

function lifeOf(info: KeyInfo, nowMs: number): KeyPage['life'] {
  // A revoked key has no life left to show, whenever it would have expired.
  if (info.revoked || info.expiresAtSeconds === undefined) return undefined;
  const total = info.expiresAtSeconds - info.createdAtSeconds;
  const left = Math.max(0, info.expiresAtSeconds - nowMs / 1000);
  const percentLeft = total <= 0 ? 0 : Math.min(100, Math.round((100 * left) / total));
  return {
    label: t('Life left'),
    percentLeft,
    text: t(
      '{0} days left of {1}, until {2}',
      daysLeft(info.expiresAtSeconds, nowMs),
      Math.round(total / 86_400),
      formatDate(info.expiresAtSeconds),
    ),
    state: left === 0 ? 'failed' : expiryWarning(info, nowMs) === undefined ? 'passed' : 'warned',
  };
}

function warnings({ key, storage, revocationPath, nowMs }: KeyPageInput): readonly string[] {
  const { info } = key;
  const expiry = expiryWarning(info, nowMs);
  const isOwn = key.privatePart !== 'nowhere';
  const found: (string | undefined)[] = [
    key.privatePart === 'lost'
      ? t(
          'Restore the private key from its backup{0}.',
          key.record.backup === undefined ? '' : `: ${displayText(key.record.backup.path, 300)}`,
        )
      : undefined,
    key.privatePart === 'lost' && storage === 'browser'
      ? t(
          'If it was made in another window just now, load this window again first: in a browser each has a copy of its own.',
        )
      : undefined,
    isOwn && expiry !== undefined ? expiry : undefined,
    key.privatePart === 'editor' && key.record.backup === undefined
      ? t('There is no tested backup of the private key. Back it up: the storage of an editor can lose it.')
      : undefined,
    key.privatePart === 'editor' ? storageWarning(storage) : undefined,
    isOwn && key.privatePart !== 'agent' && key.privatePart !== 'card' && revocationPath === undefined
      ? t('There is no revocation certificate here; with the private key one can still be made.')
      : undefined,
    isOwn && !info.readableByHelm3 ? t('Users of Helm 3 cannot verify what it signs.') : undefined,
  ];
  return found.filter(text => text !== undefined);
}

function storageWarning(storage: StorageSafety): string | undefined {
  switch (storage) {
    case 'kept':
      return undefined;
    case 'unproven':
      return t('Whether this machine keeps secrets over a restart is not yet known; the next session will show it.');
    case 'lost':
      return t(
        'This machine does not keep secrets over a restart (no system keyring). Install one, or sign through gpg.',
      );
    case 'browser':
      return t('In a browser, secrets lie in its site data: clearing that, or plain http, exposes or loses them.');
  }
}

function keyFacts(info: KeyInfo, nowMs: number): readonly Fact[] {
  return [
    ...info.userIds.map(id => ({ label: t('Claims to be'), value: displayText(id, 200) })),
    { label: t('Algorithm'), value: `${info.algorithm}, ${strength(info.algorithm)}` },
    { label: t('Can sign charts'), value: info.canSign ? t('yes') : t('no, not with its primary key') },
    { label: t('Created'), value: formatDate(info.createdAtSeconds) },
    { label: t('Validity'), value: expiryText(info, nowMs) },
    { label: t('Helm'), value: helmReadability(info) },
  ];
}

/** Comparable symmetric strength (NIST SP 800-57 part 1, table 2). */
function strength(algorithm: string): string {
  const bits = Number(/(\d{3,5})$/.exec(algorithm)?.[1] ?? 0);
  if (/^RSA|^DSA|ElGamal/i.test(algorithm)) {
    if (bits < 2047) return t('weak');
    return bits >= 3072 ? t('strong (128 bits or more)') : t('sufficient until 2030 (112 bits)');
  }
  return t('strong (128 bits or more)');
}

function trustFacts({ trusted, scopes = [], record }: EditorKey): readonly Fact[] {
  return [
    { label: t('Trust'), value: trusted ? t('trusted {0}', scopeText(scopes)) : t('not trusted') },
    { label: t('Came from'), value: displayText(record.source === '' ? t('unknown') : record.source, 200) },
    ...(record.addedAtMs > 0 ? [{ label: t('Since'), value: formatDate(record.addedAtMs / 1000) }] : []),
  ];
}

function privateFacts({ key, revocationPath }: KeyPageInput): readonly Fact[] {
  const { record } = key;
  const place = record.privateKey;
  return [
    { label: t('Where'), value: privatePartText(key.privatePart) },
    ...(place?.kind === 'gpg' && place.home !== undefined
      ? [{ label: t('GnuPG home'), value: place.home, code: true }]
      : []),
    ...(place?.kind === 'gpg' && place.cardSerial !== undefined
      ? [{ label: t('Card'), value: place.cardSerial, code: true }]
      : []),
    ...(place?.kind === 'gpg'
      ? [{ label: t('Asks'), value: place.asks === 'editor' ? t('the editor') : t('pinentry of gpg') }]
      : []),
    ...(record.backup === undefined
      ? []
      : [
          { label: t('Backup'), value: record.backup.path, code: true },
          { label: t('Backup tested'), value: formatDate(record.backup.testedAtMs / 1000) },
        ]),
    ...(revocationPath === undefined
      ? []
      : [{ label: t('Revocation certificate'), value: revocationPath, code: true }]),
  ];
}

function subkeyFact(subkey: SubkeyInfo): Fact {
  const facts = [
    subkey.algorithm,
    subkey.revoked ? t('revoked') : undefined,
    subkey.expiresAtSeconds === undefined ? undefined : t('expires {0}', formatDate(subkey.expiresAtSeconds)),
    formatFingerprint(subkey.fingerprint),
  ].filter(text => text !== undefined);
  return { label: subkey.canSign ? t('Signing subkey') : t('Subkey'), value: facts.join(', '), code: true };
}

function signatureFact({ fileName, digest, signedAtMs }: SignatureNote): Fact {
  return { label: formatDate(signedAtMs / 1000), value: `${displayText(fileName, 200)} ${digest}`, code: true };
}

function pageActions({ info, trusted, privatePart, record }: EditorKey): readonly Action[] {
  const hasHere = privatePart === 'editor';
  const all: readonly (Action | false)[] = [
    !info.revoked && { id: 'trust', label: trusted ? t('Change Trust...') : t('Trust...'), primary: !trusted },
    trusted && { id: 'untrust', label: t('Withdraw Trust') },
    { id: 'compare', label: t('Compare Fingerprint...') },
    { id: 'copy', label: t('Copy Fingerprint') },
    { id: 'publish', label: t('Publish...') },
    privatePart === 'lost' && { id: 'restore', label: t('Restore from Backup...'), primary: true },
    hasHere && { id: 'backup', label: t('Back Up Private Key...') },
    record.privateKey?.kind === 'gpg' && { id: 'method', label: t('Signing Method...') },
    hasHere && !info.revoked && { id: 'extend', label: t('Extend Expiry...') },
    hasHere && !info.revoked && { id: 'rotate', label: t('Rotate...') },
    privatePart !== 'nowhere' && !info.revoked && { id: 'revoke', label: t('Revoke...') },
    { id: 'delete', label: t('Delete...') },
  ];
  return all.filter(action => action !== false);
}
