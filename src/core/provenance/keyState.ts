import { canAlgorithmSign } from './publicKeyPacket';
import { subpacketType } from './signaturePacket';
import type { SignaturePacket } from './signaturePacket';
import { allowsSigning, keyFlags, secondsOf } from './verifiedCertificate';
import type { SelfSignature, VerifiedCertificate, VerifiedSubkey, VerifiedUserId } from './verifiedCertificate';

/** The identity that speaks for the key: marked primary first, then the newest; revoked ones last. */
export function primaryUserId(certificate: VerifiedCertificate): VerifiedUserId | undefined {
  const rank = (id: VerifiedUserId) => (id.revoked ? 0 : 2) + (isMarkedPrimary(id) ? 1 : 0);
  return [...certificate.userIds].sort((a, b) => rank(b) - rank(a) || createdAt(b) - createdAt(a))[0];
}

function createdAt(id: VerifiedUserId): number {
  return id.certifications[0]?.createdAtSeconds ?? 0;
}

function isMarkedPrimary(id: VerifiedUserId): boolean {
  return (
    id.certifications[0]?.packet.hashed.some(
      subpacket => subpacket.type === subpacketType.primaryUserId && subpacket.data[0] !== 0,
    ) ?? false
  );
}

/** The newest self-signatures that say what the primary key may do and how long it lives. */
function effectiveSignatures(certificate: VerifiedCertificate): readonly SelfSignature[] {
  return [primaryUserId(certificate)?.certifications[0], certificate.direct[0]].filter(
    signature => signature !== undefined,
  );
}

/** Seconds since 1970, `undefined`: never. The earliest of what identity and direct-key signature say. */
export function primaryExpiry(certificate: VerifiedCertificate): number | undefined {
  const created = certificate.certificate.primary.createdAtSeconds;
  return earliest(effectiveSignatures(certificate).flatMap(signature => expiries(signature, created)));
}

/** Seconds since 1970, of the subkey alone. */
export function subkeyExpiry(subkey: VerifiedSubkey): number | undefined {
  const binding = subkey.bindings[0];
  return binding && earliest(expiries(binding, subkey.subkey.key.createdAtSeconds));
}

function expiries(signature: SelfSignature, keyCreatedAtSeconds: number): readonly number[] {
  const ofKey = secondsOf(signature.packet, subpacketType.keyExpirationTime);
  const ofSignature = secondsOf(signature.packet, subpacketType.expirationTime);
  return [
    ...(ofKey === undefined ? [] : [keyCreatedAtSeconds + ofKey]),
    ...(ofSignature === undefined ? [] : [signature.createdAtSeconds + ofSignature]),
  ];
}

function earliest(times: readonly number[]): number | undefined {
  return times.length === 0 ? undefined : Math.min(...times);
}

/** Whether the primary key may sign files. A key without any flags may, as gpg and Helm 3 see it. */
export function primaryCanSign(certificate: VerifiedCertificate): boolean {
  const { primary } = certificate.certificate;
  if (!canAlgorithmSign(primary.algorithm) || certificate.userIds.length === 0) return false;
  const flags = primaryFlags(certificate);
  return flags === undefined || (flags & 0x02) !== 0;
}

/** Flags of the primary key; version 6 keys keep them in the direct-key signature (RFC 9580 10.1.3). */
export function primaryFlags(certificate: VerifiedCertificate): number | undefined {
  const all = effectiveSignatures(certificate).map(signature => keyFlags(signature.packet));
  return all.find(flags => flags !== undefined);
}

export function subkeyCanSign(subkey: VerifiedSubkey): boolean {
  const binding = subkey.bindings[0];
  return binding !== undefined && canAlgorithmSign(subkey.subkey.key.algorithm) && allowsSigning(binding.packet);
}

export type Revocation = 'hard' | 'soft';

/**
 * Reasons 1 (superseded) and 3 (retired) leave earlier signatures good; any other, and none, means the key may have been
 * somebody else's all along (RFC 9580 5.2.3.31).
 */
export function revocationKind(packet: SignaturePacket): Revocation {
  const reason = packet.hashed.find(subpacket => subpacket.type === subpacketType.revocationReason)?.data[0];
  return reason === 1 || reason === 3 ? 'soft' : 'hard';
}
