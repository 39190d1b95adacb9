import { createHash } from 'node:crypto';
import { concatBytes, toHex } from '../../util/bytes';
import { bigEndian, bigEndianBytes } from './packets';

/** The algorithm's public values (RFC 9580 5.5.5), numbers as big-endian bytes without a length. */
export type KeyMaterial =
  | { readonly kind: 'rsa'; readonly n: Uint8Array; readonly e: Uint8Array; readonly eBits: number }
  | {
      readonly kind: 'dsa';
      readonly p: Uint8Array;
      readonly q: Uint8Array;
      readonly g: Uint8Array;
      readonly y: Uint8Array;
    }
  | { readonly kind: 'elgamal'; readonly p: Uint8Array }
  | { readonly kind: 'ecdsa' | 'ecdh' | 'eddsa'; readonly oid: string; readonly point: Uint8Array }
  | { readonly kind: 'raw'; readonly value: Uint8Array }
  | { readonly kind: 'unknown' };

export interface PublicKeyPacket {
  readonly version: 4 | 6;
  readonly createdAtSeconds: number;
  readonly algorithm: number;
  readonly material: KeyMaterial;
  /** Upper-case hexadecimal. */
  readonly fingerprint: string;
  /** 16 upper-case hexadecimal digits. */
  readonly keyId: string;
  /** The public part of the packet's body, without secret material. */
  readonly publicBody: Uint8Array;
}

export const keyAlgorithm = {
  rsa: 1,
  rsaEncrypt: 2,
  rsaSign: 3,
  elgamal: 16,
  dsa: 17,
  ecdh: 18,
  ecdsa: 19,
  eddsaLegacy: 22,
  x25519: 25,
  x448: 26,
  ed25519: 27,
  ed448: 28,
} as const;

/** Curves by their object identifier in hexadecimal (RFC 9580 9.2). */
export const curveNames: Readonly<Record<string, string>> = {
  '2a8648ce3d030107': 'NIST P-256',
  '2b81040022': 'NIST P-384',
  '2b81040023': 'NIST P-521',
  '2b8104000a': 'secp256k1',
  '2b2403030208010107': 'Brainpool P-256',
  '2b240303020801010b': 'Brainpool P-384',
  '2b240303020801010d': 'Brainpool P-512',
  '2b06010401da470f01': 'Ed25519',
  '2b060104019755010501': 'Curve25519',
};

export type KeyProblem = { readonly problem: 'version'; readonly version: number } | { readonly problem: 'malformed' };

/** Reads the public part of a public or secret (sub)key packet's body. */
export function parsePublicKey(body: Uint8Array): PublicKeyPacket | KeyProblem {
  const version = body[0] ?? 0;
  if (version !== 4 && version !== 6) return { problem: 'version', version };
  const start = version === 4 ? 6 : 10;
  if (body.length < start) return { problem: 'malformed' };
  const algorithm = body[5] ?? 0;
  const reader = new ValueReader(body, start);
  const material = readMaterial(reader, algorithm);
  if (material === undefined) return { problem: 'malformed' };
  const end = version === 6 ? start + bigEndian(body, 6, 4) : material.kind === 'unknown' ? body.length : reader.offset;
  if (end > body.length) return { problem: 'malformed' };
  const publicBody = body.subarray(0, end);
  const fingerprint = fingerprintOf(version, publicBody);
  return {
    version,
    createdAtSeconds: bigEndian(body, 1, 4),
    algorithm,
    material,
    fingerprint,
    keyId: version === 4 ? fingerprint.slice(-16) : fingerprint.slice(0, 16),
    publicBody,
  };
}

/** What is hashed for a key, in fingerprints and certifications. */
export function keyHashInput(key: Pick<PublicKeyPacket, 'version' | 'publicBody'>): Uint8Array {
  const head = key.version === 4 ? Uint8Array.of(0x99) : Uint8Array.of(0x9b);
  return concatBytes([head, bigEndianBytes(key.publicBody.length, key.version === 4 ? 2 : 4), key.publicBody]);
}

function fingerprintOf(version: 4 | 6, publicBody: Uint8Array): string {
  const hash = createHash(version === 4 ? 'sha1' : 'sha256')
    .update(keyHashInput({ version, publicBody }))
    .digest();
  return toHex(hash).toUpperCase();
}

