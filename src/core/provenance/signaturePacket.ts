import { concatBytes, toHex } from '../../util/bytes';
import { bigEndian, bigEndianBytes } from './packets';

export interface Subpacket {
  readonly type: number;
  readonly critical: boolean;
  readonly data: Uint8Array;
}

/** A signature packet, taken apart but not judged (RFC 9580 5.2). Version 3 has no subpackets. */
export interface SignaturePacket {
  readonly version: 3 | 4 | 6;
  readonly type: number;
  readonly publicKeyAlgorithm: number;
  readonly hashAlgorithm: number;
  readonly hashed: readonly Subpacket[];
  readonly unhashed: readonly Subpacket[];
  /** First two bytes of the digest, as the signer wrote them. */
  readonly left16: Uint8Array;
  /** Version 6: hashed before the content. */
  readonly salt: Uint8Array;
  /** The algorithm's values, not taken apart. */
  readonly values: Uint8Array;
  /** What is hashed after the content. */
  readonly trailer: Uint8Array;
  /** Version 3: 8 bytes and seconds stand in the packet itself. */
  readonly v3?: { readonly keyId: string; readonly createdAtSeconds: number };
}

export const signatureType = {
  binary: 0x00,
  text: 0x01,
  genericCertification: 0x10,
  positiveCertification: 0x13,
  subkeyBinding: 0x18,
  primaryKeyBinding: 0x19,
  directKey: 0x1f,
  keyRevocation: 0x20,
  subkeyRevocation: 0x28,
  certificationRevocation: 0x30,
} as const;

export const subpacketType = {
  creationTime: 2,
  expirationTime: 3,
  keyExpirationTime: 9,
  revocationKey: 12,
  issuerKeyId: 16,
  notation: 20,
  keyServer: 24,
  primaryUserId: 25,
  policyUri: 26,
  keyFlags: 27,
  signerUserId: 28,
  revocationReason: 29,
  features: 30,
  embeddedSignature: 32,
  issuerFingerprint: 33,
} as const;

/** Why a body is not a signature that can be looked at. */
export type SignatureProblem =
  { readonly problem: 'version'; readonly version: number } | { readonly problem: 'malformed' };

export function parseSignature(body: Uint8Array): SignaturePacket | SignatureProblem {
  const version = body[0];
  if (version === 3) return parseV3(body);
  if (version === 4 || version === 6) return parseV4(body, version);
  return version === undefined ? malformed : { problem: 'version', version };
}

const malformed: SignatureProblem = { problem: 'malformed' };

function parseV3(body: Uint8Array): SignaturePacket | SignatureProblem {
  if (body.length < 19 || body[1] !== 5) return malformed;
  return {
    version: 3,
    type: body[2] ?? 0,
    publicKeyAlgorithm: body[15] ?? 0,
    hashAlgorithm: body[16] ?? 0,
    hashed: [],
    unhashed: [],
    left16: body.subarray(17, 19),
    salt: new Uint8Array(),
    values: body.subarray(19),
    trailer: body.subarray(2, 7),
    v3: { keyId: toHex(body.subarray(7, 15)).toUpperCase(), createdAtSeconds: bigEndian(body, 3, 4) },
  };
}

