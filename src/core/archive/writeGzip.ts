import { crc32 } from '../../util/crc32';
import { concatBytes, encodeUtf8 } from '../../util/bytes';
import { deflate } from './deflate';

/** Text that Helm puts into the extra field of every package (pkg/chart/v2/util save.go, headerBytes). */
const helmExtra = '+aHR0cHM6Ly95b3V0dS5iZS96OVV6MWljandyTQo=';

/**
 * A gzip file (RFC 1952) with the header that `helm package` 3 and 4.1.4 writes: extra field and comment set, no time,
 * unknown system. The bytes depend on how the input is cut; see `deflate`.
 */
export function writeGzip(writes: readonly Uint8Array[]): Uint8Array {
  const bytes = concatBytes(writes);
  const extra = encodeUtf8(helmExtra);
  const header = Uint8Array.from([0x1f, 0x8b, 8, 0x14, 0, 0, 0, 0, 0, 255, extra.length & 0xff, extra.length >> 8]);
  const trailer = Buffer.alloc(8);
  trailer.writeUInt32LE(crc32(bytes), 0);
  trailer.writeUInt32LE(bytes.length >>> 0, 4);
  return concatBytes([header, extra, encodeUtf8('Helm\0'), deflate(writes), trailer]);
}
