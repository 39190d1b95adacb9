import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { ChartReleaseError } from '../../../src/core/errors';
import type { ErrorCode } from '../../../src/core/errors';
import { findArmorBlocks, formatArmor } from '../../../src/core/provenance/armor';
import { generateKey, importPrivateKey, isProtected, signDetached } from '../../../src/core/provenance/keys';
import { loadOpenpgp } from '../../../src/core/provenance/openpgp';
import { formatPacket, packetTag, readPackets } from '../../../src/core/provenance/packets';
import { readKeyring } from '../../../src/core/provenance/readKeyring';
import { readPrivateKeys } from '../../../src/core/provenance/readPrivateKeys';
import { parseSignature } from '../../../src/core/provenance/signaturePacket';
import type { SignaturePacket } from '../../../src/core/provenance/signaturePacket';
import { encodeUtf8 } from '../../../src/util/bytes';
import { passphrase, testKey } from './testKeys';

const keyFile = (name: string) => new Uint8Array(readFileSync(`test/fixtures/vectors/pgp/keys/${name}`));
const failsWith = (code: ErrorCode, reason?: string) => (error: unknown) =>
  ChartReleaseError.is(error, code) &&
  (reason === undefined || (error.details as { reason?: string }).reason === reason);

describe('a generated key', () => {
  for (const algorithm of ['rsa4096', 'rsa3072', 'ed25519'] as const) {
    it(`has one ${algorithm} primary key that signs, no subkey, and is readable by the Helms it should be`, async () => {
      const { info, publicBytes, privateKeyArmored } = await testKey(algorithm);
      assert.match(info.fingerprint, /^[0-9A-F]{40}$/);
      assert.deepEqual(info.userIds, ['Test Signer <signer@example.com>']);
      assert.deepEqual([info.canSign, info.hasSecret, info.revoked, info.subkeys.length], [true, true, false, 0]);
      assert.deepEqual([info.readableByHelm3, info.readableByHelm4], [algorithm !== 'ed25519', true]);
      assert.deepEqual(
        readPackets(publicBytes).packets.map(packet => packet.tag),
        [packetTag.publicKey, packetTag.userId, packetTag.signature],
      );
      assert.equal(await isProtected(encodeUtf8(privateKeyArmored)), true);
    }).timeout(60_000);
  }

  it('is protected by iterated S2K with the highest count, which gpg and Helm can read', async () => {
    const { privateKeyArmored, publicBytes } = await testKey('ed25519');
    const [block] = findArmorBlocks(encodeUtf8(privateKeyArmored));
    const secret = readPackets(block!.bytes!).packets[0]!;
    const publicLength = readPackets(publicBytes).packets[0]!.body.length;
    const [usage, cipher, mode, hash] = secret.body.subarray(publicLength);
    assert.deepEqual(
      [secret.tag, usage, cipher, mode, hash, secret.body[publicLength + 12]],
      [packetTag.secretKey, 254, 9, 3, 8, 255],
    );
  });

  it('expires when asked to, and says when', async () => {
    const { info } = await generateKey({
      name: 'A',
      email: '',
      algorithm: 'ed25519',
      expiresInSeconds: 3600,
      passphrase,
    });
    assert.equal(info.expiresAtSeconds, info.createdAtSeconds + 3600);
    assert.deepEqual(info.userIds, ['A']);
  });

  it('comes with a revocation certificate that revokes it, also from a file of its own', async () => {
    const { publicBytes, revocationCertificate } = await testKey('ed25519');
    const [block] = findArmorBlocks(encodeUtf8(revocationCertificate));
    const ring = new Uint8Array([...block!.bytes!, ...publicBytes]);
    assert.equal(readKeyring(ring).keys[0]!.info.revoked, true);
    assert.equal(readKeyring(publicBytes).keys[0]!.info.revoked, false);
  });

  it('is refused without a passphrase and for names that could deceive', async () => {
    const request = { name: 'A', email: 'a@example.com', algorithm: 'ed25519' as const, passphrase };
    await assert.rejects(generateKey({ ...request, passphrase: '' }), failsWith('key.malformed', 'emptyPassphrase'));
    for (const name of ['', ' ', 'A\u202eB', 'A\u001b[0m', 'A <b@example.com>', 'A\n']) {
      await assert.rejects(
        generateKey({ ...request, name }),
        failsWith('key.malformed', 'badUserId'),
        JSON.stringify(name),
      );
    }
    await assert.rejects(generateKey({ ...request, email: 'no address' }), failsWith('key.malformed', 'badUserId'));
  });
});

