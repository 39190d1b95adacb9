import { decodeUtf8, encodeUtf8 } from '../../util/bytes';
import { formatArmor, parseArmorLines } from './armor';
import type { ArmorProblem } from './armor';
import { maxProvenanceBytes, maxSignatures, maxSignedLineBytes } from './limits';
import { canonicalLines, stripTrailingBlanks } from './canonicalMessage';
import { packetTag, readPackets } from './packets';
import { hashName, isKnownHashName, parseSignature } from './signaturePacket';

export const beginMessage = '-----BEGIN PGP SIGNED MESSAGE-----';
export const beginSignature = '-----BEGIN PGP SIGNATURE-----';
export const endSignature = '-----END PGP SIGNATURE-----';

/**
 * Frames signed text and signature packets as a clear-signed file (RFC 9580 7). LF everywhere, dash escaping also for
 * `From ` (mail), checksum always (gpg 2.2 needs it), `Hash:` from the packets themselves. The text is canonicalised as
 * `canonicalMessage` does; it must have passed it.
 */
export function formatClearsigned(text: string, signaturePackets: Uint8Array): Uint8Array {
  const names = new Set<string>();
  for (const packet of readPackets(signaturePackets).packets) {
    const signature = packet.tag === packetTag.signature ? parseSignature(packet.body) : undefined;
    if (signature && !('problem' in signature)) names.add(hashName(signature.hashAlgorithm));
  }
  const header = names.size > 0 ? [`Hash: ${[...names].join(',')}`] : [];
  const lines = canonicalLines(text).map(line => (/^(?:-|From )/.test(line) ? `- ${line}` : line));
  const framed = [beginMessage, ...header, '', ...lines, ''].join('\n');
  return encodeUtf8(framed + formatArmor('PGP SIGNATURE', signaturePackets));
}

export type FrameProblem =
  | 'tooLarge'
  | 'byteOrderMark'
  | 'notUtf8'
  | 'loneCarriageReturn'
  | 'controlCharacter'
  | 'noBlock'
  | 'textBefore'
  | 'textAfter'
  | 'badHeader'
  | 'headerEnd'
  | 'dashEscape'
  | 'noSignature'
  | 'brokenPacket'
  | 'unexpectedPacket'
  | 'tooManySignatures'
  | ArmorProblem;

export type FrameWarning = 'blankLinesBefore' | 'escapeCharacter' | 'longLine' | 'extraPacket';

export interface ClearsignedFile {
  /** Signed lines joined with LF: the only text that may be shown as signed. */
  readonly text: string;
  /** The bytes under the signature: the lines joined with CRLF. */
  readonly signedBytes: Uint8Array;
  /** Names in `Hash:` headers, in order; empty when there is no such header. */
  readonly hashNames: readonly string[];
  /** Bodies of the signature packets. */
  readonly signatures: readonly Uint8Array[];
  readonly warnings: readonly FrameWarning[];
}

export interface BrokenFrame {
  readonly problem: FrameProblem;
  /** Line in the file, counted from 1; 0 when the problem is not in one line. */
  readonly line: number;
}

/**
 * Reads a clear-signed file so that nothing unsigned can hide in it: one block, nothing but blank lines around it, no
 * repair. Everything more liberal readers accept (other headers, text around, several blocks, injected CR, blanks in the
 * armor) is refused. Whether the signatures are good is not checked here.
 */
export function parseClearsigned(bytes: Uint8Array): ClearsignedFile | BrokenFrame {
  if (bytes.length > maxProvenanceBytes) return { problem: 'tooLarge', line: 0 };
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return { problem: 'byteOrderMark', line: 1 };
  const decoded = decodeUtf8(bytes);
  if (decoded === undefined) return { problem: 'notUtf8', line: 0 };
  const unix = decoded.replaceAll('\r\n', '\n');
  const lines = unix.split('\n');
  const warnings = new Set<FrameWarning>();
  // A lone CR is a line end for some readers and nothing for others; ESC is signed text and only dangerous to show.
  if (unix.includes('\r')) return { problem: 'loneCarriageReturn', line: lineWith(lines, /\r/) };
  const control = /[\u0000-\u0008\u000b-\u001a\u001c-\u001f\u007f]/;
  if (control.test(unix)) return { problem: 'controlCharacter', line: lineWith(lines, control) };

  const begin = lines.findIndex(line => line !== '');
  if (begin < 0) return { problem: 'noBlock', line: 0 };
  if (lines[begin] !== beginMessage)
    return { problem: lines.includes(beginMessage) ? 'textBefore' : 'noBlock', line: begin + 1 };
  if (begin > 0) warnings.add('blankLinesBefore');

  const hashNames: string[] = [];
  let index = begin + 1;
  for (; lines[index] !== ''; index++) {
    const list = /^Hash: ?([A-Za-z0-9-]+(?:, ?[A-Za-z0-9-]+)*)$/.exec(lines[index] ?? '')?.[1];
    if (list === undefined) return { problem: index < lines.length ? 'badHeader' : 'headerEnd', line: index + 1 };
    hashNames.push(...list.split(/, ?/));
  }

  const signed: string[] = [];
  for (index++; lines[index] !== beginSignature; index++) {
    const line = lines[index];
    if (line === undefined) return { problem: 'noSignature', line: lines.length };
    if (line.startsWith('-') && !line.startsWith('- ')) return { problem: 'dashEscape', line: index + 1 };
    signed.push(stripTrailingBlanks(line.startsWith('- ') ? line.slice(2) : line));
  }
  const end = lines.indexOf(endSignature, index);
  if (end < 0) return { problem: 'armorEnd', line: lines.length };
  const after = lines.findIndex((line, position) => position > end && line !== '');
  if (after >= 0) return { problem: 'textAfter', line: after + 1 };
  const armor = parseArmorLines(lines.slice(index + 1, end));
  if (typeof armor === 'string') return { problem: armor, line: index + 1 };

  const signatures: Uint8Array[] = [];
  const sequence = readPackets(armor);
  if (sequence.problem) return { problem: 'brokenPacket', line: index + 1 };
  for (const packet of sequence.packets) {
    if (packet.tag === packetTag.signature) signatures.push(packet.body);
    else if (packet.tag === packetTag.padding || packet.tag >= 60) warnings.add('extraPacket');
    else if (packet.tag !== packetTag.marker) return { problem: 'unexpectedPacket', line: index + 1 };
  }
  if (signatures.length === 0) return { problem: 'noSignature', line: index + 1 };
  if (signatures.length > maxSignatures) return { problem: 'tooManySignatures', line: index + 1 };
  if (signed.some(line => line.includes('\u001b') || /[\u0080-\u009f]/.test(line))) warnings.add('escapeCharacter');
  if (signed.some(line => line.length * 3 > maxSignedLineBytes && encodeUtf8(line).length > maxSignedLineBytes))
    warnings.add('longLine');
  return {
    text: signed.join('\n'),
    signedBytes: encodeUtf8(signed.join('\r\n')),
    hashNames,
    signatures,
    warnings: [...warnings],
  };
}

function lineWith(lines: readonly string[], pattern: RegExp): number {
  return lines.findIndex(line => pattern.test(line)) + 1;
}

/** What the `Hash:` headers say about the hash a signature really uses (RFC 9580 7.1). */
export function checkHashHeader(
  names: readonly string[],
  algorithm: number,
): 'ok' | 'missing' | 'unknownName' | 'mismatch' {
  if (names.length === 0) return 'missing';
  if (!names.includes(hashName(algorithm))) return 'mismatch';
  return names.every(isKnownHashName) ? 'ok' : 'unknownName';
}
