import { flags, hasFlag } from './characters';
import type { Cursor, Mark } from './cursor';
import type { Token } from './token';
import { makeToken } from './token';
import { scannerFault } from './yamlFault';

interface Header {
  /** `+` keeps the line breaks at the end, `-` drops them, nothing keeps one. */
  readonly chomping: '+' | '-' | '';
  /** 0: to be found from the text. */
  readonly increment: number;
}

const space = 0x20;
const tab = 0x09;
const hash = 0x23;
const zero = 0x30;

/** A scalar behind `|` or `>`. `parentIndent`: of the block that it stands in, -1 at the top. */
export function scanBlockScalar(cursor: Cursor, parentIndent: number, literal: boolean): Token {
  const start = cursor.mark();
  cursor.skipBytes(1);
  cursor.need(1);
  const { chomping, increment } = readHeader(cursor, start);
  endHeaderLine(cursor, start);
  const given = increment === 0 ? 0 : Math.max(parentIndent, 0) + increment;
  const leading = takeBreaks(cursor, given, parentIndent, start);
  const { indent } = leading;
  let { breaks, end } = leading;
  let text = '';
  let lineBreak = '';
  let afterIndented = false;
  cursor.need(1);
  while (cursor.column === indent && cursor.peek() !== 0) {
    const isIndented = cursor.isBlank();
    const folds = !literal && !afterIndented && !isIndented && lineBreak.startsWith('\n');
    text += folds ? (breaks === '' ? ' ' : '') : lineBreak;
    text += breaks;
    afterIndented = isIndented;
    const from = cursor.offset;
    cursor.skipLine();
    text += cursor.text(from, cursor.offset);
    cursor.need(2);
    lineBreak = cursor.readBreak();
    ({ breaks, end } = takeBreaks(cursor, indent, parentIndent, start));
  }
  if (chomping !== '-') text += lineBreak;
  if (chomping === '+') text += breaks;
  return makeToken('scalar', start, end, text);
}

function readHeader(cursor: Cursor, start: Mark): Header {
  const chomping = readChomping(cursor);
  const increment = readIncrement(cursor, start);
  return { chomping: chomping === '' && increment > 0 ? readChomping(cursor) : chomping, increment };
}

function readChomping(cursor: Cursor): Header['chomping'] {
  const character = String.fromCharCode(cursor.peek());
  if (character !== '+' && character !== '-') return '';
  cursor.skipBytes(1);
  cursor.need(1);
  return character;
}

function readIncrement(cursor: Cursor, start: Mark): number {
  const digit = cursor.peek();
  if (!hasFlag(digit, flags.digit)) return 0;
  if (digit === zero) throw scannerFault('found an indentation indicator equal to 0', cursor.mark(), start);
  cursor.skipBytes(1);
  cursor.need(1);
  return digit - zero;
}

function endHeaderLine(cursor: Cursor, start: Mark): void {
  while (cursor.isBlank()) {
    cursor.skipBytes(1);
    cursor.need(1);
  }
  if (cursor.peek() === hash) cursor.skipLine();
  if (!cursor.isBreakOrEnd()) throw scannerFault('did not find expected comment or line break', cursor.mark(), start);
  cursor.need(2);
  cursor.readBreak();
}

/** Takes indentation and empty lines; with an `indent` of 0 it also finds the indentation. */
function takeBreaks(
  cursor: Cursor,
  indent: number,
  parentIndent: number,
  start: Mark,
): { readonly indent: number; readonly breaks: string; readonly end: Mark } {
  let breaks = '';
  let end = cursor.mark();
  let widest = 0;
  for (;;) {
    cursor.need(1);
    while ((indent === 0 || cursor.column < indent) && cursor.peek() === space) {
      cursor.skipBytes(1);
      cursor.need(1);
    }
    widest = Math.max(widest, cursor.column);
    if ((indent === 0 || cursor.column < indent) && cursor.peek() === tab)
      throw scannerFault('found a tab character where an indentation space is expected', cursor.mark(), start);
    if (cursor.breakWidth() === 0) break;
    cursor.need(2);
    breaks += cursor.readBreak();
    end = cursor.mark();
  }
  return { indent: indent === 0 ? Math.max(widest, parentIndent + 1, 1) : indent, breaks, end };
}
