import { concatBytes, encodeUtf8 } from '../../util/bytes';
import { formatPaxRecords } from './pax';

export interface TarInput {
  readonly path: string;
  readonly bytes: Uint8Array;
  readonly mtimeSeconds: number;
}

const blockBytes = 512;
const mode = 0o644;
const maxOctalTime = 8 ** 11 - 1;

/**
 * A tar as Go's archive/tar writes it for Helm: USTAR headers where they suffice, PAX where not; no directories, no owner;
 * two zero blocks at the end and no padding beyond.
 */
export function writeTar(entries: readonly TarInput[]): Uint8Array {
  const parts = entries.flatMap(entry => [...headerBlocks(entry), entry.bytes, padding(entry.bytes.length)]);
  return concatBytes([...parts, new Uint8Array(2 * blockBytes)]);
}

function headerBlocks(entry: TarInput): readonly Uint8Array[] {
  const path = encodeUtf8(entry.path);
  const isAscii = path.every(byte => byte < 0x80);
  const split = isAscii ? splitPath(entry.path) : undefined;
  const timeFits = entry.mtimeSeconds >= 0 && entry.mtimeSeconds <= maxOctalTime;
  if (split !== undefined && timeFits) {
    return [
      header({
        ...split,
        sizeBytes: entry.bytes.length,
        mtimeSeconds: entry.mtimeSeconds,
        type: '0',
        mode,
        plainPax: false,
      }),
    ];
  }
  const records = new Map<string, string>();
  if (split === undefined) records.set('path', entry.path);
  if (!timeFits) records.set('mtime', String(entry.mtimeSeconds));
  const payload = formatPaxRecords(records);
  const ascii = toAscii(entry.path);
  const slash = ascii.lastIndexOf('/');
  const paxName = toAscii(
    `${slash === -1 ? '' : ascii.slice(0, slash + 1)}PaxHeaders.0/${ascii.slice(slash + 1)}`,
  ).slice(0, 100);
  return [
    header({
      name: paxName,
      prefix: '',
      sizeBytes: payload.length,
      mtimeSeconds: 0,
      type: 'x',
      mode: 0,
      plainPax: true,
    }),
    payload,
    padding(payload.length),
    header({
      name: ascii.slice(0, 100),
      prefix: '',
      sizeBytes: entry.bytes.length,
      mtimeSeconds: timeFits ? entry.mtimeSeconds : 0,
      type: '0',
      mode,
      plainPax: false,
    }),
  ];
}

/** Up to 100 bytes go into the name; longer ones are split at the last slash that leaves both fields room. `undefined`: impossible. */
function splitPath(path: string): { readonly name: string; readonly prefix: string } | undefined {
  if (path.length <= 100) return { name: path, prefix: '' };
  const searched = path.slice(0, Math.min(path.length, 156));
  const slash =
    searched.endsWith('/') && path.length === searched.length
      ? searched.slice(0, -1).lastIndexOf('/')
      : searched.lastIndexOf('/');
  const name = path.slice(slash + 1);
  if (slash <= 0 || name === '' || name.length > 100 || slash > 155) return undefined;
  return { name, prefix: path.slice(0, slash) };
}

interface HeaderFields {
  readonly name: string;
  readonly prefix: string;
  readonly sizeBytes: number;
  readonly mtimeSeconds: number;
  readonly type: string;
  readonly mode: number;
  /** The extra PAX header leaves the device fields empty. */
  readonly plainPax: boolean;
}

function header(fields: HeaderFields): Uint8Array {
  const block = Buffer.alloc(blockBytes);
  block.write(fields.name, 0, 'latin1');
  block.write(octal(fields.mode, 7), 100, 'latin1');
  block.write(octal(0, 7), 108, 'latin1');
  block.write(octal(0, 7), 116, 'latin1');
  block.write(octal(fields.sizeBytes, 11), 124, 'latin1');
  block.write(octal(fields.mtimeSeconds, 11), 136, 'latin1');
  block.write('        ', 148, 'latin1');
  block.write(fields.type, 156, 'latin1');
  block.write('ustar\u000000', 257, 'latin1');
  if (!fields.plainPax) {
    block.write(octal(0, 7), 329, 'latin1');
    block.write(octal(0, 7), 337, 'latin1');
  }
  block.write(fields.prefix, 345, 'latin1');
  const checksum = block.reduce((sum, byte) => sum + byte, 0);
  block.write(`${octal(checksum, 6)}\0 `, 148, 'latin1');
  return block;
}

function octal(value: number, digits: number): string {
  return value.toString(8).padStart(digits, '0');
}

function toAscii(text: string): string {
  return text.replace(/[^\x01-\x7F]/gu, '');
}

function padding(sizeBytes: number): Uint8Array {
  return new Uint8Array((blockBytes - (sizeBytes % blockBytes)) % blockBytes);
}
