import { decodeUtf8Lossy } from '../../../util/bytes';
import { flags, hasFlag, hexValue } from './characters';
import { widthOf } from './checkBytes';
import type { Cursor, Mark } from './cursor';
import type { Token } from './token';
import { makeToken } from './token';
import { scannerFault } from './yamlFault';

const code = (character: string): number => character.charCodeAt(0);
const behindAnchor = new Set([...'?:,]}%@`'].map(code));

function readWord(cursor: Cursor): string {
  const from = cursor.offset;
  while (hasFlag(cursor.peek(), flags.word)) {
    cursor.skipBytes(1);
    cursor.need(1);
  }
  return cursor.text(from, cursor.offset);
}

export function scanAnchor(cursor: Cursor, kind: 'anchor' | 'alias'): Token {
  const start = cursor.mark();
  cursor.skipBytes(1);
  cursor.need(1);
  const name = readWord(cursor);
  if (name === '' || !(cursor.isBlankOrEnd() || behindAnchor.has(cursor.peek())))
    throw scannerFault('did not find expected alphabetic or numeric character', cursor.mark(), start);
  return makeToken(kind, start, cursor.mark(), name);
}

/** `!<uri>`, `!suffix` or `!handle!suffix`. */
export function scanTag(cursor: Cursor): Token {
  const start = cursor.mark();
  cursor.need(2);
  let handle = '';
  let suffix: string;
  if (cursor.peek(1) === code('<')) {
    cursor.skipBytes(2);
    suffix = readUri(cursor, '', start);
    if (cursor.peek() !== code('>')) throw scannerFault("did not find the expected '>'", cursor.mark(), start);
    cursor.skipBytes(1);
  } else {
    handle = readHandle(cursor, start);
    if (handle.length > 1 && handle.endsWith('!')) suffix = readUri(cursor, '', start);
    else {
      suffix = readUri(cursor, handle, start);
      [handle, suffix] = suffix === '' ? ['', '!'] : ['!', suffix];
    }
  }
  cursor.need(1);
  if (!cursor.isBlankOrEnd())
    throw scannerFault('did not find expected whitespace or line break', cursor.mark(), start);
  return makeToken('tag', start, cursor.mark(), handle, suffix);
}

function readHandle(cursor: Cursor, start: Mark, isDirective = false): string {
  if (cursor.peek() !== code('!')) throw scannerFault("did not find expected '!'", cursor.mark(), start);
  cursor.skipBytes(1);
  cursor.need(1);
  const name = readWord(cursor);
  if (cursor.peek() === code('!')) {
    cursor.skipBytes(1);
    return `!${name}!`;
  }
  if (isDirective && name !== '') throw scannerFault("did not find expected '!'", cursor.mark(), start);
  return `!${name}`;
}

/** `head`: what was taken for a handle and is the beginning of the suffix. */
function readUri(cursor: Cursor, head: string, start: Mark): string {
  const from = cursor.offset;
  let text = head.slice(1);
  cursor.need(1);
  while (hasFlag(cursor.peek(), flags.word | flags.uri)) {
    if (cursor.peek() === code('%')) text += readEscapedCharacter(cursor, start);
    else {
      text += String.fromCharCode(cursor.peek());
      cursor.skipBytes(1);
    }
    cursor.need(1);
  }
  if (head === '' && cursor.offset === from) throw scannerFault('did not find expected tag URI', cursor.mark(), start);
  return text;
}

function readEscapedCharacter(cursor: Cursor, start: Mark): string {
  const octets: number[] = [];
  let width = 1;
  while (octets.length < width) {
    cursor.need(3);
    const isEscape =
      cursor.peek() === code('%') && hasFlag(cursor.peek(1), flags.hex) && hasFlag(cursor.peek(2), flags.hex);
    if (!isEscape) throw scannerFault('did not find URI escaped octet', cursor.mark(), start);
    const octet = hexValue(cursor.peek(1)) * 16 + hexValue(cursor.peek(2));
    if (octets.length === 0) {
      width = widthOf(octet);
      if (width === 0) throw scannerFault('found an incorrect leading UTF-8 octet', cursor.mark(), start);
    } else if ((octet & 0xc0) !== 0x80)
      throw scannerFault('found an incorrect trailing UTF-8 octet', cursor.mark(), start);
    octets.push(octet);
    cursor.skipBytes(3);
  }
  return decodeUtf8Lossy(Uint8Array.from(octets));
}

/** `%YAML 1.1` or `%TAG !handle! prefix`. */
export function scanDirective(cursor: Cursor): Token {
  const start = cursor.mark();
  cursor.skipBytes(1);
  cursor.need(1);
  const name = readWord(cursor);
  if (name === '') throw scannerFault('could not find expected directive name', cursor.mark(), start);
  if (!cursor.isBlankOrEnd()) throw scannerFault('found unexpected non-alphabetical character', cursor.mark(), start);
  let text: string;
  let suffix = '';
  if (name === 'YAML') {
    skipBlanks(cursor);
    const major = readNumber(cursor, start);
    if (cursor.peek() !== code('.'))
      throw scannerFault("did not find expected digit or '.' character", cursor.mark(), start);
    cursor.skipBytes(1);
    text = `${major}.${readNumber(cursor, start)}`;
  } else if (name === 'TAG') {
    skipBlanks(cursor);
    text = readHandle(cursor, start, true);
    cursor.need(1);
    if (!cursor.isBlank()) throw scannerFault('did not find expected whitespace', cursor.mark(), start);
    skipBlanks(cursor);
    suffix = readUri(cursor, '', start);
    cursor.need(1);
    if (!cursor.isBlankOrEnd())
      throw scannerFault('did not find expected whitespace or line break', cursor.mark(), start);
  } else throw scannerFault('found unknown directive name', cursor.mark(), start);
  const end = cursor.mark();
  endLine(cursor, start);
  return makeToken(name === 'YAML' ? 'version' : 'tagDirective', start, end, text, suffix);
}

function skipBlanks(cursor: Cursor): void {
  while (cursor.isBlank()) {
    cursor.skipBytes(1);
    cursor.need(1);
  }
}

function readNumber(cursor: Cursor, start: Mark): number {
  let value = 0;
  let length = 0;
  cursor.need(1);
  while (hasFlag(cursor.peek(), flags.digit)) {
    if (++length > 2) throw scannerFault('found extremely long version number', cursor.mark(), start);
    value = value * 10 + cursor.peek() - code('0');
    cursor.skipBytes(1);
    cursor.need(1);
  }
  if (length === 0) throw scannerFault('did not find expected version number', cursor.mark(), start);
  return value;
}

function endLine(cursor: Cursor, start: Mark): void {
  skipBlanks(cursor);
  if (cursor.peek() === code('#')) cursor.skipLine();
  if (!cursor.isBreakOrEnd()) throw scannerFault('did not find expected comment or line break', cursor.mark(), start);
  cursor.need(2);
  cursor.readBreak();
}
