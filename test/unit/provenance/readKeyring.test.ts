import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { findArmorBlocks, formatArmor } from '../../../src/core/provenance/armor';
import { checkSigningKey } from '../../../src/core/provenance/checkSigningKey';
import { armorPublicKey, exportKeyring } from '../../../src/core/provenance/exportKeyring';
import { readGoRing } from '../../../src/core/provenance/helm/goRing';
import { formatPacket, packetTag, readPackets } from '../../../src/core/provenance/packets';
import { mergePublicKeys, readKeyring } from '../../../src/core/provenance/readKeyring';
import { concatBytes, encodeUtf8 } from '../../../src/util/bytes';
import { pgpVectors, readVector, vectorNow } from './vectors';

const keyFile = (name: string) => new Uint8Array(readFileSync(`test/fixtures/vectors/pgp/keys/${name}`));
const ringOf = (id: string) => readVector(`pgp/${pgpVectors.find(vector => vector.id === id)!.keyring}`)!;
const algorithms = (bytes: Uint8Array) => readKeyring(bytes).keys.map(key => key.info.algorithm);
/** A second identity under the certification of the first: it does not hold, and one such makes Helm drop the key. */
function withForgedUserId(ring: Uint8Array): Uint8Array {
  const certification = readPackets(ring).packets.find(packet => packet.tag === packetTag.signature)!;
  return concatBytes([
    ring,
    formatPacket(packetTag.userId, encodeUtf8('The Boss <boss@example.org>')),
    certification.bytes,
  ]);
}

const nowSeconds = vectorNow.getTime() / 1000;

describe('readKeyring', () => {
  it('reads binary, armored, keybox and secret rings', () => {
    assert.deepEqual(algorithms(keyFile('gpg-rsa3072.pub.gpg')), ['RSA 3072']);
    assert.equal(readKeyring(ringOf('g-kbx')).problems.length, 0);
    assert.ok(readKeyring(ringOf('g-kbx')).keys.length > 0);
    const secret = readKeyring(keyFile('gpg-rsa3072.sec.gpg'));
    assert.equal(secret.keys[0]!.info.hasSecret, true);
    assert.deepEqual(secret.keys[0]!.publicBytes, readKeyring(keyFile('gpg-rsa3072.pub.gpg')).keys[0]!.publicBytes);
  });

  it('reads several armored blocks with text around them', () => {
    const blocks = ['gpg-rsa3072', 'gpg-ed25519'].map(name =>
      formatArmor('PGP PUBLIC KEY BLOCK', keyFile(`${name}.pub.gpg`)),
    );
    const file = encodeUtf8(`Our keys:\r\n\r\n${blocks.join('\nand\n')}\nBye.`);
    assert.deepEqual(algorithms(file), ['RSA 3072', 'Ed25519']);
  });

  it('drops trust packets and reads a ring as gpg exports it', () => {
    const { keys } = readKeyring(ringOf('g-trust-packets'));
    assert.ok(keys.every(key => readPackets(key.publicBytes).packets.every(packet => packet.tag !== packetTag.trust)));
  });

  it('reads the keys beside one that is broken, unsupported or cut off', () => {
    const good = keyFile('gpg-rsa3072.pub.gpg');
    const version3 = formatPacket(packetTag.publicKey, Uint8Array.of(3, 0, 0, 0, 0, 0, 0, 1));
    const broken = formatPacket(packetTag.publicKey, Uint8Array.of(4, 0, 0, 0, 0, 1, 255));
    const { keys, problems } = readKeyring(
      concatBytes([version3, good, broken, keyFile('gpg-ed25519.pub.gpg').subarray(0, 100)]),
    );
    assert.deepEqual(
      keys.map(key => key.info.algorithm),
      ['RSA 3072', 'Ed25519'],
    );
    assert.deepEqual(problems.map(problem => problem.reason).sort(), [
      'malformedKey',
      'truncated',
      'unsupportedVersion',
    ]);
  });

  it('says what is wrong with a file that is no keyring', () => {
    assert.deepEqual(readKeyring(new Uint8Array()).problems, [{ reason: 'empty', offset: 0 }]);
    assert.deepEqual(readKeyring(encodeUtf8('hello')).problems, [{ reason: 'notAKeyring', offset: 0 }]);
    const cut = encodeUtf8('-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nAAAA');
    assert.deepEqual(readKeyring(cut).problems, [{ reason: 'unreadableBlock', offset: 0 }]);
  });

  it('merges copies, so that a revocation in any of them counts', () => {
    for (const id of ['g-dup-revoked-first', 'g-standalone-revocation']) {
      const { keys } = readKeyring(ringOf(id));
      assert.deepEqual(
        keys.map(key => key.info.revoked),
        [true],
        id,
      );
    }
    const [revoked] = readKeyring(ringOf('g-dup-revoked-first')).keys;
    const merged = readKeyring(mergePublicKeys(revoked!.publicBytes, revoked!.publicBytes)).keys;
    assert.deepEqual(
      merged.map(key => key.publicBytes),
      [revoked!.publicBytes],
    );
  });

  it('never crashes on damaged rings', () => {
    for (const base of [ringOf('g-kbx'), keyFile('gpg-subrsa.pub.gpg'), keyFile('gpg-nistp256.sec.gpg')]) {
      for (let seed = 1; seed <= 300; seed++) {
        const bytes = Uint8Array.from(base);
        for (let i = 0; i < 3; i++) bytes[(seed * 7919 + i * 104729) % bytes.length] = (seed * 31 + i * 17) & 0xff;
        readKeyring(seed % 3 === 0 ? bytes.subarray(0, (seed * 13) % bytes.length) : bytes);
      }
    }
  }).timeout(60_000);
});

