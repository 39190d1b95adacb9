/** One OpenPGP packet (RFC 9580 section 4). `body` and `bytes` are views of the input. */
export interface Packet {
  readonly tag: number;
  readonly body: Uint8Array;
  /** Header and body. */
  readonly bytes: Uint8Array;
  /** Offset of the header in the input. */
  readonly offset: number;
}

export interface PacketSequence {
  readonly packets: readonly Packet[];
  /** Why reading stopped before the end, and where. */
  readonly problem?: {
    readonly reason: 'notAPacket' | 'truncated' | 'partialLength' | 'indeterminateLength';
    readonly offset: number;
  };
}

export const packetTag = {
  signature: 2,
  secretKey: 5,
  publicKey: 6,
  secretSubkey: 7,
  marker: 10,
  trust: 12,
  userId: 13,
  publicSubkey: 14,
  userAttribute: 17,
  padding: 21,
} as const;

/**
 * Splits bytes into packets by their lengths. Partial and indeterminate lengths are refused: keys and signatures never
 * have them (RFC 9580 4.2.1.4 allows them for data packets only), and two readers could disagree on them.
 */
export function readPackets(bytes: Uint8Array): PacketSequence {
  const packets: Packet[] = [];
  let offset = 0;
  while (offset < bytes.length) {
    const header = readHeader(bytes, offset);
    if (typeof header === 'string') return { packets, problem: { reason: header, offset } };
    const end = offset + header.headerLength + header.bodyLength;
    if (end > bytes.length) return { packets, problem: { reason: 'truncated', offset } };
    const body = bytes.subarray(offset + header.headerLength, end);
    packets.push({ tag: header.tag, body, bytes: bytes.subarray(offset, end), offset });
    offset = end;
  }
  return { packets };
}

interface Header {
  readonly tag: number;
  readonly headerLength: number;
  readonly bodyLength: number;
}

function readHeader(
  bytes: Uint8Array,
  offset: number,
): Header | 'notAPacket' | 'truncated' | 'partialLength' | 'indeterminateLength' {
  const first = bytes[offset] ?? 0;
  if ((first & 0x80) === 0) return 'notAPacket';
  if ((first & 0x40) === 0) {
    const lengthType = first & 3;
    if (lengthType === 3) return 'indeterminateLength';
    const size = 1 << lengthType;
    if (offset + 1 + size > bytes.length) return 'truncated';
    return { tag: (first & 0x3f) >> 2, headerLength: 1 + size, bodyLength: bigEndian(bytes, offset + 1, size) };
  }
  const tag = first & 0x3f;
  const one = bytes[offset + 1];
  if (one === undefined) return 'truncated';
  if (one < 192) return { tag, headerLength: 2, bodyLength: one };
  if (one < 224) {
    const two = bytes[offset + 2];
    if (two === undefined) return 'truncated';
    return { tag, headerLength: 3, bodyLength: ((one - 192) << 8) + two + 192 };
  }
  if (one < 255) return 'partialLength';
  if (offset + 6 > bytes.length) return 'truncated';
  return { tag, headerLength: 6, bodyLength: bigEndian(bytes, offset + 2, 4) };
}

/** Unsigned big-endian number of up to 6 bytes. Bytes past the end count as 0: check the length first. */
export function bigEndian(bytes: Uint8Array, offset: number, size: number): number {
  let value = 0;
  for (let i = 0; i < size; i++) value = value * 256 + (bytes[offset + i] ?? 0);
  return value;
}

/** Big-endian bytes of a number. */
export function bigEndianBytes(value: number, size: number): Uint8Array {
  const bytes = new Uint8Array(size);
  let rest = value;
  for (let i = size - 1; i >= 0; i--) {
    bytes[i] = rest % 256;
    rest = Math.floor(rest / 256);
  }
  return bytes;
}

/** A packet with a new-format header. */
export function formatPacket(tag: number, body: Uint8Array): Uint8Array {
  const length =
    body.length < 192
      ? [body.length]
      : body.length < 8384
        ? [((body.length - 192) >> 8) + 192, (body.length - 192) & 0xff]
        : [255, ...bigEndianBytes(body.length, 4)];
  const bytes = new Uint8Array(1 + length.length + body.length);
  bytes[0] = 0xc0 | tag;
  bytes.set(length, 1);
  bytes.set(body, 1 + length.length);
  return bytes;
}
