import assert from 'node:assert/strict';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadArchive } from '../../src/core/archive/loadArchive';
import { exportKeyring } from '../../src/core/provenance/exportKeyring';
import { certifyKey, extendExpiry, revokeKey } from '../../src/core/provenance/keyLife';
import type { RevocationReason } from '../../src/core/provenance/keyLife';
import { generateKey } from '../../src/core/provenance/keys';
import type { GeneratedKey, ImportedKey } from '../../src/core/provenance/keys';
import { canonicalMessage } from '../../src/core/provenance/canonicalMessage';
import { formatClearsigned } from '../../src/core/provenance/clearsign';
import { buildMessage } from '../../src/core/provenance/message';
import { loadOpenpgp } from '../../src/core/provenance/openpgp';
import { mergePublicKeys, readKeyring } from '../../src/core/provenance/readKeyring';
import type { Verdict } from '../../src/core/provenance/report';
import { verifyProvenance } from '../../src/core/provenance/verifyProvenance';
import { encodeUtf8 } from '../../src/util/bytes';
import { sha256 } from '../../src/util/digest';
import { TestGnupg } from '../support/gnupg';
import type { Helm } from '../support/helm';
import { helm } from '../support/helm';

const passphrase = 'for this test only';
const fileName = 'demo-1.2.3.tgz';
const day = 24 * 3600;
const now = Math.floor(Date.now() / 1000);
type Key = Pick<ImportedKey, 'info' | 'publicBytes' | 'privateKeyArmored'>;

