import assert from 'node:assert/strict';
import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import { curves } from '../../../src/core/provenance/curves';
import { readPoint, verifyEcdsa } from '../../../src/core/provenance/ecdsa';
import { toBigInt } from '../../../src/core/provenance/bigNumbers';

const nodeNames: Readonly<Record<string, string>> = {
  '2a8648ce3d030107': 'prime256v1',
  '2b81040022': 'secp384r1',
  '2b81040023': 'secp521r1',
  '2b8104000a': 'secp256k1',
  '2b2403030208010107': 'brainpoolP256r1',
  '2b240303020801010b': 'brainpoolP384r1',
  '2b240303020801010d': 'brainpoolP512r1',
};

describe('our own ECDSA verification', () => {
  for (const [oid, name] of Object.entries(nodeNames)) {
    const curve = curves[oid]!;
    const size = (curve.bits + 7) >> 3;

    it(`agrees with OpenSSL on ${name}, also for digests longer and shorter than the order`, () => {
      const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: name });
      const point = new Uint8Array(publicKey.export({ format: 'der', type: 'spki' }).subarray(-(1 + 2 * size)));
      for (const hash of ['sha1', 'sha256', 'sha512']) {
        const message = Buffer.from(`${name} ${hash}`);
        const value = sign(hash, message, { key: privateKey, dsaEncoding: 'ieee-p1363' });
        const [r, s] = [toBigInt(value.subarray(0, size)), toBigInt(value.subarray(size))];
        const digest = new Uint8Array(createHash(hash).update(message).digest());
        assert.equal(verifyEcdsa(oid, point, r, s, digest), 'valid', hash);
        assert.equal(verifyEcdsa(oid, point, r, s + 1n, digest), 'invalid');
        assert.equal(verifyEcdsa(oid, point, r, 0n, digest), 'invalid');
        assert.equal(verifyEcdsa(oid, point, r, s + curve.order, digest), 'invalid');
        assert.equal(
          verifyEcdsa(
            oid,
            point,
            r,
            s,
            digest.map((byte, i) => (i === 0 ? byte ^ 1 : byte)),
          ),
          'invalid',
        );
      }
    });

    it(`refuses points off ${name}`, () => {
      const bytes = new Uint8Array(1 + 2 * size).fill(1);
      bytes[0] = 4;
      assert.equal(readPoint(curve, bytes), undefined);
      assert.equal(readPoint(curve, bytes.subarray(0, size)), undefined);
    });
  }

  it('does not know other curves', () =>
    assert.equal(verifyEcdsa('2a', new Uint8Array(65), 1n, 1n, new Uint8Array(32)), 'unsupported'));
});
