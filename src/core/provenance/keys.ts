import { encodeUtf8 } from '../../util/bytes';
import { ChartReleaseError } from '../errors';
import { formatArmor } from './armor';
import { signingFingerprint } from './checkSigningKey';
import type { KeyInfo } from './keyring';
import { maxPrivateKeyBytes } from './limits';
import { loadOpenpgp, readingConfig, signingConfig, unlockPrivateKey, writingConfig } from './openpgp';
import type { PrivateKey, Subkey } from './openpgp';
import { readKeyring } from './readKeyring';
import { readPrivateKeys } from './readPrivateKeys';

export type KeyAlgorithm = 'rsa4096' | 'rsa3072' | 'ed25519';

export interface NewKeyRequest {
  readonly name: string;
  /** Empty: the user id is the name alone. */
  readonly email: string;
  readonly algorithm: KeyAlgorithm;
  /** `undefined`: the key does not expire. */
  readonly expiresInSeconds?: number;
  /** Seconds since 1970; `undefined`: now. */
  readonly createdAtSeconds?: number;
  /** Must not be empty: a private key is never written unprotected. */
  readonly passphrase: string;
}

export interface GeneratedKey {
  readonly privateKeyArmored: string;
  readonly publicBytes: Uint8Array;
  /** Armored; kills the key for everybody who imports it. */
  readonly revocationCertificate: string;
  readonly info: KeyInfo;
}

/**
 * Makes a key that gpg 2.2 and Helm can use: version 4, one primary key that signs and certifies, no subkey (Helm signs
 * with the primary key only, and one unsupported subkey makes Helm 3 lose the whole key). The private key is protected
 * by iterated S2K. Ed25519 is algorithm 22, which Helm 3 cannot verify.
 * Throws `key.malformed` (`emptyPassphrase`, `badUserId`).
 */
export async function generateKey(request: NewKeyRequest): Promise<GeneratedKey> {
  requirePassphrase(request.passphrase);
  checkUserId(request.name, request.email);
  const openpgp = await loadOpenpgp();
  const key = await openpgp.generateKey({
    userIDs: { name: request.name, ...(request.email === '' ? {} : { email: request.email }) },
    ...(request.algorithm === 'ed25519'
      ? { type: 'ecc', curve: 'ed25519Legacy' as never }
      : { type: 'rsa', rsaBits: request.algorithm === 'rsa4096' ? 4096 : 3072 }),
    ...(request.expiresInSeconds === undefined ? {} : { keyExpirationTime: request.expiresInSeconds }),
    ...(request.createdAtSeconds === undefined ? {} : { date: new Date(request.createdAtSeconds * 1000) }),
    subkeys: [],
    passphrase: request.passphrase,
    format: 'object',
    config: writingConfig(openpgp),
  });
  return {
    ...writeKey(key.privateKey),
    revocationCertificate: key.revocationCertificate,
  };
}

export interface ImportedKey {
  /** Protected by the passphrase, also when the file was not. */
  readonly privateKeyArmored: string;
  readonly publicBytes: Uint8Array;
  readonly info: KeyInfo;
}

/**
 * Reads one private key, armored or binary; `fingerprint` picks one of a file with several. A protected one must open with the passphrase; an unprotected one is protected
 * with it at once. Either way it is written anew so that gpg and Helm can read it.
 * Throws `key.malformed`, `key.noSecret`, `key.notFound`, `key.wrongPassphrase`.
 */
export async function importPrivateKey(
  bytes: Uint8Array,
  passphrase: string,
  fingerprint?: string,
): Promise<ImportedKey> {
  requirePassphrase(passphrase);
  const key = await parsePrivateKey(fingerprint === undefined ? bytes : pickKey(bytes, fingerprint));
  requireSecret(key);
  const openpgp = await loadOpenpgp();
  const unlocked = key.isDecrypted() ? key : await unlockPrivateKey(key, passphrase);
  const locked = await openpgp.encryptKey({ privateKey: unlocked, passphrase, config: writingConfig(openpgp) });
  return writeKey(locked);
}

/** Whether the private key in a file is protected by a passphrase. Throws `key.malformed`, `key.noSecret`. */
export async function isProtected(bytes: Uint8Array): Promise<boolean> {
  const key = await parsePrivateKey(bytes);
  requireSecret(key);
  return !key.isDecrypted();
}

/**
 * A detached signature (type 0x01, SHA-512) over text bytes with CRLF line ends: binary packets.
 * `fingerprint` picks the primary key or a subkey; without it the primary key signs, or a subkey where it may not.
 * Throws `key.wrongPassphrase`, `key.noSecret`, `key.notFound`, `key.malformed`.
 */
