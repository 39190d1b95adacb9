import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { extendExpiry } from '../../../src/core/provenance/keyLife';
import { encodeUtf8 } from '../../../src/util/bytes';
import { KeyringDirectory } from '../../../src/node/keyringDirectory';
import { passphrase, testKey } from '../provenance/testKeys';

describe('the keyring folder', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'ring-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('loses neither of two changes to a key that two windows make at the same time', async () => {
    const key = await testKey('ed25519');
    const { fingerprint } = key.info;
    const now = Math.floor(Date.now() / 1000);
    const extended = await extendExpiry(key.privateKeyArmored, passphrase, now + 1_000_000, now);
    for (let round = 0; round < 3; round++) {
      const windows = [0, 1, 2, 3].map(() => new KeyringDirectory(join(folder, `keyring-${round}`)));
      const [first, second, third, fourth] = windows as [KeyringDirectory, ...KeyringDirectory[]] & KeyringDirectory[];
      await first.add(fingerprint, key.publicBytes, { trusted: false, addedAtMs: 1, source: 'a' });
      await Promise.all([
        second!.merge(fingerprint, encodeUtf8(key.revocationCertificate)),
        third!.merge(fingerprint, extended.publicBytes),
        first.update(fingerprint, { trusted: true }),
        fourth!.update(fingerprint, { backup: { path: '/b', testedAtMs: 2 } }),
      ]);
      const [merged] = await second!.keys();
      assert.equal(merged!.info.revoked, true);
      assert.equal(merged!.info.expiresAtSeconds, now + 1_000_000);
      assert.deepEqual([merged!.record.trusted, merged!.record.backup?.path], [true, '/b']);
    }
  });

  it('keeps files that only the user can read, and leaves nothing of a key that is removed', async () => {
    const key = await testKey('ed25519');
    const { fingerprint } = key.info;
    const ring = new KeyringDirectory(folder);
    await ring.add(fingerprint, key.publicBytes, { trusted: true, addedAtMs: 1, source: 'a' });
    await ring.noteSignature(fingerprint, { fileName: 'a-1.tgz', digest: 'sha256:0', signedAtMs: 1 });
    const names = readdirSync(folder).filter(name => name.includes(fingerprint));
    assert.equal(names.length, 3);
    for (const name of names) assert.equal(statSync(join(folder, name)).mode & 0o077, 0, name);
    await ring.remove(fingerprint);
    assert.deepEqual(
      readdirSync(folder).filter(name => name.includes(fingerprint)),
      [],
    );
  });
});
