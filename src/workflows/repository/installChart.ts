import { join } from 'node:path';
import type { Context } from '../../core/context';
import { ChartReleaseError } from '../../core/errors';
import type { VerificationReport } from '../../core/provenance/report';
import type { Digest } from '../../util/digest';
import { sha256 } from '../../util/digest';
import { limits } from '../limits';
import type { ChartRequest, LocatedChart } from './locateChart';
import { locateChart } from './locateChart';
import type { PullPorts } from './pullPackage';
import { contradiction, requireVerified, verifyLocated } from './pullPackage';

export type InstallAction = 'install' | 'upgrade' | 'template';

export interface GateRequest extends Omit<ChartRequest, 'provenance'> {
  /** Absolute path of a private folder that the verified package is put into. */
  readonly directory: string;
  /** Absolute path of the folder whose policies hold. */
  readonly policyDirectory: string;
  /**
   * Asked when the verification failed and no policy names signers: the user's typed word to go on all the same. Without
   * it a failure throws `verify.refused` or `verify.otherChart`. It is logged.
   */
  readonly override?: (located: LocatedChart, report: VerificationReport) => Promise<boolean>;
}

export interface GatedChart {
  /** The file that helm is given: nothing else. */
  readonly path: string;
  readonly digest: Digest;
  readonly report: VerificationReport;
  readonly overridden: boolean;
  readonly located: LocatedChart;
}

/**
 * Fetches and verifies a chart, and only then puts it where helm can read it, in a folder named by its digest. What helm
 * runs on is what was verified: it is given this file, and fetches nothing itself.
 */
export async function gateChart(ports: PullPorts, request: GateRequest, context: Context): Promise<GatedChart> {
  const { directory, policyDirectory, override, ...wish } = request;
  const located = await locateChart(ports, { ...wish, provenance: 'optional' }, context);
  const report = await verifyLocated(ports, located, policyDirectory, context);
  const sound = report.verdict === 'trusted' && contradiction(located) === undefined;
  // A policy that names signers is not for the user to lift.
  const { requiresSignature } = await ports.policies.policiesFor(policyDirectory);
  const overridden = !sound && !requiresSignature && override !== undefined && (await override(located, report));
  if (!sound && !overridden) {
    await requireVerified(ports, located, policyDirectory, context);
    throw new ChartReleaseError('verify.refused', { fileName: located.fileName, verdict: report.verdict });
  }
  if (overridden)
    context.log.warn(
      `OVERRIDE: ${located.source} ${located.digest} did not verify (${report.verdict}); used on the user's word`,
    );
  else context.log.info(`verified ${located.source} ${located.digest}, signed by ${report.signer?.fingerprint ?? ''}`);
  const path = join(directory, located.digest.replace(':', '-'), located.fileName);
  await ports.privateStore.write(path, located.archive);
  const written = await ports.privateStore.read(path, limits.archiveBytes);
  if (written === undefined || sha256(written) !== located.digest)
    throw new ChartReleaseError('repository.digestMismatch', {
      fileName: located.fileName,
      expected: located.digest,
      actual: written === undefined ? 'no file' : sha256(written),
    });
  return { path, digest: located.digest, report, overridden, located };
}

/** Arguments of helm for a package. `more`: the user's own, e.g. `--namespace x --values y`. */
export function helmArguments(
  action: InstallAction,
  releaseName: string,
  path: string,
  more: readonly string[],
): readonly string[] {
  const verb = action === 'upgrade' ? ['upgrade', '--install'] : [action];
  return [...verb, releaseName, path, ...more];
}