describe('signDetached', () => {
  it('makes one version 4 text signature with SHA-512 that names the key by id and fingerprint', async () => {
    const { privateKeyArmored, info } = await testKey('ed25519');
    const packets = readPackets(await signDetached(privateKeyArmored, passphrase, encodeUtf8('a\r\nb'))).packets;
    assert.equal(packets.length, 1);
    const signature = parseSignature(packets[0]!.body) as SignaturePacket;
    assert.deepEqual([signature.version, signature.type, signature.hashAlgorithm], [4, 1, 10]);
    const issuer = signature.hashed.find(subpacket => subpacket.type === 16)!;
    assert.equal(Buffer.from(issuer.data).toString('hex').toUpperCase(), info.fingerprint.slice(-16));
    assert.ok(signature.hashed.some(subpacket => subpacket.type === 33));
  });

  it('tells a wrong passphrase from a broken key', async () => {
    const { privateKeyArmored, info } = await testKey('ed25519');
    await assert.rejects(signDetached(privateKeyArmored, 'wrong', encodeUtf8('a')), error => {
      assert.ok(ChartReleaseError.is(error, 'key.wrongPassphrase'));
      assert.deepEqual(error.details, { fingerprint: info.fingerprint, attempts: 1 });
      return true;
    });
    await assert.rejects(signDetached('nonsense', passphrase, encodeUtf8('a')), failsWith('key.malformed'));
  });

  it('signs with the subkey that is asked for, and with no other', async () => {
    const [key] = readPrivateKeys(keyFile('js-rsa3072-signsub.sec.gpg'));
    const subkey = key!.info.subkeys.find(candidate => candidate.canSign)!;
    const bytes = await signDetached(key!.privateKeyArmored, '', encodeUtf8('a'), subkey.fingerprint);
    const signature = parseSignature(readPackets(bytes).packets[0]!.body) as SignaturePacket;
    const issuer = signature.hashed.find(subpacket => subpacket.type === 16)!;
    assert.equal(Buffer.from(issuer.data).toString('hex').toUpperCase(), subkey.fingerprint.slice(-16));
    await assert.rejects(
      signDetached(key!.privateKeyArmored, '', encodeUtf8('a'), 'F'.repeat(40)),
      failsWith('key.notFound'),
    );
  });

  it('needs the secret part', async () => {
    const armored = formatArmor('PGP PUBLIC KEY BLOCK', (await testKey('ed25519')).publicBytes);
    await assert.rejects(signDetached(armored, passphrase, encodeUtf8('a')), failsWith('key.noSecret'));
  });
});

describe('importPrivateKey', () => {
  it('protects an unprotected key at once', async () => {
    const file = keyFile('gpg-rsa3072.sec.gpg');
    assert.equal(await isProtected(file), false);
    const key = await importPrivateKey(file, passphrase);
    assert.equal(await isProtected(encodeUtf8(key.privateKeyArmored)), true);
    assert.equal(key.info.fingerprint, readKeyring(file).keys[0]!.info.fingerprint);
    assert.ok((await signDetached(key.privateKeyArmored, passphrase, encodeUtf8('a'))).length > 0);
  });

  it('opens a protected key only with its passphrase, armored or binary', async () => {
    const { privateKeyArmored, info } = await testKey('rsa3072');
    const binary = findArmorBlocks(encodeUtf8(privateKeyArmored))[0]!.bytes!;
    for (const file of [encodeUtf8(privateKeyArmored), binary]) {
      assert.equal((await importPrivateKey(file, passphrase)).info.fingerprint, info.fingerprint);
      await assert.rejects(importPrivateKey(file, 'wrong'), failsWith('key.wrongPassphrase'));
    }
  }).timeout(60_000);

  it('picks one key of a ring with several', async () => {
    const ring = new Uint8Array([...keyFile('gpg-rsa3072.sec.gpg'), ...keyFile('gpg-nistp256.sec.gpg')]);
    const [, second] = readPrivateKeys(ring);
    const key = await importPrivateKey(ring, passphrase, second!.info.fingerprint);
    assert.equal(key.info.algorithm, 'NIST P-256');
    await assert.rejects(importPrivateKey(ring, passphrase, '0'.repeat(40)), failsWith('key.notFound'));
  });

  it('refuses public keys, oversized files and noise', async () => {
    await assert.rejects(importPrivateKey(keyFile('gpg-rsa3072.pub.gpg'), passphrase), failsWith('key.noSecret'));
    await assert.rejects(
      importPrivateKey(new Uint8Array(2 * 1024 * 1024), passphrase),
      failsWith('key.malformed', 'tooLarge'),
    );
    await assert.rejects(importPrivateKey(encodeUtf8('hello'), passphrase), failsWith('key.malformed'));
    await assert.rejects(importPrivateKey(encodeUtf8('hello'), ''), failsWith('key.malformed', 'emptyPassphrase'));
  });

  it('does not pay for a key that wants gigabytes of memory to be opened', async () => {
    // Argon2 with 2^31 KiB: the specifier of a version 4 key, RFC 9580 3.7.1.4.
    const { publicBytes } = await testKey('ed25519');
    const [publicKey, ...rest] = readPackets(publicBytes).packets;
    const specifier = [
      253,
      31,
      9,
      2,
      4,
      ...Array<number>(16).fill(7),
      1,
      4,
      31,
      ...Array<number>(15).fill(0),
      ...Array<number>(64).fill(0),
    ];
    specifier.splice(1, 1);
    const body = new Uint8Array([...publicKey!.body, ...specifier]);
    const file = new Uint8Array([
      ...formatPacket(packetTag.secretKey, body),
      ...rest.flatMap(packet => [...packet.bytes]),
    ]);
    const before = process.memoryUsage().rss;
    const start = Date.now();
    await assert.rejects(importPrivateKey(file, passphrase), failsWith('key.malformed'));
    assert.ok(Date.now() - start < 2000);
    assert.ok(process.memoryUsage().rss - before < 300 * 1024 * 1024);
  });

  it('rewrites an Argon2 key in a form that gpg and Helm can read', async () => {
    const openpgp = await loadOpenpgp();
    const { privateKey } = await openpgp.generateKey({
      userIDs: { name: 'Modern' },
      passphrase,
      format: 'binary',
      config: {
        aeadProtect: true,
        s2kType: openpgp.enums.s2k.argon2,
        s2kArgon2Params: { passes: 1, parallelism: 1, memoryExponent: 10 },
      },
    });
    const key = await importPrivateKey(privateKey, passphrase);
    const secret = readPackets(findArmorBlocks(encodeUtf8(key.privateKeyArmored))[0]!.bytes!).packets[0]!;
    const publicLength = readPackets(key.publicBytes).packets[0]!.body.length;
    assert.equal(secret.body[publicLength], 254);
  });
});
