import { concatBytes } from '../../util/bytes';
import { formatCertificate } from './certificate';
import type { Certificate } from './certificate';
import type { KeyInfo, SubkeyInfo } from './keyring';
import { primaryCanSign, primaryExpiry, subkeyCanSign, subkeyExpiry } from './keyState';
import { algorithmName } from './publicKeyPacket';
import { verifyCertificate } from './verifiedCertificate';
import type { VerifiedSubkey } from './verifiedCertificate';
import { isReadableByHelm } from './helmReadable';

/**
 * What a key is and can do. `canSign` is about the primary key alone (Helm signs with nothing else); subkeys carry their
 * own. `userIds` are validly self-signed and not revoked.
 */
export function describeKey(certificate: Certificate): KeyInfo {
  const verified = verifyCertificate(certificate);
  const { primary } = certificate;
  const expiresAtSeconds = primaryExpiry(verified);
  const publicBytes = concatBytes(formatCertificate(certificate));
  return {
    fingerprint: primary.fingerprint,
    userIds: verified.userIds.filter(id => !id.revoked).map(id => id.userId.text),
    algorithm: algorithmName(primary),
    createdAtSeconds: primary.createdAtSeconds,
    ...(expiresAtSeconds === undefined ? {} : { expiresAtSeconds }),
    revoked: verified.revocations.length > 0,
    canSign: primaryCanSign(verified),
    hasSecret: certificate.hasSecret,
    readableByHelm3: isReadableByHelm(3, publicBytes),
    readableByHelm4: isReadableByHelm(4, publicBytes),
    subkeys: verified.subkeys.map(describeSubkey),
  };
}

function describeSubkey(subkey: VerifiedSubkey): SubkeyInfo {
  const { key } = subkey.subkey;
  const expiresAtSeconds = subkeyExpiry(subkey);
  return {
    fingerprint: key.fingerprint,
    algorithm: algorithmName(key),
    createdAtSeconds: key.createdAtSeconds,
    ...(expiresAtSeconds === undefined ? {} : { expiresAtSeconds }),
    revoked: subkey.revocations.length > 0,
    canSign: subkeyCanSign(subkey),
  };
}
