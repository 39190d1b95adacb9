import type { Candidate } from './candidateKeys';
import { clockSkewSeconds } from './limits';
import {
  primaryCanSign,
  primaryExpiry,
  primaryFlags,
  primaryUserId,
  revocationKind,
  subkeyCanSign,
  subkeyExpiry,
} from './keyState';
import { bitLength, curveNames, keyAlgorithm } from './publicKeyPacket';
import type { PublicKeyPacket } from './publicKeyPacket';
import { subpacketType } from './signaturePacket';
import { usesSha1 } from './verifiedCertificate';
import type { SelfSignature } from './verifiedCertificate';

/** Why a key could not rightfully make a signature at its time. */
export type KeyFault =
  | 'subkeyNotBound'
  | 'noIdentity'
  | 'cannotSign'
  | 'signedBeforeKey'
  | 'expiredWhenSigned'
  | 'subkeyExpiredWhenSigned'
  | 'revoked'
  | 'subkeyRevoked'
  | 'revokedWhenSigned'
  | 'subkeyRevokedWhenSigned'
  | 'identitiesRevoked';

/** The first fault in the order of weight, or `undefined`. Superseded and retired keys keep their earlier signatures. */
export function findKeyFault(candidate: Candidate, signedAtSeconds: number, nowSeconds: number): KeyFault | undefined {
  const { certificate, subkey } = candidate;
  if (!candidate.bound) return 'subkeyNotBound';
  if (certificate.revocations.some(revocation => isHard(revocation, nowSeconds))) return 'revoked';
  if (certificate.revocations.some(revocation => revocation.createdAtSeconds <= signedAtSeconds))
    return 'revokedWhenSigned';
  if (subkey?.revocations.some(revocation => isHard(revocation, nowSeconds))) return 'subkeyRevoked';
  if (subkey?.revocations.some(revocation => revocation.createdAtSeconds <= signedAtSeconds))
    return 'subkeyRevokedWhenSigned';
  if (certificate.userIds.length === 0) return 'noIdentity';
  if (certificate.userIds.every(id => id.revoked)) return 'identitiesRevoked';
  if (!(subkey ? subkeyCanSign(subkey) : primaryCanSign(certificate))) return 'cannotSign';
  if (signedAtSeconds < Math.max(candidate.key.createdAtSeconds, certificate.certificate.primary.createdAtSeconds))
    return 'signedBeforeKey';
  if (isOver(primaryExpiry(certificate), signedAtSeconds)) return 'expiredWhenSigned';
  if (subkey && isOver(subkeyExpiry(subkey), signedAtSeconds)) return 'subkeyExpiredWhenSigned';
  return undefined;
}

/** A revocation dated in the future is not yet one; it is only pointed out. */
function isHard(revocation: SelfSignature, nowSeconds: number): boolean {
  return revocationKind(revocation.packet) === 'hard' && revocation.createdAtSeconds <= nowSeconds + clockSkewSeconds;
}

export type KeyChange =
  'expiredSince' | 'subkeyExpiredSince' | 'revokedSince' | 'subkeyRevokedSince' | 'revocationPending';

/** What happened to the key after a signature that was good when it was made. */
export function findKeyChange(candidate: Candidate, nowSeconds: number): KeyChange | undefined {
  const { certificate, subkey } = candidate;
  if (certificate.revocations.length > 0)
    return isPending(certificate.revocations, nowSeconds) ? 'revocationPending' : 'revokedSince';
  if (subkey && subkey.revocations.length > 0)
    return isPending(subkey.revocations, nowSeconds) ? 'revocationPending' : 'subkeyRevokedSince';
  if (isOver(primaryExpiry(certificate), nowSeconds)) return 'expiredSince';
  if (subkey && isOver(subkeyExpiry(subkey), nowSeconds)) return 'subkeyExpiredSince';
  return undefined;
}

function isPending(revocations: readonly SelfSignature[], nowSeconds: number): boolean {
  return revocations.every(revocation => revocation.createdAtSeconds > nowSeconds + clockSkewSeconds);
}

function isOver(expiresAtSeconds: number | undefined, atSeconds: number): boolean {
  return expiresAtSeconds !== undefined && expiresAtSeconds <= atSeconds;
}

export type WeakAlgorithm = 'weakKey' | 'weakHash';

/** Refused: keys and hashes for which forging is known or near (RSA below 2047 bits as openpgp.js, DSA, secp256k1, SHA-1). */
export function findWeakAlgorithm(key: PublicKeyPacket, hashAlgorithm: number): WeakAlgorithm | undefined {
  const { material } = key;
  const isWeakKey =
    material.kind === 'dsa' ||
    material.kind === 'elgamal' ||
    (material.kind === 'rsa' && bitLength(material.n) < 2047) ||
    ((material.kind === 'ecdsa' || material.kind === 'eddsa') &&
      (curveNames[material.oid] ?? 'secp256k1') === 'secp256k1');
  if (isWeakKey) return 'weakKey';
  return [1, 2, 3].includes(hashAlgorithm) ? 'weakHash' : undefined;
}

export type KeyRemark = 'sha1SelfSignature' | 'noKeyFlags' | 'designatedRevoker' | 'gpgCannotVerify' | 'strangeUserId';

/** What is worth a warning although everything holds. */
export function findKeyRemarks(candidate: Candidate, hashAlgorithm: number): readonly KeyRemark[] {
  const { certificate, subkey, key } = candidate;
  const remarks: KeyRemark[] = [];
  const effective = [primaryUserId(certificate)?.certifications[0], subkey?.bindings[0]].filter(
    signature => signature !== undefined,
  );
  if (effective.some(signature => usesSha1(signature.packet)) || effective.some(hasSha1BackSignature))
    remarks.push('sha1SelfSignature');
  if (!subkey && primaryFlags(certificate) === undefined) remarks.push('noKeyFlags');
  const revokers = [...certificate.direct, ...certificate.userIds.flatMap(id => id.certifications)];
  if (
    revokers.some(signature =>
      signature.packet.hashed.some(subpacket => subpacket.type === subpacketType.revocationKey),
    )
  ) {
    remarks.push('designatedRevoker');
  }
  const gpgKnows = key.version === 4 && key.algorithm !== keyAlgorithm.ed25519 && key.algorithm !== keyAlgorithm.ed448;
  if (!gpgKnows || hashAlgorithm === 12 || hashAlgorithm === 14) remarks.push('gpgCannotVerify');
  if (certificate.userIds.some(id => /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(id.userId.text))) remarks.push('strangeUserId');
  return remarks;
}

function hasSha1BackSignature(binding: SelfSignature): boolean {
  return [...binding.packet.hashed, ...binding.packet.unhashed].some(
    // An embedded signature is a packet body: version, type, key algorithm, hash algorithm.
    subpacket => subpacket.type === subpacketType.embeddedSignature && subpacket.data[3] === 2,
  );
}
