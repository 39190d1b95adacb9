import { concatBytes, decodeUtf8Lossy, toHex } from '../../../util/bytes';
import { bigEndian, bigEndianBytes } from '../packets';
import type { SignaturePacket } from '../signaturePacket';
import { GoBytes } from './goBytes';
import { GoError } from './goError';
import { canReadSignatureBy, isHashKnown } from './goRules';
import type { HelmVersion } from './goRules';

/** A signature as Helm's library holds it after reading; `undefined` where a Go pointer would be nil. */
export interface GoSignature {
  readonly packet: SignaturePacket;
  /** 16 upper-case hexadecimal digits. */
  readonly issuerKeyId?: string;
  readonly issuerFingerprint?: string;
  readonly createdAtSeconds: number;
  readonly lifetimeSeconds?: number;
  readonly keyLifetimeSeconds?: number;
  readonly isPrimaryId?: boolean;
  /** Key flags, `undefined` when no flags subpacket was there. */
  readonly flags?: number;
  readonly revocationReason?: number;
  /** Names of critical notations, in order. */
  readonly criticalNotations: readonly string[];
  readonly embedded?: GoSignature;
}

type Draft = { -readonly [K in keyof GoSignature]?: GoSignature[K] } & { criticalNotations: string[] };

/**
 * Reads a signature packet's body (packet/signature.go and signature_v3.go, parse) and leaves the reader behind it.
 * Throws a `GoError` for what is malformed or unsupported, in Helm's order of checks.
 */
export function readGoSignature(helm: HelmVersion, reader: GoBytes): GoSignature {
  const start = reader.offset;
  const version = reader.byte();
  if (helm === 3 && version < 4) return readV3(reader, version);
  checkVersion(helm, version);
  const wide = version === 6;
  const fixed = reader.take(wide ? 7 : 5);
  const [type = 0, publicKeyAlgorithm = 0, hashAlgorithm = 0] = fixed;
  if (!canReadSignatureBy(helm, publicKeyAlgorithm))
    throw new GoError('unsupported', `public key algorithm ${publicKeyAlgorithm}`);
  if (!isHashKnown(helm, version, hashAlgorithm)) throw new GoError('unsupported', `hash function ${hashAlgorithm}`);
  const draft: Draft = { criticalNotations: [] };
  readArea(helm, version, draft, reader.take(bigEndian(fixed, 3, wide ? 4 : 2)), true);
  const hashedEnd = reader.offset;
  readArea(helm, version, draft, reader.take(reader.number(wide ? 4 : 2)), false);
  const left16 = reader.take(2);
  const salt = wide ? readSalt(reader, hashAlgorithm) : new Uint8Array();
  const valuesStart = reader.offset;
  readValues(reader, publicKeyAlgorithm);
  const hashedPart = reader.bytes.subarray(start, hashedEnd);
  return {
    ...draft,
    createdAtSeconds: draft.createdAtSeconds ?? 0,
    packet: {
      version: wide ? 6 : 4,
      type,
      publicKeyAlgorithm,
      hashAlgorithm,
      hashed: [],
      unhashed: [],
      left16,
      salt,
      values: reader.bytes.subarray(valuesStart, reader.offset),
      trailer: concatBytes([hashedPart, Uint8Array.of(version, 0xff), bigEndianBytes(hashedPart.length, 4)]),
    },
  };
}

function checkVersion(helm: HelmVersion, version: number): void {
  if (version === 4 || (helm === 4 && version === 6)) return;
  if (helm === 4 && version === 5) {
    throw new GoError('unsupported', 'support for parsing v5 entities is disabled; build with `-tags v5` if needed');
  }
  throw new GoError('unsupported', `signature packet version ${version}`);
}

