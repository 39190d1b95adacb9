import { flags, hasFlag } from './characters';
import type { ByteFault } from './checkBytes';
import { checkBytes, widthOf } from './checkBytes';
import { YamlFault } from './yamlFault';

/** A place: `offset` in bytes, `line` counted from 0. */
export interface Mark {
  readonly offset: number;
  readonly line: number;
}

const lineFeed = 0x0a;
const carriageReturn = 0x0d;

/** Reads UTF-8 and counts lines, columns and characters as Go's YAML scanner does. */
export class Cursor {
  offset = 0;
  line = 0;
  #lineStart = 0;
  /** Bytes that are no characters of their own: on this line, and in all. */
  #lineExtra = 0;
  #extra = 0;
  readonly bytes: Uint8Array;
  readonly #buffer: Buffer;
  readonly #fault: ByteFault | undefined;

  constructor(bytes: Uint8Array) {
    this.#fault = checkBytes(bytes);
    this.bytes = this.#fault === undefined ? bytes : bytes.subarray(0, this.#fault.readableTo);
    this.#buffer = Buffer.from(this.bytes.buffer, this.bytes.byteOffset, this.bytes.length);
    // A byte order mark tells the encoding, and is not part of the text.
    if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) this.offset = this.#lineStart = 3;
  }

  /** Characters since the line began. */
  get column(): number {
    return this.offset - this.#lineStart - this.#lineExtra;
  }

  /** Characters since the text began. */
  get index(): number {
    return this.offset - this.#extra;
  }

  mark(): Mark {
    return { offset: this.offset, line: this.line };
  }

  /** Says that so many bytes will be looked at; Go's reader fails here when one of them is bad. */
  need(count: number): void {
    if (this.#fault !== undefined && this.offset + count > this.bytes.length) {
      const { sentence, offset } = this.#fault;
      throw new YamlFault('syntax', sentence, offset, offset + 1);
    }
  }

  /** The byte `ahead`; 0 behind the end, which no text contains. */
  peek(ahead = 0): number {
    return this.bytes[this.offset + ahead] ?? 0;
  }

  isBlank(ahead = 0): boolean {
    return hasFlag(this.peek(ahead), flags.blank);
  }

  /** Bytes of the line break `ahead`; 0 when there is none. CR LF counts as CR here. */
  breakWidth(ahead = 0): number {
    const byte = this.peek(ahead);
    if (!hasFlag(byte, flags.maybeBreak)) return 0;
    if (byte === lineFeed || byte === carriageReturn) return 1;
    if (byte === 0xc2) return this.peek(ahead + 1) === 0x85 ? 2 : 0;
    const last = this.peek(ahead + 2);
    return this.peek(ahead + 1) === 0x80 && (last === 0xa8 || last === 0xa9) ? 3 : 0;
  }

  isBreakOrEnd(ahead = 0): boolean {
    return this.peek(ahead) === 0 || this.breakWidth(ahead) > 0;
  }

  isBlankOrEnd(ahead = 0): boolean {
    return this.isBlank(ahead) || this.isBreakOrEnd(ahead);
  }

  /** Takes one character. */
  skip(): void {
    const width = widthOf(this.peek());
    this.offset += width;
    this.#lineExtra += width - 1;
    this.#extra += width - 1;
  }

  /** Takes characters of one byte. */
  skipBytes(count: number): void {
    this.offset += count;
  }

  /** Takes a line break, and gives it as a value holds it: LS and PS stay, everything else becomes LF. */
  readBreak(): string {
    const width = this.breakWidth();
    if (width === 0) return '';
    const isPair = this.peek() === carriageReturn && this.peek(1) === lineFeed;
    const text = width === 3 ? this.text(this.offset, this.offset + 3) : '\n';
    this.offset += isPair ? 2 : width;
    this.#extra += width - 1;
    this.line++;
    this.#lineStart = this.offset;
    this.#lineExtra = 0;
    return text;
  }

  /** Takes the rest of the line, without its break. */
  skipLine(): void {
    while (!this.isBreakOrEnd()) {
      this.skip();
      this.need(1);
    }
  }

  /** At the end of the text the last line counts as ended. */
  endLine(): void {
    if (this.column === 0) return;
    this.line++;
    this.#lineStart = this.offset;
    this.#lineExtra = 0;
  }

  isDocumentMark(): boolean {
    if (this.column !== 0) return false;
    const byte = this.peek();
    if (byte !== 0x2d && byte !== 0x2e) return false;
    return this.peek(1) === byte && this.peek(2) === byte && this.isBlankOrEnd(3);
  }

  text(start: number, end: number): string {
    for (let at = start; at < end; at++)
      if ((this.bytes[at] ?? 0) >= 0x80) return this.#buffer.toString('utf8', start, end);
    return this.#buffer.toString('latin1', start, end);
  }
}
