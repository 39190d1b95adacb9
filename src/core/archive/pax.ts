import { concatBytes, decodeUtf8, encodeUtf8 } from '../../util/bytes';

/** The records of a PAX header (POSIX.1-2001): `<length> <key>=<value>\n`, the length counting itself. `undefined`: malformed. */
export function readPaxRecords(bytes: Uint8Array): ReadonlyMap<string, string> | undefined {
  const records = new Map<string, string>();
  for (let offset = 0; offset < bytes.length;) {
    const head = /^([1-9][0-9]{0,7}) /.exec(Buffer.from(bytes.subarray(offset, offset + 10)).toString('latin1'));
    const length = Number(head?.[1]);
    if (head === null || offset + length > bytes.length || bytes[offset + length - 1] !== 0x0a) return undefined;
    const text = decodeUtf8(bytes.subarray(offset + head[0].length, offset + length - 1));
    const equals = text?.indexOf('=') ?? -1;
    if (text === undefined || equals < 1 || text.includes('\0')) return undefined;
    records.set(text.slice(0, equals), text.slice(equals + 1));
    offset += length;
  }
  return records;
}

export function formatPaxRecords(records: ReadonlyMap<string, string>): Uint8Array {
  const sorted = [...records].sort(([a], [b]) => (a < b ? -1 : 1));
  return concatBytes(sorted.map(([key, value]) => formatRecord(key, value)));
}

function formatRecord(key: string, value: string): Uint8Array {
  const rest = encodeUtf8(` ${key}=${value}\n`);
  let length = rest.length;
  // The length counts its own digits.
  while (length !== rest.length + String(length).length) length = rest.length + String(length).length;
  return concatBytes([encodeUtf8(String(length)), rest]);
}
