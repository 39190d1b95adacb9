import { generateKey, signDetached } from '../../../src/core/provenance/keys';
import type { GeneratedKey, KeyAlgorithm } from '../../../src/core/provenance/keys';
import type { ProvenanceSigner } from '../../../src/core/provenance/signProvenance';

export const passphrase = 'correct horse battery staple';
const made = new Map<KeyAlgorithm, Promise<GeneratedKey>>();

/** One key of each kind for the whole run: making RSA keys takes seconds. */
export function testKey(algorithm: KeyAlgorithm): Promise<GeneratedKey> {
  let key = made.get(algorithm);
  if (key === undefined) {
    key = generateKey({ name: 'Test Signer', email: 'signer@example.com', algorithm, passphrase });
    made.set(algorithm, key);
  }
  return key;
}

export function signerOf(key: GeneratedKey): ProvenanceSigner {
  return {
    key: key.info,
    publicBytes: key.publicBytes,
    sign: bytes => signDetached(key.privateKeyArmored, passphrase, bytes),
  };
}
