import { equalBytes } from '../../util/bytes';
import { ChartReleaseError } from '../errors';
import { parseBody } from './body';
import { CandidateKeys } from './candidateKeys';
import { formatClearsigned, parseClearsigned } from './clearsign';
import { judgeSignature } from './judgeSignature';
import type { KeyInfo } from './keyring';
import { canonicalMessage } from './canonicalMessage';

/** What makes the signature: `DetachedSigner` of the workflows fits. */
export interface ProvenanceSigner {
  readonly key: KeyInfo;
  /** The certificate that readers will have. */
  readonly publicBytes: Uint8Array;
  /** Binary signature packets of type 0x01 over exactly these bytes. */
  sign(bytes: Uint8Array, signal: AbortSignal): Promise<Uint8Array>;
}

/**
 * Signs a message (see `buildMessage`) and frames it as a provenance file. What comes out has been read back by the strict
 * verifier with the public certificate: the same text, one good signature by this key, valid now. `acceptedKey`: the user
 * wants this key although it is weak, expired or revoked; the signature itself must hold all the same.
 * Throws `sign.refused` (text some reader would see differently), `sign.selfCheckFailed`, and what the signer throws.
 */
export async function signProvenance(
  text: string,
  signer: ProvenanceSigner,
  signal: AbortSignal,
  acceptedKey = false,
): Promise<Uint8Array> {
  const bytes = canonicalMessage(text);
  const file = formatClearsigned(text, await signer.sign(bytes, signal));
  const verdict = await checkOwnWork(file, bytes, signer, acceptedKey);
  if (verdict !== undefined) throw new ChartReleaseError('sign.selfCheckFailed', { verdict });
  return file;
}

async function checkOwnWork(
  file: Uint8Array,
  signedBytes: Uint8Array,
  signer: ProvenanceSigner,
  acceptedKey: boolean,
): Promise<string | undefined> {
  const parsed = parseClearsigned(file);
  if ('problem' in parsed) return parsed.problem;
  if (!equalBytes(parsed.signedBytes, signedBytes)) return 'textDiffers';
  const body = parseBody(parsed.text);
  if ('fault' in body) return body.fault;
  const [signature] = parsed.signatures;
  if (signature === undefined || parsed.signatures.length !== 1) return 'signatureCount';
  const keys = new CandidateKeys([{ info: signer.key, publicBytes: signer.publicBytes, trusted: true }]);
  const judgement = await judgeSignature(parsed, signature, keys, Math.floor(Date.now() / 1000));
  const isAccepted = acceptedKey && (judgement.kind === 'weak' || judgement.kind === 'unfit');
  if (judgement.kind !== 'good' && !isAccepted) return 'fault' in judgement ? judgement.fault : judgement.kind;
  if (judgement.candidate.certificate.certificate.primary.fingerprint !== signer.key.fingerprint) return 'otherKey';
  return undefined;
}
