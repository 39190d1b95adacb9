import assert from 'node:assert/strict';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCli } from '../../../src/cli/run';
import { generateKey } from '../../../src/core/provenance/keys';
import { commandsInProcess } from '../../support/commandsInProcess';
import { readKeyring } from '../../../src/core/provenance/readKeyring';
import { encodeUtf8 } from '../../../src/util/bytes';
import { testKey } from '../provenance/testKeys';

const vectors = 'test/fixtures/vectors/pgp';

describe('keys on the command line', () => {
  let directory: string;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'keys-'));
  });
  afterEach(() => {
    rmSync(directory, { recursive: true, force: true });
  });

  async function run(...args: readonly string[]) {
    const out: string[] = [];
    const messages: string[] = [];
    const code = await runCli(
      args,
      {
        environment: {},
        currentDirectory: directory,
        result: text => void out.push(text),
        message: text => void messages.push(text),
        readInput: () => Promise.resolve(''),
        signal: new AbortController().signal,
      },
      commandsInProcess,
    );
    return { code, out: out.join('\n'), messages: messages.join('\n') };
  }
  const json = async (...args: readonly string[]) => JSON.parse((await run(...args, '--json')).out);
  const keyFile = (name: string) => join(process.cwd(), vectors, 'keys', name);

  /** The package of the vectors, signed by gpg's RSA 3072 key, with that key as `ring.gpg`. */
  function signedPackage(): string {
    copyFileSync(join(vectors, 'charts', 'demo-1.2.3.tgz'), join(directory, 'demo-1.2.3.tgz'));
    copyFileSync(join(vectors, 'v', 'a-gpg-rsa3072', 'demo-1.2.3.tgz.prov'), join(directory, 'demo-1.2.3.tgz.prov'));
    return 'demo-1.2.3.tgz';
  }

  it('imports keys as known, trusts one for a chart, and verifies by that', async () => {
    const path = signedPackage();
    const imported = await json(
      'keys',
      'import',
      keyFile('gpg-rsa3072.pub.gpg'),
      keyFile('gpg-ed25519.pub.gpg'),
      '--keyring',
      'ring.gpg',
    );
    assert.deepEqual(
      imported.keys.map((key: { algorithm: string; trusted: boolean; helm3: boolean }) => [
        key.algorithm,
        key.trusted,
        key.helm3,
      ]),
      [
        ['RSA 3072', false, true],
        ['Ed25519', false, false],
      ],
    );
    const verdict = async (...more: string[]) => (await json('verify', path, '--keyring', 'ring.gpg', ...more)).verdict;
    assert.equal(await verdict(), 'untrusted-key');
    const { fingerprint } = imported.keys[0];
    assert.deepEqual(await json('keys', 'trust', fingerprint, '--scope', 'chart:demo', '--keyring', 'ring.gpg'), {
      fingerprint,
      trusted: true,
      scopes: ['chart:demo'],
    });
    assert.equal(await verdict(), 'trusted');
    await json('keys', 'trust', 'rsa3072', '--scope', 'oci://registry.example.com/charts', '--keyring', 'ring.gpg');
    assert.equal(await verdict(), 'untrusted-key');
    assert.equal(await verdict('--origin', 'oci://registry.example.com/charts/demo'), 'trusted');
    assert.equal(await verdict('--origin', 'oci://registry.example.com/charts2/demo'), 'untrusted-key');
    await json('keys', 'untrust', fingerprint, '--keyring', 'ring.gpg');
    assert.equal(await verdict('--origin', 'oci://registry.example.com/charts/demo'), 'untrusted-key');
    assert.equal((await run('verify', path, '--keyring', 'ring.gpg')).code, 1);
  });

  it('trusts every key of a ring without decisions, as Helm does, and keeps that for the others at the first decision', async () => {
    writeFileSync(
      join(directory, 'ring.gpg'),
      Buffer.concat([readFileSync(keyFile('gpg-rsa3072.pub.gpg')), readFileSync(keyFile('gpg-nistp256.pub.gpg'))]),
    );
    const trust = async () =>
      (await json('keys', 'list', '--keyring', 'ring.gpg')).keys.map((key: { trusted: boolean }) => key.trusted);
    assert.deepEqual(await trust(), [true, true]);
    assert.equal((await run('keys', 'untrust', 'nistp256', '--keyring', 'ring.gpg')).code, 0);
    assert.deepEqual(await trust(), [true, false]);
  });

  it('does not trust a key that another program adds to a ring with decisions', async () => {
    await run('keys', 'import', keyFile('gpg-rsa3072.pub.gpg'), '--trust', '--keyring', 'ring.gpg');
    const ring = join(directory, 'ring.gpg');
    writeFileSync(ring, Buffer.concat([readFileSync(ring), readFileSync(keyFile('gpg-nistp256.pub.gpg'))]));
    const { keys } = await json('keys', 'list', '--keyring', 'ring.gpg');
    assert.deepEqual(
      keys.map((key: { trusted: boolean }) => key.trusted),
      [true, false],
    );
  });

  it('revokes a key by importing its revocation certificate, and the verdict follows', async () => {
    const key = await testKey('ed25519');
    writeFileSync(join(directory, 'key.asc'), key.publicBytes);
    writeFileSync(join(directory, 'revocation.asc'), key.revocationCertificate);
    await run('keys', 'import', 'key.asc', '--keyring', 'ring.gpg');
    const { keys } = await json('keys', 'import', 'revocation.asc', '--keyring', 'ring.gpg');
    assert.deepEqual([keys[0].fingerprint, keys[0].revoked], [key.info.fingerprint, true]);
    assert.equal((await json('keys', 'list', '--keyring', 'ring.gpg')).keys[0].revoked, true);
    const again = await run('keys', 'import', 'revocation.asc', '--keyring', 'other.gpg');
    assert.equal(again.code, 1);
    assert.equal(existsSync(join(directory, 'other.gpg')), false);
  });

  it('exports armored to the terminal and binary to a file', async () => {
    await run('keys', 'import', keyFile('gpg-rsa3072.pub.gpg'), '--keyring', 'ring.gpg');
    const armored = await run('keys', 'export', 'rsa3072', '--keyring', 'ring.gpg');
    assert.match(armored.out, /^-----BEGIN PGP PUBLIC KEY BLOCK-----\n/);
    assert.equal(readKeyring(encodeUtf8(armored.out)).keys.length, 1);
    const written = await json('keys', 'export', '--keyring', 'ring.gpg', '--output', 'out.gpg');
    assert.equal(written.path, join(directory, 'out.gpg'));
    assert.equal(readFileSync(written.path)[0]! & 0x80, 0x80);
  });

  it('never writes over private keys, a keybox, or keys that it cannot read', async () => {
    const secret = readFileSync(keyFile('gpg-rsa3072.sec.gpg'));
    const rings = { 'secring.gpg': secret, 'cut.gpg': readFileSync(keyFile('gpg-rsa3072.pub.gpg')).subarray(0, 200) };
    for (const [name, bytes] of Object.entries(rings)) {
      writeFileSync(join(directory, name), bytes);
      const { code, messages } = await run('keys', 'import', keyFile('gpg-nistp256.pub.gpg'), '--keyring', name);
      assert.equal(code, 1);
      assert.match(messages, /is not changed/);
      assert.deepEqual(readFileSync(join(directory, name)), bytes);
      assert.equal(existsSync(join(directory, `${name}.trust.json`)), false);
    }
  });

  it('writes only the public part of a file with private keys', async () => {
    await run('keys', 'import', keyFile('gpg-rsa3072.sec.gpg'), '--keyring', 'ring.gpg');
    const { keys } = readKeyring(new Uint8Array(readFileSync(join(directory, 'ring.gpg'))));
    assert.deepEqual([keys.length, keys[0]!.info.hasSecret], [1, false]);
  });

  it('refuses decisions that it cannot read, rather than trusting every key', async () => {
    const path = signedPackage();
    await run('keys', 'import', keyFile('gpg-rsa3072.pub.gpg'), '--keyring', 'ring.gpg');
    for (const text of ['', '{}', '{"keys":{"A":{}}}', '{"keys":{"A":{"trusted":true,"scopes":["anything"]}}}']) {
      writeFileSync(join(directory, 'ring.gpg.trust.json'), text);
      assert.equal((await run('verify', path, '--keyring', 'ring.gpg')).code, 1, text);
      assert.equal((await run('keys', 'list', '--keyring', 'ring.gpg')).code, 1, text);
    }
  });

  it('applies the policy of the folder when it verifies and pushes', async () => {
    const path = signedPackage();
    await run('keys', 'import', keyFile('gpg-rsa3072.pub.gpg'), '--trust', '--keyring', 'ring.gpg');
    const policy = (text: string) => {
      writeFileSync(join(directory, '.chart-release.yaml'), text);
    };
    policy(`requiredSigners: ["${'0'.repeat(40)}"]`);
    const report = await json('verify', path, '--keyring', 'ring.gpg');
    assert.equal(report.verdict, 'untrusted-key');
    const push = await run('push', path, 'oci://127.0.0.1:9/charts', '--keyring', 'ring.gpg');
    assert.match(push.messages, /requiredSigners/);
    policy('allowedDestinations: [oci://registry.example.com]');
    assert.match((await run('push', path, 'oci://127.0.0.1:9/charts')).messages, /does not allow publishing/);
    policy('maximumPackageSize: 10');
    assert.match((await run('push', path, 'oci://127.0.0.1:9/charts')).messages, /allows 10/);
    assert.equal((await run('verify', path, '--keyring', 'ring.gpg')).code, 1);
    policy('requiredSigner: []');
    assert.match((await run('push', path, 'oci://127.0.0.1:9/charts')).messages, /line 1 cannot be read/);
  });

  it('applies the policy to plans, releases and repositories as well, before anything is written', async () => {
    const chart = join(directory, 'charts', 'shop');
    mkdirSync(chart, { recursive: true });
    writeFileSync(join(chart, 'Chart.yaml'), 'apiVersion: v2\nname: shop\nversion: 1.0.0\n');
    writeFileSync(join(directory, 'ring.gpg'), readFileSync(keyFile('gpg-rsa3072.sec.gpg')));
    const path = signedPackage();
    const policy = (text: string) => writeFileSync(join(directory, 'charts', '.chart-release.yaml'), text);
    const signing = ['--key', 'rsa3072', '--keyring', 'ring.gpg'];
    const release = (to: string) => run('release', 'charts', '--to', to, ...signing);

    policy('allowedDestinations: [oci://registry.example.com/charts]');
    const planned = await run('plan', 'charts', '--to', 'site', '--json');
    assert.equal(planned.code, 1, planned.messages);
    const [shop] = JSON.parse(planned.out).charts;
    assert.equal(shop.state, 'broken');
    assert.match(shop.problem, /does not allow publishing/);
    assert.match((await release('site')).messages, /does not allow publishing/);

    policy(`requiredSigners: ["${'0'.repeat(40)}"]`);
    assert.match((await release('site')).messages, /requiredSigners/);
    policy('maximumPackageSize: 10');
    assert.match((await run('plan', 'charts', '--to', 'site')).out, /allows 10/);
    assert.deepEqual(readdirSync(directory).sort(), ['charts', path, `${path}.prov`, 'ring.gpg']);

    writeFileSync(join(directory, '.chart-release.yaml'), 'allowedDestinations: [https://charts.example.com/stable]');
    const publish = (...more: string[]) => run('publish', path, '--to', 'site', '--keyring', 'ring.gpg', ...more);
    assert.match((await publish()).messages, /does not allow publishing/);
    assert.match((await publish('--url', 'https://charts.example.com/other')).messages, /does not allow publishing/);
    assert.equal(existsSync(join(directory, 'site')), false);
    assert.equal((await publish('--url', 'https://charts.example.com/stable')).code, 0);
  });

  it('lists odd rings: empty, text, cut off, twice the same key, a key of an unknown version', async () => {
    const list = async (name: string, ...parts: readonly Uint8Array[]) => {
      writeFileSync(join(directory, name), Buffer.concat(parts));
      return json('keys', 'list', '--keyring', name);
    };
    const rsa = readFileSync(keyFile('gpg-rsa3072.pub.gpg'));
    const p256 = readFileSync(keyFile('gpg-nistp256.pub.gpg'));
    assert.deepEqual((await list('empty', Buffer.alloc(0))).keys, []);
    const text = await list('text', Buffer.from('hello'));
    assert.deepEqual([text.keys, text.problems.length], [[], 1]);
    const twice = await list('twice', rsa, p256, rsa);
    assert.deepEqual(
      twice.keys.map((key: { algorithm: string; state: string }) => [key.algorithm, key.state]),
      [
        ['RSA 3072', 'valid'],
        ['NIST P-256', 'valid'],
      ],
    );
    // A version 9 public-key packet of one byte more.
    const odd = await list('odd', rsa, Buffer.from([0xc6, 2, 9, 0]), p256);
    assert.deepEqual([odd.keys.length, odd.problems.length], [2, 1]);
    const cut = await list('cut', p256, rsa.subarray(0, 300));
    assert.deepEqual([cut.keys[0].algorithm, cut.problems.length], ['NIST P-256', 1]);
    assert.match((await run('keys', 'list', '--keyring', 'empty')).messages, /holds no key that can be read/);
  });

  it('says which keys are over, revoked, or made in the future', async () => {
    const now = Math.floor(Date.now() / 1000);
    const made = async (name: string, createdAtSeconds: number, expiresInSeconds?: number) =>
      generateKey({
        name,
        email: 'a@example.com',
        algorithm: 'ed25519',
        passphrase: 'for this test only',
        createdAtSeconds,
        ...(expiresInSeconds === undefined ? {} : { expiresInSeconds }),
      });
    const year = 365 * 24 * 3600;
    const keys = [
      await made('old', now - 2 * year, year),
      await made('new', now + year),
      await made('good', now - year, 2 * year),
    ];
    writeFileSync(join(directory, 'ring.gpg'), Buffer.concat(keys.map(key => key.publicBytes)));
    const { keys: listed } = await json('keys', 'list', '--keyring', 'ring.gpg');
    assert.deepEqual(
      listed.map((key: { userIds: string[]; state: string }) => [key.userIds[0]?.slice(0, 4).trim(), key.state]),
      [
        ['old', 'expired'],
        ['new', 'notYetValid'],
        ['good', 'valid'],
      ],
    );
    assert.match((await run('keys', 'list', 'old', '--keyring', 'ring.gpg')).out, /expired \d{4}-/);
  });

  it('says what is wrong with a command line', async () => {
    for (const args of [
      ['keys'],
      ['keys', 'forget'],
      ['keys', 'trust', '--keyring', 'r'],
      ['keys', 'import', '--keyring', 'r'],
      ['keys', 'untrust', 'x', '--scope', 'chart:a', '--keyring', 'r'],
    ])
      assert.equal((await run(...args)).code, 2, args.join(' '));
    assert.equal((await run('keys', 'list', '--keyring', 'missing.gpg')).code, 1);
  });
});
