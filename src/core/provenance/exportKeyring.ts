import { concatBytes } from '../../util/bytes';
import { formatArmor } from './armor';
import { buildCertificate, formatCertificate } from './certificate';
import type { Certificate } from './certificate';
import { isReadableByHelm } from './helmReadable';
import type { KeyringKey } from './keyring';
import { primaryCanSign } from './keyState';
import { mergeCertificates } from './mergeKeys';
import { readPackets } from './packets';
import type { PublicKeyPacket } from './publicKeyPacket';
import { GoBytes } from './helm/goBytes';
import { GoError } from './helm/goError';
import { readGoKey } from './helm/goKey';
import { verifyCertificate } from './verifiedCertificate';
import type { SelfSignature, VerifiedCertificate } from './verifiedCertificate';

/**
 * A binary ring for `helm verify --keyring` (Helm reads neither armor nor keybox): one merged copy per key; only what the
 * key itself signed, because one bad self-signature makes Helm drop the key; no version 6 keys, on which gpg 2.2 dies.
 * `helm`: all keys, those Helm 3 cannot read first, for a key of an unsupported kind hides the key before it from Helm 3.
 * `helm3`: only keys that Helm 3 reads, without subkeys that it does not when the primary key can sign.
 */
export function exportKeyring(
  keys: readonly Pick<KeyringKey, 'publicBytes'>[],
  options: { readonly for: 'helm' | 'helm3' },
): Uint8Array {
  const certificates = mergeCertificates(keys.flatMap(key => parse(key.publicBytes)))
    .filter(certificate => certificate.primary.version === 4)
    .map(verifyCertificate)
    .filter(verified => verified.userIds.length > 0);
  const clean = certificates.map(verified =>
    keepSelfSigned(options.for === 'helm3' ? withoutForeignSubkeys(verified) : verified),
  );
  const rings = clean.map(certificate => concatBytes(formatCertificate(certificate)));
  const isReadable = new Map(rings.map(ring => [ring, isReadableByHelm(3, ring)]));
  const readable = rings.filter(ring => isReadable.get(ring) === true);
  return concatBytes(
    options.for === 'helm3' ? readable : [...rings.filter(ring => isReadable.get(ring) !== true), ...readable],
  );
}

/** Armored certificate for publishing: any text tool, gpg and Artifact Hub take it; `helm verify` does not. */
export function armorPublicKey(key: Pick<KeyringKey, 'publicBytes'>): string {
  return formatArmor('PGP PUBLIC KEY BLOCK', key.publicBytes);
}

function parse(bytes: Uint8Array): readonly Certificate[] {
  const certificate = buildCertificate(readPackets(bytes).packets);
  return 'problem' in certificate ? [] : [certificate];
}

function withoutForeignSubkeys(verified: VerifiedCertificate): VerifiedCertificate {
  if (!primaryCanSign(verified)) return verified;
  return { ...verified, subkeys: verified.subkeys.filter(subkey => isKnownToHelm3(subkey.subkey.key)) };
}

function isKnownToHelm3(key: PublicKeyPacket): boolean {
  try {
    readGoKey(3, new GoBytes(key.publicBody));
    return true;
  } catch (error) {
    if (error instanceof GoError) return false;
    throw error;
  }
}

function keepSelfSigned(verified: VerifiedCertificate): Certificate {
  const bodies = (...lists: readonly (readonly SelfSignature[])[]) => lists.flat().map(signature => signature.body);
  return {
    primary: verified.certificate.primary,
    hasSecret: false,
    signatures: bodies(verified.revocations, verified.direct),
    userIds: verified.userIds.map(id => ({ ...id.userId, signatures: bodies(id.certifications, id.revocations) })),
    attributes: [],
    subkeys: verified.subkeys.map(subkey => ({
      ...subkey.subkey,
      signatures: bodies(subkey.bindings, subkey.revocations),
    })),
  };
}
