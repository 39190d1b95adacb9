import { encodeUtf8 } from '../../util/bytes';
import { ChartReleaseError } from '../errors';
import { maxSignedLineBytes } from './limits';

/** Ends the metadata and starts the sums (Helm pkg/provenance: `messageBlock`, `parseMessageBlock`). */
export const separator = '\n...\n';

/** Why a text is not signed: some verifier would read it differently, or not at all. */
export type RefusedText =
  | 'empty'
  | 'controlCharacter'
  | 'lineSeparator'
  | 'byteOrderMark'
  | 'loneSurrogate'
  | 'loneCarriageReturn'
  | 'lineTooLong';

/** The first reason to refuse a text, or `undefined`. */
export function checkSignable(text: string): RefusedText | undefined {
  const unix = text.replaceAll('\r\n', '\n');
  if (unix.includes('\r')) return 'loneCarriageReturn';
  // U+0085, U+2028 and U+2029 end a line for Go's YAML reader: what stood in a comment would become content.
  if (/[\u0085\u2028\u2029]/.test(unix)) return 'lineSeparator';
  if (/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/.test(unix)) return 'controlCharacter';
  if (unix.includes('\ufeff')) return 'byteOrderMark';
  if (/\p{Cs}/u.test(unix)) return 'loneSurrogate';
  const lines = canonicalLines(unix);
  if (lines.length === 0) return 'empty';
  if (lines.some(line => encodeUtf8(line).length > maxSignedLineBytes)) return 'lineTooLong';
  return undefined;
}

/** Lines as they are signed: line ends normalised, trailing blanks and tabs gone, trailing empty lines dropped. */
export function canonicalLines(text: string): readonly string[] {
  const lines = text.replaceAll('\r\n', '\n').split('\n').map(stripTrailingBlanks);
  while (lines.at(-1) === '') lines.pop();
  return lines;
}

/**
 * The bytes that are signed: the lines joined with CRLF, no line end after the last one, so that Helm, gpg and our own
 * reader compute the same digest. Throws `sign.refused` with a `RefusedText`.
 */
export function canonicalMessage(text: string): Uint8Array {
  const reason = checkSignable(text);
  if (reason !== undefined) throw new ChartReleaseError('sign.refused', { reason });
  return encodeUtf8(canonicalLines(text).join('\r\n'));
}

/** Not a regular expression: `/[ \t]+$/` takes quadratic time on a line of blanks. */
export function stripTrailingBlanks(line: string): string {
  let end = line.length;
  while (end > 0 && (line[end - 1] === ' ' || line[end - 1] === '\t')) end--;
  return line.slice(0, end);
}
