import type { HelmVersion } from './goRules';
import { crc24 } from '../armor';

/** A clear-signed block as Helm's library finds it; text and bytes around it are dropped. */
export interface GoBlock {
  /** The text that is split into metadata and sums. */
  readonly plaintext: Uint8Array;
  /** The bytes under the signature, before the line ends are made canonical for type 0x01. */
  readonly bytes: Uint8Array;
  /** Decoded armor, up to `armorError`. */
  readonly signature: Uint8Array;
  /** What reading the signature beyond its last good byte gives instead of the end. */
  readonly armorError?: string;
}

const start = '\n-----BEGIN PGP SIGNED MESSAGE-----';
const endText = '-----BEGIN PGP SIGNATURE-----';
const end = '\n-----END PGP SIGNATURE-----';

/**
 * Finds the first clear-signed block (clearsign.Decode, armor.Decode of both libraries). `undefined`: none that they read;
 * `panic`: Helm 4 dies on a block without any text line.
 */
export function readGoBlock(helm: HelmVersion, file: Uint8Array): GoBlock | 'panic' | undefined {
  // One character per byte: everything here is decided on bytes.
  const text = Buffer.from(file.buffer, file.byteOffset, file.byteLength).toString('latin1');
  const at = text.startsWith(start.slice(1)) ? 0 : text.indexOf(start) + 1;
  if (at === 0 && !text.startsWith(start.slice(1))) return undefined;
  let rest = text.slice(at + start.length - 1);
  let line: string;
  [line, rest] = nextLine(rest);
  if (line !== '') return undefined;
  for (;;) {
    if (rest === '') return undefined;
    [line, rest] = nextLine(rest);
    if (helm === 3 ? line === '' : isBlank(line)) break;
    if (/[^\x20-\x7e]/.test(line)) return undefined;
    const colon = line.indexOf(':');
    if (colon < 0 || line.slice(0, colon).trim() !== 'Hash') return undefined;
  }
  const lines: string[] = [];
  for (;;) {
    const before = rest;
    [line, rest] = nextLine(rest);
    if (line === '' && rest === '') return undefined;
    if (line === endText) {
      rest = before;
      break;
    }
    lines.push(trimBlanks(line.startsWith('- ') ? line.slice(2) : line));
  }
  if (lines.length === 0 && helm === 4) return 'panic';
  const endAt = rest.indexOf(end);
  if (endAt < 0) return undefined;
  const armor = readArmor(helm, rest.slice(0, endAt + end.length));
  if (armor === undefined) return undefined;
  const plaintext = lines.map(content => `${content}\n`).join('');
  return {
    plaintext: latin1Bytes(helm === 3 ? plaintext : plaintext.slice(0, -1)),
    bytes: latin1Bytes(lines.join('\r\n')),
    ...armor,
  };
}

function nextLine(text: string): [string, string] {
  const at = text.indexOf('\n');
  if (at < 0) return [text, ''];
  const lineEnd = at > 0 && text[at - 1] === '\r' ? at - 1 : at;
  return [text.slice(0, lineEnd), text.slice(at + 1)];
}

function isBlank(line: string): boolean {
  return /^[\t\n\v\f\r \u0085\u00a0]*$/.test(Buffer.from(line, 'latin1').toString('utf8'));
}

function trimBlanks(line: string): string {
  let length = line.length;
  while (length > 0 && (line[length - 1] === ' ' || line[length - 1] === '\t')) length--;
  return line.slice(0, length);
}

function latin1Bytes(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text, 'latin1'));
}

const corrupt = 'openpgp: invalid data: armor invalid';

/** Go reads armor through a buffer of 100 bytes: a longer line comes in pieces. */
const bufferColumns = 100;

function readArmor(helm: HelmVersion, text: string): Pick<GoBlock, 'signature' | 'armorError'> | undefined {
  const lines = text.split('\n').map(line => (line.endsWith('\r') ? line.slice(0, -1) : line));
  let index = 0;
  for (;;) {
    const begin = lines.findIndex(
      (line, position) => position >= index && line.length < bufferColumns && /^\s*-----BEGIN .{5,}/.test(line),
    );
    if (begin < 0) return undefined;
    index = begin + 1;
    while (
      index < lines.length &&
      lines[index]?.trim() !== '' &&
      (lines[index] ?? '')
        .slice(0, bufferColumns)
        .trim()
        .includes(helm === 3 ? ': ' : ':')
    )
      index++;
    if (index >= lines.length) return undefined;
    if (lines[index]?.trim() === '') return readArmorBody(helm, lines.slice(index + 1));
    index++;
  }
}

function readArmorBody(helm: HelmVersion, lines: readonly string[]): Pick<GoBlock, 'signature' | 'armorError'> {
  let base64 = '';
  let checksum: number | undefined;
  let error: string | undefined;
  for (const [position, line] of lines.entries()) {
    if (line.startsWith('-----END ')) break;
    if (line.length === 5 && line.startsWith('=')) {
      if (helm === 4) break;
      const sum = Buffer.from(line.slice(1), 'base64');
      const isBase64 = /^[A-Za-z0-9+/]{2}(?:[A-Za-z0-9+/]{2}|[A-Za-z0-9+/]=|==)$/.test(line.slice(1));
      // A checksum of the wrong size is stepped over, one that is no base64 ends the reading.
      if (isBase64 && sum.length !== 3) continue;
      if (!isBase64) error = 'illegal base64 data at input byte 0';
      else if (!(lines[position + 1] ?? '').startsWith('-----END ')) error = corrupt;
      else checksum = sum.readUIntBE(0, 3);
      break;
    }
    if (line.length > 96) {
      error = corrupt;
      break;
    }
    base64 += line;
  }
  const { bytes: signature, error: broken } = decodeBase64(base64.replaceAll('\r', ''));
  error = broken ?? error;
  // Helm 3 compares the checksum when it comes to the end, which it does only when no signature was by a known key.
  if (error === undefined && helm === 3 && checksum !== undefined && checksum !== crc24(signature)) error = corrupt;
  return { signature, ...(error === undefined ? {} : { armorError: error }) };
}

/** What a stream of base64 gives before it breaks: bytes behind a filled-up group of four are never reached. */
function decodeBase64(text: string): { readonly bytes: Uint8Array; readonly error?: string } {
  const whole = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?/.exec(text)?.[0] ?? '';
  const bytes = new Uint8Array(Buffer.from(whole, 'base64'));
  if (whole.length === text.length) return { bytes };
  const rest = text.slice(whole.length);
  if (!whole.endsWith('=') && rest.length < 4 && /^[A-Za-z0-9+/]*=?$/.test(rest))
    return { bytes, error: 'unexpected EOF' };
  const bad = whole.endsWith('=') ? 0 : rest.search(/[^A-Za-z0-9+/]/);
  return { bytes, error: `illegal base64 data at input byte ${whole.length + Math.max(bad, 0)}` };
}

/** The bytes that are hashed for a signature of type 0x01: lone LF become CRLF (openpgp/canonical_text.go). */
export function canonicalText(bytes: Uint8Array): Uint8Array {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
  if (!/(^|[^\r])\n|\r\r/.test(text)) return bytes;
  let result = '';
  let afterReturn = false;
  for (const character of text) {
    if (afterReturn) afterReturn = false;
    else if (character === '\r') afterReturn = true;
    else if (character === '\n') {
      result += '\r\n';
      continue;
    }
    result += character;
  }
  return latin1Bytes(result);
}