function readV3(reader: GoBytes, version: number): GoSignature {
  if (version < 2) throw new GoError('unsupported', `signature packet version ${version}`);
  const length = reader.byte();
  if (length !== 5) throw new GoError('unsupported', `invalid hashed material length ${length}`);
  const trailer = reader.take(5);
  const issuerKeyId = toHex(reader.take(8)).toUpperCase();
  const [publicKeyAlgorithm = 0, hashAlgorithm = 0] = reader.take(2);
  if (![1, 3, 17].includes(publicKeyAlgorithm))
    throw new GoError('unsupported', `public key algorithm ${publicKeyAlgorithm}`);
  if (!isHashKnown(3, 3, hashAlgorithm)) throw new GoError('unsupported', `hash function ${trailer[2] ?? 0}`);
  const left16 = reader.take(2);
  const valuesStart = reader.offset;
  readValues(reader, publicKeyAlgorithm);
  const createdAtSeconds = bigEndian(trailer, 1, 4);
  return {
    issuerKeyId,
    createdAtSeconds,
    criticalNotations: [],
    packet: {
      version: 3,
      type: trailer[0] ?? 0,
      publicKeyAlgorithm,
      hashAlgorithm,
      hashed: [],
      unhashed: [],
      left16,
      salt: new Uint8Array(),
      values: reader.bytes.subarray(valuesStart, reader.offset),
      trailer,
      v3: { keyId: issuerKeyId, createdAtSeconds },
    },
  };
}

function readSalt(reader: GoBytes, hash: number): Uint8Array {
  const length = reader.byte();
  const expected = hash === 9 ? 24 : hash === 10 || hash === 14 ? 32 : 16;
  if (length !== expected) throw new GoError('structural', 'unexpected salt size for the given hash algorithm');
  return reader.take(length);
}

function readValues(reader: GoBytes, algorithm: number): void {
  if (algorithm === 27) reader.take(64);
  else if (algorithm === 28) reader.take(114);
  else if (algorithm === 1 || algorithm === 3) reader.integer();
  else {
    reader.integer();
    reader.integer();
  }
}

function readArea(helm: HelmVersion, version: number, draft: Draft, area: Uint8Array, isHashed: boolean): void {
  const reader = new GoBytes(area);
  while (!reader.atEnd) {
    const content = readSubpacket(reader);
    const type = (content[0] ?? 0) & 0x7f;
    const isCritical = ((content[0] ?? 0) & 0x80) !== 0;
    const data = content.subarray(1);
    if (helm === 3) apply3(draft, type, data, isHashed, isCritical);
    else if (isHashed || type === 16 || type === 33 || type === 32)
      apply4(version, draft, type, data, isHashed, isCritical);
  }
  if (draft.createdAtSeconds === undefined) throw new GoError('structural', 'no creation time in signature');
}

function readSubpacket(reader: GoBytes): Uint8Array {
  const rest = reader.bytes.length - reader.offset;
  const one = reader.bytes[reader.offset] ?? 0;
  const headerLength = one < 192 ? 1 : one < 255 ? 2 : 5;
  const truncated = new GoError('structural', 'signature subpacket truncated');
  if (rest < headerLength) throw truncated;
  const head = reader.take(headerLength);
  const length =
    headerLength === 1 ? one : headerLength === 2 ? ((one - 192) << 8) + (head[1] ?? 0) + 192 : bigEndian(head, 1, 4);
  if (length > reader.bytes.length - reader.offset) throw truncated;
  if (length === 0) throw new GoError('structural', 'zero length signature subpacket');
  return reader.take(length);
}

function fourBytes(data: Uint8Array, problem: string): number {
  if (data.length !== 4) throw new GoError('structural', problem);
  return bigEndian(data, 0, 4);
}

/** What both libraries do alike, hashed area only; `false`: not one of these. */
function applyCommon(draft: Draft, type: number, data: Uint8Array): boolean {
  switch (type) {
    case 3:
      draft.lifetimeSeconds = fourBytes(data, 'expiration subpacket with bad length');
      return true;
    case 9:
      draft.keyLifetimeSeconds = fourBytes(data, 'key expiration subpacket with bad length');
      return true;
    case 11:
    case 21:
    case 22:
      return true;
    case 25:
      if (data.length !== 1) throw new GoError('structural', 'primary user id subpacket with bad length');
      draft.isPrimaryId = (data[0] ?? 0) > 0;
      return true;
    case 29:
      if (data.length === 0) throw new GoError('structural', 'empty revocation reason subpacket');
      draft.revocationReason = data[0] ?? 0;
      return true;
    default:
      return false;
  }
}

function applyIssuer(draft: Draft, data: Uint8Array): void {
  if (data.length !== 8) throw new GoError('structural', 'issuer subpacket with bad length');
  draft.issuerKeyId = toHex(data).toUpperCase();
}

