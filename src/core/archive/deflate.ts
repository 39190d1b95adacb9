import { deflateRawSync } from 'node:zlib';

/** Raw deflate. */
export function deflate(bytes: Uint8Array): Uint8Array {
  return deflateRawSync(bytes, { level: 9 });
}
