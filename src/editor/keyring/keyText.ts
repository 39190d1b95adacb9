import * as vscode from 'vscode';
import type { KeyInfo } from '../../core/provenance/keyring';
import type { TrustScope } from '../../core/trust/scope';
import { displayText } from '../../util/displayText';
import type { PrivatePart } from './keyringStore';

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

/** Where trust counts, as it follows "trusted". */
export function scopeText(scopes: readonly TrustScope[]): string {
  if (scopes.length === 0) return vscode.l10n.t('everywhere');
  const texts = scopes.map(scope => {
    switch (scope.kind) {
      case 'chart':
        return vscode.l10n.t('for the chart {0}', scope.name);
      case 'registry':
        return vscode.l10n.t('for charts at {0}', scope.path);
      case 'repository':
        return vscode.l10n.t('for the repository {0}', scope.url);
    }
  });
  return texts.join(', ');
}

export function privatePartText(privatePart: PrivatePart): string {
  switch (privatePart) {
    case 'editor':
      return vscode.l10n.t('in this editor, encrypted under its passphrase');
    case 'lost':
      return vscode.l10n.t("lost from this editor's secret storage: restore it from the backup");
    case 'agent':
      return vscode.l10n.t('with gpg-agent on this machine');
    case 'card':
      return vscode.l10n.t('on a smart card or token');
    case 'nowhere':
      return vscode.l10n.t('not here');
  }
}

export function helmReadability(info: KeyInfo): string {
  if (info.readableByHelm3 && info.readableByHelm4) return vscode.l10n.t('Helm 3 and Helm 4 can verify with this key.');
  if (info.readableByHelm4) return vscode.l10n.t('Helm 4 can verify with this key; Helm 3 cannot read it.');
  if (info.readableByHelm3) return vscode.l10n.t('Helm 3 can verify with this key; Helm 4 cannot.');
  return vscode.l10n.t('No Helm version can verify with this key.');
}
