import { concatBytes, decodeUtf8 } from '../../util/bytes';
import type { Certificate, CertifiedSubkey, CertifiedUserId } from './certificate';
import { maxSelfSignatures, maxSubkeys, maxUserIdBytes, maxUserIds } from './limits';
import { bigEndian, bigEndianBytes } from './packets';
import { canAlgorithmSign, keyHashInput } from './publicKeyPacket';
import type { PublicKeyPacket } from './publicKeyPacket';
import { signatureDigest, verifyRaw } from './rawVerify';
import {
  creationTimes,
  hashName,
  issuerFingerprints,
  issuerKeyIds,
  parseSignature,
  signatureType,
  subpacketType,
} from './signaturePacket';
import type { SignaturePacket } from './signaturePacket';

/** A signature of the key on itself that holds. */
export interface SelfSignature {
  /** Body of the packet, as it stands in the certificate. */
  readonly body: Uint8Array;
  readonly packet: SignaturePacket;
  readonly createdAtSeconds: number;
}

export interface VerifiedUserId {
  readonly userId: CertifiedUserId;
  /** Newest first, never empty. */
  readonly certifications: readonly SelfSignature[];
  readonly revocations: readonly SelfSignature[];
  readonly revoked: boolean;
}

export interface VerifiedSubkey {
  readonly subkey: CertifiedSubkey;
  /** Newest first, never empty. Those that allow signing carry a valid back-signature. */
  readonly bindings: readonly SelfSignature[];
  readonly revocations: readonly SelfSignature[];
}

/** What of a certificate is really signed by its own primary key. Everything else is dropped: it may be anybody's. */
export interface VerifiedCertificate {
  readonly certificate: Certificate;
  readonly direct: readonly SelfSignature[];
  readonly revocations: readonly SelfSignature[];
  readonly userIds: readonly VerifiedUserId[];
  readonly subkeys: readonly VerifiedSubkey[];
}

/** Subpackets that are understood; any other critical one makes a signature void (RFC 9580 5.2.3.7). */
const understood: ReadonlySet<number> = new Set([
  2, 3, 4, 5, 6, 7, 9, 11, 16, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32, 33, 34, 39,
]);

export function hasUnknownCritical(packet: SignaturePacket): boolean {
  return packet.hashed.some(
    subpacket =>
      subpacket.critical && subpacket.type !== subpacketType.revocationKey && !understood.has(subpacket.type),
  );
}

/** Checks every self-signature of a certificate. Not judged here: strength, expiry, what revocations mean. */
export function verifyCertificate(certificate: Certificate): VerifiedCertificate {
  const { primary } = certificate;
  const keyInput = keyHashInput(primary);
  const onKey = (types: readonly number[]) => selfSignatures(primary, certificate.signatures, types, [keyInput]);
  return {
    certificate,
    direct: onKey([signatureType.directKey]),
    revocations: onKey([signatureType.keyRevocation]),
    userIds: certificate.userIds
      .filter(userId => userId.bytes.length <= maxUserIdBytes && decodeUtf8(userId.bytes) !== undefined)
      .slice(0, maxUserIds)
      .flatMap(userId => verifyUserId(primary, keyInput, userId)),
    subkeys: certificate.subkeys.slice(0, maxSubkeys).flatMap(subkey => verifySubkey(primary, keyInput, subkey)),
  };
}

function verifyUserId(
  primary: PublicKeyPacket,
  keyInput: Uint8Array,
  userId: CertifiedUserId,
): readonly VerifiedUserId[] {
  const input = [keyInput, userIdHashInput(userId.bytes)];
  const certifications = selfSignatures(primary, userId.signatures, [0x10, 0x11, 0x12, 0x13], input);
  const newest = certifications[0];
  if (newest === undefined) return [];
  const revocations = selfSignatures(primary, userId.signatures, [signatureType.certificationRevocation], input);
  // A certification made after the revocation brings the identity back (RFC 9580 5.2.3.31, as gpg does).
  const revoked = revocations.some(revocation => revocation.createdAtSeconds >= newest.createdAtSeconds);
  return [{ userId, certifications, revocations, revoked }];
}

