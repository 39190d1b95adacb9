import type { Candidate, CandidateKeys } from './candidateKeys';
import { checkHashHeader } from './clearsign';
import type { ClearsignedFile } from './clearsign';
import { findKeyFault, findWeakAlgorithm } from './keyFitness';
import type { KeyFault, WeakAlgorithm } from './keyFitness';
import { clockSkewSeconds } from './limits';
import { canAlgorithmSign, curveNames } from './publicKeyPacket';
import { signatureDigest, verifyRaw } from './rawVerify';
import { signatureHolds } from './secondOpinion';
import {
  creationTimes,
  issuerFingerprints,
  issuerKeyIds,
  parseSignature,
  signatureType,
  subpacketType,
} from './signaturePacket';
import type { SignaturePacket } from './signaturePacket';
import { hasCriticalNotation, hasUnknownCritical, secondsOf } from './verifiedCertificate';

/** Why a signature does not hold, whoever made it. */
export type SignatureFault =
  | 'type'
  | 'hashHeaderMismatch'
  | 'creationTime'
  | 'inFuture'
  | 'expired'
  | 'criticalSubpacket'
  | 'issuerMismatch'
  | 'digestMismatch'
  | 'wrongValue'
  | 'secondOpinion';

export type Judgement =
  | { readonly kind: 'unsupported'; readonly version: number }
  | { readonly kind: 'unknownKey'; readonly packet: SignaturePacket }
  | {
      readonly kind: 'bad';
      readonly fault: SignatureFault;
      readonly packet: SignaturePacket;
      readonly candidate?: Candidate;
    }
  | {
      readonly kind: 'weak';
      readonly fault: WeakAlgorithm;
      readonly packet: SignaturePacket;
      readonly candidate: Candidate;
    }
  | {
      readonly kind: 'unfit';
      readonly fault: KeyFault;
      readonly packet: SignaturePacket;
      readonly candidate: Candidate;
    }
  | {
      readonly kind: 'good';
      readonly packet: SignaturePacket;
      readonly candidate: Candidate;
      readonly createdAtSeconds: number;
    };

/**
 * Judges one signature of a clear-signed file: form, issuer, numbers, algorithms, and whether the key could make it then.
 * Every key of the ring that the signature may name is tried by itself: an attacker's certificate that adopts another's
 * subkey must neither pass nor hide the true one.
 */
export async function judgeSignature(
  file: ClearsignedFile,
  body: Uint8Array,
  keys: CandidateKeys,
  nowSeconds: number,
): Promise<Judgement> {
  const packet = parseSignature(body);
  if ('problem' in packet) return { kind: 'unsupported', version: packet.problem === 'version' ? packet.version : 0 };
  // What nobody here can check is not the same as a key that is not here.
  if (packet.version === 3 || !canAlgorithmSign(packet.publicKeyAlgorithm))
    return { kind: 'unsupported', version: packet.version };
  const candidates = keys.for(packet);
  const [first] = candidates;
  if (first === undefined) return { kind: 'unknownKey', packet };
  const fault = findFormFault(file, packet, candidates, nowSeconds);
  if (fault !== undefined) return { kind: 'bad', fault, packet, candidate: first };

  const digest = signatureDigest(packet, [file.signedBytes]);
  const agrees = digest !== undefined && digest[0] === packet.left16[0] && digest[1] === packet.left16[1];
  if (!agrees) return { kind: 'bad', fault: 'digestMismatch', packet, candidate: first };
  const makers = candidates.filter(candidate => verifyRaw(candidate.key, packet, digest) === 'valid');
  if (makers[0] === undefined) return { kind: 'bad', fault: 'wrongValue', packet, candidate: first };

  const createdAtSeconds = creationTimes(packet)[0] ?? 0;
  let refusal: Judgement | undefined;
  for (const candidate of makers) {
    const judgement = await judgeMaker(file, body, packet, candidate, createdAtSeconds, nowSeconds);
    if (judgement.kind === 'good') return judgement;
    refusal ??= judgement;
  }
  return refusal ?? { kind: 'unknownKey', packet };
}

function findFormFault(
  file: ClearsignedFile,
  packet: SignaturePacket,
  candidates: readonly Candidate[],
  nowSeconds: number,
): SignatureFault | undefined {
  if (packet.type !== signatureType.text && packet.type !== signatureType.binary) return 'type';
  if (checkHashHeader(file.hashNames, packet.hashAlgorithm) === 'mismatch') return 'hashHeaderMismatch';
  if (hasUnknownCritical(packet) || hasCriticalNotation(packet)) return 'criticalSubpacket';
  const times = creationTimes(packet);
  const created = times[0];
  if (created === undefined || times.length > 1) return 'creationTime';
  if (created > nowSeconds + clockSkewSeconds) return 'inFuture';
  const lifetime = secondsOf(packet, subpacketType.expirationTime);
  if (lifetime !== undefined && created + lifetime <= nowSeconds) return 'expired';
  // Helm, gpg and openpgp.js all overlook a fingerprint that contradicts the key id.
  const fingerprints = issuerFingerprints(packet);
  const ids = issuerKeyIds(packet);
  const isConsistent = (candidate: Candidate) =>
    fingerprints.every(fingerprint => fingerprint === candidate.key.fingerprint) &&
    ids.every(id => id === candidate.key.keyId);
  return candidates.some(isConsistent) ? undefined : 'issuerMismatch';
}

async function judgeMaker(
  file: ClearsignedFile,
  body: Uint8Array,
  packet: SignaturePacket,
  candidate: Candidate,
  createdAtSeconds: number,
  nowSeconds: number,
): Promise<Judgement> {
  const keyFault = findKeyFault(candidate, createdAtSeconds, nowSeconds);
  if (keyFault !== undefined) return { kind: 'unfit', fault: keyFault, packet, candidate };
  const primary = candidate.certificate.certificate.primary;
  const weak =
    findWeakAlgorithm(candidate.key, packet.hashAlgorithm) ?? findWeakAlgorithm(primary, packet.hashAlgorithm);
  if (weak !== undefined) return { kind: 'weak', fault: weak, packet, candidate };
  if (
    !isBrainpool(candidate) &&
    !(await signatureHolds(file.signedBytes, body, candidate.certificate.certificate, nowSeconds))
  ) {
    return { kind: 'bad', fault: 'secondOpinion', packet, candidate };
  }
  return { kind: 'good', packet, candidate, createdAtSeconds };
}

/** The library has no Brainpool curves (it wants an undeclared package), so there is no second opinion about them. */
function isBrainpool({ certificate, key }: Candidate): boolean {
  return [certificate.certificate.primary, key].some(
    ({ material }) => material.kind === 'ecdsa' && (curveNames[material.oid] ?? '').startsWith('Brainpool'),
  );
}
