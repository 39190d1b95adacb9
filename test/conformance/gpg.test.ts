import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generateKey, importPrivateKey, signDetached } from '../../src/core/provenance/keys';
import type { GeneratedKey, KeyAlgorithm } from '../../src/core/provenance/keys';
import { readKeyring } from '../../src/core/provenance/readKeyring';
import { readPrivateKeys } from '../../src/core/provenance/readPrivateKeys';
import { buildMessage } from '../../src/core/provenance/message';
import { signProvenance } from '../../src/core/provenance/signProvenance';
import { verifyProvenance } from '../../src/core/provenance/verifyProvenance';
import { encodeUtf8 } from '../../src/util/bytes';
import { sha256 } from '../../src/util/digest';
import { gpgPath } from '../support/tools';

const passphrase = 'for this test only';
const archive = encodeUtf8('archive');
const metadata = { apiVersion: 'v2', name: 'shop', version: '1.0.0', keywords: ['a', '- b'], description: 'From here' };
const text = buildMessage(metadata, 'shop-1.0.0.tgz', sha256(archive));
const { signal } = new AbortController();

describe('GnuPG', function () {
  this.timeout(300_000);
  let home: string;

  const gpg = (args: readonly string[], input?: Uint8Array) => {
    const options = [
      '--homedir',
      home,
      '--no-options',
      '--batch',
      '--no-tty',
      '--status-fd',
      '2',
      '--pinentry-mode',
      'loopback',
    ];
    const done = spawnSync(gpgPath(), [...options, ...args], {
      input,
      env: { PATH: process.env['PATH'] ?? '', LC_ALL: 'C' },
      maxBuffer: 1 << 26,
    });
    const status = done.stderr
      .toString('utf8')
      .split('\n')
      .filter(line => line.startsWith('[GNUPG:] '));
    return {
      code: done.status,
      stdout: new Uint8Array(done.stdout),
      status: status.map(line => line.slice('[GNUPG:] '.length)),
      all: done.stderr.toString('utf8'),
    };
  };

  before(() => {
    home = mkdtempSync(join(tmpdir(), 'gnupg-'));
    chmodSync(home, 0o700);
  });
  after(() => {
    spawnSync('gpgconf', ['--homedir', home, '--kill', 'all']);
    rmSync(home, { recursive: true, force: true });
  });

  const keys = new Map<KeyAlgorithm, GeneratedKey>();
  const keyOf = async (algorithm: KeyAlgorithm) => {
    const key =
      keys.get(algorithm) ??
      (await generateKey({ name: `Shop ${algorithm}`, email: 'shop@example.com', algorithm, passphrase }));
    keys.set(algorithm, key);
    return key;
  };

  for (const algorithm of ['rsa4096', 'rsa3072', 'ed25519'] as const) {
    it(`imports our ${algorithm} key and finds our provenance good, with exit code 0`, async () => {
      const key = await keyOf(algorithm);
      assert.ok(gpg(['--import'], key.publicBytes).status.some(line => line === `IMPORT_OK 1 ${key.info.fingerprint}`));
      const signer = {
        key: key.info,
        publicBytes: key.publicBytes,
        sign: (bytes: Uint8Array) => signDetached(key.privateKeyArmored, passphrase, bytes),
      };
      const file = join(home, `${algorithm}.prov`);
      writeFileSync(file, await signProvenance(text, signer, signal));
      const { code, status } = gpg(['--trust-model', 'always', '--verify', file]);
      assert.equal(code, 0);
      const verdicts = status.filter(line =>
        /^(NEWSIG|GOODSIG|VALIDSIG|BADSIG|ERRSIG|EXPSIG|EXPKEYSIG|REVKEYSIG|NODATA)/.test(line),
      );
      assert.deepEqual(
        verdicts.map(line => line.split(' ')[0]),
        ['NEWSIG', 'GOODSIG', 'VALIDSIG'],
      );
      assert.ok(
        verdicts[2]!.startsWith(`VALIDSIG ${key.info.fingerprint} `) && / 10 01 /.test(verdicts[2]!),
        verdicts[2],
      );
    });

    it(`imports our protected private ${algorithm} key and signs with it under its passphrase`, async () => {
      const key = await keyOf(algorithm);
      assert.ok(gpg(['--import'], encodeUtf8(key.privateKeyArmored)).status.some(line => line.startsWith('IMPORT_OK')));
      const signing = [
        '--digest-algo',
        'SHA512',
        '-u',
        `${key.info.fingerprint}!`,
        '--passphrase',
        passphrase,
        '--clearsign',
      ];
      const made = gpg(signing, encodeUtf8(text));
      assert.equal(made.code, 0, made.all);
      const report = await verifyProvenance({
        archive,
        fileName: 'shop-1.0.0.tgz',
        archiveMetadata: metadata,
        provenance: made.stdout,
        keyring: [{ info: key.info, publicBytes: key.publicBytes, trusted: true }],
        now: new Date(),
      });
      assert.equal(report.verdict, 'trusted', JSON.stringify(report.checks));
    });
  }

  it('revokes our key with the certificate that came with it', async () => {
    const key = await keyOf('rsa3072');
    gpg(['--import'], key.publicBytes);
    gpg(['--import'], encodeUtf8(key.revocationCertificate));
    const listed = Buffer.from(gpg(['--with-colons', '--list-keys', key.info.fingerprint]).stdout).toString('utf8');
    assert.match(listed, /^pub:r:/m);
    assert.equal(readKeyring(gpg(['--export', key.info.fingerprint]).stdout).keys[0]!.info.revoked, true);
  });

  const made: readonly (readonly [string, string, string, boolean])[] = [
    ['rsa3072', 'sign', 'RSA 3072', true],
    ['ed25519', 'sign', 'Ed25519', false],
    ['nistp256', 'sign', 'NIST P-256', true],
    ['brainpoolP256r1', 'sign', 'Brainpool P-256', false],
    ['rsa2048', 'cert', 'RSA 2048', true],
  ];
  for (const [algorithm, usage, name, helm3] of made) {
    it(`makes a ${algorithm} key (${usage}) that we read as it lists it, from ring, armor and keybox`, async () => {
      const user = `Made by gpg ${algorithm}`;
      const done = gpg(['--passphrase', passphrase, '--quick-generate-key', user, algorithm, usage, '2y']);
      const fingerprint = done.status.find(line => line.startsWith('KEY_CREATED'))!.split(' ')[2]!;
      const {
        keys: [key],
        problems,
      } = readKeyring(gpg(['--export', fingerprint]).stdout);
      assert.deepEqual(problems, []);
      assert.equal(key!.info.fingerprint, fingerprint);
      assert.deepEqual([key!.info.algorithm, key!.info.userIds, key!.info.canSign], [name, [user], usage === 'sign']);
      assert.equal(key!.info.readableByHelm3, helm3 && usage === 'sign');
      const listed = Buffer.from(gpg(['--with-colons', '--list-keys', fingerprint]).stdout).toString('utf8');
      const [, , , , , created, expires] = /^pub:.*$/m.exec(listed)![0].split(':');
      assert.deepEqual([key!.info.createdAtSeconds, key!.info.expiresAtSeconds], [Number(created), Number(expires)]);
      assert.deepEqual(readKeyring(gpg(['--armor', '--export', fingerprint]).stdout).keys[0], key);

      const secret = gpg(['--passphrase', passphrase, '--export-secret-keys', fingerprint]).stdout;
      assert.equal(readPrivateKeys(secret)[0]!.info.fingerprint, fingerprint);
      // The library has no Brainpool curves.
      if (!algorithm.startsWith('brainpool'))
        assert.equal((await importPrivateKey(secret, passphrase)).info.fingerprint, fingerprint);
    });
  }

  it('keeps a keybox that we read like its export', () => {
    const exported = readKeyring(gpg(['--export']).stdout);
    const keybox = readKeyring(new Uint8Array(readFileSync(join(home, 'pubring.kbx'))));
    assert.deepEqual(keybox.problems, []);
    assert.deepEqual(keybox.keys, exported.keys);
    assert.ok(keybox.keys.length >= 5);
  });
});
