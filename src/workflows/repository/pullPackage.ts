import { join } from 'node:path';
import type { Context } from '../../core/context';
import { ChartReleaseError } from '../../core/errors';
import type { VerificationReport } from '../../core/provenance/report';
import { loadArchive } from '../../core/archive/loadArchive';
import { sha256 } from '../../util/digest';
import { limits } from '../limits';
import type { VerifyPorts } from '../verifyChart';
import { verifyBytes } from '../verifyChart';
import type { ChartRequest, LocatedChart, LocatePorts } from './locateChart';
import { locateChart } from './locateChart';

export type PullPorts = LocatePorts & VerifyPorts;

export interface PullRequest extends Omit<ChartRequest, 'provenance'> {
  /** Absolute path of the folder that receives the package. */
  readonly destination: string;
  /** `require`: nothing is written unless the provenance holds under the user's trust. `byPolicy`: if a policy asks for it. */
  readonly verify: 'byPolicy' | 'require';
  /** Also keeps the provenance, when there is one. */
  readonly keepProvenance: boolean;
  /** Replaces another package of that name; without it that throws `file.exists`. */
  readonly replace?: boolean;
}

export interface PullResult {
  readonly path: string;
  readonly provenancePath?: string;
  readonly located: LocatedChart;
  readonly report?: VerificationReport;
  readonly outcome: 'written' | 'unchanged' | 'replaced';
}

/**
 * Pulls a package into a folder. What is to be verified is verified in memory, so that nothing that fails is ever on disk:
 * Helm leaves it there. Throws `verify.refused`, `file.exists`, and what locating the chart throws.
 */
export async function pullPackage(ports: PullPorts, request: PullRequest, context: Context): Promise<PullResult> {
  const { destination, verify, keepProvenance, replace = false, ...wish } = request;
  const policies = await ports.policies.policiesFor(destination);
  const required = verify === 'require' || policies.requiresSignature;
  const provenance = keepProvenance || required ? 'optional' : 'skip';
  const located = await locateChart(ports, { ...wish, provenance }, context);
  policies.requireSize(located.archive.length);
  const report = required ? await requireVerified(ports, located, destination, context) : undefined;
  const path = join(destination, located.fileName);
  const outcome = await writePulled(ports, path, located, replace, context);
  const provenancePath = located.provenance === undefined ? undefined : `${path}.prov`;
  return {
    path,
    located,
    outcome,
    ...(provenancePath === undefined ? {} : { provenancePath }),
    ...(report === undefined ? {} : { report }),
  };
}

/** The report of a chart in memory, under the policies of a folder (absolute path). */
export function verifyLocated(
  ports: VerifyPorts,
  { archive, provenance, fileName, place }: LocatedChart,
  directory: string,
  context: Context,
): Promise<VerificationReport> {
  context.progress({ step: 'verifying', subject: fileName });
  const where = { directory, ...(place === undefined ? {} : { origin: place }) };
  return verifyBytes(ports, archive, provenance, fileName, where);
}

/** Throws `verify.refused` with the verdict, `verify.otherChart` for a signed package that is not the one listed. */
export async function requireVerified(
  ports: VerifyPorts,
  located: LocatedChart,
  directory: string,
  context: Context,
): Promise<VerificationReport> {
  const report = await verifyLocated(ports, located, directory, context);
  if (report.verdict !== 'trusted')
    throw new ChartReleaseError('verify.refused', { fileName: located.fileName, verdict: report.verdict });
  const other = contradiction(located);
  if (other !== undefined) throw new ChartReleaseError('verify.otherChart', other);
  return report;
}

/**
 * A package of another name or version than the index says. Attack: a repository answers with an old, properly signed
 * version that has a known hole; every signature holds.
 */
export function contradiction({
  archive,
  listed,
}: LocatedChart): { readonly asked: string; readonly actual: string } | undefined {
  if (listed === undefined) return undefined;
  const { name, version } = loadArchive(archive).metadata;
  if (name === listed.name && version === listed.version) return undefined;
  return { asked: `${listed.name} ${listed.version}`, actual: `${name} ${version}` };
}

async function writePulled(
  ports: PullPorts,
  path: string,
  located: LocatedChart,
  replace: boolean,
  context: Context,
): Promise<PullResult['outcome']> {
  context.progress({ step: 'writing', subject: path });
  const there = await ports.store.read(path, limits.archiveBytes);
  const existing = there === undefined ? undefined : sha256(there);
  if (existing !== undefined && existing !== located.digest && !replace)
    throw new ChartReleaseError('file.exists', { path, existing, ours: located.digest });
  if (existing !== located.digest) {
    // An old provenance beside new bytes would claim what nobody signed.
    await ports.store.remove(`${path}.prov`);
    await ports.store.write(path, located.archive);
  }
  if (located.provenance !== undefined) await ports.store.write(`${path}.prov`, located.provenance);
  return existing === undefined ? 'written' : existing === located.digest ? 'unchanged' : 'replaced';
}
