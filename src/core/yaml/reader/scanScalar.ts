import { flags, hasFlag, hexValue } from './characters';
import type { Cursor, Mark } from './cursor';
import type { Token } from './token';
import { makeToken } from './token';
import { scannerFault } from './yamlFault';

/** What stands between two pieces of a flow scalar: blanks, or line breaks, of which a single one becomes a blank. */
class Gap {
  /** Whether a line ended in it. */
  broken = false;
  #first = '';
  #more = '';

  /** Takes blanks and line breaks. `beforeBlank` is called before each blank that begins a line. */
  take(cursor: Cursor, beforeBlank?: () => void): void {
    for (;;) {
      if (cursor.isBlank()) {
        if (this.broken) beforeBlank?.();
        cursor.skip();
      } else if (cursor.breakWidth() > 0) {
        cursor.need(2);
        if (this.broken) this.#more += cursor.readBreak();
        else this.#first = cursor.readBreak();
        this.broken = true;
      } else return;
      cursor.need(1);
    }
  }

  /** The text that stands for the line breaks. */
  fold(): string {
    const text = this.#first.startsWith('\n') ? this.#more || ' ' : this.#first + this.#more;
    this.broken = false;
    this.#first = this.#more = '';
    return text;
  }
}

const colon = 0x3a;
const hash = 0x23;
const tab = 0x09;

export interface PlainScalar {
  readonly token: Token;
  /** It ended behind a line break, so that a key may follow. */
  readonly broken: boolean;
}

/** A scalar without quotes. `indent`: of the block that it stands in. */
export function scanPlainScalar(cursor: Cursor, indent: number, inFlow: boolean): PlainScalar {
  const start = cursor.mark();
  let end = start;
  let text = '';
  let pieceStart = cursor.offset;
  const gap = new Gap();
  for (;;) {
    cursor.need(4);
    if (cursor.isDocumentMark() || cursor.peek() === hash) break;
    if (!endsPlain(cursor, inFlow) && gap.broken) {
      text += cursor.text(pieceStart, end.offset) + gap.fold();
      pieceStart = cursor.offset;
    }
    const before = cursor.offset;
    skipPlain(cursor, inFlow);
    if (cursor.offset > before) end = cursor.mark();
    if (!cursor.isBlank() && cursor.breakWidth() === 0) break;
    gap.take(cursor, () => {
      if (cursor.peek() === tab && cursor.column <= indent)
        throw scannerFault('found a tab character that violates indentation', cursor.mark(), start);
    });
    if (!inFlow && cursor.column <= indent) break;
  }
  const value = text + cursor.text(pieceStart, end.offset);
  return { token: makeToken('scalar', start, end, value, '', true), broken: gap.broken };
}

/** Takes what belongs to the scalar up to a blank, a break or an indicator. */
function skipPlain(cursor: Cursor, inFlow: boolean): void {
  while (hasFlag(cursor.peek(), flags.text) || !endsPlain(cursor, inFlow)) {
    cursor.skip();
    cursor.need(2);
  }
}

function endsPlain(cursor: Cursor, inFlow: boolean): boolean {
  if (cursor.isBlankOrEnd()) return true;
  const byte = cursor.peek();
  return (byte === colon && cursor.isBlankOrEnd(1)) || (inFlow && hasFlag(byte, flags.flow));
}

const singleQuote = 0x27;
const doubleQuote = 0x22;
const backslash = 0x5c;

export function scanQuotedScalar(cursor: Cursor): Token {
  const start = cursor.mark();
  const quote = cursor.peek();
  let text = '';
  cursor.skipBytes(1);
  for (;;) {
    cursor.need(4);
    if (cursor.isDocumentMark()) throw scannerFault('found unexpected document indicator', cursor.mark(), start);
    if (cursor.peek() === 0) throw scannerFault('found unexpected end of stream', cursor.mark(), start);
    const gap = new Gap();
    text += readQuotedPiece(cursor, quote, gap, start);
    cursor.need(1);
    if (cursor.peek() === quote) break;
    const blanks = cursor.offset;
    const escaped = gap.broken;
    gap.take(cursor);
    if (gap.broken || escaped) text += gap.fold();
    else text += cursor.text(blanks, cursor.offset);
  }
  cursor.skipBytes(1);
  return makeToken('scalar', start, cursor.mark(), text);
}

/** Reads up to a blank, a break or the closing quote. A line break behind a backslash counts for nothing. */
function readQuotedPiece(cursor: Cursor, quote: number, gap: Gap, start: Mark): string {
  let text = '';
  let from = cursor.offset;
  while (!cursor.isBlankOrEnd()) {
    const byte = cursor.peek();
    if (byte === quote && quote === singleQuote && cursor.peek(1) === singleQuote) {
      text += `${cursor.text(from, cursor.offset)}'`;
      cursor.skipBytes(2);
      from = cursor.offset;
    } else if (byte === quote) break;
    else if (byte === backslash && quote === doubleQuote) {
      text += cursor.text(from, cursor.offset);
      if (cursor.breakWidth(1) > 0) {
        cursor.need(3);
        cursor.skipBytes(1);
        cursor.readBreak();
        gap.broken = true;
        return text;
      }
      text += readEscape(cursor, start);
      from = cursor.offset;
    } else cursor.skip();
    cursor.need(2);
  }
  return text + cursor.text(from, cursor.offset);
}

const escapes: ReadonlyMap<string, string> = new Map([
  ['0', '\0'],
  ['a', '\u0007'],
  ['b', '\b'],
  ['t', '\t'],
  ['\t', '\t'],
  ['n', '\n'],
  ['v', '\v'],
  ['f', '\f'],
  ['r', '\r'],
  ['e', '\u001B'],
  [' ', ' '],
  ['"', '"'],
  ["'", "'"],
  ['\\', '\\'],
  ['N', '\u0085'],
  ['_', '\u00A0'],
  ['L', '\u2028'],
  ['P', '\u2029'],
]);

function readEscape(cursor: Cursor, start: Mark): string {
  const letter = String.fromCharCode(cursor.peek(1));
  const simple = escapes.get(letter);
  const digits = letter === 'x' ? 2 : letter === 'u' ? 4 : letter === 'U' ? 8 : 0;
  if (simple === undefined && digits === 0) throw scannerFault('found unknown escape character', cursor.mark(), start);
  cursor.skipBytes(2);
  if (simple !== undefined) return simple;
  cursor.need(digits);
  let code = 0;
  for (let k = 0; k < digits; k++) {
    if (!hasFlag(cursor.peek(k), flags.hex))
      throw scannerFault('did not find expected hexdecimal number', cursor.mark(), start);
    code = code * 16 + hexValue(cursor.peek(k));
  }
  if ((code >= 0xd800 && code <= 0xdfff) || code > 0x10ffff)
    throw scannerFault('found invalid Unicode character escape code', cursor.mark(), start);
  cursor.skipBytes(digits);
  return String.fromCodePoint(code);
}
