import assert from 'node:assert/strict';
import fc from 'fast-check';
import { crc24, findArmorBlocks, formatArmor, parseArmorLines } from '../../../src/core/provenance/armor';
import { canonicalLines, canonicalMessage, checkSignable } from '../../../src/core/provenance/canonicalMessage';
import { formatClearsigned, parseClearsigned } from '../../../src/core/provenance/clearsign';
import { readGoBlock } from '../../../src/core/provenance/helm/goFrame';
import { verifyProvenance } from '../../../src/core/provenance/verifyProvenance';
import { decodeUtf8, encodeUtf8, equalBytes } from '../../../src/util/bytes';
import { pgpVectors, readVector, trustAll, vectorNow } from './vectors';

const vector = pgpVectors.find(candidate => candidate.id === 'a-gpg-rsa3072')!;
const provenance = readVector(`pgp/${vector.prov}`)!;
const original = parseClearsigned(provenance);
assert.ok(!('problem' in original));
const signaturePacket = (() => {
  const text = decodeUtf8(provenance)!;
  return findArmorBlocks(encodeUtf8(text.slice(text.indexOf('-----BEGIN PGP SIGNATURE')))).at(-1)!.bytes!;
})();

/** Text of the kind that breaks framing code: dashes, `From `, armor look-alikes, blanks, both line ends, other scripts. */
const line = fc.oneof(
  fc.constantFrom(
    '-',
    '- ',
    '--',
    '---',
    '- a',
    '-----BEGIN PGP SIGNATURE-----',
    '-----END PGP SIGNATURE-----',
    'From me',
    '...',
    '',
    ' ',
    '\t',
    '=abcd',
  ),
  fc.string({ unit: 'grapheme', maxLength: 30 }).filter(text => !/[\n\r]/.test(text)),
);
const text = fc.array(line, { minLength: 1, maxLength: 12 }).map(lines => lines.join('\n'));

describe('armor', () => {
  it('is read back as it was written', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), bytes => {
        const armor = formatArmor('PGP SIGNATURE', bytes);
        const parsed = parseArmorLines(armor.split('\n').slice(1, -2));
        assert.ok(bytes.length === 0 || (typeof parsed !== 'string' && equalBytes(parsed, bytes)));
        const [block] = findArmorBlocks(encodeUtf8(`text before\n${armor}text after\n`));
        assert.equal(block!.label, 'PGP SIGNATURE');
        assert.ok(bytes.length === 0 || equalBytes(block!.bytes!, bytes));
      }),
    );
  });

  it('has the checksum of RFC 4880', () => {
    assert.equal(crc24(new Uint8Array()), 0xb704ce);
    assert.equal(crc24(encodeUtf8('123456789')), 0x21cf02);
  });

  const bad: readonly (readonly [string, readonly string[], string])[] = [
    ['a header nobody knows', ['Charm: x', '', 'AAAA'], 'armorHeader'],
    ['no empty line', ['AAAA'], 'armorHeader'],
    ['a line that Go cannot read', ['', 'A'.repeat(100)], 'armorLine'],
    ['a blank after base64', ['', 'AAAA '], 'armorBase64'],
    ['padding in the middle', ['', 'AA==', 'AAAA'], 'armorBase64'],
    ['an incomplete group', ['', 'AAAAA'], 'armorBase64'],
  ];
  for (const [what, lines, problem] of bad) {
    it(`is refused with ${what}`, () => assert.equal(parseArmorLines(lines), problem));
  }
});

describe('a clear-signed file', () => {
  it('is read back as it was written, by us and by both Helms', () => {
    fc.assert(
      fc.property(text, content => {
        if (checkSignable(content) !== undefined) return;
        const file = formatClearsigned(content, signaturePacket);
        const parsed = parseClearsigned(file);
        assert.ok(!('problem' in parsed), JSON.stringify(parsed));
        assert.equal(parsed.text, canonicalLines(content).join('\n'));
        assert.deepEqual(parsed.signedBytes, canonicalMessage(content));
        assert.deepEqual(parsed.hashNames, ['SHA512']);
        for (const helm of [3, 4] as const) {
          const block = readGoBlock(helm, file);
          assert.ok(block !== undefined && block !== 'panic');
          assert.ok(equalBytes(block.bytes, parsed.signedBytes));
          assert.ok(equalBytes(block.signature, signaturePacket));
        }
      }),
      { numRuns: 1000 },
    );
  });

  it('may have CRLF line ends, which are not signed', () => {
    const crlf = parseClearsigned(encodeUtf8(decodeUtf8(provenance)!.replaceAll('\n', '\r\n')));
    assert.deepEqual(crlf, original);
  });

  it('never crashes the reader, and nothing mutated inside the signed text is trusted', async function () {
    this.timeout(120_000);
    const archive = readVector(`pgp/${vector.chart}`)!;
    const keyring = trustAll(readVector(`pgp/${vector.keyring}`)!);
    const input = {
      archive,
      fileName: 'demo-1.2.3.tgz',
      archiveMetadata: { name: 'demo', version: '1.2.3', apiVersion: 'v2' },
      keyring,
      now: vectorNow,
    };
    let read = 0;
    let trusted = 0;
    for (let seed = 1; seed <= 20_000; seed++) {
      const mutated = mutate(provenance, seed);
      const parsed = parseClearsigned(mutated);
      for (const helm of [3, 4] as const) readGoBlock(helm, mutated);
      if ('problem' in parsed) continue;
      read++;
      const report = await verifyProvenance({ ...input, provenance: mutated });
      if (report.verdict !== 'trusted') continue;
      trusted++;
      assert.equal(report.signedText, original.text, `seed ${seed}`);
      assert.ok(report.helm3.ok && report.helm4.ok, `seed ${seed}: a Helm refuses what we trust`);
    }
    assert.ok(read > 1000 && trusted > 10, `${read} read, ${trusted} trusted`);
  });
});

/** One to three small damages at places a pseudo-random sequence picks: the same ones in every run. */
function mutate(bytes: Uint8Array, seed: number): Uint8Array {
  let state = seed;
  const random = (below: number) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
  let result = [...bytes];
  for (let count = 1 + random(3); count > 0; count--) {
    const at = random(result.length);
    const insert = [0x0a, 0x0d, 0x20, 0x09, 0x2d, 0x00, 0x3a, 0x0c, 0xc2, random(256)];
    switch (random(5)) {
      case 0:
        result[at] = random(256);
        break;
      case 1:
        result.splice(at, 1 + random(4));
        break;
      case 2:
        result.splice(at, 0, insert[random(insert.length)]!);
        break;
      case 3:
        result = [...result.slice(0, at), ...result.slice(at, at + random(80)), ...result.slice(at)];
        break;
      case 4:
        result[at]! ^= 1 << random(8);
        break;
    }
  }
  return Uint8Array.from(result);
}
