import * as vscode from 'vscode';
import type { Verdict } from '../../core/provenance/report';

/** How a verdict looks and reads everywhere: tree, badge and report say the same. */
export interface VerdictView {
  /** Codicon name. The shape carries the meaning; colour only adds to it. */
  readonly icon: string;
  readonly color?: string;
  /** A word or two. */
  readonly label: string;
  /** What it means, in a sentence. */
  readonly meaning: string;
  /** What to do next, in a sentence. */
  readonly next: string;
}

export function verdictView(verdict: Verdict): VerdictView {
  const t = vscode.l10n.t;
  switch (verdict) {
    case 'trusted':
      return {
        icon: 'verified-filled',
        color: 'testing.iconPassed',
        label: t('verified'),
        meaning: t('The package is exactly what was signed, by a key you trust.'),
        next: t('Nothing to do.'),
      };
    case 'weak':
      return {
        icon: 'warning',
        color: 'list.warningForeground',
        label: t('verified, with a warning'),
        meaning: t(
          'The package is what was signed by a key you trust, but something about the key or signature is weak.',
        ),
        next: t('Read the warned check below; ask the maker to sign again with a current key.'),
      };
    case 'untrusted-key':
      return {
        icon: 'unverified',
        color: 'list.warningForeground',
        label: t('signed, key not trusted'),
        meaning: t('The signature is good, but you have not said that you trust its key.'),
        next: t(
          'Compare the fingerprint with one you got from the maker by another way, then choose Trust Key in the Keyring view.',
        ),
      };
    case 'unknown-key':
      return {
        icon: 'question',
        color: 'list.warningForeground',
        label: t('unknown key'),
        meaning: t(
          'The package is signed by a key that is not in your keyring, so the signature could not be checked.',
        ),
        next: t("Get the maker's public key and add it with Import Key, then verify again."),
      };
    case 'expired-key':
      return {
        icon: 'history',
        color: 'list.warningForeground',
        label: t('key expired'),
        meaning: t('The key was past its expiry.'),
        next: t("Import the maker's renewed public key, or ask for a package signed with a current key."),
      };
    case 'revoked-key':
      return {
        icon: 'error',
        color: 'list.errorForeground',
        label: t('key revoked'),
        meaning: t('The maker has revoked the key of this signature.'),
        next: t('Do not use this package; ask the maker for one signed with another key.'),
      };
    case 'bad-signature':
      return {
        icon: 'error',
        color: 'list.errorForeground',
        label: t('bad signature'),
        meaning: t('The provenance file was changed after it was signed.'),
        next: t('Do not use this package; get the provenance file again from its source.'),
      };
    case 'digest-mismatch':
      return {
        icon: 'error',
        color: 'list.errorForeground',
        label: t('package changed'),
        meaning: t('The package is not the one that was signed.'),
        next: t(
          'Do not use this package; get it again from its source, or package and sign the chart again if it is yours.',
        ),
      };
    case 'malformed':
      return {
        icon: 'error',
        color: 'list.errorForeground',
        label: t('unreadable provenance'),
        meaning: t('The provenance file is not one signed statement about this package.'),
        next: t('Get the provenance file again, or sign the package again if it is yours.'),
      };
    case 'unsigned':
      return {
        icon: 'circle-large-outline',
        label: t('unsigned'),
        meaning: t('There is no provenance file beside the package.'),
        next: t(
          'Sign it with Sign Package if it is yours; otherwise get the .prov file from where the package came from.',
        ),
      };
  }
}
