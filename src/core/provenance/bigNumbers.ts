import { toHex } from '../../util/bytes';

/** A non-negative number from big-endian bytes. */
export function toBigInt(bytes: Uint8Array): bigint {
  return bytes.length === 0 ? 0n : BigInt(`0x${toHex(bytes)}`);
}

/** Big-endian bytes; the value must fit. */
export function fromBigInt(value: bigint, sizeBytes: number): Uint8Array {
  return new Uint8Array(Buffer.from(value.toString(16).padStart(sizeBytes * 2, '0'), 'hex'));
}

/** Not constant-time: only public values go in. */
export function modPow(base: bigint, exponent: bigint, modulus: bigint): bigint {
  let result = 1n;
  let square = base % modulus;
  for (let rest = exponent; rest > 0n; rest >>= 1n) {
    if ((rest & 1n) === 1n) result = (result * square) % modulus;
    square = (square * square) % modulus;
  }
  return result;
}
