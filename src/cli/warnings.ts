import type { LoadWarning } from '../core/chart/chart';
import type { RefusedText } from '../core/provenance/canonicalMessage';
import type { SigningKeyReason } from '../core/provenance/checkSigningKey';
import { displayText } from '../util/displayText';

const texts: Readonly<Record<LoadWarning['code'], (warning: LoadWarning) => string>> = {
  symlinkFollowed: ({ path, target }) => `${path} is a link: what ${target ?? 'it leads to'} holds is packaged`,
  requirementsInV2: ({ path }) => `${path}: since apiVersion v2 dependencies belong into Chart.yaml`,
  requirementsLockInV2: ({ path }) => `${path}: since apiVersion v2 locked dependencies belong into Chart.lock`,
  subchartIgnored: ({ path }) => `${path} is not packaged: names in charts/ that start with _ or . are left out`,
  bomStripped: ({ path }) => `${path}: the byte order mark is left out`,
};

/** What a chart is loaded with all the same. */
export function warningText(warning: LoadWarning): string {
  return `warning: ${displayText(texts[warning.code](warning), 1000)}`;
}

const keyTexts: Readonly<Record<SigningKeyReason, string>> = {
  noSecret: 'its private part is not in the file',
  noIdentity: 'it has no valid identity, and Helm reads no such key',
  revoked: 'it is revoked: Helm rejects what it signs',
  expired: 'it is expired: Helm 4 rejects what it signs',
  notYetValid: 'it is from the future: Helm 4 rejects what it signs',
  primaryCannotSign: 'it may certify but not sign: Helm rejects what it signs',
  weakAlgorithm: 'its algorithm or length is too weak',
  helm4CannotVerify: 'Helm 4 cannot read it',
  helm3CannotVerify: 'Helm 3 cannot read it: only users of Helm 4 can verify',
  expiresSoon: 'it expires within half a year: from then on Helm 4 rejects everything it ever signed',
};

export function keyReasonText(reason: string): string {
  return Object.hasOwn(keyTexts, reason) ? keyTexts[reason as SigningKeyReason] : reason;
}

const refusedTexts: Readonly<Record<RefusedText, string>> = {
  empty: 'there is nothing to sign',
  controlCharacter: 'the metadata holds a control character, which readers treat differently',
  lineSeparator: 'the metadata holds a Unicode line end, which turns comments into content for Helm',
  byteOrderMark: 'the metadata holds a byte order mark',
  loneSurrogate: 'the metadata is not valid Unicode',
  loneCarriageReturn: 'the metadata holds a lone carriage return',
  lineTooLong: 'a line of the metadata is so long that GnuPG would cut it',
};

/** Why nothing was signed, and what to do. */
export function refusalText(reason: string): string {
  if (Object.hasOwn(refusedTexts, reason)) return `${refusedTexts[reason as RefusedText]}; change Chart.yaml`;
  return `about this key: ${keyReasonText(reason)}. To sign all the same, give --accept-unfit-key`;
}
