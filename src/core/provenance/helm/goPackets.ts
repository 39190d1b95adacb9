import { decodeUtf8Lossy, concatBytes } from '../../../util/bytes';
import { bigEndian } from '../packets';
import type { PublicKeyPacket } from '../publicKeyPacket';
import { GoBytes } from './goBytes';
import { GoError, unexpectedEnd } from './goError';
import { readGoKey } from './goKey';
import type { HelmVersion } from './goRules';
import { readGoSecretPart } from './goSecretKey';
import { readGoSignature } from './goSignature';
import type { GoSignature } from './goSignature';

export type GoPacket =
  | { readonly kind: 'signature'; readonly signature: GoSignature }
  | { readonly kind: 'key'; readonly key: PublicKeyPacket; readonly isSubkey: boolean; readonly isSecret: boolean }
  | { readonly kind: 'userId'; readonly bytes: Uint8Array; readonly text: string }
  | { readonly kind: 'other' };

const compressedTag = 8;

interface Span {
  readonly tag: number;
  readonly content: Uint8Array;
  /** `false`: the packet's length goes beyond the end. */
  readonly isComplete: boolean;
  readonly end: number;
}

/**
 * Reads packets one by one as Helm's library does (packet/reader.go, packet/packet.go): what is skipped, what ends the
 * reading, and where reading goes on after an error. `next` gives `undefined` at the end and throws `GoError`.
 */
export class GoPackets {
  #offset = 0;
  #unread: GoPacket | undefined;
  #tag = 0;

  constructor(
    private readonly helm: HelmVersion,
    private readonly bytes: Uint8Array,
  ) {}

  next(): GoPacket | undefined {
    if (this.#unread) {
      const packet = this.#unread;
      this.#unread = undefined;
      return packet;
    }
    while (this.#offset < this.bytes.length) {
      try {
        const packet = this.#read();
        if (packet !== 'skip') return packet;
      } catch (error) {
        if (!(error instanceof GoError)) throw error;
        if (error.kind === 'endOfFile') {
          this.#offset = this.bytes.length;
          return undefined;
        }
        // Helm 3 hands unsupported packets to its caller, Helm 4 steps over them, compressed ones excepted.
        if (error.kind !== 'unsupported' || this.helm === 3 || this.#tag === compressedTag) throw error;
      }
    }
    return undefined;
  }

  unread(packet: GoPacket): void {
    this.#unread = packet;
  }

  #read(): GoPacket | 'skip' {
    const { tag, content, isComplete, end } = this.#readHeader();
    this.#tag = tag;
    // After an error the library swallows the whole packet; after success Helm 4 goes on where parsing stopped.
    this.#offset = end;
    const reader = new GoBytes(content);
    const packet = this.#parse(tag, reader, isComplete);
    if (this.helm === 4 && packet !== 'skip') this.#offset = end - (content.length - reader.offset);
    return packet;
  }

  #parse(tag: number, reader: GoBytes, isComplete: boolean): GoPacket | 'skip' {
    const needAll = () => {
      if (!isComplete) throw unexpectedEnd();
    };
    switch (tag) {
      case 2:
        this.#peekVersion(reader, isComplete);
        return { kind: 'signature', signature: readGoSignature(this.helm, reader) };
      case 5:
      case 7: {
        const key = readGoKey(this.helm, reader);
        readGoSecretPart(this.helm, key, reader);
        needAll();
        return { kind: 'key', key, isSubkey: tag === 7, isSecret: true };
      }
      case 6:
      case 14:
        this.#peekVersion(reader, isComplete);
        if (this.helm === 3 && (reader.bytes[0] ?? 4) < 4) throw new GoError('unsupported', 'public key version');
        return { kind: 'key', key: readGoKey(this.helm, reader), isSubkey: tag === 14, isSecret: false };
      case 13: {
        needAll();
        const bytes = reader.rest();
        return { kind: 'userId', bytes, text: decodeUtf8Lossy(bytes) };
      }
      case 17:
        needAll();
        checkAttribute(reader);
        return { kind: 'other' };
      case 1:
      case 3:
      case 4:
      case 9:
      case 11:
      case 18:
        reader.rest();
        return { kind: 'other' };
    }
    if (tag === compressedTag) {
      const algorithm = reader.byte();
      if (algorithm > 3 || (algorithm === 0 && this.helm === 3))
        throw new GoError('unsupported', `unknown compression algorithm: ${algorithm}`);
      reader.rest();
      return { kind: 'other' };
    }
    if (this.helm === 4) {
      if (tag === 20 || tag === 21) {
        reader.rest();
        return { kind: 'other' };
      }
      if (tag === 10 && Buffer.from(reader.rest()).toString('latin1') !== 'PGP')
        throw new GoError('structural', 'invalid marker packet');
      if (tag !== 10 && tag !== 12 && tag < 40)
        throw new GoError('other', `openpgp: unknown critical packet type: ${tag}`);
    }
    return 'skip';
  }

  /** Helm 3 looks at the first byte before it decides what to read: nothing there is a plain end of file. */
  #peekVersion(reader: GoBytes, isComplete: boolean): void {
    if (reader.bytes.length > 0) return;
    throw this.helm === 3 && isComplete ? new GoError('endOfFile', 'EOF') : unexpectedEnd();
  }

  #readHeader(): Span {
    const reader = new GoBytes(this.bytes, this.#offset);
    const first = reader.byte();
    const bad = (error: GoError) => {
      this.#offset = this.bytes.length;
      return error;
    };
    if ((first & 0x80) === 0) {
      this.#offset++;
      throw new GoError('structural', 'tag byte does not have MSB set');
    }
    try {
      if ((first & 0x40) !== 0) return this.#newFormat(first & 0x3f, reader);
      const lengthType = first & 3;
      const length = lengthType === 3 ? this.bytes.length - reader.offset : reader.number(1 << lengthType);
      return this.#span((first & 0x3f) >> 2, reader.offset, length);
    } catch (error) {
      throw error instanceof GoError ? bad(error) : error;
    }
  }

  #newFormat(tag: number, reader: GoBytes): Span {
    const parts: Uint8Array[] = [];
    for (;;) {
      const one = reader.byte();
      if (one < 224 || one === 255) {
        const length = one < 192 ? one : one < 224 ? ((one - 192) << 8) + reader.byte() + 192 : reader.number(4);
        const last = this.#span(tag, reader.offset, length);
        return parts.length === 0 ? last : { ...last, content: concatBytes([...parts, last.content]) };
      }
      parts.push(reader.take(2 ** (one & 0x1f)));
    }
  }

  #span(tag: number, start: number, length: number): Span {
    const end = Math.min(start + length, this.bytes.length);
    return { tag, content: this.bytes.subarray(start, end), isComplete: start + length <= this.bytes.length, end };
  }
}

/** packet/opaque.go OpaqueSubpackets. */
function checkAttribute(reader: GoBytes): void {
  while (!reader.atEnd) {
    const rest = reader.bytes.length - reader.offset;
    const one = reader.bytes[reader.offset] ?? 0;
    const headerLength = one < 192 ? 1 : one < 255 ? 2 : 5;
    if (rest < headerLength + 1) throw new GoError('structural', 'subpacket truncated');
    const head = reader.take(headerLength);
    const length =
      headerLength === 1 ? one : headerLength === 2 ? ((one - 192) << 8) + (head[1] ?? 0) + 192 : bigEndian(head, 1, 4);
    if (length === 0 || length > reader.bytes.length - reader.offset)
      throw new GoError('structural', 'subpacket truncated');
    reader.take(length);
  }
}
