import { createHash, createPublicKey, verify } from 'node:crypto';
import type { JsonWebKeyInput } from 'node:crypto';
import { concatBytes, equalBytes } from '../../util/bytes';
import { fromBigInt, modPow, toBigInt } from './bigNumbers';
import { verifyEcdsa } from './ecdsa';
import type { RawVerdict } from './ecdsa';
import { maxModulusBits } from './limits';
import { bitLength, keyAlgorithm, ValueReader } from './publicKeyPacket';
import type { KeyMaterial, PublicKeyPacket } from './publicKeyPacket';
import type { SignaturePacket } from './signaturePacket';

const nodeHashNames: Readonly<Record<number, string>> = {
  1: 'md5',
  2: 'sha1',
  3: 'ripemd160',
  8: 'sha256',
  9: 'sha384',
  10: 'sha512',
  11: 'sha224',
  12: 'sha3-256',
  14: 'sha3-512',
};

/** The digest of content and trailer; `undefined` when this Node cannot compute the hash. */
export function signatureDigest(signature: SignaturePacket, content: readonly Uint8Array[]): Uint8Array | undefined {
  const name = nodeHashNames[signature.hashAlgorithm];
  if (name === undefined) return undefined;
  try {
    const hash = createHash(name).update(signature.salt);
    for (const part of content) hash.update(part);
    return hash.update(signature.trailer).digest();
  } catch {
    return undefined;
  }
}

/**
 * Checks the numbers of a signature against a digest, whatever the strength of hash and key: what is too weak is decided
 * elsewhere, and Helm's answer must be foretold for weak ones too. Not checked: key state, type, subpackets, `left16`.
 */
export function verifyRaw(key: PublicKeyPacket, signature: SignaturePacket, digest: Uint8Array): RawVerdict {
  try {
    return verifyValues(key, signature, digest);
  } catch {
    // OpenSSL and BoringSSL refuse bad points, odd moduli and curves they do not know by throwing.
    return 'unsupported';
  }
}

function verifyValues(key: PublicKeyPacket, signature: SignaturePacket, digest: Uint8Array): RawVerdict {
  const reader = new ValueReader(signature.values, 0);
  const { material } = key;
  switch (material.kind) {
    case 'rsa': {
      const value = reader.integer();
      return verdict(value !== undefined && verifyRsa(material, value, digest, signature.hashAlgorithm));
    }
    case 'dsa': {
      const [r, s] = [reader.integer(), reader.integer()];
      return verdict(r !== undefined && s !== undefined && verifyDsa(material, r, s, digest));
    }
    case 'ecdsa': {
      const [r, s] = [reader.integer(), reader.integer()];
      if (r === undefined || s === undefined) return 'invalid';
      return verifyEcdsa(material.oid, material.point, toBigInt(r), toBigInt(s), digest);
    }
    case 'eddsa': {
      const [r, s] = [reader.integer(), reader.integer()];
      if (r === undefined || s === undefined || r.length > 32 || s.length > 32 || material.point[0] !== 0x40)
        return 'invalid';
      return verifyEdwards(
        'Ed25519',
        material.point.subarray(1),
        concatBytes([leftPad(r, 32), leftPad(s, 32)]),
        digest,
      );
    }
    case 'raw':
      if (key.algorithm === keyAlgorithm.ed25519)
        return verifyEdwards('Ed25519', material.value, signature.values.subarray(0, 64), digest);
      if (key.algorithm === keyAlgorithm.ed448)
        return verifyEdwards('Ed448', material.value, signature.values.subarray(0, 114), digest);
      return 'unsupported';
    default:
      return 'unsupported';
  }
}

function verdict(valid: boolean): RawVerdict {
  return valid ? 'valid' : 'invalid';
}

/** ASN.1 prefixes of PKCS #1 v1.5 (RFC 8017 9.2 note 1, RFC 9580 9.5). */
const digestInfo: Readonly<Record<number, string>> = {
  1: '3020300c06082a864886f70d020505000410',
  2: '3021300906052b0e03021a05000414',
  3: '3021300906052b2403020105000414',
  8: '3031300d060960864801650304020105000420',
  9: '3041300d060960864801650304020205000430',
  10: '3051300d060960864801650304020305000440',
  11: '302d300d06096086480165030402040500041c',
  12: '3031300d060960864801650304020805000420',
  14: '3051300d060960864801650304020a05000440',
};

/** RFC 8017 8.2.2, by comparing the whole encoding: nothing is parsed that an attacker could stretch. */
function verifyRsa(
  key: Extract<KeyMaterial, { kind: 'rsa' }>,
  value: Uint8Array,
  digest: Uint8Array,
  hash: number,
): boolean {
  const prefix = digestInfo[hash];
  const n = toBigInt(key.n);
  if (prefix === undefined || bitLength(key.n) > maxModulusBits || bitLength(key.e) > 32) return false;
  const size = (bitLength(key.n) + 7) >> 3;
  const info = concatBytes([Buffer.from(prefix, 'hex'), digest]);
  const signed = toBigInt(value);
  if (size < info.length + 11 || signed >= n) return false;
  const expected = concatBytes([
    Uint8Array.of(0, 1),
    new Uint8Array(size - info.length - 3).fill(255),
    Uint8Array.of(0),
    info,
  ]);
  return equalBytes(expected, fromBigInt(modPow(signed, toBigInt(key.e), n), size));
}

/** FIPS 186-4 4.7. */
function verifyDsa(
  key: Extract<KeyMaterial, { kind: 'dsa' }>,
  rBytes: Uint8Array,
  sBytes: Uint8Array,
  digest: Uint8Array,
): boolean {
  const [p, q, g, y, r, s] = [key.p, key.q, key.g, key.y, rBytes, sBytes].map(toBigInt) as [
    bigint,
    bigint,
    bigint,
    bigint,
    bigint,
    bigint,
  ];
  const qBits = bitLength(key.q);
  if (bitLength(key.p) > maxModulusBits || qBits > 512 || p <= 2n || q <= 2n || r <= 0n || r >= q || s <= 0n || s >= q)
    return false;
  const hash = toBigInt(digest.subarray(0, qBits >> 3)) % q;
  const w = modPow(s, q - 2n, q);
  const v = (modPow(g, (hash * w) % q, p) * modPow(y, (r * w) % q, p)) % p;
  return v % q === r;
}

function verifyEdwards(crv: 'Ed25519' | 'Ed448', point: Uint8Array, value: Uint8Array, digest: Uint8Array): RawVerdict {
  const jwk: JsonWebKeyInput = { format: 'jwk', key: { kty: 'OKP', crv, x: Buffer.from(point).toString('base64url') } };
  return verdict(verify(null, digest, createPublicKey(jwk), value));
}

function leftPad(bytes: Uint8Array, size: number): Uint8Array {
  return bytes.length >= size ? bytes : concatBytes([new Uint8Array(size - bytes.length), bytes]);
}
