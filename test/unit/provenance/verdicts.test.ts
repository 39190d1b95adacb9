import assert from 'node:assert/strict';
import { checkCodes } from '../../../src/core/provenance/checkCodes';
import { readKeyring } from '../../../src/core/provenance/readKeyring';
import type { VerificationReport } from '../../../src/core/provenance/report';
import { verifyProvenance } from '../../../src/core/provenance/verifyProvenance';
import { pgpVectors, provVectors, readVector, trustAll, vectorNow, verifyVector } from './vectors';

const demo = { name: 'demo', version: '1.2.3', apiVersion: 'v2' };

/** Recommended is a warning; ours is not in the verdict but where the keyring is read. */
const warnedByKeyring: ReadonlyMap<string, string> = new Map([
  ['g-truncated-last', 'the damage of the ring is a problem of readKeyring; the signer is whole'],
  ['g-junk-suffix', 'the damage of the ring is a problem of readKeyring; the signer is whole'],
  ['g-secret', 'secret keys in the ring show in KeyInfo.hasSecret; the verdict is about public keys'],
]);

function failed(report: VerificationReport): readonly string[] {
  return report.checks.filter(check => check.state === 'failed').map(check => check.code);
}

describe('the verdict', () => {
  for (const vector of pgpVectors) {
    const files = { archive: `pgp/${vector.chart}`, prov: `pgp/${vector.prov}`, keyring: `pgp/${vector.keyring}` };
    it(`is to ${vector.recommended} ${vector.id} (${vector.title})`, async () => {
      const report = await verifyVector(files, demo);
      if (warnedByKeyring.has(vector.id)) {
        const { keys, problems } = readKeyring(readVector(files.keyring)!);
        assert.equal(report.verdict, 'trusted');
        assert.ok(problems.length > 0 || keys.some(key => key.info.hasSecret));
      } else if (vector.recommended === 'accept') {
        assert.deepEqual([report.verdict, failed(report)], ['trusted', []]);
      } else if (vector.recommended === 'warn') {
        assert.ok(['weak', 'expired-key', 'revoked-key'].includes(report.verdict), report.verdict);
        assert.deepEqual(failed(report), []);
      } else {
        assert.notEqual(report.verdict, 'trusted');
        assert.notDeepEqual(failed(report), []);
      }
    });
  }

  for (const vector of provVectors) {
    if (readVector(`prov/${vector.archive}`) === undefined || readVector(`prov/${vector.keyring}`) === undefined)
      continue;
    it(`never trusts what Helm 4 rejects for other reasons than time: ${vector.name}`, async () => {
      const files = {
        archive: `prov/${vector.archive}`,
        prov: `prov/${vector.prov}`,
        keyring: `prov/${vector.keyring}`,
      };
      const report = await verifyVector(files, { ...demo, version: '0.1.0' });
      const byFile = /failed to load keyring|must be a tgz file/.test(vector.helm4.message);
      if (!vector.helm4.ok && !byFile) assert.notEqual(report.verdict, 'trusted');
    });
  }

  it('carries only codes of the table, with exactly their arguments', async () => {
    for (const vector of pgpVectors) {
      const files = { archive: `pgp/${vector.chart}`, prov: `pgp/${vector.prov}`, keyring: `pgp/${vector.keyring}` };
      for (const check of (await verifyVector(files, demo)).checks) {
        const names = (checkCodes as Readonly<Record<string, readonly string[]>>)[check.code];
        assert.deepEqual(Object.keys(check.args).sort(), [...(names ?? ['unknown code'])].sort(), check.code);
      }
    }
  }).timeout(60_000);
});

describe('verifyProvenance', () => {
  const good = pgpVectors.find(vector => vector.id === 'a-gpg-rsa3072')!;
  const archive = readVector(`pgp/${good.chart}`)!;
  const provenance = readVector(`pgp/${good.prov}`)!;
  const ring = readVector(`pgp/${good.keyring}`)!;
  const input = {
    archive,
    fileName: 'demo-1.2.3.tgz',
    archiveMetadata: demo,
    provenance,
    keyring: trustAll(ring),
    now: vectorNow,
  };

  it('says unsigned without a provenance file', async () => {
    const report = await verifyProvenance({ ...input, provenance: undefined });
    assert.equal(report.verdict, 'unsigned');
    assert.deepEqual(
      report.checks.map(check => check.state),
      ['failed', ...Array<string>(10).fill('skipped')],
    );
    assert.equal(
      report.helm4.message,
      'could not load provenance file demo-1.2.3.tgz.prov: stat demo-1.2.3.tgz.prov: no such file or directory',
    );
  });

  it('names the key that is not in the keyring', async () => {
    const report = await verifyProvenance({ ...input, keyring: [] });
    assert.equal(report.verdict, 'unknown-key');
    assert.equal(report.claimedKey, input.keyring[0]!.info.fingerprint);
    assert.equal(report.signedText, undefined);
    assert.equal(report.signer, undefined);
  });

  it('does not trust a key that is only known', async () => {
    const report = await verifyProvenance({
      ...input,
      keyring: input.keyring.map(key => ({ ...key, trusted: false })),
    });
    assert.equal(report.verdict, 'untrusted-key');
  });

  it('puts a wrong digest before missing trust', async () => {
    const keyring = input.keyring.map(key => ({ ...key, trusted: false }));
    const report = await verifyProvenance({ ...input, keyring, archive: new Uint8Array([...archive, 0]) });
    assert.equal(report.verdict, 'digest-mismatch');
  });

  it('compares the signed name and version with the archive', async () => {
    const other = await verifyProvenance({ ...input, archiveMetadata: { ...demo, version: '1.2.4' } });
    assert.equal(other.verdict, 'digest-mismatch');
    assert.deepEqual(other.checks.at(-1), {
      id: 'metadata',
      state: 'failed',
      code: 'metadata.versionDiffers',
      args: { signed: '1.2.3', archive: '1.2.4' },
    });
  });

  it('describes signer and signed text of a trusted chart', async () => {
    const report = await verifyProvenance(input);
    assert.equal(report.verdict, 'trusted');
    assert.deepEqual(report.signer!.userIds, ['rsa3072 <rsa3072@example.org>']);
    assert.equal(report.signer!.algorithm, 'RSA 3072');
    assert.equal(report.signer!.hash, 'SHA512');
    assert.match(report.signedText!, /^files:$/m);
    assert.deepEqual([report.helm3.ok, report.helm4.ok], [true, true]);
  });
});
