import { decodeUtf8Lossy } from '../../util/bytes';
import { formatPacket, packetTag } from './packets';
import type { Packet } from './packets';
import { parsePublicKey } from './publicKeyPacket';
import type { KeyProblem, PublicKeyPacket } from './publicKeyPacket';

/** A certificate as it stands in the file: taken apart, nothing verified. Signatures are bodies of signature packets. */
export interface Certificate {
  readonly primary: PublicKeyPacket;
  readonly hasSecret: boolean;
  /** Signatures on the key itself: direct-key and revocation. */
  readonly signatures: readonly Uint8Array[];
  readonly userIds: readonly CertifiedUserId[];
  /** Photos and the like: kept, never judged. */
  readonly attributes: readonly CertifiedUserId[];
  readonly subkeys: readonly CertifiedSubkey[];
}

export interface CertifiedUserId {
  readonly bytes: Uint8Array;
  /** For showing; bytes that are not UTF-8 become U+FFFD. */
  readonly text: string;
  readonly signatures: readonly Uint8Array[];
}

export interface CertifiedSubkey {
  readonly key: PublicKeyPacket;
  readonly hasSecret: boolean;
  readonly signatures: readonly Uint8Array[];
}

/**
 * Builds a certificate from the packets of one key. Subkeys that cannot be read are left out: the primary key is not
 * worse for them. The problem is the primary key's.
 */
export function buildCertificate(packets: readonly Packet[]): Certificate | KeyProblem {
  const head = packets[0];
  const primary = head ? parsePublicKey(head.body) : { problem: 'malformed' as const };
  if (head === undefined || 'problem' in primary) return primary as KeyProblem;
  const signatures: Uint8Array[] = [];
  const userIds: MutableUserId[] = [];
  const attributes: MutableUserId[] = [];
  const subkeys: { key: PublicKeyPacket; hasSecret: boolean; signatures: Uint8Array[] }[] = [];
  let current = signatures;
  for (const packet of packets.slice(1)) {
    switch (packet.tag) {
      case packetTag.userId:
      case packetTag.userAttribute: {
        current = [];
        const entry = { bytes: packet.body, text: decodeUtf8Lossy(packet.body), signatures: current };
        (packet.tag === packetTag.userId ? userIds : attributes).push(entry);
        break;
      }
      case packetTag.publicSubkey:
      case packetTag.secretSubkey: {
        current = [];
        const key = parsePublicKey(packet.body);
        if (!('problem' in key))
          subkeys.push({ key, hasSecret: packet.tag === packetTag.secretSubkey, signatures: current });
        break;
      }
      case packetTag.signature:
        current.push(packet.body);
        break;
    }
  }
  return { primary, hasSecret: head.tag === packetTag.secretKey, signatures, userIds, attributes, subkeys };
}

interface MutableUserId {
  bytes: Uint8Array;
  text: string;
  signatures: Uint8Array[];
}

/** The packets of a certificate, without secret material and trust packets. */
export function formatCertificate(certificate: Certificate): readonly Uint8Array[] {
  const signature = (body: Uint8Array) => formatPacket(packetTag.signature, body);
  const { primary } = certificate;
  return [
    formatPacket(packetTag.publicKey, primary.publicBody),
    ...certificate.signatures.map(signature),
    ...certificate.userIds.flatMap(id => [formatPacket(packetTag.userId, id.bytes), ...id.signatures.map(signature)]),
    ...certificate.attributes.flatMap(id => [
      formatPacket(packetTag.userAttribute, id.bytes),
      ...id.signatures.map(signature),
    ]),
    ...certificate.subkeys.flatMap(subkey => [
      formatPacket(packetTag.publicSubkey, subkey.key.publicBody),
      ...subkey.signatures.map(signature),
    ]),
  ];
}
