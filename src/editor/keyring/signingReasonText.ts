import * as vscode from 'vscode';
import type { RefusedText } from '../../core/provenance/canonicalMessage';
import type { SigningKeyReason } from '../../core/provenance/checkSigningKey';

const t = vscode.l10n.t;

const keyTexts: Readonly<Record<SigningKeyReason, string>> = {
  noSecret: t('its private part is not here'),
  noIdentity: t('it has no valid identity, and Helm reads no such key'),
  revoked: t('it is revoked, and Helm rejects what it signs'),
  expired: t('it is expired, and Helm 4 rejects what it signs'),
  notYetValid: t('it is from the future, and Helm 4 rejects what it signs'),
  primaryCannotSign: t('it may certify but not sign, and Helm rejects what it signs'),
  weakAlgorithm: t('its algorithm or length is too weak'),
  helm4CannotVerify: t('Helm 4 cannot read it'),
  helm3CannotVerify: t('Helm 3 cannot read it, only users of Helm 4 can verify'),
  expiresSoon: t('it expires within half a year; from then on Helm 4 rejects everything it ever signed'),
};

const contentTexts: Readonly<Record<RefusedText, string>> = {
  empty: t('there is nothing to sign'),
  controlCharacter: t('the metadata holds a control character, which readers treat differently'),
  lineSeparator: t('the metadata holds a Unicode line end, which turns comments into content for Helm'),
  byteOrderMark: t('the metadata holds a byte order mark'),
  loneSurrogate: t('the metadata is not valid Unicode'),
  loneCarriageReturn: t('the metadata holds a lone carriage return'),
  lineTooLong: t('a line of the metadata is so long that GnuPG would cut it'),
};

/** Whether it is the key that speaks against signing; the user may want it all the same. */
export function isKeyReason(reason: string): reason is SigningKeyReason {
  return Object.hasOwn(keyTexts, reason);
}

/** Why a package was not signed, as the end of a sentence. Another reason than a known one is given as it is. */
export function signingReasonText(reason: string): string {
  if (isKeyReason(reason)) return t('about this key: {0}', keyTexts[reason]);
  return Object.hasOwn(contentTexts, reason) ? contentTexts[reason as RefusedText] : reason;
}
