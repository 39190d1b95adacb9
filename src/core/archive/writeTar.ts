import { encodeUtf8 } from '../../util/bytes';
import { formatPaxRecords } from './pax';

export interface TarInput {
  readonly path: string;
  readonly bytes: Uint8Array;
  /** Whole seconds since 1970. */
  readonly mtimeSeconds: number;
}

const blockBytes = 512;
const nameBytes = 100;
const prefixBytes = 155;
const fileMode = 0o644;
/** What eleven octal digits hold: the year 2242. */
const maxOctalTime = 8 ** 11 - 1;

/**
 * A tar as Go's archive/tar writes it for Helm (pkg/chart/v2/util save.go, writeToTar): USTAR headers where they suffice,
 * PAX where not; no directories, no owner; two zero blocks at the end and no padding beyond. In pieces as Go hands them to
 * the compressor, whose output depends on that.
 */
export function writeTar(entries: readonly TarInput[]): readonly Uint8Array[] {
  const end = new Uint8Array(blockBytes);
  return [...entries.flatMap(entry => [...headerBlocks(entry), entry.bytes, padding(entry.bytes.length)]), end, end];
}

function headerBlocks(entry: TarInput): readonly Uint8Array[] {
  const path = encodeUtf8(entry.path);
  const isAscii = path.every(byte => byte < 0x80);
  const split = isAscii ? splitPath(entry.path) : undefined;
  const timeFits = entry.mtimeSeconds >= 0 && entry.mtimeSeconds <= maxOctalTime;
  const common = {
    sizeBytes: entry.bytes.length,
    mtimeSeconds: timeFits ? entry.mtimeSeconds : 0,
    type: '0',
    mode: fileMode,
    hasDevice: true,
  };
  if (split !== undefined && timeFits) return [header({ ...common, ...split })];

  const records = new Map<string, string>();
  if (!isAscii || path.length > nameBytes) records.set('path', entry.path);
  if (!timeFits) records.set('mtime', String(entry.mtimeSeconds));
  const payload = formatPaxRecords(records);
  const extra = {
    name: paxName(entry.path),
    prefix: '',
    sizeBytes: payload.length,
    mtimeSeconds: 0,
    type: 'x',
    mode: 0,
    hasDevice: false,
  };
  return [
    header(extra),
    payload,
    padding(payload.length),
    header({ ...common, name: shortened(toAscii(entry.path)), prefix: '' }),
  ];
}

/**
 * Up to 100 bytes go into the name; longer paths are split at the last slash that leaves room in both fields. `undefined`:
 * impossible.
 */
function splitPath(path: string): { readonly name: string; readonly prefix: string } | undefined {
  if (path.length <= nameBytes) return { name: path, prefix: '' };
  const slash = path.slice(0, prefixBytes + 1).lastIndexOf('/');
  const name = path.slice(slash + 1);
  if (slash <= 0 || name === '' || name.length > nameBytes) return undefined;
  return { name, prefix: path.slice(0, slash) };
}

/** The name of an extra header: that of its file, one folder deeper, cut to the field. */
function paxName(path: string): string {
  const slash = path.lastIndexOf('/');
  return toAscii(`${path.slice(0, slash + 1)}PaxHeaders.0/${path.slice(slash + 1)}`)
    .slice(0, nameBytes)
    .replace(/\/+$/, '');
}

/** Cut to the field; a slash that would end it becomes a NUL, because old readers take that for a directory. */
function shortened(name: string): string {
  if (name.length <= nameBytes || name[nameBytes - 1] !== '/') return name.slice(0, nameBytes);
  const kept = name.slice(0, nameBytes - 1).replace(/\/+$/, '').length;
  return `${name.slice(0, kept)}\0${name.slice(kept + 1, nameBytes)}`;
}

interface HeaderFields {
  readonly name: string;
  readonly prefix: string;
  readonly sizeBytes: number;
  readonly mtimeSeconds: number;
  readonly type: string;
  readonly mode: number;
  /** Go leaves the device fields of an extra header empty. */
  readonly hasDevice: boolean;
}

/** The ustar header of POSIX.1-1988. */
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
  if (fields.hasDevice) {
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