describe('describeKey', () => {
  const expected: readonly (readonly [string, string, boolean, boolean, boolean])[] = [
    ['gpg-rsa3072', 'RSA 3072', true, true, true],
    ['gpg-nistp256', 'NIST P-256', true, true, true],
    ['gpg-ed25519', 'Ed25519', true, false, true],
    ['gpg-default23', 'Ed25519', true, false, true],
    ['gpg-brainpoolp256', 'Brainpool P-256', true, false, true],
    ['gpg-secp256k1', 'secp256k1', true, false, true],
    ['gpg-dsa2048', 'DSA 2048', true, true, true],
    ['gpg-subrsa', 'RSA 3072', false, true, true],
    ['gpg-edsub', 'Ed25519', false, false, true],
    ['js-curve25519-v4', 'Ed25519', true, false, true],
    ['js-curve25519-v6', 'Ed25519', true, false, true],
    ['js-curve448-v4', 'Ed448', true, false, true],
    ['js-rsa3072-signsub', 'RSA 3072', true, true, true],
  ];
  for (const [name, algorithm, canSign, helm3, helm4] of expected) {
    it(`knows ${name}: ${algorithm}, ${canSign ? 'signs' : 'does not sign'}, Helm 3 ${helm3 ? 'reads' : 'does not read'} it`, () => {
      const { info } = readKeyring(keyFile(`${name}.pub.gpg`)).keys[0]!;
      assert.deepEqual(
        [info.algorithm, info.canSign, info.readableByHelm3, info.readableByHelm4],
        [algorithm, canSign, helm3, helm4],
      );
    });
  }

  it('shows only identities that the key signed and did not revoke', () => {
    assert.equal(readKeyring(ringOf('a-gpg-uid-revoked')).keys[0]!.info.userIds.length, 1);
    assert.deepEqual(readKeyring(ringOf('d-uid-bad-selfsig')).keys[0]!.info.userIds, []);
    assert.equal(readKeyring(withForgedUserId(keyFile('gpg-rsa3072.pub.gpg'))).keys[0]!.info.userIds.length, 1);
    assert.deepEqual(readKeyring(ringOf('d-uid-thirdparty-only')).keys[0]!.info.userIds, []);
    assert.deepEqual(readKeyring(ringOf('g-longuid')).keys[0]!.info.userIds, []);
  });

  it('takes expiry from the newest self-signature', () => {
    const expired = readKeyring(ringOf('a-gpg-expired-key')).keys[0]!.info;
    assert.ok(expired.expiresAtSeconds! < nowSeconds);
    assert.equal(readKeyring(ringOf('c-renewed')).keys[0]!.info.expiresAtSeconds, undefined);
  });
});

