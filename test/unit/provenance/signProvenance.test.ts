import assert from 'node:assert/strict';
import { ChartReleaseError } from '../../../src/core/errors';
import { canonicalMessage } from '../../../src/core/provenance/canonicalMessage';
import { beginSignature, parseClearsigned } from '../../../src/core/provenance/clearsign';
import type { ClearsignedFile } from '../../../src/core/provenance/clearsign';
import { exportKeyring } from '../../../src/core/provenance/exportKeyring';
import { signProvenance } from '../../../src/core/provenance/signProvenance';
import { verifyProvenance } from '../../../src/core/provenance/verifyProvenance';
import { decodeUtf8, encodeUtf8 } from '../../../src/util/bytes';
import { sha256 } from '../../../src/util/digest';
import { signerOf, testKey } from './testKeys';

const archive = encodeUtf8('the archive');
const message = (extra = '') =>
  `apiVersion: v2\nkeywords:\n- a\n- b\n${extra}name: shop\nversion: 1.0.0\n\n...\nfiles:\n  shop-1.0.0.tgz: ${sha256(archive)}\n`;
const { signal } = new AbortController();

describe('signProvenance', () => {
  for (const algorithm of ['rsa4096', 'rsa3072', 'ed25519'] as const) {
    it(`makes with ${algorithm} what the strict reader trusts and the Helms that know the key accept`, async () => {
      const key = await testKey(algorithm);
      const provenance = await signProvenance(message(), signerOf(key), signal);
      const keyring = [{ info: key.info, publicBytes: key.publicBytes, trusted: true }];
      const report = await verifyProvenance({
        archive,
        fileName: 'shop-1.0.0.tgz',
        archiveMetadata: { name: 'shop', version: '1.0.0', apiVersion: 'v2' },
        provenance,
        keyring,
        now: new Date(),
        helmKeyring: exportKeyring(keyring, { for: 'helm' }),
      });
      assert.equal(report.verdict, 'trusted', JSON.stringify(report.checks));
      assert.deepEqual([report.helm3.ok, report.helm4.ok], [algorithm !== 'ed25519', true]);
      assert.equal(report.signedText, message().trimEnd());
    }).timeout(60_000);
  }

  it('writes LF, the real hash, escaped dashes, 64 columns and a checksum', async () => {
    const key = await testKey('ed25519');
    const text = decodeUtf8(
      await signProvenance(message('description: x\n').replaceAll('\n', '\r\n'), signerOf(key), signal),
    )!;
    assert.ok(!text.includes('\r'));
    assert.match(text, /^-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA512\n\n/);
    assert.match(text, /\n- - a\n- - b\n/);
    const armor = text.slice(text.indexOf(beginSignature)).split('\n');
    assert.match(armor.at(-3)!, /^=[A-Za-z0-9+/]{4}$/);
    assert.ok(armor.slice(2, -3).every(line => line.length <= 64));
  });

  const refused: readonly (readonly [string, string, string])[] = [
    ['a NUL', 'a\u0000', 'controlCharacter'],
    ['an escape', 'a\u001b[2J', 'controlCharacter'],
    ['a C1 control', 'a\u009b', 'controlCharacter'],
    ['a next line', '# a\u0085b: c', 'lineSeparator'],
    ['a line separator', 'a\u2028-b', 'lineSeparator'],
    ['a byte order mark', '\ufeffa', 'byteOrderMark'],
    ['half a surrogate pair', 'a\ud800', 'loneSurrogate'],
    ['a lone carriage return', 'a\rb', 'loneCarriageReturn'],
    ['a line gpg would cut', 'a'.repeat(19_001), 'lineTooLong'],
    ['nothing', ' \n\t\n', 'empty'],
  ];
  for (const [what, text, reason] of refused) {
    it(`refuses text with ${what}`, async () => {
      const isRefused = (error: unknown) =>
        ChartReleaseError.is(error, 'sign.refused') && error.details.reason === reason;
      assert.throws(() => canonicalMessage(text), isRefused);
      await assert.rejects(signProvenance(text, signerOf(await testKey('ed25519')), signal), isRefused);
    });
  }

  it('hands out nothing when the signature is not by the key that readers will have', async () => {
    const [key, other] = [await testKey('ed25519'), await testKey('rsa3072')];
    const liar = { ...signerOf(key), sign: signerOf(other).sign };
    await assert.rejects(signProvenance(message(), liar, signal), error => {
      return ChartReleaseError.is(error, 'sign.selfCheckFailed') && error.details.verdict === 'unknownKey';
    });
  }).timeout(60_000);

  it('hands out nothing when the signer signed other bytes, twice, or not at all', async () => {
    const signer = signerOf(await testKey('ed25519'));
    const verdictOf = (sign: typeof signer.sign) =>
      signProvenance(message(), { ...signer, sign }, signal).then(
        () => 'signed',
        (error: unknown) =>
          ChartReleaseError.is(error, 'sign.selfCheckFailed') ? error.details.verdict : String(error),
      );
    assert.equal(await verdictOf(bytes => signer.sign(bytes.subarray(1), signal)), 'digestMismatch');
    assert.equal(await verdictOf(async () => new Uint8Array()), 'noSignature');
    assert.equal(
      await verdictOf(
        async bytes => new Uint8Array([...(await signer.sign(bytes, signal)), ...(await signer.sign(bytes, signal))]),
      ),
      'signatureCount',
    );
  });

  it('hands out nothing for a text that is no provenance', async () => {
    await assert.rejects(signProvenance('just a letter\n', signerOf(await testKey('ed25519')), signal), error => {
      return ChartReleaseError.is(error, 'sign.selfCheckFailed') && error.details.verdict === 'separatorCount';
    });
  });

  it('signs exactly the canonical bytes', async () => {
    const file = await signProvenance(message('description: "a" \t\n'), signerOf(await testKey('ed25519')), signal);
    const parsed = parseClearsigned(file) as ClearsignedFile;
    assert.deepEqual(parsed.signedBytes, canonicalMessage(message('description: "a"\n')));
  });
});
