import { concatBytes } from '../../util/bytes';
import { formatCertificate } from './certificate';
import type { Certificate } from './certificate';
import { clockSkewSeconds } from './limits';
import { loadOpenpgp, verifyingConfig } from './openpgp';
import { formatPacket, packetTag } from './packets';

/**
 * Whether the OpenPGP library, too, finds a detached signature over these bytes good. Our own verifier has already said
 * yes: two independent programs must be wrong in the same way before a forged chart is called trusted.
 */
export async function signatureHolds(
  signedBytes: Uint8Array,
  signatureBody: Uint8Array,
  certificate: Certificate,
  nowSeconds: number,
): Promise<boolean> {
  const openpgp = await loadOpenpgp();
  try {
    const key = await openpgp.readKey({
      binaryKey: concatBytes(formatCertificate(certificate)),
      config: verifyingConfig,
    });
    const signature = await openpgp.readSignature({
      binarySignature: formatPacket(packetTag.signature, signatureBody),
      config: verifyingConfig,
    });
    const result = await openpgp.verify({
      message: await openpgp.createMessage({ binary: signedBytes }),
      signature,
      verificationKeys: key,
      date: new Date((nowSeconds + clockSkewSeconds) * 1000),
      format: 'binary',
      config: verifyingConfig,
    });
    return result.signatures.length === 1 && (await result.signatures[0]?.verified) === true;
  } catch {
    return false;
  }
}
