/** A byte that the reader cannot take, in Go's words. */
export interface ByteFault {
  readonly sentence: string;
  readonly offset: number;
  /** Up to here Go's reader, which takes pieces, gets before it meets the fault. */
  readonly readableTo: number;
}

/** Bytes that Go's reader takes at a time: what lies beyond the last piece it needed is never looked at. */
const pieceBytes = 512;

/** The first byte that is not UTF-8 or not allowed in YAML 1.1. */
export function checkBytes(bytes: Uint8Array): ByteFault | undefined {
  for (let at = 0; at < bytes.length;) {
    const byte = bytes[at] ?? 0;
    if (byte < 0x80) {
      if (byte < 0x20 ? byte !== 0x0a && byte !== 0x0d && byte !== 0x09 : byte === 0x7f)
        return faultAt(bytes, at, 'control characters are not allowed');
      at++;
    } else {
      const width = widthOf(byte);
      const sentence = checkCharacter(bytes, at, width);
      if (sentence !== undefined) return faultAt(bytes, at, sentence);
      at += width;
    }
  }
  return undefined;
}

/** Bytes of a character by its first one; 0 when no character begins so. */
export function widthOf(byte: number): number {
  if (byte < 0x80) return 1;
  if ((byte & 0xe0) === 0xc0) return 2;
  if ((byte & 0xf0) === 0xe0) return 3;
  return (byte & 0xf8) === 0xf0 ? 4 : 0;
}

const shortest = [0, 0, 0x80, 0x800, 0x10000];

function checkCharacter(bytes: Uint8Array, at: number, width: number): string | undefined {
  if (width === 0) return 'invalid leading UTF-8 octet';
  if (at + width > bytes.length) return 'incomplete UTF-8 octet sequence';
  let code = (bytes[at] ?? 0) & (0x7f >> width);
  for (let k = 1; k < width; k++) {
    const byte = bytes[at + k] ?? 0;
    if ((byte & 0xc0) !== 0x80) return 'invalid trailing UTF-8 octet';
    code = (code << 6) | (byte & 0x3f);
  }
  if (code < (shortest[width] ?? 0)) return 'invalid length of a UTF-8 sequence';
  if ((code >= 0xd800 && code <= 0xdfff) || code > 0x10ffff) return 'invalid Unicode character';
  const isControl = code < 0xa0 && code !== 0x85;
  return isControl || code === 0xfffe || code === 0xffff ? 'control characters are not allowed' : undefined;
}

function faultAt(bytes: Uint8Array, offset: number, sentence: string): ByteFault {
  let start = 0;
  for (;;) {
    let end = Math.min(start + pieceBytes, bytes.length);
    // A character that straddles two pieces is read with the second one.
    for (let back = 1; back <= 3 && end < bytes.length; back++) {
      const byte = bytes[end - back] ?? 0;
      if (byte >= 0xc0) {
        if (widthOf(byte) > back) end -= back;
        break;
      }
      if (byte < 0x80) break;
    }
    if (offset < end || end <= start) return { sentence, offset, readableTo: start };
    start = end;
  }
}
