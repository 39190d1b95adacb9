import type { KeyInfo } from './keyring';

/** Why a chart signed with a key could not be verified by everybody. */
export type SigningKeyReason =
  | 'noSecret'
  | 'noIdentity'
  | 'revoked'
  | 'expired'
  | 'notYetValid'
  | 'primaryCannotSign'
  | 'weakAlgorithm'
  | 'helm4CannotVerify'
  | 'helm3CannotVerify'
  | 'expiresSoon';

export interface SigningKeyRemark {
  readonly reason: SigningKeyReason;
  /** `refuse`: what it signs is rejected by Helm 4 or by ourselves. `warn`: some readers cannot verify it, or soon not. */
  readonly severity: 'refuse' | 'warn';
}

/** Helm 4 rejects every chart of a key from the second it expires on; half a year is time to extend it. */
const soonSeconds = 180 * 24 * 3600;

/**
 * The key that signs: the primary where it may, as Helm does, else the newest subkey that may. Helm signs with a primary
 * that only certifies as well, and then rejects its own work. `undefined`: none may.
 */
export function signingFingerprint(key: KeyInfo, nowSeconds: number): string | undefined {
  if (key.canSign) return key.fingerprint;
  const fit = key.subkeys.filter(
    subkey =>
      subkey.canSign &&
      !subkey.revoked &&
      subkey.createdAtSeconds <= nowSeconds &&
      (subkey.expiresAtSeconds === undefined || subkey.expiresAtSeconds > nowSeconds),
  );
  return fit.sort((a, b) => b.createdAtSeconds - a.createdAtSeconds)[0]?.fingerprint;
}

/**
 * What speaks against signing with this key, most serious first. Helm itself signs with such keys without a word and then
 * rejects its own work. Empty: every Helm verifies it.
 */
export function checkSigningKey(key: KeyInfo, nowSeconds: number): readonly SigningKeyRemark[] {
  const refuse = (applies: boolean, reason: SigningKeyReason) =>
    applies ? [{ reason, severity: 'refuse' as const }] : [];
  const warn = (applies: boolean, reason: SigningKeyReason) => (applies ? [{ reason, severity: 'warn' as const }] : []);
  const { expiresAtSeconds } = key;
  const isExpired = expiresAtSeconds !== undefined && expiresAtSeconds <= nowSeconds;
  return [
    ...refuse(!key.hasSecret, 'noSecret'),
    ...refuse(key.userIds.length === 0, 'noIdentity'),
    ...refuse(key.revoked, 'revoked'),
    ...refuse(isExpired, 'expired'),
    ...refuse(key.createdAtSeconds > nowSeconds, 'notYetValid'),
    ...refuse(signingFingerprint(key, nowSeconds) === undefined, 'primaryCannotSign'),
    ...refuse(isWeak(key.algorithm), 'weakAlgorithm'),
    ...refuse(!key.readableByHelm4, 'helm4CannotVerify'),
    ...warn(!key.readableByHelm3, 'helm3CannotVerify'),
    ...warn(
      !isExpired && expiresAtSeconds !== undefined && expiresAtSeconds <= nowSeconds + soonSeconds,
      'expiresSoon',
    ),
  ];
}

/** By the names of `algorithmName`. */
function isWeak(algorithm: string): boolean {
  const [kind, bits] = algorithm.split(' ');
  return kind === 'DSA' || kind === 'ElGamal' || kind === 'secp256k1' || (kind === 'RSA' && Number(bits) < 2047);
}
