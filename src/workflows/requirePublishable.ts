import { ChartReleaseError } from '../core/errors';
import type { Verdict } from '../core/provenance/report';
import type { VerifyPorts } from './verifyChart';
import { verifyBytes } from './verifyChart';

/** Verdicts of a signature that holds by a key that is good now. A policy names its signers, so their trust is not asked for again. */
const sound: readonly Verdict[] = ['trusted', 'untrusted-key', 'weak'];

/**
 * Whether the policies around a folder let a package go to a place: its size, the place, and, when signers are required, a
 * good signature by one of them. Throws `policy.packageTooLarge`, `policy.destinationNotAllowed`, `policy.signerNotAllowed`,
 * and `verify.refused` when a required signature is missing or does not hold.
 */
export async function requirePublishable(
  ports: Pick<VerifyPorts, 'keys' | 'clock' | 'policies'>,
  subject: {
    readonly directory: string;
    readonly fileName: string;
    readonly bytes: Uint8Array;
    readonly provenance: Uint8Array | undefined;
  } & ({ readonly registry: string } | { readonly repository: string }),
): Promise<void> {
  const policies = await ports.policies.policiesFor(subject.directory);
  policies.requireSize(subject.bytes.length);
  policies.requireDestination(subject);
  if (!policies.requiresSignature) return;
  const { fileName, bytes, provenance, directory } = subject;
  const report = await verifyBytes(ports, bytes, provenance, fileName, { directory });
  const isForgeable = report.checks.some(check => check.id === 'algorithms' && check.state === 'failed');
  if (!sound.includes(report.verdict) || isForgeable || report.signer === undefined)
    throw new ChartReleaseError('verify.refused', { fileName, verdict: report.verdict });
  policies.requireSigner(report.signer.fingerprint);
}
