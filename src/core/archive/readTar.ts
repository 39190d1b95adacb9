import type { ArchiveAttack, ArchiveDamage, ArchiveLimit } from '../archiveProblem';
import { concatBytes, decodeUtf8 } from '../../util/bytes';
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
  const reader = new TarReader(() => true);
  reader.push(tar);
  return reader.end();
}

/** An entry whose content is on its way. */
interface OpenEntry {
  readonly header: EntryHeader;
  readonly keep: boolean;
  readonly parts: Uint8Array[];
  left: number;
}

/** `readTar` for a tar that comes in parts. Contents that are not wanted are counted and left empty. */
export class TarReader {
  readonly #entries: TarEntry[] = [];
  readonly #isWanted: (path: string) => boolean;
  #block: Uint8Array = new Uint8Array();
  #current: OpenEntry | undefined;
  #paddingBytes = 0;
  /** Bytes from the first zero block on; `undefined`: it has not come. */
  #endBytes: number | undefined;
  #totalBytes = 0;
  #seen = 0;
  #longPath: string | undefined;

  constructor(isWanted: (path: string) => boolean) {
    this.#isWanted = isWanted;
  }

  push(part: Uint8Array): void {
    for (let offset = 0; offset < part.length;) {
      if (this.#endBytes !== undefined) {
        requireEnd(part, offset);
        this.#endBytes += part.length - offset;
        return;
      }
      if (this.#current !== undefined) offset += this.#takeContent(this.#current, part.subarray(offset));
      else if (this.#paddingBytes > 0) {
        const skipped = Math.min(this.#paddingBytes, part.length - offset);
        this.#paddingBytes -= skipped;
        offset += skipped;
      } else offset += this.#takeHeader(part.subarray(offset));
    }
  }

  /** Everything came. Helm takes an archive without an end marker, or with half of it, but not with a part of a block. */
  end(): readonly TarEntry[] {
    if (this.#current !== undefined) throw malformed('truncated', this.#current.header.path);
    const isHalfBlock = (this.#endBytes ?? 0) > 0 && (this.#endBytes ?? 0) < blockBytes;
    if (this.#block.length > 0 || isHalfBlock) throw malformed('truncated');
    return this.#entries;
  }

  #takeHeader(part: Uint8Array): number {
    const taken = Math.min(blockBytes - this.#block.length, part.length);
    const whole =
      this.#block.length === 0 ? part.subarray(0, taken) : concatBytes([this.#block, part.subarray(0, taken)]);
    this.#block = whole.length < blockBytes ? whole.slice() : new Uint8Array();
    if (whole.length === blockBytes) this.#begin(Buffer.from(whole.buffer, whole.byteOffset, blockBytes));
    return taken;
  }

  #begin(block: Buffer): void {
    if (isZero(block)) {
      this.#endBytes = 0;
      return;
    }
    const header = readHeader(block);
    const { path, sizeBytes, type } = header;
    if (++this.#seen > limits.entries) throw over('entries', this.#seen, limits.entries, path);
    if (sizeBytes > limits.totalBytes) throw over('totalBytes', sizeBytes, limits.totalBytes, path);
    const keep =
      type === 'x'
        ? sizeBytes <= limits.paxBytes
        : sizeBytes <= limits.fileBytes && this.#isWanted(this.#longPath ?? path);
    const entry = { header, keep, parts: [], left: sizeBytes };
    if (sizeBytes === 0) this.#finish(header, new Uint8Array());
    else this.#current = entry;
  }

  #takeContent(current: OpenEntry, part: Uint8Array): number {
    const taken = Math.min(current.left, part.length);
    if (current.keep) current.parts.push(part.subarray(0, taken));
    current.left -= taken;
    if (current.left > 0) return taken;
    const { header, parts } = current;
    this.#current = undefined;
    this.#paddingBytes = (blockBytes - (header.sizeBytes % blockBytes)) % blockBytes;
    this.#finish(header, parts.length === 1 ? (parts[0] ?? new Uint8Array()) : concatBytes(parts));
    return taken;
  }

  #finish(header: EntryHeader, bytes: Uint8Array): void {
    const { path, sizeBytes } = header;
    switch (header.type) {
      case 'x':
        if (this.#longPath !== undefined) throw hostile('twoPaxHeaders', path);
        if (sizeBytes > limits.paxBytes) throw over('paxBytes', sizeBytes, limits.paxBytes, path);
        this.#longPath = paxPath(bytes, path);
        return;
      case '5':
        if (sizeBytes > 0) throw hostile('directoryWithContent', path);
        this.#longPath = undefined;
        return;
      case '0':
      case '\0':
        break;
      default:
        throw hostile(attackOf(header.type), path);
    }
    const name = this.#longPath === undefined ? path : agreeing(this.#longPath, header);
    this.#longPath = undefined;
    if (sizeBytes > limits.fileBytes) throw over('fileBytes', sizeBytes, limits.fileBytes, name);
    this.#totalBytes += sizeBytes;
    if (this.#totalBytes >= limits.totalBytes) throw over('totalBytes', this.#totalBytes, limits.totalBytes, name);
    this.#entries.push({ path: name, bytes, mode: header.mode, mtimeSeconds: header.mtimeSeconds });
  }
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

/** The fields of a header as Go's archive/tar reads them, but for what it lets pass and others do not. */
function readHeader(block: Buffer): EntryHeader {
  const checksum = octalField(block, 148, 8);
  if (checksum === undefined || checksum !== headerSum(block)) throw malformed('headerChecksum');
  const nameField = untilNul(block.subarray(0, 100));
  const format = formatOf(block);
  const prefix = format.prefixEnd === undefined ? Buffer.alloc(0) : untilNul(block.subarray(345, format.prefixEnd));
  const path = decodeUtf8(prefix.length === 0 ? nameField : Buffer.concat([prefix, Buffer.from('/'), nameField]));
  if (path === undefined) throw malformed('pathNotUtf8');
  const sizeBytes = octalField(block, 124, 12);
  if (sizeBytes === undefined) throw malformed('size', path);
  const mode = octalField(block, 100, 8);
  const mtimeSeconds = octalField(block, 136, 12);
  const areNumbers = [108, 116, ...(format.hasDevices ? [329, 337] : [])].every(at => isNumber(block, at));
  if (mode === undefined || mtimeSeconds === undefined || !areNumbers) throw malformed('header', path);
  const type = String.fromCharCode(block[156] ?? 0);
  // Go reads a folder, a device or a link from these bits as well, and Helm then passes over a file that others see.
  if ((mode & ~0o7777) !== 0 && (mode & ~0o7777) !== regularFile && type !== '5') throw hostile('typeInMode', path);
  // An old writer marks a directory by the slash at its end only.
  const isOldDirectory = type === '\0' && path.endsWith('/');
  return { path, nameField, type: isOldDirectory ? '5' : type, sizeBytes, mode, mtimeSeconds };
}

/**
 * Which fields a header has, by Go's archive/tar getFormat. The prefix of a name ends earlier in the format of Joerg
 * Schilling's star, and GNU has times in its place: those are refused, since some readers take them for a prefix.
 */
function formatOf(block: Buffer): { readonly prefixEnd?: number; readonly hasDevices: boolean } {
  const magic = block.toString('latin1', 257, 265);
  if (magic.startsWith('ustar\0')) {
    const isStar = block.toString('latin1', 508, 512) === 'tar\0';
    return { prefixEnd: isStar ? 476 : 500, hasDevices: true };
  }
  if (magic.startsWith('ustar') && block[345] !== 0) throw malformed('header');
  return { hasDevices: magic === 'ustar  \0' };
}

/** The bits of a mode that say "a regular file"; some old writers set them. */
const regularFile = 0o100000;

/** User, group and device numbers are not used, but Go wants them to be numbers: octal, or base 256 for large ones. */
function isNumber(block: Buffer, start: number): boolean {
  return ((block[start] ?? 0) & 0x80) !== 0 || octalField(block, start, 8) !== undefined;
}

/** The sum of all bytes, those of the checksum itself taken for blanks. */
function headerSum(block: Buffer): number {
  let sum = 8 * 0x20;
  for (let i = 0; i < blockBytes; i++) if (i < 148 || i >= 156) sum += block[i] ?? 0;
  return sum;
}

/**
 * Octal digits, blanks and NULs around them. `undefined` for anything else: base 256, which is for more than 8 GiB and which
 * readers disagree on, and digits behind a NUL, which some readers see and some do not.
 */
function octalField(block: Buffer, start: number, length: number): number | undefined {
  const match = /^[ \0]*([0-7]*)[ \0]*$/.exec(block.toString('latin1', start, start + length));
  return match === null ? undefined : Number.parseInt(match[1] === '' ? '0' : (match[1] ?? '0'), 8);
}

/**
 * The path of a PAX header. Go writes one for names that do not fit or are not ASCII. Other records that change what a
 * reader sees are refused; a time is harmless.
 */
function paxPath(bytes: Uint8Array, path: string): string | undefined {
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

function attackOf(type: string): ArchiveAttack {
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

function malformed(reason: ArchiveDamage, entry?: string): ChartReleaseError {
  return new ChartReleaseError('archive.malformed', { reason, ...(entry === undefined ? {} : { entry }) });
}

function hostile(attack: ArchiveAttack, entry?: string): ChartReleaseError {
  return new ChartReleaseError('archive.hostile', { attack, ...(entry === undefined ? {} : { entry }) });
}

function over(limit: ArchiveLimit, value: number, allowed: number, entry: string): ChartReleaseError {
  return new ChartReleaseError('archive.limit', { limit, value, allowed, entry });
}
