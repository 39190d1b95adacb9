import assert from 'node:assert/strict';
import { certifyKey, extendExpiry, revokeKey } from '../../../src/core/provenance/keyLife';
import type { RevocationReason } from '../../../src/core/provenance/keyLife';
import { generateKey, signDetached } from '../../../src/core/provenance/keys';
import type { GeneratedKey } from '../../../src/core/provenance/keys';
import { buildMessage } from '../../../src/core/provenance/message';
import { mergePublicKeys, readKeyring } from '../../../src/core/provenance/readKeyring';
import { signProvenance } from '../../../src/core/provenance/signProvenance';
import { verifyProvenance } from '../../../src/core/provenance/verifyProvenance';
import { ChartReleaseError } from '../../../src/core/errors';
import { encodeUtf8 } from '../../../src/util/bytes';
import { sha256 } from '../../../src/util/digest';

const passphrase = 'for this test only';
const archive = encodeUtf8('archive');
const metadata = { apiVersion: 'v2', name: 'shop', version: '1.0.0' };
const { signal } = new AbortController();
const day = 24 * 3600;

describe('the life of a key', () => {
  let key: GeneratedKey;
  let provenance: Uint8Array;
  const now = Math.floor(Date.now() / 1000);

  before(async () => {
    const request = { name: 'Shop', email: 'shop@example.com', algorithm: 'ed25519' as const, passphrase };
    key = await generateKey({ ...request, expiresInSeconds: 30 * day });
    provenance = await sign(key);
  });

  const sign = ({ info, publicBytes, privateKeyArmored }: Omit<GeneratedKey, 'revocationCertificate'>) =>
    signProvenance(
      buildMessage(metadata, 'shop-1.0.0.tgz', sha256(archive)),
      { key: info, publicBytes, sign: bytes => signDetached(privateKeyArmored, passphrase, bytes) },
      signal,
    );
  const verdict = async (publicBytes: Uint8Array, atSeconds: number, file = provenance) => {
    const [parsed] = readKeyring(publicBytes).keys;
    const report = await verifyProvenance({
      archive,
      fileName: 'shop-1.0.0.tgz',
      archiveMetadata: metadata,
      provenance: file,
      keyring: [{ ...parsed!, trusted: true }],
      now: new Date(atSeconds * 1000),
    });
    return [report.verdict, report.helm4.ok] as const;
  };

  it('ends for Helm 4 at its expiry, with a warning before and after from us', async () => {
    assert.deepEqual(await verdict(key.publicBytes, now + 29 * day), ['trusted', true]);
    assert.deepEqual(await verdict(key.publicBytes, now + 31 * day), ['expired-key', false]);
  });

  it('goes on after its expiry is extended, for what it signed before and after', async () => {
    const extended = await extendExpiry(key.privateKeyArmored, passphrase, now + 365 * day, now);
    assert.equal(extended.info.expiresAtSeconds, now + 365 * day);
    assert.equal(extended.info.fingerprint, key.info.fingerprint);
    assert.deepEqual([extended.info.canSign, extended.info.readableByHelm4], [true, true]);
    const merged = mergePublicKeys(key.publicBytes, extended.publicBytes);
    assert.deepEqual(await verdict(merged, now + 31 * day), ['trusted', true]);
    assert.deepEqual(await verdict(merged, now + 366 * day), ['expired-key', false]);
    assert.deepEqual(await verdict(extended.publicBytes, now + 31 * day, await sign(extended)), ['trusted', true]);
    const forever = await extendExpiry(extended.privateKeyArmored, passphrase, undefined, now + 1);
    assert.equal(forever.info.expiresAtSeconds, undefined);
    assert.deepEqual(await verdict(forever.publicBytes, now + 5000 * day), ['trusted', true]);
  });

  it('keeps the private key under its passphrase when it is extended', async () => {
    const extended = await extendExpiry(key.privateKeyArmored, passphrase, now + 365 * day, now);
    await assert.rejects(extendExpiry(extended.privateKeyArmored, 'wrong', undefined, now), error =>
      ChartReleaseError.is(error, 'key.wrongPassphrase'),
    );
    await assert.rejects(
      extendExpiry(key.privateKeyArmored, passphrase, now - day, now),
      error => ChartReleaseError.is(error, 'key.malformed') && error.details.reason === 'expiryInPast',
    );
  });

  const reasons: readonly (readonly [RevocationReason, string, string])[] = [
    ['compromised', 'revoked-key', 'key.revoked'],
    ['unspecified', 'revoked-key', 'key.revoked'],
    ['superseded', 'revoked-key', 'key.revokedSince'],
    ['retired', 'revoked-key', 'key.revokedSince'],
  ];
  for (const [reason, expected, code] of reasons) {
    it(`ends with a revocation as ${reason}: ${code}, and Helm 4 refuses`, async () => {
      // One second later, so that the signature is older than the revocation.
      const revoked = await revokeKey(key.privateKeyArmored, passphrase, reason, 'for a test');
      const merged = mergePublicKeys(key.publicBytes, revoked);
      assert.equal(readKeyring(merged).keys[0]!.info.revoked, true);
      const report = await verifyProvenance({
        archive,
        fileName: 'shop-1.0.0.tgz',
        archiveMetadata: metadata,
        provenance,
        keyring: [{ ...readKeyring(merged).keys[0]!, trusted: true }],
        now: new Date((now + 10) * 1000),
      });
      assert.equal(report.verdict, expected);
      assert.equal(report.helm4.ok, false);
      const soft = report.checks.some(
        check => check.code === 'key.revokedSince' || check.code === 'key.revokedWhenSigned',
      );
      assert.equal(soft, code === 'key.revokedSince');
    });
  }

  it('passes on to a new key that the old one certifies, and old charts stay verifiable', async () => {
    const next = await generateKey({ name: 'Shop', email: 'shop@example.com', algorithm: 'ed25519', passphrase });
    const certified = await certifyKey(next.publicBytes, key.privateKeyArmored, passphrase);
    assert.ok(certified.length > next.publicBytes.length);
    const { keys, problems } = readKeyring(certified);
    assert.deepEqual([problems, keys[0]!.info], [[], { ...next.info, hasSecret: false }]);
    const ring = readKeyring(mergePublicKeys(key.publicBytes, certified)).keys;
    assert.equal(ring.length, 2);
    assert.deepEqual(await verdict(ring[0]!.publicBytes, now + day), ['trusted', true]);
    assert.deepEqual(await verdict(certified, now + day, await sign({ ...next, publicBytes: certified })), [
      'trusted',
      true,
    ]);
  });
});
