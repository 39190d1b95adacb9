import { bitLength } from '../publicKeyPacket';
import type { PublicKeyPacket } from '../publicKeyPacket';
import { signatureDigest, verifyRaw } from '../rawVerify';
import { GoError } from './goError';
import { isHashAvailable } from './goRules';
import type { HelmVersion } from './goRules';
import type { GoSignature } from './goSignature';

/** Smallest RSA modulus in bits that the Go of Helm 4 computes with (crypto/rsa, Go 1.24). */
const minRsaBits4 = 1024;

/**
 * Whether a signature fits key and content (packet/public_key.go VerifySignature): `undefined` when it does.
 * Helm 3 compares the 16-bit digest prefix first, Helm 4 for version 6 signatures only.
 */
export function checkGoSignature(
  helm: HelmVersion,
  key: PublicKeyPacket,
  signature: GoSignature,
  content: readonly Uint8Array[],
): GoError | undefined {
  const { packet } = signature;
  if (!isHashAvailable(helm, packet.hashAlgorithm)) return new GoError('unsupported', 'hash function');
  if (key.algorithm === 2 || key.algorithm === 16 || (helm === 4 && key.algorithm === 18)) {
    return new GoError('argument', 'public key cannot generate signatures');
  }
  const digest = signatureDigest(packet, content);
  if (digest === undefined) return new GoError('unsupported', 'hash function');
  const comparesPrefix = helm === 3 || packet.version === 6;
  if (comparesPrefix && (digest[0] !== packet.left16[0] || digest[1] !== packet.left16[1])) {
    return new GoError('signature', "hash tag doesn't match");
  }
  if (key.algorithm !== packet.publicKeyAlgorithm) {
    return new GoError('argument', 'public key and signature use different algorithms');
  }
  const isTooShort = helm === 4 && key.material.kind === 'rsa' && bitLength(key.material.n) < minRsaBits4;
  if (!isTooShort && verifyRaw(key, packet, digest) === 'valid') return undefined;
  return new GoError('signature', failureText(key.algorithm));
}

function failureText(algorithm: number): string {
  switch (algorithm) {
    case 1:
    case 3:
      return 'RSA verification failure';
    case 17:
      return 'DSA verification failure';
    case 19:
      return 'ECDSA verification failure';
    case 22:
      return 'EdDSA verification failure';
    case 27:
      return 'Ed25519 verification failure';
    case 28:
      return 'ed448 verification failure';
    default:
      return 'Unsupported public key algorithm used in signature';
  }
}
