import { concatBytes, toHex } from '../../util/bytes';
import { buildCertificate, formatCertificate } from './certificate';
import type { Certificate } from './certificate';
import { describeKey } from './describeKey';
import { splitIntoKeys } from './keyPackets';
import type { KeyringProblem } from './keyPackets';
import type { KeyInfo } from './keyring';
import { maxCertificateBytes } from './limits';
import { mergeCertificates } from './mergeKeys';
import { packetTag } from './packets';
import type { Packet } from './packets';
import { parseSignature, signatureType } from './signaturePacket';
import { claimsIssuer } from './verifiedCertificate';

export interface ParsedKey {
  readonly info: KeyInfo;
  /** Binary packets without secret material and trust packets. */
  readonly publicBytes: Uint8Array;
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

/**
 * All keys of several files, copies merged: binary packets without secret material. A revocation certificate in a file of
 * its own goes to the key that it is about.
 */
export function mergePublicKeys(...files: readonly Uint8Array[]): Uint8Array {
  const contents = files.map(readCertificates);
  const strays = contents.flatMap(content => content.strays);
  const merged = mergeCertificates(contents.flatMap(content => content.certificates));
  return concatBytes(merged.flatMap(certificate => formatCertificate(withStrays(certificate, strays))));
}

/** As `readKeyring`, without describing the keys: certificates merged by fingerprint, in order of first appearance. */
export function readCertificates(bytes: Uint8Array): {
  readonly certificates: readonly Certificate[];
  readonly problems: readonly KeyringProblem[];
  /** Bodies of signatures that belong to no key of the file. */
  readonly strays: readonly Uint8Array[];
} {
  const { groups, problems: found } = splitIntoKeys(bytes);
  const problems = [...found];
  const certificates: Certificate[] = [];
  const strays: Uint8Array[] = [];
  for (const group of groups) {
    const head = group[0];
    if (head === undefined) continue;
    if (head.tag !== packetTag.publicKey && head.tag !== packetTag.secretKey) {
      const signatures = group.filter(packet => packet.tag === packetTag.signature);
      strays.push(...signatures.map(packet => packet.body));
      if (signatures.length < group.length) problems.push({ reason: 'strayPackets', offset: head.offset });
      continue;
    }
    const certificate = readGroup(group);
    if (typeof certificate === 'string') problems.push({ reason: certificate, offset: head.offset });
    else certificates.push(certificate);
  }
  return {
    certificates: mergeCertificates(certificates).map(certificate => withStrays(certificate, strays)),
    problems,
    strays,
  };
}

function readGroup(group: readonly Packet[]): Certificate | KeyringProblem['reason'] {
  if (group.reduce((size, packet) => size + packet.bytes.length, 0) > maxCertificateBytes) return 'keyTooLarge';
  const certificate = buildCertificate(group);
  if (!('problem' in certificate)) return certificate;
  return certificate.problem === 'version' ? 'unsupportedVersion' : 'malformedKey';
}

/** A revocation certificate may stand before its key or in a file of its own; Helm, gpg and openpgp.js then overlook it. */
function withStrays(certificate: Certificate, strays: readonly Uint8Array[]): Certificate {
  const own = strays.filter(body => {
    const packet = parseSignature(body);
    return (
      !('problem' in packet) && packet.type === signatureType.keyRevocation && claimsIssuer(packet, certificate.primary)
    );
  });
  const known = new Set(certificate.signatures.map(toHex));
  const added = own.filter(body => !known.has(toHex(body)));
  return added.length === 0 ? certificate : { ...certificate, signatures: [...certificate.signatures, ...added] };
}