function applyEmbedded(helm: HelmVersion, draft: Draft, data: Uint8Array): void {
  if (draft.embedded) throw new GoError('structural', 'Cannot have multiple embedded signatures');
  const reader = new GoBytes(data);
  // Helm 3 reads version 4 only here.
  if (helm === 3 && data[0] !== 4 && data.length > 0)
    throw new GoError('unsupported', `signature packet version ${data[0] ?? 0}`);
  draft.embedded = readGoSignature(helm, reader);
  const { type } = draft.embedded.packet;
  if (type !== 0x19) throw new GoError('structural', `cross-signature has unexpected type ${type}`);
}

function apply3(draft: Draft, type: number, data: Uint8Array, isHashed: boolean, isCritical: boolean): void {
  switch (type) {
    case 2:
      if (!isHashed) throw new GoError('structural', 'signature creation time in non-hashed area');
      draft.createdAtSeconds = fourBytes(data, 'signature creation time not four bytes');
      return;
    case 16:
      return applyIssuer(draft, data);
    case 27:
      if (!isHashed) return;
      if (data.length === 0) throw new GoError('structural', 'empty key flags subpacket');
      draft.flags = (draft.flags ?? 0) | (data[0] ?? 0);
      return;
    case 30:
      return;
    case 32:
      return applyEmbedded(3, draft, data);
    default:
      if ([3, 9, 11, 21, 22, 25, 29].includes(type)) {
        if (isHashed) applyCommon(draft, type, data);
      } else if (isCritical) throw new GoError('unsupported', `unknown critical signature subpacket type ${type}`);
  }
}

function apply4(
  version: number,
  draft: Draft,
  type: number,
  data: Uint8Array,
  isHashed: boolean,
  isCritical: boolean,
): void {
  switch (type) {
    case 2:
      draft.createdAtSeconds = fourBytes(data, 'signature creation time not four bytes');
      return;
    case 4:
      if (data[0] === 0) throw new GoError('unsupported', 'signature with non-exportable certification');
      return;
    case 5:
      if (data.length !== 2) throw new GoError('structural', 'trust subpacket with bad length');
      return;
    case 6:
      if (data.length === 0) throw new GoError('structural', 'regexp subpacket with bad length');
      if (data.at(-1) !== 0) throw new GoError('structural', 'expected regular expression to be null-terminated');
      return;
    case 16:
      if (version > 4 && isHashed) throw new GoError('structural', 'issuer subpacket found in v6 key');
      if (version <= 4) applyIssuer(draft, data);
      else if (data.length !== 8) throw new GoError('structural', 'issuer subpacket with bad length');
      return;
    case 20:
      return applyNotation(draft, data, isCritical);
    case 27:
      draft.flags = (draft.flags ?? 0) | (data[0] ?? 0);
      return;
    case 23:
    case 24:
    case 26:
    case 28:
    case 30:
      return;
    case 32:
      return applyEmbedded(4, draft, data);
    case 33:
      return applyFingerprint(draft, data);
    case 35:
      if (data.length < 1) throw new GoError('structural', 'invalid intended recipient fingerpring length');
      if (data.length - 1 !== ((data[0] ?? 0) >= 5 ? 32 : 20))
        throw new GoError('structural', 'invalid fingerprint length');
      return;
    case 39:
      if (data.length % 2 !== 0) throw new GoError('structural', 'invalid aead cipher suite length');
      return;
    default:
      if (!applyCommon(draft, type, data) && isCritical) {
        throw new GoError('unsupported', `unknown critical signature subpacket type ${type}`);
      }
  }
}

function applyNotation(draft: Draft, data: Uint8Array, isCritical: boolean): void {
  const nameLength = bigEndian(data, 4, 2);
  if (data.length < 8 || data.length !== nameLength + bigEndian(data, 6, 2) + 8) {
    throw new GoError('structural', 'notation data subpacket with bad length');
  }
  if (isCritical) draft.criticalNotations.push(decodeUtf8Lossy(data.subarray(8, 8 + nameLength)));
}

/** Sets the key id, too: whichever of key id and fingerprint comes last counts. */
function applyFingerprint(draft: Draft, data: Uint8Array): void {
  if (data.length === 0) throw new GoError('structural', 'empty issuer fingerprint subpacket');
  const isLong = (data[0] ?? 0) >= 5;
  if (data.length - 1 !== (isLong ? 32 : 20)) throw new GoError('structural', 'bad fingerprint length');
  const fingerprint = toHex(data.subarray(1)).toUpperCase();
  draft.issuerFingerprint = fingerprint;
  draft.issuerKeyId = isLong ? fingerprint.slice(0, 16) : fingerprint.slice(-16);
}
