import { toBigInt } from './bigNumbers';
import { curves } from './curves';
import type { Curve } from './curves';
import { bitLength } from './publicKeyPacket';

/** Whether a signature's numbers fit key and digest; `unsupported`: cannot be computed here. */
export type RawVerdict = 'valid' | 'invalid' | 'unsupported';

/** Jacobian coordinates; z = 0 is the point at infinity. */
type Point = readonly [bigint, bigint, bigint];

/**
 * ECDSA verification (SEC 1 4.1.4) over a given digest. Own arithmetic because Node verifies messages, not digests, and
 * because the editor's Node has no Brainpool and no secp256k1. Not constant-time: only public values go in.
 */
export function verifyEcdsa(oid: string, point: Uint8Array, r: bigint, s: bigint, digest: Uint8Array): RawVerdict {
  const curve = curves[oid];
  if (curve === undefined) return 'unsupported';
  const publicPoint = readPoint(curve, point);
  const { order } = curve;
  if (publicPoint === undefined || r <= 0n || r >= order || s <= 0n || s >= order) return 'invalid';
  const orderBits = bitLength(Buffer.from(order.toString(16).padStart(132, '0'), 'hex'));
  let e = toBigInt(digest);
  if (digest.length * 8 > orderBits) e >>= BigInt(digest.length * 8 - orderBits);
  const w = invert(s, order);
  const sum = addScaled(curve, (e * w) % order, publicPoint, (r * w) % order);
  if (sum[2] === 0n) return 'invalid';
  const zInverse = invert(sum[2], curve.p);
  const x = (sum[0] * zInverse * zInverse) % curve.p;
  return x % order === r ? 'valid' : 'invalid';
}

/** An uncompressed point that lies on the curve. */
export function readPoint(curve: Curve, bytes: Uint8Array): Point | undefined {
  const size = (curve.bits + 7) >> 3;
  if (bytes.length !== 1 + 2 * size || bytes[0] !== 4) return undefined;
  const x = toBigInt(bytes.subarray(1, 1 + size));
  const y = toBigInt(bytes.subarray(1 + size));
  const { p } = curve;
  if (x >= p || y >= p || (y * y - (x * x * x + curve.a * x + curve.b)) % p !== 0n) return undefined;
  return [x, y, 1n];
}

/** first · G + second · Q, both scalars walked together. */
function addScaled(curve: Curve, first: bigint, q: Point, second: bigint): Point {
  const g: Point = [curve.x, curve.y, 1n];
  const both = add(curve, g, q);
  let sum: Point = [1n, 1n, 0n];
  const length = Math.max(first.toString(2).length, second.toString(2).length);
  for (let bit = BigInt(length - 1); bit >= 0n; bit--) {
    sum = double(curve, sum);
    const inFirst = ((first >> bit) & 1n) === 1n;
    const inSecond = ((second >> bit) & 1n) === 1n;
    if (inFirst || inSecond) sum = add(curve, sum, inFirst ? (inSecond ? both : g) : q);
  }
  return sum;
}

function modulo(value: bigint, p: bigint): bigint {
  const rest = value % p;
  return rest < 0n ? rest + p : rest;
}

function double(curve: Curve, [x, y, z]: Point): Point {
  const { p, a } = curve;
  if (z === 0n || y === 0n) return [1n, 1n, 0n];
  const yy = (y * y) % p;
  const s = (4n * x * yy) % p;
  const zz = (z * z) % p;
  const m = (3n * x * x + a * zz * zz) % p;
  const x3 = modulo(m * m - 2n * s, p);
  return [x3, modulo(m * (s - x3) - 8n * yy * yy, p), (2n * y * z) % p];
}

function add(curve: Curve, first: Point, second: Point): Point {
  const { p } = curve;
  const [x1, y1, z1] = first;
  const [x2, y2, z2] = second;
  if (z1 === 0n) return second;
  if (z2 === 0n) return first;
  const z1z1 = (z1 * z1) % p;
  const z2z2 = (z2 * z2) % p;
  const u1 = (x1 * z2z2) % p;
  const u2 = (x2 * z1z1) % p;
  const s1 = (y1 * z2 * z2z2) % p;
  const s2 = (y2 * z1 * z1z1) % p;
  if (u1 === u2) return s1 === s2 ? double(curve, first) : [1n, 1n, 0n];
  const h = modulo(u2 - u1, p);
  const r = modulo(s2 - s1, p);
  const hh = (h * h) % p;
  const hhh = (h * hh) % p;
  const v = (u1 * hh) % p;
  const x3 = modulo(r * r - hhh - 2n * v, p);
  return [x3, modulo(r * (v - x3) - s1 * hhh, p), (z1 * z2 * h) % p];
}

/** Inverse modulo a prime by the extended Euclidean algorithm; the value must not be a multiple of it. */
function invert(value: bigint, prime: bigint): bigint {
  let [r0, r1] = [prime, modulo(value, prime)];
  let [t0, t1] = [0n, 1n];
  while (r1 !== 0n) {
    const quotient = r0 / r1;
    [r0, r1] = [r1, r0 - quotient * r1];
    [t0, t1] = [t1, t0 - quotient * t1];
  }
  return modulo(t0, prime);
}
