import { sha256 } from '../../util/digest';
import type { ChartMetadata } from '../chart/metadata';
import type { Policies } from '../trust/policy';
import { formatTrustScope, isInScope } from '../trust/scope';
import type { ChartOrigin, TrustScope } from '../trust/scope';
import { parseBody } from './body';
import type { ProvenanceBody } from './body';
import type { Candidate } from './candidateKeys';
import { CandidateKeys } from './candidateKeys';
import { Chain } from './chain';
import { checkHashHeader, parseClearsigned } from './clearsign';
import type { ClearsignedFile } from './clearsign';
import { exportKeyring } from './exportKeyring';
import { predictHelm } from './helm/predictHelm';
import { judgeSignature } from './judgeSignature';
import type { Judgement } from './judgeSignature';
import { findKeyChange, findKeyRemarks } from './keyFitness';
import type { KeyringKey } from './keyring';
import { primaryExpiry, subkeyExpiry } from './keyState';
import { algorithmName } from './publicKeyPacket';
import type { CheckState, Signer, VerificationReport } from './report';
import { creationTimes, hashName, issuerFingerprints, issuerKeyIds } from './signaturePacket';
import type { SignaturePacket } from './signaturePacket';

export interface VerificationInput {
  readonly archive: Uint8Array;
  /** Base name of the archive on disk. */
  readonly fileName: string;
  /** What the archive's own Chart.yaml says; `undefined` when the archive cannot be loaded: such a package is never trusted. */
  readonly archiveMetadata?: ChartMetadata;
  /** `undefined`: there is no provenance file. */
  readonly provenance: Uint8Array | undefined;
  readonly keyring: readonly KeyringKey[];
  readonly now: Date;
  /** Where the archive came from, for trust that holds in one place only. */
  readonly origin?: ChartOrigin;
  /** Fingerprints of trusted keys that signed this chart when it came from the same place before. */
  readonly earlierSigners?: readonly string[];
  /** Demands of the repository on the signer. */
  readonly policies?: Policies;
  /** The keyring file given to Helm, for the prediction; `undefined`: the keyring as we export it for Helm. */
  readonly helmKeyring?: Uint8Array;
}

/**
 * Verifies archive, provenance and keyring, link by link. The whole provenance file is judged strictly (see
 * `parseClearsigned`, `parseBody`), every signature in it counts, and a bad one by a known key is not outweighed by a good
 * one. What both Helms would say is foretold beside it and does not influence the verdict. Never throws for bad input.
 */
export async function verifyProvenance(input: VerificationInput): Promise<VerificationReport> {
  const chain = new Chain(sha256(input.archive));
  const nowSeconds = Math.floor(input.now.getTime() / 1000);
  if (input.provenance === undefined) checkMissing(chain, input);
  else await checkProvenance(chain, input, input.provenance, nowSeconds);
  const ring = input.helmKeyring ?? exportKeyring(input.keyring, { for: 'helm' });
  const ring3 = input.helmKeyring ?? exportKeyring(input.keyring, { for: 'helm3' });
  return {
    ...chain.report(input.fileName),
    helm3: predictHelm(3, { ...input, ring: ring3, digest: chain.digest, nowSeconds }),
    helm4: predictHelm(4, { ...input, ring, digest: chain.digest, nowSeconds }),
  };
}

async function checkProvenance(
  chain: Chain,
  input: VerificationInput,
  provenance: Uint8Array,
  nowSeconds: number,
): Promise<void> {
  chain.add('provenance-present', 'passed', 'provenance.present', {});
  const file = parseClearsigned(provenance);
  if ('problem' in file) return chain.add('frame', 'failed', `frame.${file.problem}`, { line: file.line });
  const body = parseBody(file.text);
  checkFrame(chain, file, body);
  const keys = new CandidateKeys(input.keyring);
  const judgements: Judgement[] = [];
  for (const signature of file.signatures) judgements.push(await judgeSignature(file, signature, keys, nowSeconds));
  checkSignatures(chain, file, judgements, keys, nowSeconds, input);
  if ('fault' in body) return;
  checkFile(chain, input, body);
  checkMetadata(chain, input, body);
}

/** Attack: whoever cannot sign a package leaves the provenance away. */
function checkMissing(chain: Chain, { earlierSigners = [] }: VerificationInput): void {
  if (earlierSigners.length === 0) return chain.add('provenance-present', 'failed', 'provenance.missing', {});
  chain.add('provenance-present', 'failed', 'provenance.removed', { earlier: earlierSigners.join(', ') });
}

