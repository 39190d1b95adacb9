import * as vscode from 'vscode';
import type { KeyInfo } from '../../core/provenance/keyring';
import { displayText } from '../../util/displayText';

/** Fingerprint in groups of four, which can be compared aloud. */
export function formatFingerprint(fingerprint: string): string {
  return fingerprint.match(/.{1,4}/g)?.join(' ') ?? fingerprint;
}

export function keyName(info: KeyInfo): string {
  return displayText(info.userIds[0] ?? vscode.l10n.t('no name'), 120);
}

export function formatDate(seconds: number): string {
  return new Date(seconds * 1000).toISOString().slice(0, 10);
}

export function expiryText(info: KeyInfo, nowMs: number): string {
  if (info.revoked) return vscode.l10n.t('revoked');
  if (info.expiresAtSeconds === undefined) return vscode.l10n.t('does not expire');
  const date = formatDate(info.expiresAtSeconds);
  return info.expiresAtSeconds * 1000 <= nowMs
    ? vscode.l10n.t('expired {0}', date)
    : vscode.l10n.t('expires {0}', date);
}

export function helmReadability(info: KeyInfo): string {
  if (info.readableByHelm3 && info.readableByHelm4) return vscode.l10n.t('Helm 3 and Helm 4 can verify with this key.');
  if (info.readableByHelm4) return vscode.l10n.t('Helm 4 can verify with this key; Helm 3 cannot read it.');
  if (info.readableByHelm3) return vscode.l10n.t('Helm 3 can verify with this key; Helm 4 cannot.');
  return vscode.l10n.t('No Helm version can verify with this key.');
}
