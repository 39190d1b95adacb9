import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadArchive } from '../../src/core/archive/loadArchive';
import { findArmorBlocks } from '../../src/core/provenance/armor';
import { exportKeyring } from '../../src/core/provenance/exportKeyring';
import { generateKey, signDetached } from '../../src/core/provenance/keys';
import type { GeneratedKey, ImportedKey, KeyAlgorithm } from '../../src/core/provenance/keys';
import { buildMessage } from '../../src/core/provenance/message';
import { signProvenance } from '../../src/core/provenance/signProvenance';
import { verifyProvenance } from '../../src/core/provenance/verifyProvenance';
import { encodeUtf8 } from '../../src/util/bytes';
import { sha256 } from '../../src/util/digest';
import type { Helm, HelmRun } from '../support/helm';
import { helm, mustPass } from '../support/helm';

const passphrase = 'for this test only';
const versions = ['3.17.1', '4.1.4'] as const;
const { signal } = new AbortController();
const chartYaml = `apiVersion: v2
name: shop
version: 1.2.3+build.7
description: "- a dash, From here, ünïcode 😀"
appVersion: "1.10"
keywords: ["-", "- - -", From]
maintainers:
- name: A
  email: a@example.com
`;

describe('helm package, verify and our provenance', function () {
  this.timeout(300_000);
  let home: string;
  let archivePath: string;
  let archive: Uint8Array;
  const helms = new Map<(typeof versions)[number], Helm>();
  const keys = new Map<KeyAlgorithm, GeneratedKey>();
  const fileName = 'shop-1.2.3+build.7.tgz';

  before(async () => {
    home = mkdtempSync(join(tmpdir(), 'verify-'));
    for (const version of versions) helms.set(version, await helm(version, home));
    mkdirSync(join(home, 'shop'));
    writeFileSync(join(home, 'shop', 'Chart.yaml'), chartYaml);
    mustPass(await helms.get('4.1.4')!('package', 'shop'));
    archivePath = join(home, fileName);
    archive = new Uint8Array(readFileSync(archivePath));
    for (const algorithm of ['rsa4096', 'rsa3072', 'ed25519'] as const) {
      keys.set(
        algorithm,
        await generateKey({ name: `Shop ${algorithm}`, email: 'shop@example.com', algorithm, passphrase }),
      );
    }
  });
  after(() => rmSync(home, { recursive: true, force: true }));

  const reportFor = (provenance: Uint8Array, ring: Uint8Array, key: ImportedKey) =>
    verifyProvenance({
      archive,
      fileName,
      archiveMetadata: loadArchive(archive).metadata,
      provenance,
      keyring: [{ info: key.info, publicBytes: key.publicBytes, trusted: true }],
      now: new Date(),
      helmKeyring: ring,
    });

  /** What Helm prints, as `HelmOutcome` has it. */
  const outcome = (run: HelmRun) => ({
    ok: run.code === 0,
    message: (run.code === 0 ? run.stdout : run.stderr.replace(/^Error: /, '')).trim(),
  });

  for (const algorithm of ['rsa4096', 'rsa3072', 'ed25519'] as const) {
    it(`both Helms say to our ${algorithm} provenance and our exported ring what we foretell`, async () => {
      const key = keys.get(algorithm)!;
      const signer = {
        key: key.info,
        publicBytes: key.publicBytes,
        sign: (bytes: Uint8Array) => signDetached(key.privateKeyArmored, passphrase, bytes),
      };
      const text = buildMessage(loadArchive(archive).metadata, fileName, sha256(archive));
      const provenance = await signProvenance(text, signer, signal);
      writeFileSync(`${archivePath}.prov`, provenance);
      const ring = exportKeyring([...keys.values()], { for: 'helm' });
      writeFileSync(join(home, 'pubring.gpg'), ring);
      const report = await reportFor(provenance, ring, key);
      assert.equal(report.verdict, 'trusted', JSON.stringify(report.checks));
      const said = await Promise.all(
        versions.map(async version =>
          outcome(await helms.get(version)!('verify', fileName, '--keyring', 'pubring.gpg')),
        ),
      );
      assert.deepEqual([report.helm3, report.helm4], said);
      assert.deepEqual(
        said.map(({ ok }) => ok),
        [algorithm !== 'ed25519', true],
      );
    });
  }

  it('Helm 3 says to the ring made for it, without the Ed25519 key, what we foretell', async () => {
    const ring = exportKeyring([...keys.values()], { for: 'helm3' });
    writeFileSync(join(home, 'helm3.gpg'), ring);
    const provenance = new Uint8Array(readFileSync(`${archivePath}.prov`));
    const said = outcome(await helms.get('3.17.1')!('verify', fileName, '--keyring', 'helm3.gpg'));
    assert.deepEqual((await reportFor(provenance, ring, keys.get('ed25519')!)).helm3, said);
    assert.equal(said.message, 'openpgp: unsupported feature: public key algorithm 22');
  });

  for (const version of versions) {
    for (const algorithm of ['rsa4096', 'rsa3072', 'ed25519'] as const) {
      if (version === '3.17.1' && algorithm === 'ed25519') continue; // Helm 3 cannot sign with it
      it(`we trust what Helm ${version} signs with our protected ${algorithm} key`, async () => {
        const key = keys.get(algorithm)!;
        const secret = findArmorBlocks(encodeUtf8(key.privateKeyArmored))[0]!.bytes!;
        writeFileSync(join(home, 'secring.gpg'), secret);
        writeFileSync(join(home, 'passphrase'), `${passphrase}\n`);
        const user = key.info.userIds[0]!;
        mustPass(
          await helms.get(version)!(
            'package',
            'shop',
            '--sign',
            '--key',
            user,
            '--keyring',
            'secring.gpg',
            '--passphrase-file',
            'passphrase',
          ),
        );
        archive = new Uint8Array(readFileSync(archivePath));
        const provenance = new Uint8Array(readFileSync(`${archivePath}.prov`));
        const ring = exportKeyring([key], { for: 'helm' });
        writeFileSync(join(home, 'pubring.gpg'), ring);
        const report = await reportFor(provenance, ring, key);
        assert.equal(report.verdict, 'trusted', JSON.stringify(report.checks));
        const said = await Promise.all(
          versions.map(async reader =>
            outcome(await helms.get(reader)!('verify', fileName, '--keyring', 'pubring.gpg')),
          ),
        );
        assert.deepEqual([report.helm3, report.helm4], said);

        const text = buildMessage(loadArchive(archive).metadata, fileName, sha256(archive));
        assert.equal(report.signedText!.trimEnd(), text.trimEnd(), 'the message is the one Helm writes');
      });
    }
  }
});