/** Keys and signatures of earlier and later times; Helm itself always judges now. */
describe('the life of a key, as both Helms, gpg and we see it', function () {
  this.timeout(300_000);
  let home: string;
  let archive: Uint8Array;
  let helms: readonly Helm[];
  const keys = new Map<string, GeneratedKey>();

  before(async () => {
    home = mkdtempSync(join(tmpdir(), 'key-life-'));
    copyFileSync(join('test/fixtures/vectors/pgp/charts', fileName), join(home, fileName));
    archive = new Uint8Array(readFileSync(join(home, fileName)));
    helms = [await helm('3.17.1', home), await helm('4.1.4', home)];
    for (const [name, createdAtSeconds, expiresInSeconds] of [
      ['old', now - 700 * day, 1000 * day],
      ['next', now - 10 * day, 700 * day],
      ['expired', now - 700 * day, 365 * day],
      ['future', now + 300 * day, 700 * day],
    ] as const) {
      const request = { name, email: `${name}@example.com`, algorithm: 'rsa3072', passphrase } as const;
      keys.set(name, await generateKey({ ...request, createdAtSeconds, expiresInSeconds }));
    }
  });
  after(() => rmSync(home, { recursive: true, force: true }));

  const keyOf = (name: string): GeneratedKey => keys.get(name)!;

  /** A provenance of this time. */
  async function signAt(key: Key, seconds: number): Promise<Uint8Array> {
    const openpgp = await loadOpenpgp();
    const locked = await openpgp.readPrivateKey({ armoredKey: key.privateKeyArmored });
    const signingKeys = await openpgp.decryptKey({ privateKey: locked, passphrase });
    const text = buildMessage(loadArchive(archive).metadata, fileName, sha256(archive));
    const signature = await openpgp.sign({
      message: await openpgp.createMessage({ text: new TextDecoder().decode(canonicalMessage(text)) }),
      signingKeys,
      detached: true,
      format: 'binary',
      date: new Date(seconds * 1000),
    });
    return formatClearsigned(text, signature);
  }

  /** What we say, and what Helm 3 and 4 really say with the ring that we export: that must be what we foretell. */
  async function verdicts(provenance: Uint8Array, ...certificates: readonly Uint8Array[]) {
    const ring = readKeyring(mergePublicKeys(...certificates)).keys.map(key => ({ ...key, trusted: true }));
    const exported = exportKeyring(ring, { for: 'helm' });
    writeFileSync(join(home, 'ring.gpg'), exported);
    writeFileSync(join(home, `${fileName}.prov`), provenance);
    const report = await verifyProvenance({
      archive,
      fileName,
      archiveMetadata: loadArchive(archive).metadata,
      provenance,
      keyring: ring,
      now: new Date(),
      helmKeyring: exported,
    });
    const runs = await Promise.all(helms.map(run => run('verify', fileName, '--keyring', 'ring.gpg')));
    const said = runs.map(run => run.code === 0);
    assert.deepEqual([report.helm3.ok, report.helm4.ok], said, runs.map(run => run.stderr).join());
    return [report.verdict, ...said] as const satisfies readonly [Verdict, ...boolean[]];
  }

  describe('when it is rotated', () => {
    let certified: Uint8Array;
    let oldChart: Uint8Array;
    before(async () => {
      const old = keyOf('old');
      oldChart = await signAt(old, now - 400 * day);
      certified = await certifyKey(keyOf('next').publicBytes, old.privateKeyArmored, passphrase);
    });

    it('what the old key signed stays good with both public parts in one ring, and what the new key signs is good', async () => {
      const ring = [keyOf('old').publicBytes, certified];
      assert.deepEqual(await verdicts(oldChart, ...ring), ['trusted', true, true]);
      assert.deepEqual(await verdicts(await signAt(keyOf('next'), now - day), ...ring), ['trusted', true, true]);
    });

    it('the new key alone does not verify old charts until they are signed again', async () => {
      assert.deepEqual(await verdicts(oldChart, certified), ['unknown-key', false, false]);
      const before = sha256(archive);
      assert.deepEqual(await verdicts(await signAt(keyOf('next'), now), certified), ['trusted', true, true]);
      assert.equal(sha256(new Uint8Array(readFileSync(join(home, fileName)))), before, 'the archive is untouched');
    });

    it('gpg sees the certification of the old key on the new one', async () => {
      const gnupg = new TestGnupg();
      await gnupg.run(['--import'], keyOf('old').publicBytes);
      await gnupg.run(['--import'], certified);
      const { fingerprint } = keyOf('next').info;
      const { stdout } = await gnupg.run(['--with-colons', '--check-signatures', fingerprint]);
      const by = keyOf('old').info.fingerprint.slice(-16);
      assert.match(stdout.toString('utf8'), new RegExp(`^sig:!:[^\\n]*:${by}:`, 'm'));
      await gnupg.remove();
    });
  });

  it('is over for Helm 4 when it expired, and goes on when it is extended', async () => {
    const key = keyOf('expired');
    const chart = await signAt(key, now - 500 * day);
    assert.deepEqual(await verdicts(chart, key.publicBytes), ['expired-key', true, false]);
    const extended = await extendExpiry(key.privateKeyArmored, passphrase, now + 365 * day, now);
    assert.deepEqual(await verdicts(chart, extended.publicBytes), ['trusted', true, true]);
    assert.deepEqual(await verdicts(chart, key.publicBytes, extended.publicBytes), ['trusted', true, true]);
    assert.deepEqual(await verdicts(await signAt(extended, now), extended.publicBytes), ['trusted', true, true]);

    const gnupg = new TestGnupg();
    await gnupg.run(['--import'], key.publicBytes);
    await gnupg.run(['--import'], extended.publicBytes);
    const listed = (await gnupg.run(['--with-colons', '--list-keys', key.info.fingerprint])).stdout.toString('utf8');
    assert.equal(/^pub:.*$/m.exec(listed)![0].split(':')[6], String(extended.info.expiresAtSeconds));
    await gnupg.remove();
  });

  it('extended by gpg, which keeps only the newest self-signature, is as good', async () => {
    const key = keyOf('expired');
    const chart = await signAt(key, now - 500 * day);
    const gnupg = new TestGnupg();
    await gnupg.run(['--passphrase', passphrase, '--import'], encodeUtf8(key.privateKeyArmored));
    await gnupg.run(['--passphrase', passphrase, '--quick-set-expire', key.info.fingerprint, '3y']);
    assert.deepEqual(await verdicts(chart, await gnupg.export(key.info.fingerprint)), ['trusted', true, true]);
    await gnupg.remove();
  });

  const reasons: readonly (readonly [RevocationReason, 'hard' | 'soft'])[] = [
    ['compromised', 'hard'],
    ['unspecified', 'hard'],
    ['superseded', 'soft'],
    ['retired', 'soft'],
  ];
  for (const [reason, kind] of reasons) {
    it(`revoked as ${reason} (${kind}) it is refused by both Helms, in whatever order the copies stand`, async () => {
      const key = keyOf('old');
      const chart = await signAt(key, now - 400 * day);
      const revoked = await revokeKey(key.privateKeyArmored, passphrase, reason, '');
      for (const copies of [[revoked], [key.publicBytes, revoked], [revoked, key.publicBytes]])
        assert.deepEqual(await verdicts(chart, ...copies), ['revoked-key', false, false]);
    });
  }

  it('is revoked by the certificate that was made with it, alone in a file', async () => {
    const key = keyOf('old');
    const chart = await signAt(key, now - 400 * day);
    const certificate = encodeUtf8(key.revocationCertificate);
    assert.deepEqual(await verdicts(chart, certificate, key.publicBytes), ['revoked-key', false, false]);
    assert.deepEqual(await verdicts(chart, key.publicBytes, certificate), ['revoked-key', false, false]);
  });

  it('is not yet valid before it was made: we refuse what Helm 3 lets pass', async () => {
    const key = keyOf('future');
    const [ahead, helm3] = await verdicts(await signAt(key, now + 400 * day), key.publicBytes);
    assert.deepEqual([ahead, helm3], ['bad-signature', true]);
  });
});
