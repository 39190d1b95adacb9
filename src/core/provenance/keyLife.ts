import { encodeUtf8 } from '../../util/bytes';
import { ChartReleaseError } from '../errors';
import { parsePrivateKey, writeKey } from './keys';
import type { ImportedKey } from './keys';
import { loadOpenpgp, readingConfig, unlockPrivateKey, writingConfig } from './openpgp';
import type { Config, SignaturePacket, SecretKeyPacket, UserIDPacket, OpenpgpModule, PrivateKey } from './openpgp';

/**
 * Why a key is revoked (RFC 9580 5.2.3.31). `compromised` and `unspecified` void every signature it ever made; both Helms
 * void them for `superseded` and `retired` as well, so these are for keys whose charts are signed anew.
 */
export type RevocationReason = 'compromised' | 'superseded' | 'retired' | 'unspecified';

const reasonFlags: Readonly<Record<RevocationReason, number>> = {
  unspecified: 0,
  superseded: 1,
  compromised: 2,
  retired: 3,
};

/**
 * Gives the key a new end of life: a new self-signature on each valid identity, beside the old ones, since dropping them
 * makes verifiers doubt what the key signed before. `undefined`: the key does not expire. Subkeys keep theirs. The private
 * key stays protected by the same passphrase. Throws `key.wrongPassphrase`, `key.malformed`.
 */
export async function extendExpiry(
  privateKeyArmored: string,
  passphrase: string,
  expiresAtSeconds: number | undefined,
  nowSeconds: number,
): Promise<ImportedKey> {
  const openpgp = await loadOpenpgp();
  const key = await unlock(privateKeyArmored, passphrase);
  const created = Math.floor(key.getCreationTime().getTime() / 1000);
  if (expiresAtSeconds !== undefined && expiresAtSeconds <= nowSeconds)
    throw new ChartReleaseError('key.malformed', { reason: 'expiryInPast' });
  for (const user of key.users) {
    const [newest] = [...user.selfCertifications].sort((a, b) => timeOf(b) - timeOf(a));
    if (user.userID === null || newest === undefined || user.revocationSignatures.length > 0) continue;
    // Two self-signatures of the same second would leave it open which one holds.
    const at = new Date(Math.max(nowSeconds * 1000, timeOf(newest) + 1000));
    const lifetime = expiresAtSeconds === undefined ? undefined : expiresAtSeconds - created;
    user.selfCertifications.push(await certifySelf(openpgp, key, user.userID, newest, lifetime, at));
  }
  const locked = await openpgp.encryptKey({ privateKey: key, passphrase, config: writingConfig(openpgp) });
  return writeKey(locked);
}

/** The certificate with a revocation of this reason in it: binary packets. Throws `key.wrongPassphrase`, `key.malformed`. */
export async function revokeKey(
  privateKeyArmored: string,
  passphrase: string,
  reason: RevocationReason,
  note: string,
): Promise<Uint8Array> {
  const openpgp = await loadOpenpgp();
  const key = await unlock(privateKeyArmored, passphrase);
  const { publicKey } = await openpgp.revokeKey({
    key,
    reasonForRevocation: { flag: reasonFlags[reason], string: note },
    format: 'object',
    config: writingConfig(openpgp),
  });
  return publicKey.write();
}

/**
 * A certificate with the identities certified by another key: who trusts the old key sees that it vouches for the new one.
 * Throws `key.wrongPassphrase`, `key.malformed`.
 */
export async function certifyKey(
  publicBytes: Uint8Array,
  byPrivateKeyArmored: string,
  passphrase: string,
): Promise<Uint8Array> {
  const openpgp = await loadOpenpgp();
  const by = await unlock(byPrivateKeyArmored, passphrase);
  try {
    const key = await openpgp.readKey({ binaryKey: publicBytes, config: readingConfig });
    return (await key.signAllUsers([by], undefined, wholeConfig(openpgp))).toPublic().write();
  } catch (cause) {
    throw new ChartReleaseError('key.malformed', { reason: 'cannotCertify' }, { cause });
  }
}

async function unlock(privateKeyArmored: string, passphrase: string): Promise<PrivateKey> {
  const key = await parsePrivateKey(encodeUtf8(privateKeyArmored));
  return key.isDecrypted() ? key : unlockPrivateKey(key, passphrase);
}

async function certifySelf(
  openpgp: OpenpgpModule,
  key: PrivateKey,
  userID: UserIDPacket,
  before: SignaturePacket,
  lifetimeSeconds: number | undefined,
  at: Date,
): Promise<SignaturePacket> {
  const packet = new openpgp.SignaturePacket();
  // What the key may do and prefers stays as it was; only its end changes.
  Object.assign(packet, {
    signatureType: openpgp.enums.signature.certPositive,
    publicKeyAlgorithm: key.keyPacket.algorithm,
    hashAlgorithm: openpgp.enums.hash.sha512,
    keyFlags: before.keyFlags,
    features: before.features,
    isPrimaryUserID: before.isPrimaryUserID,
    preferredSymmetricAlgorithms: before.preferredSymmetricAlgorithms,
    preferredHashAlgorithms: before.preferredHashAlgorithms,
    preferredCompressionAlgorithms: before.preferredCompressionAlgorithms,
    ...(lifetimeSeconds === undefined ? {} : { keyExpirationTime: lifetimeSeconds, keyNeverExpires: false }),
  });
  const signed = packet as unknown as {
    sign(key: SecretKeyPacket, data: object, date: Date, detached: boolean, config: object): Promise<void>;
  };
  await signed.sign(key.keyPacket as SecretKeyPacket, { userID, key: key.keyPacket }, at, false, wholeConfig(openpgp));
  return packet;
}

/** These calls of the library take a whole configuration only. */
function wholeConfig(openpgp: OpenpgpModule): Config {
  return { ...openpgp.config, ...writingConfig(openpgp) };
}

function timeOf(signature: SignaturePacket): number {
  return signature.created?.getTime() ?? 0;
}