describe('exportKeyring', () => {
  const files = ['gpg-rsa3072', 'gpg-ed25519', 'gpg-edsub', 'js-curve25519-v6', 'gpg-nistp256'].map(name =>
    keyFile(`${name}.pub.gpg`),
  );
  // The last: an RSA key that signs, with a Curve25519 subkey for encryption.
  const keys = [...files, ringOf('a-gpg-rsa-cv25519enc')].map(file => readKeyring(file).keys[0]!);

  it('puts keys that Helm 3 cannot read first, so that they hide no other', () => {
    const ring = exportKeyring(keys, { for: 'helm' });
    assert.deepEqual(
      readGoRing(3, ring).map(entity => entity.primary.fingerprint),
      [keys[0], keys[4]].map(key => key!.info.fingerprint),
    );
    assert.equal(readGoRing(4, ring).length, 5);
    assert.ok(readPackets(ring).packets.every(packet => packet.body[0] !== 6 || packet.tag !== packetTag.publicKey));
  });

  it('keeps for Helm 3 what it reads, without the subkeys it does not', () => {
    const ring = exportKeyring(keys, { for: 'helm3' });
    assert.deepEqual(
      readGoRing(3, ring).map(entity => [entity.primary.fingerprint, entity.subkeys.length]),
      [keys[0], keys[4], keys[5]].map(key => [key!.info.fingerprint, 0]),
    );
  });

  it('leaves out identities and signatures that are not the own key’s', () => {
    const forged = withForgedUserId(keyFile('gpg-rsa3072.pub.gpg'));
    assert.throws(() => readGoRing(4, forged));
    for (const file of [forged, ringOf('g-third-party-sigs'), ringOf('d-uid-unsigned-extra')]) {
      const ring = exportKeyring(readKeyring(file).keys, { for: 'helm' });
      const tags = readPackets(ring).packets.map(packet => packet.tag);
      assert.deepEqual(tags, [packetTag.publicKey, packetTag.userId, packetTag.signature]);
      assert.equal(readGoRing(4, ring).length, 1);
    }
  });

  it('is read back as the same keys', () => {
    const exported = readKeyring(exportKeyring(keys.slice(0, 2), { for: 'helm' })).keys.map(
      key => key.info.fingerprint,
    );
    assert.deepEqual(
      [...exported].sort(),
      keys
        .slice(0, 2)
        .map(key => key.info.fingerprint)
        .sort(),
    );
    const [block] = findArmorBlocks(encodeUtf8(armorPublicKey(keys[0]!)));
    assert.deepEqual(block, { label: 'PGP PUBLIC KEY BLOCK', bytes: keys[0]!.publicBytes });
  });
});

describe('checkSigningKey', () => {
  const reasons = (name: string, at = nowSeconds) =>
    checkSigningKey(readKeyring(keyFile(`${name}.sec.gpg`)).keys[0]!.info, at).map(
      remark => `${remark.severity} ${remark.reason}`,
    );

  it('has nothing against RSA-3072', () => assert.deepEqual(reasons('gpg-rsa3072'), []));
  it('warns of keys that Helm 3 cannot read', () =>
    assert.deepEqual(reasons('gpg-ed25519'), ['warn helm3CannotVerify']));
  it('has nothing against a primary key that only certifies when a subkey signs', () =>
    assert.deepEqual(reasons('gpg-subrsa'), []));
  it('refuses weak algorithms', () => {
    for (const name of ['gpg-rsa1024', 'gpg-dsa2048', 'gpg-secp256k1'])
      assert.ok(reasons(name).includes('refuse weakAlgorithm'), name);
  });
  it('refuses keys from the future', () => assert.deepEqual(reasons('gpg-rsa3072', 0), ['refuse notYetValid']));
  it('refuses expired and revoked keys, and keys without secret', () => {
    const infoOf = (id: string) =>
      checkSigningKey(readKeyring(ringOf(id)).keys[0]!.info, nowSeconds).map(remark => remark.reason);
    assert.deepEqual(infoOf('a-gpg-expired-key').slice(0, 2), ['noSecret', 'expired']);
    assert.deepEqual(infoOf('a-gpg-revoked-auto').slice(0, 2), ['noSecret', 'revoked']);
  });
});