function checkFrame(chain: Chain, file: ClearsignedFile, body: ReturnType<typeof parseBody>): void {
  if ('fault' in body) chain.add('frame', 'failed', `body.${body.fault}`, {});
  else if (body.hasExtras) chain.add('frame', 'warned', 'body.extras', {});
  for (const warning of file.warnings) chain.add('frame', 'warned', `frame.${warning}`, {});
  if (!chain.has('frame')) chain.add('frame', 'passed', 'frame.strict', {});
}

function checkSignatures(
  chain: Chain,
  file: ClearsignedFile,
  judgements: readonly Judgement[],
  keys: CandidateKeys,
  nowSeconds: number,
  input: VerificationInput,
): void {
  const best = pickDecisive(judgements);
  if (best === undefined) return;
  if (best.kind === 'unsupported')
    return chain.add('signature', 'failed', 'signature.unsupportedVersion', { version: best.version });
  chain.claimedKey = claimedKey(best.packet);
  if (best.kind === 'unknownKey') {
    chain.add('signature', 'skipped', 'signature.notChecked', {});
    chain.add('key-known', 'failed', 'key.unknown', { key: chain.claimedKey ?? '' });
    return compareSigners(chain, chain.claimedKey ?? '', 'warned', input);
  }
  if (best.kind === 'bad') {
    chain.add('signature', 'failed', `signature.${best.fault}`, {});
    return;
  }
  const { candidate, packet } = best;
  chain.signer = describeSigner(candidate, packet);
  if (best.kind !== 'weak') chain.signedText = file.text;
  chain.add('signature', 'passed', 'signature.good', { hash: hashName(packet.hashAlgorithm) });
  remarkSignatures(chain, file, packet, judgements, best);
  const { fingerprint } = candidate.certificate.certificate.primary;
  chain.add('key-known', 'passed', 'key.known', { fingerprint });
  if (best.kind === 'unfit') chain.add('key-valid-when-signed', 'failed', `key.${best.fault}`, {});
  else chain.add('key-valid-when-signed', 'passed', 'key.validWhenSigned', {});
  if (best.kind !== 'unfit') checkKeyNow(chain, candidate, nowSeconds);
  checkTrust(chain, fingerprint, keys.trustOf(fingerprint), input);
  compareSigners(chain, fingerprint, chain.isTrusted ? 'passed' : 'warned', input);
  checkAlgorithms(chain, best);
}

/** A key that the user trusts for this place may take over; any other is pointed out. `key`: a fingerprint, or its end. */
function compareSigners(
  chain: Chain,
  key: string,
  state: CheckState,
  { earlierSigners = [] }: VerificationInput,
): void {
  if (earlierSigners.length === 0 || earlierSigners.some(earlier => key !== '' && earlier.endsWith(key))) return;
  chain.add('key-known', state, 'key.otherThanBefore', { earlier: earlierSigners.join(', ') });
}

function checkTrust(
  chain: Chain,
  fingerprint: string,
  scopes: readonly TrustScope[] | undefined,
  { origin = {}, archiveMetadata, policies }: VerificationInput,
): void {
  const refusing = policies?.refusesSigner(fingerprint);
  if (refusing) return chain.add('key-trusted', 'failed', 'key.notRequiredSigner', { policy: refusing.path });
  if (scopes === undefined) return chain.add('key-trusted', 'failed', 'key.notTrusted', {});
  if (isInScope(scopes, archiveMetadata?.name, origin)) return chain.add('key-trusted', 'passed', 'key.trusted', {});
  chain.add('key-trusted', 'failed', 'key.outOfScope', { scopes: scopes.map(formatTrustScope).join(', ') });
}

/** A bad signature by a known key decides, then the first good one, then what is wrong with the first by a known key. */
function pickDecisive(judgements: readonly Judgement[]): Judgement | undefined {
  const isOutdated = (judgement: Judgement) => judgement.kind === 'bad' && judgement.fault === 'expired';
  const bad = judgements.find(judgement => judgement.kind === 'bad' && !isOutdated(judgement));
  const good = judgements.find(judgement => judgement.kind === 'good');
  const known = judgements.find(judgement => judgement.kind !== 'unknownKey' && judgement.kind !== 'unsupported');
  return bad ?? good ?? known ?? judgements.find(judgement => judgement.kind === 'unknownKey') ?? judgements[0];
}

