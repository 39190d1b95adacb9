import type * as openpgp from 'openpgp';
import type { PartialConfig, PrivateKey } from 'openpgp';
import { ChartReleaseError } from '../errors';
import { maxArgon2MemoryExponent } from './limits';

export type { PrivateKey, Subkey, Config, SignaturePacket, SecretKeyPacket, UserIDPacket } from 'openpgp';

export type OpenpgpModule = typeof openpgp;

/**
 * The OpenPGP library (LGPL), loaded on first use and only from here, so that it stays a separate, replaceable file beside
 * the bundle and costs nothing before a signature is made or read. Its cleartext API is not used: it writes files nobody can
 * verify (U+2028, CR) and reads files Helm refuses.
 */
export function loadOpenpgp(): Promise<OpenpgpModule> {
  return import('openpgp');
}

/** Protects private keys so that gpg 2.2 and Helm can read them: iterated S2K, no AEAD, no Argon2; v4 keys, SHA-512. */
export function writingConfig(library: OpenpgpModule): PartialConfig {
  return {
    v6Keys: false,
    aeadProtect: false,
    s2kType: library.enums.s2k.iterated,
    s2kIterationCountByte: 255,
    preferredHashAlgorithm: library.enums.hash.sha512,
    showComment: false,
    showVersion: false,
  };
}

/** Signs with whatever key it is given: which keys are refused, and why, is the rule of `checkSigningKey` alone. */
export function signingConfig(library: OpenpgpModule): PartialConfig {
  return {
    ...writingConfig(library),
    minRSABits: 512,
    rejectPublicKeyAlgorithms: new Set(),
    rejectCurves: new Set(),
    allowMissingKeyFlags: true,
  };
}

/** Limits what a foreign key file can cost; weak algorithms stay refused. */
export const readingConfig: PartialConfig = {
  maxArgon2MemoryExponent,
  maxUserIDLength: 2048,
  ignoreMalformedPackets: false,
};

/**
 * Judges signatures as of their own time, also when the certificate was renewed since: gpg keeps only the newest
 * self-signature. Our own rules about the key's state come on top.
 */
export const verifyingConfig: PartialConfig = {
  ...readingConfig,
  allowInsecureVerificationWithReformattedKeys: true,
  allowMissingKeyFlags: true,
};

/** Unlocks a key. Throws `key.wrongPassphrase`, `key.malformed`. */
export async function unlockPrivateKey(key: PrivateKey, passphrase: string): Promise<PrivateKey> {
  const library = await loadOpenpgp();
  try {
    return await library.decryptKey({ privateKey: key, passphrase, config: readingConfig });
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : '';
    if (/incorrect key passphrase/i.test(message)) {
      throw new ChartReleaseError('key.wrongPassphrase', {
        fingerprint: key.getFingerprint().toUpperCase(),
        attempts: 1,
      });
    }
    throw new ChartReleaseError('key.malformed', { reason: 'cannotUnlock' }, { cause });
  }
}
