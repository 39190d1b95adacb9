import { join } from 'node:path';
import { loadArchive } from '../core/archive/loadArchive';
import type { Context } from '../core/context';
import { ChartReleaseError } from '../core/errors';
import type { VerificationReport } from '../core/provenance/report';
import type { ChartReference } from '../core/registry/reference';
import { chartReference, formatReference } from '../core/registry/reference';
import { pullChart } from '../core/registry/pullChart';
import type { PushResult } from '../core/registry/pushChart';
import { sha256 } from '../util/digest';
import type { Digest } from '../util/digest';
import { limits } from './limits';
import type { BuiltPackage, PackagePorts, PackageRequest, PackageResult } from './packageChart';
import { buildPackage, writePackage } from './packageChart';
import type { DetachedSigner } from './ports';
import type { PushPorts } from './pushChart';
import { pushBytes } from './pushChart';
import { makeProvenance } from './signChart';
import type { VerifyPorts } from './verifyChart';
import { verifyBytes } from './verifyChart';

export type ReleasePorts = PackagePorts & VerifyPorts & PushPorts;

/** All that a release will do, found out before anything is written or sent. */
export interface ReleasePlan {
  /** The chart's folder, whose policy holds. */
  readonly directory: string;
  readonly built: BuiltPackage;
  readonly archivePath: string;
  readonly provenancePath: string;
  /** What lies at `archivePath` now: nothing, the same package, or another one that will be replaced. */
  readonly onDisk: 'absent' | 'same' | 'different';
  readonly reference: ChartReference;
  /** What the registry holds under the tag: the digest of its manifest, or nothing. */
  readonly published?: string;
  readonly target: string;
}

export interface ReleaseResult {
  readonly path: string;
  readonly outcome: PackageResult['outcome'];
  readonly archiveDigest: Digest;
  readonly fingerprint: string;
  readonly report: VerificationReport;
  readonly push: PushResult;
}

/** Reads the chart, the destination and the registry; writes nothing. Throws `policy.destinationNotAllowed`, `policy.packageTooLarge`. */
export async function planRelease(
  ports: ReleasePorts,
  request: Omit<PackageRequest, 'replace'> & { readonly target: string },
  context: Context,
): Promise<ReleasePlan> {
  const built = await buildPackage(ports, request, context);
  const archivePath = join(request.destination, built.archive.fileName);
  const there = await ports.store.read(archivePath, limits.archiveBytes);
  const { name, version } = built.archive.metadata;
  const reference = chartReference(request.target, name, version);
  const policies = await ports.policies.policiesFor(request.directory);
  policies.requireDestination({ registry: `${reference.host}/${reference.repository}` });
  context.progress({ step: 'checking', subject: formatReference(reference) });
  const published = await ports.clientFor(reference.host).headManifest(reference.repository, reference.tag, context);
  return {
    directory: request.directory,
    built,
    archivePath,
    provenancePath: `${archivePath}.prov`,
    onDisk: there === undefined ? 'absent' : sha256(there) === built.archive.digest ? 'same' : 'different',
    reference,
    target: request.target,
    ...(published === undefined ? {} : { published: published.digest }),
  };
}

/**
 * Carries out a plan: signs the planned bytes in memory, verifies them with the user's own keyring, writes package and
 * provenance, pushes, and pulls back what was pushed to compare. What was planned is what is released: the chart is not
 * read again. Throws `verify.refused` when our own verification is not `trusted`, and the codes of each step.
 */
export async function releaseChart(
  ports: ReleasePorts,
  plan: ReleasePlan,
  signer: DetachedSigner,
  options: { readonly replace: boolean },
  context: Context,
): Promise<ReleaseResult> {
  const { archive } = plan.built;
  (await ports.policies.policiesFor(plan.directory)).requireSigner(signer.key.fingerprint);
  const provenance = await makeProvenance(archive.metadata, archive.fileName, archive.digest, signer, context);
  context.progress({ step: 'verifying', subject: archive.fileName });
  const report = await mustBeTrusted(ports, plan, archive.bytes, provenance);

  const outcome = await writePackage(ports.store, plan.archivePath, archive, options.replace, context);
  await ports.store.write(plan.provenancePath, provenance);

  const { directory, target } = plan;
  const request = { directory, target, fileName: archive.fileName, bytes: archive.bytes, provenance };
  const push = await pushBytes(ports, request, context);
  context.progress({ step: 'downloading', subject: formatReference(plan.reference) });
  await readBack(ports, plan, context);
  return {
    path: plan.archivePath,
    outcome,
    archiveDigest: archive.digest,
    fingerprint: signer.key.fingerprint,
    report,
    push,
  };
}

async function mustBeTrusted(
  ports: ReleasePorts,
  plan: ReleasePlan,
  bytes: Uint8Array,
  provenance: Uint8Array | undefined,
): Promise<VerificationReport> {
  const { fileName } = plan.built.archive;
  const origin = { registry: `${plan.reference.host}/${plan.reference.repository}` };
  const report = await verifyBytes(ports, bytes, provenance, fileName, { directory: plan.directory, origin });
  if (report.verdict !== 'trusted') {
    throw new ChartReleaseError('verify.refused', { fileName, verdict: report.verdict });
  }
  return report;
}

/** What a consumer gets must be what was planned: the same bytes, verified again from what the registry returns. */
async function readBack(ports: ReleasePorts, plan: ReleasePlan, context: Context): Promise<void> {
  const { reference } = plan;
  const { archive } = plan.built;
  const pulled = await pullChart(ports.clientFor(reference.host), reference, context);
  const actual = sha256(pulled.archive);
  if (actual !== archive.digest) {
    throw new ChartReleaseError('registry.digestMismatch', {
      subject: formatReference(reference),
      expected: archive.digest,
      actual,
    });
  }
  loadArchive(pulled.archive);
  await mustBeTrusted(ports, plan, pulled.archive, pulled.provenance);
}
