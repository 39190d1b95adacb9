import { toHex } from '../../../util/bytes';
import { curves } from '../curves';
import { readPoint } from '../ecdsa';
import { parsePublicKey } from '../publicKeyPacket';
import type { PublicKeyPacket } from '../publicKeyPacket';
import type { GoBytes } from './goBytes';
import { GoError, unexpectedEnd } from './goError';
import type { HelmVersion } from './goRules';

const nistCurves: readonly string[] = ['2a8648ce3d030107', '2b81040022', '2b81040023'];
const ed25519Curve = '2b06010401da470f01';
const ed448Curve = '2b6571';
const curve25519 = '2b060104019755010501';
const curve448 = '2b656f';

/**
 * Reads the public part of a key packet as Helm's library does (packet/public_key.go, PublicKey.parse) and leaves the
 * reader behind it. Throws a `GoError` for what it cannot read.
 */
export function readGoKey(helm: HelmVersion, reader: GoBytes): PublicKeyPacket {
  const start = reader.offset;
  const version = reader.bytes[start];
  const head = reader.take(6);
  if (helm === 3 && version !== 4) throw new GoError('unsupported', 'public key version');
  if (version === 5)
    throw new GoError('unsupported', 'support for parsing v5 entities is disabled; build with `-tags v5` if needed');
  if (version !== 4 && version !== 6) throw new GoError('unsupported', `public key version ${version ?? 0}`);
  if (version === 6) reader.take(4);
  readMaterial(helm, version, reader, head[5] ?? 0);
  const key = parsePublicKey(reader.bytes.subarray(start, reader.offset));
  if ('problem' in key) throw unexpectedEnd();
  return key;
}

function readMaterial(helm: HelmVersion, version: number, reader: GoBytes, algorithm: number): void {
  switch (algorithm) {
    case 1:
    case 2:
    case 3:
      reader.integer();
      if (reader.integer().length > 3) throw new GoError('unsupported', 'large public exponent');
      return;
    case 17:
      for (let i = 0; i < 4; i++) reader.integer();
      return;
    case 16:
      for (let i = 0; i < 3; i++) reader.integer();
      return;
    case 19:
      return helm === 3 ? readCurvePoint3(reader) : readEcdsa4(reader);
    case 18:
      return helm === 3 ? readEcdh3(reader) : readEcdh4(version, reader);
  }
  if (helm === 3) throw new GoError('unsupported', `public key type: ${algorithm}`);
  switch (algorithm) {
    case 22:
      return readEddsa4(version, reader);
    case 25:
    case 27:
      reader.take(32);
      return;
    case 26:
      reader.take(56);
      return;
    case 28:
      reader.take(57);
      return;
    default:
      throw new GoError('unsupported', `public key type: ${algorithm}`);
  }
}

function readOid3(reader: GoBytes): string {
  const length = reader.byte();
  if (length > 8) throw new GoError('unsupported', `invalid oid length: ${length}`);
  return toHex(reader.take(length));
}

function readCurvePoint3(reader: GoBytes): void {
  checkPoint3(readOid3(reader), reader.integer());
}

function checkPoint3(oid: string, point: Uint8Array): void {
  const curve = nistCurves.includes(oid) ? curves[oid] : undefined;
  if (curve === undefined) throw new GoError('unsupported', `unsupported oid: ${oid}`);
  if (readPoint(curve, point) === undefined) throw new GoError('unsupported', 'failed to parse EC point');
}

function readEcdh3(reader: GoBytes): void {
  const oid = readOid3(reader);
  const point = reader.integer();
  const length = reader.byte();
  if (length < 3) throw new GoError('unsupported', `Unsupported ECDH KDF length: ${length}`);
  const reserved = reader.take(length)[0] ?? 0;
  if (reserved !== 1) throw new GoError('unsupported', `Unsupported KDF reserved field: ${reserved}`);
  checkPoint3(oid, point);
}

function readOid4(reader: GoBytes): string {
  const length = reader.byte();
  if (length === 0 || length === 255) throw new GoError('unsupported', 'reserved for future extensions');
  return toHex(reader.take(length));
}

function knownCurve4(oid: string): string {
  if (curves[oid] || [ed25519Curve, ed448Curve, curve25519, curve448].includes(oid)) return oid;
  throw new GoError('unsupported', `unknown oid: ${oid}`);
}

function readEcdsa4(reader: GoBytes): void {
  const oid = knownCurve4(readOid4(reader));
  const point = reader.integer();
  const curve = curves[oid];
  if (curve === undefined) throw new GoError('unsupported', `unsupported oid: ${oid}`);
  // A plain error, not an OpenPGP one: the whole ring fails.
  if (readPoint(curve, point) === undefined) throw new GoError('other', 'ecdsa: failed to parse EC point');
}

function readEddsa4(version: number, reader: GoBytes): void {
  if (version === 6) throw new GoError('structural', 'cannot generate v6 key with deprecated algorithm: EdDSALegacy');
  const oid = knownCurve4(readOid4(reader));
  if (oid !== ed25519Curve && oid !== ed448Curve) throw new GoError('unsupported', `unsupported oid: ${oid}`);
  const point = reader.integer();
  const flag = point[0];
  if (flag === undefined) throw new GoError('structural', 'empty EdDSA public key');
  if (flag !== 0x40) throw new GoError('unsupported', `unsupported EdDSA compression: ${flag}`);
  if (point.length !== (oid === ed25519Curve ? 33 : 58)) throw new GoError('other', 'eddsa: failed to parse EC point');
}

const kdfHashes: readonly number[] = [8, 9, 10, 11, 12, 14];
const kdfCiphers: readonly number[] = [2, 3, 7, 8, 9];

function readEcdh4(version: number, reader: GoBytes): void {
  const oid = knownCurve4(readOid4(reader));
  if (version === 6 && (oid === curve25519 || oid === ed25519Curve)) {
    throw new GoError('structural', 'cannot read v6 key with deprecated OID: Curve25519Legacy');
  }
  const point = reader.integer();
  const kdf = reader.take(lengthOfKdf(reader));
  if (oid === ed25519Curve || oid === ed448Curve) throw new GoError('unsupported', `unsupported oid: ${oid}`);
  if (kdf.length < 3) throw new GoError('unsupported', `unsupported ECDH KDF length: ${kdf.length}`);
  const [reserved = 0, hash = 0, cipher = 0] = kdf;
  if (reserved !== 1) throw new GoError('unsupported', `unsupported KDF reserved field: ${reserved}`);
  if (!kdfHashes.includes(hash)) throw new GoError('unsupported', `unsupported ECDH KDF hash: ${hash}`);
  if (!kdfCiphers.includes(cipher)) throw new GoError('unsupported', `unsupported ECDH KDF cipher: ${cipher}`);
  const curve = curves[oid];
  if (curve && readPoint(curve, point) === undefined) throw new GoError('other', 'ecdh: failed to parse EC point');
}

function lengthOfKdf(reader: GoBytes): number {
  const length = reader.byte();
  if (length === 0 || length === 255) throw new GoError('unsupported', 'reserved for future extensions');
  return length;
}
