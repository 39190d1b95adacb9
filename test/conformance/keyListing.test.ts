import assert from 'node:assert/strict';
import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { readKeyring } from '../../src/core/provenance/readKeyring';
import { TestGnupg } from '../support/gnupg';
import { helm } from '../support/helm';

const vectors = 'test/fixtures/vectors/pgp';
const files = readdirSync(join(vectors, 'keys')).filter(name => name.endsWith('.pub.gpg'));
/** Kinds that gpg 2.2 does not know (RFC 9580), with what they are by their makers' own account. */
const unknownToGpg: Readonly<Record<string, string>> = {
  'js-curve25519-v4.pub.gpg': 'Ed25519',
  'js-curve25519-v6.pub.gpg': 'Ed25519',
  'js-curve448-v4.pub.gpg': 'Ed448',
};
const curves: Readonly<Record<string, string>> = {
  nistp256: 'NIST P-256',
  nistp384: 'NIST P-384',
  nistp521: 'NIST P-521',
  brainpoolP256r1: 'Brainpool P-256',
  brainpoolP384r1: 'Brainpool P-384',
  secp256k1: 'secp256k1',
  ed25519: 'Ed25519',
};

function algorithm(number: string, bits: string, curve: string): string {
  if (number === '1') return `RSA ${bits}`;
  return number === '17' ? `DSA ${bits}` : (curves[curve] ?? curve);
}

describe('the list of keys', function () {
  this.timeout(300_000);
  let gnupg: TestGnupg;
  let home: string;
  before(() => {
    gnupg = new TestGnupg();
    home = mkdtempSync(join(tmpdir(), 'key-list-'));
    copyFileSync(join(vectors, 'charts/demo-1.2.3.tgz'), join(home, 'demo-1.2.3.tgz'));
    copyFileSync(join(vectors, 'v/a-gpg-rsa3072/demo-1.2.3.tgz.prov'), join(home, 'demo-1.2.3.tgz.prov'));
  });
  after(async () => {
    await gnupg.remove();
    rmSync(home, { recursive: true });
  });

  for (const name of files) {
    const path = resolve(vectors, 'keys', name);
    it(`says of ${name} what gpg lists and what both Helms can read`, async () => {
      const { keys, problems } = readKeyring(new Uint8Array(readFileSync(path)));
      assert.deepEqual([keys.length, problems], [1, []]);
      const { info } = keys[0]!;
      if (name in unknownToGpg) assert.equal(info.algorithm, unknownToGpg[name]);
      else {
        const listed = (await gnupg.run(['--with-colons', '--show-keys', path])).stdout.toString('utf8').split('\n');
        const fields = (kind: string) =>
          listed.filter(line => line.startsWith(`${kind}:`)).map(line => line.split(':'));
        const [pub] = fields('pub');
        const [, validity, bits, number, , created, expires, , , , , uses = '', , , , , curve = ''] = pub!;
        assert.equal(info.fingerprint, fields('fpr')[0]![9]);
        assert.equal(info.algorithm, algorithm(number!, bits!, curve));
        assert.deepEqual(
          [info.createdAtSeconds, info.expiresAtSeconds ?? ''],
          [Number(created), expires === '' ? '' : Number(expires)],
        );
        assert.deepEqual(
          info.userIds,
          fields('uid').map(uid => uid[9]!.replaceAll('\\x3a', ':')),
        );
        assert.equal(info.revoked, validity === 'r');
        assert.equal(info.canSign, uses.includes('s'));
        assert.deepEqual(
          info.subkeys.map(subkey => [subkey.createdAtSeconds, subkey.canSign]),
          fields('sub').map(sub => [Number(sub[5]), sub[11]!.includes('s')]),
        );
      }
      for (const [version, readable] of [
        ['3.17.1', info.readableByHelm3],
        ['4.1.4', info.readableByHelm4],
      ] as const) {
        const run = await (await helm(version, home))('verify', join(home, 'demo-1.2.3.tgz'), '--keyring', path);
        const isRead = run.code === 0 || /unknown entity/.test(run.stderr);
        // A certify-only primary key is read, but nothing it could have signed is accepted.
        if (info.canSign || info.subkeys.some(subkey => subkey.canSign))
          assert.equal(readable, isRead, `${version}: ${run.stderr}`);
      }
    });
  }
});