function verifySubkey(
  primary: PublicKeyPacket,
  keyInput: Uint8Array,
  subkey: CertifiedSubkey,
): readonly VerifiedSubkey[] {
  const input = [keyInput, keyHashInput(subkey.key)];
  const bindings = selfSignatures(primary, subkey.signatures, [signatureType.subkeyBinding], input).filter(
    binding =>
      !allowsSigning(binding.packet) ||
      !canAlgorithmSign(subkey.key.algorithm) ||
      hasBackSignature(subkey.key, binding.packet, input),
  );
  if (bindings.length === 0) return [];
  const revocations = selfSignatures(primary, subkey.signatures, [signatureType.subkeyRevocation], input);
  return [{ subkey, bindings, revocations }];
}

/** A signing subkey must sign back, or anybody could adopt another's subkey (RFC 9580 10.1.5). */
function hasBackSignature(subkey: PublicKeyPacket, binding: SignaturePacket, input: readonly Uint8Array[]): boolean {
  const embedded = [...binding.hashed, ...binding.unhashed].filter(
    subpacket => subpacket.type === subpacketType.embeddedSignature,
  );
  return (
    selfSignatures(
      subkey,
      embedded.slice(0, 4).map(subpacket => subpacket.data),
      [signatureType.primaryKeyBinding],
      input,
    ).length > 0
  );
}

/** The signatures by this very key that hold, newest first. */
function selfSignatures(
  key: PublicKeyPacket,
  bodies: readonly Uint8Array[],
  types: readonly number[],
  content: readonly Uint8Array[],
): readonly SelfSignature[] {
  const found: SelfSignature[] = [];
  let tried = 0;
  for (const body of bodies) {
    const packet = parseSignature(body);
    if ('problem' in packet || !types.includes(packet.type) || !claimsIssuer(packet, key)) continue;
    if (++tried > maxSelfSignatures) break;
    const created = creationTimes(packet)[0];
    if (created !== undefined && isSound(packet) && holds(key, packet, content))
      found.push({ body, packet, createdAtSeconds: created });
  }
  return found.sort((a, b) => b.createdAtSeconds - a.createdAtSeconds);
}

/** Third-party certifications name another key; they are not even tried. */
export function claimsIssuer(packet: SignaturePacket, key: PublicKeyPacket): boolean {
  const fingerprints = issuerFingerprints(packet);
  if (fingerprints.length > 0) return fingerprints.includes(key.fingerprint);
  const ids = issuerKeyIds(packet);
  return ids.length === 0 || ids.includes(key.keyId);
}

function isSound(packet: SignaturePacket): boolean {
  const { hashAlgorithm } = packet;
  return (
    packet.version !== 3 &&
    hashAlgorithm !== 1 &&
    hashAlgorithm !== 3 &&
    !hasUnknownCritical(packet) &&
    !hasCriticalNotation(packet)
  );
}

/** No notation is known to us, so a critical one makes the signature void. */
export function hasCriticalNotation(packet: SignaturePacket): boolean {
  return packet.hashed.some(subpacket => subpacket.critical && subpacket.type === subpacketType.notation);
}

/** Whether a signature by this key fits the content, the 16-bit digest prefix included. */
export function holds(key: PublicKeyPacket, packet: SignaturePacket, content: readonly Uint8Array[]): boolean {
  const digest = signatureDigest(packet, content);
  if (digest === undefined || digest[0] !== packet.left16[0] || digest[1] !== packet.left16[1]) return false;
  return verifyRaw(key, packet, digest) === 'valid';
}

export function userIdHashInput(bytes: Uint8Array): Uint8Array {
  return concatBytes([Uint8Array.of(0xb4), bigEndianBytes(bytes.length, 4), bytes]);
}

/** Key flags of a signature, `undefined` when it has none. */
export function keyFlags(packet: SignaturePacket): number | undefined {
  const flags = packet.hashed.find(subpacket => subpacket.type === subpacketType.keyFlags);
  return flags && (flags.data[0] ?? 0);
}

export function allowsSigning(packet: SignaturePacket): boolean {
  return ((keyFlags(packet) ?? 0) & 0x02) !== 0;
}

/** A number of seconds in a 4-byte subpacket; `undefined` when absent or 0 (never). */
export function secondsOf(packet: SignaturePacket, type: number): number | undefined {
  const subpacket = packet.hashed.find(candidate => candidate.type === type && candidate.data.length === 4);
  const seconds = subpacket && bigEndian(subpacket.data, 0, 4);
  return seconds === 0 ? undefined : seconds;
}

/** Whether SHA-1 protects this signature. */
export function usesSha1(packet: SignaturePacket): boolean {
  return hashName(packet.hashAlgorithm) === 'SHA1';
}