export async function signDetached(
  privateKeyArmored: string,
  passphrase: string,
  bytes: Uint8Array,
  fingerprint?: string,
): Promise<Uint8Array> {
  const openpgp = await loadOpenpgp();
  const locked = await parsePrivateKey(encodeUtf8(privateKeyArmored));
  const key = locked.isDecrypted() ? locked : await unlockPrivateKey(locked, passphrase);
  const wanted = fingerprint ?? ownSigner(key);
  const signingKey = key.getKeys().find(candidate => candidate.getFingerprint().toUpperCase() === wanted);
  if (signingKey === undefined) throw new ChartReleaseError('key.notFound', { fingerprint: wanted });
  requireSecret(signingKey);
  const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  try {
    return await openpgp.sign({
      message: await openpgp.createMessage({ text }),
      signingKeys: key,
      signingKeyIDs: signingKey.getKeyID(),
      detached: true,
      format: 'binary',
      config: signingConfig(openpgp),
    });
  } catch (cause) {
    throw new ChartReleaseError('key.malformed', { reason: 'cannotSign' }, { cause });
  }
}

function pickKey(bytes: Uint8Array, fingerprint: string): Uint8Array {
  if (bytes.length > maxPrivateKeyBytes) throw new ChartReleaseError('key.malformed', { reason: 'tooLarge' });
  const key = readPrivateKeys(bytes).find(candidate => candidate.info.fingerprint === fingerprint);
  if (key === undefined) throw new ChartReleaseError('key.notFound', { fingerprint });
  return encodeUtf8(key.privateKeyArmored);
}

/** One private key, armored or binary. Throws `key.malformed`, `key.noSecret`. */
export async function parsePrivateKey(bytes: Uint8Array): Promise<PrivateKey> {
  if (bytes.length > maxPrivateKeyBytes) throw new ChartReleaseError('key.malformed', { reason: 'tooLarge' });
  const openpgp = await loadOpenpgp();
  const isBinary = ((bytes[0] ?? 0) & 0x80) !== 0 && bytes[0] !== 0xef;
  let key: PrivateKey;
  try {
    key = isBinary
      ? await openpgp.readPrivateKey({ binaryKey: bytes, config: readingConfig })
      : await openpgp.readPrivateKey({ armoredKey: new TextDecoder().decode(bytes), config: readingConfig });
  } catch (cause) {
    const [first] = readKeyring(bytes).keys;
    if (first && !first.info.hasSecret)
      throw new ChartReleaseError('key.noSecret', { fingerprint: first.info.fingerprint }, { cause });
    throw new ChartReleaseError('key.malformed', { reason: 'notAPrivateKey' }, { cause });
  }
  return key;
}

function ownSigner(key: PrivateKey): string {
  const [parsed] = readKeyring(key.toPublic().write()).keys;
  const nowSeconds = Math.floor(Date.now() / 1000);
  return (parsed && signingFingerprint(parsed.info, nowSeconds)) ?? key.getFingerprint().toUpperCase();
}

/** A primary key may be kept elsewhere (gpg writes a stub) while its signing subkey is here. */
function requireSecret(key: PrivateKey | Subkey): void {
  const { keyPacket } = key;
  if ('isMissingSecretKeyMaterial' in keyPacket && keyPacket.isMissingSecretKeyMaterial())
    throw new ChartReleaseError('key.noSecret', { fingerprint: key.getFingerprint().toUpperCase() });
}

/** A private key as it is kept: protected, armored, with its public part beside it. */
export function writeKey(key: PrivateKey): ImportedKey {
  const [parsed] = readKeyring(key.write()).keys;
  if (parsed === undefined) throw new ChartReleaseError('key.malformed', { reason: 'unreadable' });
  return {
    privateKeyArmored: formatArmor('PGP PRIVATE KEY BLOCK', key.write()),
    publicBytes: parsed.publicBytes,
    info: parsed.info,
  };
}

function requirePassphrase(passphrase: string): void {
  if (passphrase === '') throw new ChartReleaseError('key.malformed', { reason: 'emptyPassphrase' });
}

/** Control characters and angle brackets would let one user id look like another in lists and terminals. */
function checkUserId(name: string, email: string): void {
  const forbidden = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}<>]/u;
  const isEmail = email === '' || /^[^\s@()]+@[^\s@()]+$/u.test(email);
  if (name.trim() === '' || forbidden.test(name) || forbidden.test(email) || !isEmail) {
    throw new ChartReleaseError('key.malformed', { reason: 'badUserId' });
  }
}
