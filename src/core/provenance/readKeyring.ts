import { concatBytes } from '../../util/bytes';
import { findArmorBlocks } from './armor';
import { buildCertificate, formatCertificate } from './certificate';
import type { Certificate } from './certificate';
import { describeKey } from './describeKey';
import { isKeybox, readKeybox } from './keybox';
import type { KeyInfo } from './keyring';
import { maxCertificateBytes, maxKeyringBytes } from './limits';
import { mergeCertificates } from './mergeKeys';
import { packetTag, readPackets } from './packets';
import type { Packet } from './packets';
import { parseSignature, signatureType } from './signaturePacket';
import { claimsIssuer } from './verifiedCertificate';

export interface ParsedKey {
  readonly info: KeyInfo;
  /** Binary packets without secret material and trust packets. */
  readonly publicBytes: Uint8Array;
}

/** Something in a key file that could not be used. The other keys are not worse for it. */
export interface KeyringProblem {
  readonly reason:
    | 'tooLarge'
    | 'empty'
    | 'notAKeyring'
    | 'truncated'
    | 'unreadableBlock'
    | 'unsupportedVersion'
    | 'malformedKey'
    | 'strayPackets'
    | 'keyTooLarge';
  /** Byte offset in the ring, in the keybox, or in the armored block. */
  readonly offset: number;
}

export interface KeyringContent {
  readonly keys: readonly ParsedKey[];
  readonly problems: readonly KeyringProblem[];
}

/**
 * Reads a key file in whatever form it comes: binary ring, several armored blocks, GnuPG keybox, secret ring (its secrets
 * are dropped). One broken or unsupported key never hides the others; copies of a key are merged. Nothing is trusted by
 * being in a file.
 */
export function readKeyring(bytes: Uint8Array): KeyringContent {
  const { certificates, problems } = readCertificates(bytes);
  return { keys: certificates.map(parsedKey), problems };
}

export function parsedKey(certificate: Certificate): ParsedKey {
  return { info: describeKey(certificate), publicBytes: concatBytes(formatCertificate(certificate)) };
}

/** All keys of several files, copies merged: binary packets without secret material. */
export function mergePublicKeys(...files: readonly Uint8Array[]): Uint8Array {
  const merged = mergeCertificates(files.flatMap(bytes => readCertificates(bytes).certificates));
  return concatBytes(merged.flatMap(formatCertificate));
}

/** As `readKeyring`, without describing the keys: certificates merged by fingerprint, in order of first appearance. */
export function readCertificates(bytes: Uint8Array): {
  readonly certificates: readonly Certificate[];
  readonly problems: readonly KeyringProblem[];
} {
  if (bytes.length > maxKeyringBytes)
    return { certificates: [], problems: [{ reason: 'tooLarge', offset: maxKeyringBytes }] };
  if (bytes.length === 0) return { certificates: [], problems: [{ reason: 'empty', offset: 0 }] };
  const problems: KeyringProblem[] = [];
  const certificates: Certificate[] = [];
  const strays: Uint8Array[] = [];
  for (const ring of ringsOf(bytes, problems)) certificates.push(...readRing(ring, problems, strays));
  return {
    certificates: mergeCertificates(certificates).map(certificate => withStrays(certificate, strays)),
    problems,
  };
}

function ringsOf(bytes: Uint8Array, problems: KeyringProblem[]): readonly Uint8Array[] {
  if (isKeybox(bytes)) {
    const { keyblocks, brokenAt } = readKeybox(bytes);
    if (brokenAt !== undefined) problems.push({ reason: 'truncated', offset: brokenAt });
    return keyblocks;
  }
  if (((bytes[0] ?? 0) & 0x80) !== 0 && bytes[0] !== 0xef) return [bytes];
  const blocks = findArmorBlocks(bytes);
  if (blocks.length === 0) problems.push({ reason: 'notAKeyring', offset: 0 });
  return blocks.flatMap((block, index) => {
    if (block.bytes !== undefined) return [block.bytes];
    problems.push({ reason: 'unreadableBlock', offset: index });
    return [];
  });
}

/** A revocation certificate may stand before its key or in a file of its own; Helm, gpg and openpgp.js then overlook it. */
function withStrays(certificate: Certificate, strays: readonly Uint8Array[]): Certificate {
  const own = strays.filter(body => {
    const packet = parseSignature(body);
    return (
      !('problem' in packet) && packet.type === signatureType.keyRevocation && claimsIssuer(packet, certificate.primary)
    );
  });
  return own.length === 0 ? certificate : { ...certificate, signatures: [...certificate.signatures, ...own] };
}

function readRing(ring: Uint8Array, problems: KeyringProblem[], strays: Uint8Array[]): readonly Certificate[] {
  const { packets, problem } = readPackets(ring);
  if (problem)
    problems.push({ reason: problem.reason === 'truncated' ? 'truncated' : 'notAKeyring', offset: problem.offset });
  const certificates: Certificate[] = [];
  for (const group of groupByKey(packets)) {
    const head = group[0];
    if (head === undefined) continue;
    const refuse = (reason: KeyringProblem['reason']) => problems.push({ reason, offset: head.offset });
    if (head.tag !== packetTag.publicKey && head.tag !== packetTag.secretKey) {
      const signatures = group.filter(packet => packet.tag === packetTag.signature);
      strays.push(...signatures.map(packet => packet.body));
      if (signatures.length < group.length) refuse('strayPackets');
      continue;
    }
    if (group.reduce((size, packet) => size + packet.bytes.length, 0) > maxCertificateBytes) {
      refuse('keyTooLarge');
      continue;
    }
    const certificate = buildCertificate(group);
    if ('problem' in certificate) refuse(certificate.problem === 'version' ? 'unsupportedVersion' : 'malformedKey');
    else certificates.push(certificate);
  }
  return certificates;
}

function groupByKey(packets: readonly Packet[]): readonly (readonly Packet[])[] {
  const groups: Packet[][] = [];
  for (const packet of packets) {
    if (packet.tag === packetTag.marker || packet.tag === packetTag.trust || packet.tag === packetTag.padding) continue;
    const isHead = packet.tag === packetTag.publicKey || packet.tag === packetTag.secretKey;
    const last = groups.at(-1);
    if (isHead || last === undefined) groups.push([packet]);
    else last.push(packet);
  }
  return groups;
}
