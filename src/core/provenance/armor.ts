import { decodeUtf8 } from '../../util/bytes';
import { maxArmorColumns } from './limits';

/** The 24-bit checksum of RFC 4880 6.1. Helm ignores it; gpg 2.2 needs it when the base64 has no padding. */
export function crc24(bytes: Uint8Array): number {
  let crc = 0xb704ce;
  for (const byte of bytes) {
    crc ^= byte << 16;
    for (let bit = 0; bit < 8; bit++) {
      crc <<= 1;
      if ((crc & 0x1000000) !== 0) crc ^= 0x1864cfb;
    }
  }
  return crc & 0xffffff;
}

/** `PGP SIGNATURE`, `PGP PUBLIC KEY BLOCK` and so on, without dashes. Lines end in LF, the last one too. */
export function formatArmor(label: string, bytes: Uint8Array): string {
  const crc = crc24(bytes);
  const lines = [`-----BEGIN ${label}-----`, ''];
  const base64 = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');
  for (let i = 0; i < base64.length; i += 64) lines.push(base64.slice(i, i + 64));
  lines.push(`=${Buffer.from([crc >> 16, (crc >> 8) & 0xff, crc & 0xff]).toString('base64')}`);
  lines.push(`-----END ${label}-----`, '');
  return lines.join('\n');
}

export type ArmorProblem = 'armorHeader' | 'armorLine' | 'armorBase64' | 'armorEnd';

const knownHeaders = /^(Version|Comment|MessageID|Hash|Charset): ?[^\r\n]*$/;
const base64Line = /^[A-Za-z0-9+/]+={0,2}$/;

/**
 * Reads the lines between (not including) BEGIN and END. Strict: known headers only, a truly empty line, base64 without
 * blanks in lines Go can read, padding only at the very end. The checksum is not checked (RFC 9580 6.1: must not).
 */
export function parseArmorLines(lines: readonly string[]): Uint8Array | ArmorProblem {
  let index = 0;
  while (index < lines.length && lines[index] !== '') {
    if (!knownHeaders.test(lines[index] ?? '')) return 'armorHeader';
    index++;
  }
  if (index === lines.length) return 'armorHeader';
  const data = lines.slice(index + 1);
  const last = data.at(-1);
  if (last !== undefined && /^=[A-Za-z0-9+/]{4}$/.test(last)) data.pop();
  for (const [position, line] of data.entries()) {
    if (line.length > maxArmorColumns) return 'armorLine';
    if (!base64Line.test(line)) return 'armorBase64';
    if (line.includes('=') && position < data.length - 1) return 'armorBase64';
  }
  const base64 = data.join('');
  if (base64.length % 4 !== 0) return 'armorBase64';
  return new Uint8Array(Buffer.from(base64, 'base64'));
}

export interface ArmorBlock {
  readonly label: string;
  /** `undefined`: the block is there but its content cannot be read. */
  readonly bytes: Uint8Array | undefined;
}

/**
 * All armored blocks of a key file, text around them ignored, blank lines and trailing blanks tolerated: key files come
 * from mails and web pages, and what they hold is judged afterwards. Not for signatures.
 */
export function findArmorBlocks(bytes: Uint8Array): readonly ArmorBlock[] {
  const text = decodeUtf8(bytes) ?? Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
  const blocks: ArmorBlock[] = [];
  const lines = text.split(/\r\n|\n|\r/).map(line => line.trim());
  for (let i = 0; i < lines.length; i++) {
    const label = /^(?:\ufeff)?-----BEGIN (PGP [A-Z ]+)-----$/.exec(lines[i] ?? '')?.[1];
    if (label === undefined) continue;
    const end = lines.indexOf(`-----END ${label}-----`, i + 1);
    if (end < 0) {
      blocks.push({ label, bytes: undefined });
      continue;
    }
    blocks.push({ label, bytes: parseLenientBody(lines.slice(i + 1, end)) });
    i = end;
  }
  return blocks;
}

function parseLenientBody(lines: readonly string[]): Uint8Array | undefined {
  const data: string[] = [];
  let inHeaders = true;
  for (const line of lines) {
    if (inHeaders && (line === '' || line.includes(': ') || line.endsWith(':'))) continue;
    inHeaders = false;
    if (line !== '' && !/^=[A-Za-z0-9+/]{4}$/.test(line)) data.push(line);
  }
  const base64 = data.join('');
  if (!base64Line.test(base64) || base64.length % 4 !== 0) return undefined;
  return new Uint8Array(Buffer.from(base64, 'base64'));
}
