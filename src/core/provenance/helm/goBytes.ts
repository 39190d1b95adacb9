import { bigEndian } from '../packets';
import { unexpectedEnd } from './goError';

/** Reads values from bytes as Go reads from a stream: too few bytes are an "unexpected EOF". */
export class GoBytes {
  constructor(
    readonly bytes: Uint8Array,
    public offset = 0,
  ) {}

  get atEnd(): boolean {
    return this.offset >= this.bytes.length;
  }

  take(count: number): Uint8Array {
    if (this.offset + count > this.bytes.length) throw unexpectedEnd();
    const part = this.bytes.subarray(this.offset, this.offset + count);
    this.offset += count;
    return part;
  }

  byte(): number {
    return this.take(1)[0] ?? 0;
  }

  number(size: number): number {
    return bigEndian(this.take(size), 0, size);
  }

  rest(): Uint8Array {
    return this.take(this.bytes.length - this.offset);
  }

  /** A multi-precision integer; the bit count may be too large. */
  integer(): Uint8Array {
    return this.take((this.number(2) + 7) >> 3);
  }
}