function readMaterial(reader: ValueReader, algorithm: number): KeyMaterial | undefined {
  switch (algorithm) {
    case keyAlgorithm.rsa:
    case keyAlgorithm.rsaEncrypt:
    case keyAlgorithm.rsaSign: {
      const n = reader.integer();
      const eBits = reader.peekBits();
      const e = reader.integer();
      return n && e ? { kind: 'rsa', n, e, eBits } : undefined;
    }
    case keyAlgorithm.dsa: {
      const [p, q, g, y] = [reader.integer(), reader.integer(), reader.integer(), reader.integer()];
      return p && q && g && y ? { kind: 'dsa', p, q, g, y } : undefined;
    }
    case keyAlgorithm.elgamal: {
      const [p, g, y] = [reader.integer(), reader.integer(), reader.integer()];
      return p && g && y ? { kind: 'elgamal', p } : undefined;
    }
    case keyAlgorithm.ecdsa:
    case keyAlgorithm.eddsaLegacy: {
      const oid = reader.field();
      const point = reader.integer();
      const kind = algorithm === keyAlgorithm.ecdsa ? 'ecdsa' : 'eddsa';
      return oid && point ? { kind, oid: toHex(oid), point } : undefined;
    }
    case keyAlgorithm.ecdh: {
      const oid = reader.field();
      const point = reader.integer();
      const kdf = reader.field();
      return oid && point && kdf ? { kind: 'ecdh', oid: toHex(oid), point } : undefined;
    }
    case keyAlgorithm.x25519:
    case keyAlgorithm.ed25519:
      return reader.raw(32);
    case keyAlgorithm.x448:
      return reader.raw(56);
    case keyAlgorithm.ed448:
      return reader.raw(57);
    default:
      return { kind: 'unknown' };
  }
}

/** Reads length-prefixed values; every method gives `undefined` when the bytes end too soon. */
export class ValueReader {
  constructor(
    readonly bytes: Uint8Array,
    public offset: number,
  ) {}

  /** A multi-precision integer: bit count, then bytes. The count need not be exact: x/crypto writes it too large. */
  integer(): Uint8Array | undefined {
    if (this.offset + 2 > this.bytes.length) return undefined;
    const size = (bigEndian(this.bytes, this.offset, 2) + 7) >> 3;
    return this.#take(2, size);
  }

  /** The bit count of the integer that comes next. */
  peekBits(): number {
    return bigEndian(this.bytes, this.offset, 2);
  }

  /** One length byte, then bytes. 0 and 255 are reserved. */
  field(): Uint8Array | undefined {
    const size = this.bytes[this.offset];
    return size === undefined || size === 0 || size === 255 ? undefined : this.#take(1, size);
  }

  raw(size: number): KeyMaterial | undefined {
    const value = this.#take(0, size);
    return value && { kind: 'raw', value };
  }

  #take(header: number, size: number): Uint8Array | undefined {
    const start = this.offset + header;
    if (start + size > this.bytes.length) return undefined;
    this.offset = start + size;
    return this.bytes.subarray(start, start + size);
  }
}

/** e.g. `RSA 4096`, `Ed25519`, `NIST P-256`. */
export function algorithmName(key: PublicKeyPacket): string {
  const { material } = key;
  switch (material.kind) {
    case 'rsa':
      return `RSA ${bitLength(material.n)}`;
    case 'dsa':
      return `DSA ${bitLength(material.p)}`;
    case 'elgamal':
      return `ElGamal ${bitLength(material.p)}`;
    case 'ecdsa':
    case 'ecdh':
    case 'eddsa':
      return curveNames[material.oid] ?? `curve ${material.oid}`;
    case 'raw':
      return { 25: 'X25519', 26: 'X448', 27: 'Ed25519', 28: 'Ed448' }[key.algorithm] ?? `algorithm ${key.algorithm}`;
    case 'unknown':
      return `algorithm ${key.algorithm}`;
  }
}

/** Whether the algorithm can make signatures at all. */
export function canAlgorithmSign(algorithm: number): boolean {
  return ([1, 3, 17, 19, 22, 27, 28] as readonly number[]).includes(algorithm);
}

/** Bits without leading zeros. */
export function bitLength(bytes: Uint8Array): number {
  const first = bytes.findIndex(byte => byte !== 0);
  return first < 0 ? 0 : (bytes.length - first) * 8 - (Math.clz32(bytes[first] ?? 0) - 24);
}