function remarkSignatures(
  chain: Chain,
  file: ClearsignedFile,
  packet: SignaturePacket,
  judgements: readonly Judgement[],
  best: Judgement,
): void {
  if (packet.type === 0) chain.add('signature', 'warned', 'signature.binaryType', {});
  if (packet.version === 4 && issuerKeyIds(packet).length === 0)
    chain.add('signature', 'warned', 'signature.noKeyId', {});
  const header = checkHashHeader(file.hashNames, packet.hashAlgorithm);
  if (header === 'missing') chain.add('frame', 'warned', 'frame.hashHeaderMissing', {});
  if (header === 'unknownName') chain.add('frame', 'warned', 'frame.hashHeaderUnknown', {});
  for (const other of judgements) {
    if (other === best) continue;
    if (other.kind === 'unsupported') chain.add('signature', 'warned', 'signature.otherUnsupported', {});
    else if (other.kind === 'bad') chain.add('signature', 'warned', 'signature.otherExpired', {});
    else if (other.kind === 'unknownKey') {
      chain.add('signature', 'passed', 'signature.otherUnknown', { key: claimedKey(other.packet) ?? '' });
    }
  }
}

function checkKeyNow(chain: Chain, candidate: Candidate, nowSeconds: number): void {
  const change = findKeyChange(candidate, nowSeconds);
  switch (change) {
    case undefined:
      return chain.add('key-valid-now', 'passed', 'key.validNow', {});
    case 'expiredSince':
      return chain.add('key-valid-now', 'warned', 'key.expiredSince', {
        expiresAtSeconds: primaryExpiry(candidate.certificate) ?? 0,
      });
    case 'subkeyExpiredSince': {
      const expiresAtSeconds = (candidate.subkey && subkeyExpiry(candidate.subkey)) ?? 0;
      return chain.add('key-valid-now', 'warned', 'key.subkeyExpiredSince', { expiresAtSeconds });
    }
    default:
      return chain.add('key-valid-now', 'warned', `key.${change}`, {});
  }
}

function checkAlgorithms(chain: Chain, judgement: Extract<Judgement, { candidate: Candidate }>): void {
  const { packet } = judgement;
  const candidate = judgement.candidate;
  if (candidate === undefined) return;
  const algorithm = algorithmName(candidate.key);
  const hash = hashName(packet.hashAlgorithm);
  if (judgement.kind === 'weak') {
    if (judgement.fault === 'weakKey') chain.add('algorithms', 'failed', 'algorithms.weakKey', { algorithm });
    else chain.add('algorithms', 'failed', 'algorithms.weakHash', { hash });
  }
  for (const remark of findKeyRemarks(candidate, packet.hashAlgorithm))
    chain.add('algorithms', 'warned', `algorithms.${remark}`, {});
  if (!chain.has('algorithms')) chain.add('algorithms', 'passed', 'algorithms.strong', { algorithm, hash });
}

function checkFile(chain: Chain, { fileName }: VerificationInput, body: ProvenanceBody): void {
  const listed = body.files.get(fileName);
  if (listed === undefined) return chain.add('file-listed', 'failed', 'file.notListed', { fileName });
  if (body.files.size > 1) chain.add('file-listed', 'warned', 'file.several', { count: body.files.size });
  else chain.add('file-listed', 'passed', 'file.listed', { fileName });
  if (listed === chain.digest) chain.add('digest', 'passed', 'digest.same', { digest: listed });
  else chain.add('digest', 'failed', 'digest.differs', { listed, actual: chain.digest });
}

function checkMetadata(chain: Chain, { archiveMetadata }: VerificationInput, body: ProvenanceBody): void {
  // Signed or not: what cannot be read is not known to be the chart that the signed metadata describes.
  if (archiveMetadata === undefined) return chain.add('metadata', 'failed', 'metadata.notCompared', {});
  const { name, version } = archiveMetadata;
  if (body.name !== name)
    return chain.add('metadata', 'failed', 'metadata.nameDiffers', { signed: body.name, archive: name });
  if (body.version !== version)
    return chain.add('metadata', 'failed', 'metadata.versionDiffers', { signed: body.version, archive: version });
  const fields = body.unknownFields.join(', ');
  if (fields !== '') chain.add('metadata', 'warned', 'metadata.unknownFields', { fields });
  else chain.add('metadata', 'passed', 'metadata.same', { name, version });
}

function claimedKey(packet: SignaturePacket): string | undefined {
  return issuerFingerprints(packet)[0] ?? issuerKeyIds(packet)[0];
}

function describeSigner(candidate: Candidate, packet: SignaturePacket): Signer {
  const { primary } = candidate.certificate.certificate;
  return {
    fingerprint: primary.fingerprint,
    ...(candidate.key === primary ? {} : { signingFingerprint: candidate.key.fingerprint }),
    userIds: candidate.certificate.userIds.filter(id => !id.revoked).map(id => id.userId.text),
    signedAtSeconds: creationTimes(packet)[0] ?? 0,
    algorithm: algorithmName(candidate.key),
    hash: hashName(packet.hashAlgorithm),
  };
}