function parseV4(body: Uint8Array, version: 4 | 6): SignaturePacket | SignatureProblem {
  const lengthSize = version === 4 ? 2 : 4;
  let offset = 4;
  if (body.length < offset + lengthSize) return malformed;
  const hashedLength = bigEndian(body, offset, lengthSize);
  const hashedEnd = offset + lengthSize + hashedLength;
  const hashed = readSubpackets(body, offset + lengthSize, hashedEnd);
  if (hashed === undefined || body.length < hashedEnd + lengthSize) return malformed;
  const unhashedStart = hashedEnd + lengthSize;
  const unhashedEnd = unhashedStart + bigEndian(body, hashedEnd, lengthSize);
  const unhashed = readSubpackets(body, unhashedStart, unhashedEnd);
  if (unhashed === undefined || body.length < unhashedEnd + 2) return malformed;
  offset = unhashedEnd + 2;
  let salt: Uint8Array = new Uint8Array();
  if (version === 6) {
    const saltLength = body[offset] ?? 0;
    if (body.length < offset + 1 + saltLength) return malformed;
    salt = body.subarray(offset + 1, offset + 1 + saltLength);
    offset += 1 + saltLength;
  }
  return {
    version,
    type: body[1] ?? 0,
    publicKeyAlgorithm: body[2] ?? 0,
    hashAlgorithm: body[3] ?? 0,
    hashed,
    unhashed,
    left16: body.subarray(unhashedEnd, unhashedEnd + 2),
    salt,
    values: body.subarray(offset),
    trailer: concatBytes([body.subarray(0, hashedEnd), Uint8Array.of(version, 0xff), bigEndianBytes(hashedEnd, 4)]),
  };
}

function readSubpackets(bytes: Uint8Array, start: number, end: number): readonly Subpacket[] | undefined {
  if (end > bytes.length) return undefined;
  const subpackets: Subpacket[] = [];
  let offset = start;
  while (offset < end) {
    const one = bytes[offset] ?? 0;
    let headerLength = 1;
    let length = one;
    if (one >= 192 && one < 255) {
      headerLength = 2;
      length = ((one - 192) << 8) + (bytes[offset + 1] ?? 0) + 192;
    } else if (one === 255) {
      headerLength = 5;
      length = bigEndian(bytes, offset + 1, 4);
    }
    const bodyStart = offset + headerLength;
    if (length < 1 || bodyStart + length > end) return undefined;
    const type = bytes[bodyStart] ?? 0;
    subpackets.push({
      type: type & 0x7f,
      critical: (type & 0x80) !== 0,
      data: bytes.subarray(bodyStart + 1, bodyStart + length),
    });
    offset = bodyStart + length;
  }
  return subpackets;
}

const hashNames: Readonly<Record<number, string>> = {
  1: 'MD5',
  2: 'SHA1',
  3: 'RIPEMD160',
  8: 'SHA256',
  9: 'SHA384',
  10: 'SHA512',
  11: 'SHA224',
  12: 'SHA3-256',
  14: 'SHA3-512',
};

/** The name of a hash algorithm in `Hash:` headers (RFC 9580 9.5); `hash 99` for an unknown one. */
export function hashName(algorithm: number): string {
  return hashNames[algorithm] ?? `hash ${algorithm}`;
}

export function isKnownHashName(name: string): boolean {
  return Object.values(hashNames).includes(name);
}

/** All creation times in the hashed area, in seconds since 1970. */
export function creationTimes(signature: SignaturePacket): readonly number[] {
  if (signature.v3) return [signature.v3.createdAtSeconds];
  return signature.hashed
    .filter(subpacket => subpacket.type === subpacketType.creationTime && subpacket.data.length === 4)
    .map(subpacket => bigEndian(subpacket.data, 0, 4));
}

/** Issuer key ids, upper-case hexadecimal, hashed ones first. */
export function issuerKeyIds(signature: SignaturePacket): readonly string[] {
  if (signature.v3) return [signature.v3.keyId];
  return [...signature.hashed, ...signature.unhashed]
    .filter(subpacket => subpacket.type === subpacketType.issuerKeyId && subpacket.data.length === 8)
    .map(subpacket => toHex(subpacket.data).toUpperCase());
}

/** Issuer fingerprints, upper-case hexadecimal, hashed ones first. */
export function issuerFingerprints(signature: SignaturePacket): readonly string[] {
  return [...signature.hashed, ...signature.unhashed]
    .filter(subpacket => subpacket.type === subpacketType.issuerFingerprint && subpacket.data.length > 20)
    .map(subpacket => toHex(subpacket.data.subarray(1)).toUpperCase());
}
