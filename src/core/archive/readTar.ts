import { Header } from 'tar/header';
import { decodeUtf8 } from '../../util/bytes';
import { ChartReleaseError } from '../errors';
import { limits } from './limits';
import { readPaxRecords } from './pax';

export interface TarEntry {
  /** As in the archive, with the first component. */
  readonly path: string;
  readonly bytes: Uint8Array;
  readonly mode: number;
  /** Seconds since 1970. */
  readonly mtimeSeconds: number;
}

const blockBytes = 512;

/**
 * The regular files of a tar, in order; directories are passed over. Anything on which two readers could disagree is refused:
 * links and devices, global and overriding PAX headers, GNU long names, sparse files, checksums that do not hold, entries
 * behind the end marker. Throws `archive.malformed`, `archive.hostile`, `archive.limit`.
 */
export function readTar(tar: Uint8Array): readonly TarEntry[] {
  const entries: TarEntry[] = [];
  let totalBytes = 0;
  let seen = 0;
  let longPath: string | undefined;
  for (let offset = 0; offset < tar.length;) {
    const block = Buffer.from(tar.buffer, tar.byteOffset + offset, Math.min(blockBytes, tar.length - offset));
    if (block.length < blockBytes) throw malformed('truncated');
    if (isZero(block)) {
      requireEnd(tar, offset);
      return entries;
    }
    const header = readHeader(block);
    const path = header.path;
    if (++seen > limits.entries) throw over('entries', seen, limits.entries, path);
    const start = offset + blockBytes;
    const end = start + header.sizeBytes;
    if (header.sizeBytes > limits.totalBytes) throw over('totalBytes', header.sizeBytes, limits.totalBytes, path);
    if (end > tar.length) throw malformed('truncated', path);
    const bytes = tar.subarray(start, end);
    offset = start + Math.ceil(header.sizeBytes / blockBytes) * blockBytes;
    switch (header.type) {
      case 'x':
        if (longPath !== undefined) throw hostile('twoPaxHeaders', path);
        longPath = paxPath(bytes, path);
        continue;
      case '5':
        if (header.sizeBytes > 0) throw hostile('directoryWithContent', path);
        if (longPath !== undefined) longPath = undefined;
        continue;
      case '0':
      case '\0':
        break;
      default:
        throw hostile(attackOf(header.type), path);
    }
    const name = longPath === undefined ? path : agreeing(longPath, header);
    longPath = undefined;
    if (header.sizeBytes > limits.fileBytes) throw over('fileBytes', header.sizeBytes, limits.fileBytes, name);
    totalBytes += header.sizeBytes;
    if (totalBytes >= limits.totalBytes) throw over('totalBytes', totalBytes, limits.totalBytes, name);
    entries.push({ path: name, bytes, mode: header.mode, mtimeSeconds: header.mtimeSeconds });
  }
  return entries; // Helm takes an archive without an end marker, and so does every other reader
}

interface EntryHeader {
  readonly path: string;
  /** The bytes of the name field alone, for the comparison with a PAX path. */
  readonly nameField: Buffer;
  readonly type: string;
  readonly sizeBytes: number;
  readonly mode: number;
  readonly mtimeSeconds: number;
}

function readHeader(block: Buffer): EntryHeader {
  const header = decodeHeader(block);
  if (!header.cksumValid) throw malformed('headerChecksum');
  const nameField = untilNul(block.subarray(0, 100));
  const isUstar = block.toString('latin1', 257, 262) === 'ustar';
  const prefix = isUstar ? untilNul(block.subarray(345, 500)) : Buffer.alloc(0);
  const path = decodeUtf8(prefix.length === 0 ? nameField : Buffer.concat([prefix, Buffer.from('/'), nameField]));
  if (path === undefined) throw malformed('pathNotUtf8');
  const sizeBytes = header.size ?? 0;
  if (!Number.isSafeInteger(sizeBytes) || sizeBytes < 0) throw malformed('size', path);
  const type = String.fromCharCode(block[156] ?? 0);
  const mtimeSeconds = header.mtime === undefined ? 0 : Math.floor(header.mtime.getTime() / 1000);
  // An old writer marks a directory by the slash at its end only.
  const isOldDirectory = type === '\0' && path.endsWith('/');
  return { path, nameField, type: isOldDirectory ? '5' : type, sizeBytes, mode: header.mode ?? 0o644, mtimeSeconds };
}

/** A size in base 256 is for more than 8 GiB, or negative: readers disagree on it, and no chart has it. */
function decodeHeader(block: Buffer): Header {
  if (((block[124] ?? 0) & 0x80) !== 0) throw malformed('size');
  try {
    return new Header(block, 0);
  } catch (cause) {
    throw new ChartReleaseError('archive.malformed', { reason: 'header' }, { cause });
  }
}

/**
 * The path of a PAX header. Go writes one for names that do not fit or are not ASCII. Other records that change what a
 * reader sees are refused; a time is harmless.
 */
function paxPath(bytes: Uint8Array, path: string): string | undefined {
  if (bytes.length > limits.paxBytes) throw over('paxBytes', bytes.length, limits.paxBytes, path);
  const records = readPaxRecords(bytes);
  if (records === undefined) throw malformed('paxHeader', path);
  for (const key of records.keys()) {
    if (key !== 'path' && key !== 'mtime' && key !== 'atime' && key !== 'ctime') throw hostile('paxOverride', path);
  }
  return records.get('path');
}

/** A PAX path may only say in full what the name field could not: the same text, cut short or with what is not ASCII left out. */
function agreeing(paxPath: string, header: EntryHeader): string {
  const full = Buffer.from(paxPath);
  const ascii = Buffer.from(paxPath.replace(/[^\x00-\x7F]/gu, ''), 'latin1');
  const isShortened = (whole: Buffer): boolean =>
    whole.subarray(0, 100).equals(header.nameField) || whole.subarray(0, 99).equals(header.nameField);
  if (!isShortened(full) && !isShortened(ascii)) throw hostile('paxOverride', paxPath);
  return paxPath;
}

function requireEnd(tar: Uint8Array, offset: number): void {
  for (let i = offset; i < tar.length; i++) if (tar[i] !== 0) throw hostile('entriesBehindEnd');
}

function attackOf(type: string): string {
  switch (type) {
    case '1':
      return 'hardLink';
    case '2':
      return 'symbolicLink';
    case '3':
    case '4':
      return 'device';
    case '6':
      return 'fifo';
    case 'g':
      return 'globalPaxHeader';
    case 'L':
    case 'K':
      return 'gnuLongName';
    case 'S':
      return 'sparseFile';
    default:
      return 'unknownEntryType';
  }
}

function isZero(block: Uint8Array): boolean {
  return block.every(byte => byte === 0);
}

function untilNul(field: Buffer): Buffer {
  const end = field.indexOf(0);
  return end === -1 ? field : field.subarray(0, end);
}

function malformed(reason: string, entry?: string): ChartReleaseError {
  return new ChartReleaseError('archive.malformed', { reason, ...(entry === undefined ? {} : { entry }) });
}

function hostile(attack: string, entry?: string): ChartReleaseError {
  return new ChartReleaseError('archive.hostile', { attack, ...(entry === undefined ? {} : { entry }) });
}

function over(limit: string, value: number, allowed: number, entry: string): ChartReleaseError {
  return new ChartReleaseError('archive.limit', { limit, value, allowed, entry });
}
