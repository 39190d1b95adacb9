import fc from 'fast-check';

/** Changes a text file line by line; the text holds one character for each byte. */
export type LineChange = (lines: readonly string[], at: number) => readonly string[];

const one = <T>(...values: readonly T[]): fc.Arbitrary<T> => fc.constantFrom(...values);
const isBegin = (line: string): boolean => line.startsWith('-----BEGIN PGP SIGNATURE');
const isEnd = (line: string): boolean => line.startsWith('-----END PGP SIGNATURE');

const atLine =
  (change: (line: string) => readonly string[]): LineChange =>
  (lines, at) =>
    lines.flatMap((line, index) => (index === at % lines.length ? change(line) : [line]));
const where =
  (matches: (line: string) => boolean, change: (line: string) => readonly string[]): LineChange =>
  lines =>
    lines.flatMap(line => (matches(line) ? change(line) : [line]));

/** The base64 of the signature in lines of another length, or with other bytes. */
const armored =
  (change: (bytes: Buffer) => Buffer, columns = 64): LineChange =>
  lines => {
    const begin = lines.findIndex(isBegin);
    const end = lines.findIndex(isEnd);
    if (begin < 0 || end < begin) return lines;
    const text = lines.slice(begin + 2, end).filter(line => !line.startsWith('='));
    const base64 = change(Buffer.from(text.join(''), 'base64')).toString('base64');
    const pieces = base64.match(new RegExp(`.{1,${columns}}`, 'g')) ?? [];
    return [...lines.slice(0, begin + 2), ...pieces, ...lines.slice(end)];
  };

/** What is done to provenance files in the wild and by attackers: blanks, line ends, dashes, headers, checksums, blocks. */
export const lineChange: fc.Arbitrary<LineChange> = fc.oneof(
  one(' ', '\t', ' \t ', '\r', '\f', '\v', '\xa0', '\x85', '\0').map(tail => atLine(line => [line + tail])),
  one(' ', '\t', '- ', '-', '\r', '\xef\xbb\xbf', '- - ').map(head => atLine(line => [head + line])),
  one<LineChange>(
    atLine(() => []),
    atLine(line => [line, line]),
    atLine(line => [line.replace(/^- /, '')]),
    lines => lines.map(line => `${line}\r`),
    lines => [...lines, ...lines],
    lines => ['text before', ...lines],
    lines => [...lines, 'text behind'],
    where(
      line => line.startsWith('='),
      () => [],
    ),
    where(isBegin, line => [line, 'Version: GnuPG v2', 'Comment: x']),
    where(isBegin, line => [line, 'Comment:x']),
    where(isEnd, line => [`${line} `]),
    where(isEnd, line => [`${line}\r`]),
  ),
  one('', '-', '- ', '...', '---', 'From me', '# c', 'Hash: SHA256', 'Comment: x', 'NotDashEscaped: x', '\r').map(
    more => atLine(line => [more, line]),
  ),
  one('=', '=AAAA', '=AAA', '=AAAAA', '=!!!!', '=AAAA ', 'AAAA', '====').map(sum =>
    where(
      line => line.startsWith('='),
      () => [sum],
    ),
  ),
  one('Hash: SHA1', 'Hash: MD5', 'Hash: SHA512, SHA256', 'Hash:SHA512', 'hash: SHA512', ' Hash: SHA512', 'Hash').map(
    header =>
      where(
        line => line.startsWith('Hash:'),
        () => [header],
      ),
  ),
  one('Files:', 'images:', '"files":', 'files: &a', 'files: {}', 'files: null', '- files:').map(key =>
    where(
      line => line === 'files:',
      () => [key],
    ),
  ),
  one(32, 76, 96, 97, 100, 1000).map(columns => armored(bytes => bytes, columns)),
  one<(bytes: Buffer) => Buffer>(
    bytes => Buffer.concat([bytes, bytes]),
    bytes => Buffer.concat([bytes, Buffer.from([0xff])]),
    bytes => Buffer.concat([bytes, Buffer.from([0xd5, 1, 0])]),
    bytes => Buffer.concat([Buffer.from([0xca, 3, 0x50, 0x47, 0x50]), bytes]),
    bytes => Buffer.concat([Buffer.from([0xfc, 1, 0]), bytes]),
    bytes => bytes.subarray(0, bytes.length - 3),
  ).map(change => armored(change)),
);

/** Packets of a binary keyring. */
function packetsOf(ring: Buffer): readonly Buffer[] {
  const packets: Buffer[] = [];
  for (let at = 0; at < ring.length;) {
    const first = ring[at] ?? 0;
    const next = ring[at + 1] ?? 0;
    let [header, length] = [ring.length - at, 0];
    if ((first & 0x40) === 0) {
      const size = 1 << (first & 3);
      if (size < 8 && at + 1 + size <= ring.length) [header, length] = [1 + size, ring.readUIntBE(at + 1, size)];
    } else if (next < 192) [header, length] = [2, next];
    else if (next < 224) [header, length] = [3, ((next - 192) << 8) + (ring[at + 2] ?? 0) + 192];
    else if (next === 255 && at + 6 <= ring.length) [header, length] = [6, ring.readUInt32BE(at + 2)];
    packets.push(ring.subarray(at, at + header + length));
    at += header + length;
  }
  return packets;
}

/** Changes a keyring by whole packets: left out, twice, exchanged, strangers and junk between and behind. */
export const ringChange: fc.Arbitrary<(ring: Buffer, other: Buffer) => Buffer> = fc
  .tuple(
    one(
      'drop',
      'twice',
      'exchange',
      'otherBefore',
      'otherBehind',
      'otherPacket',
      'junk',
      'junkBehind',
      'cut',
      'armorBehind',
    ),
    fc.nat(),
    one(
      [0xca, 3, 0x50, 0x47, 0x50],
      [0xb0, 1, 1],
      [0xcc, 1, 1],
      [0xfc, 1, 0],
      [0xe8, 0],
      [0xc6, 0],
      [0xce, 0],
      [0],
      [0xff],
    ),
  )
  .map(([kind, number, junk]) => (ring, other) => {
    const packets = [...packetsOf(ring)];
    const at = number % (packets.length || 1);
    const others = packetsOf(other);
    switch (kind) {
      case 'drop':
        packets.splice(at, 1);
        break;
      case 'twice':
        packets.splice(at, 0, packets[at] ?? Buffer.alloc(0));
        break;
      case 'exchange':
        packets.push(...packets.splice(at, 1));
        break;
      case 'otherBefore':
        packets.unshift(...others);
        break;
      case 'otherBehind':
        packets.push(...others);
        break;
      case 'otherPacket':
        packets.splice(at, 0, others[number % (others.length || 1)] ?? Buffer.alloc(0));
        break;
      case 'junk':
        packets.splice(at, 0, Buffer.from(junk));
        break;
      case 'junkBehind':
        packets.push(Buffer.from([...junk, ...junk]));
        break;
      case 'cut':
        return ring.subarray(0, number % (ring.length + 1));
      default:
        packets.push(Buffer.from('-----BEGIN PGP PUBLIC KEY BLOCK-----\n\n'));
    }
    return Buffer.concat(packets);
  });
