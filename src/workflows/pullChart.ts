import { join } from 'node:path';
import { scanArchive } from '../core/archive/scanArchive';
import type { Context } from '../core/context';
import { ChartReleaseError } from '../core/errors';
import type { VerificationReport } from '../core/provenance/report';
import type { RegistryClient } from '../core/registry/client';
import type { LocatedChart } from '../core/registry/pullChart';
import { downloadChart, locateChart } from '../core/registry/pullChart';
import type { Reference } from '../core/registry/reference';
import { formatReference, tagToVersion } from '../core/registry/reference';
import type { VersionWish } from '../core/registry/resolveVersion';
import { sha256 } from '../util/digest';
import type { Digest } from '../util/digest';
import { limits } from './limits';
import type { BlobFiles, NewFile } from './ports';
import type { VerifyPorts } from './verifyChart';
import { verifyBytes } from './verifyChart';

export interface PullPorts extends VerifyPorts {
  readonly files: BlobFiles;
  readonly clientFor: (host: string) => RegistryClient;
}

export interface PullRequest {
  readonly reference: Reference;
  readonly wish?: VersionWish;
  readonly destination: string;
  /**
   * `required`: only what verifies as trusted is kept. `if-signed`: a provenance that is there must verify. A policy around the
   * destination that names signers makes it `required`.
   */
  readonly verify: 'required' | 'if-signed' | 'no';
  /** Keeps the provenance beside the package. */
  readonly keepProvenance: boolean;
  /** Replaces another package of the same name; without it that throws `file.exists`. */
  readonly replace: boolean;
}

export interface PullResult {
  readonly path: string;
  readonly outcome: 'written' | 'already-there';
  readonly reference: string;
  readonly manifestDigest: Digest;
  readonly archiveDigest: Digest;
  readonly provenancePath?: string;
  readonly report?: VerificationReport;
  /** What the chart calls itself, when the reference or the configuration says otherwise: Helm does not compare them. */
  readonly mismatches: readonly ('name' | 'version')[];
}

/**
 * Pulls a chart to disk. The archive comes into a file without a name of its own, is read as a chart, verified, and only
 * then gets its name: what does not verify is not left behind. Throws `verify.refused`, `policy.packageTooLarge` before
 * anything is downloaded, `file.exists`, the codes of the archive reader, and what `locateChart` throws.
 */
export async function pullChart(ports: PullPorts, request: PullRequest, context: Context): Promise<PullResult> {
  const { reference, wish, destination } = request;
  const policies = await ports.policies.policiesFor(destination);
  const verifying = policies.requiresSignature ? { ...request, verify: 'required' as const } : request;
  const client = ports.clientFor(reference.host);
  const located = await locateChart(client, reference, context, wish);
  policies.requireSize(located.chart.sizeBytes);
  const path = join(destination, located.fileName);
  const file = await ports.files.create(path);
  try {
    const provenance = await downloadChart(client, located, file, context);
    const content = file.content(located.chart.sizeBytes);
    const { chart } = await scanArchive(content.open(0, content.sizeBytes), content.sizeBytes);
    const report = await verify(ports, verifying, located, file, provenance, context);
    const mismatches = mismatchesOf(located, chart.metadata);
    const outcome = await keep(ports, request, path, file, located, provenance);
    return {
      path,
      outcome,
      reference: formatReference(located.reference),
      manifestDigest: located.manifestDigest,
      archiveDigest: located.chart.digest,
      mismatches,
      ...(request.keepProvenance && provenance !== undefined ? { provenancePath: `${path}.prov` } : {}),
      ...(report === undefined ? {} : { report }),
    };
  } finally {
    await file.discard();
  }
}

async function verify(
  ports: PullPorts,
  { verify: when, destination }: PullRequest,
  located: LocatedChart,
  file: NewFile,
  provenance: Uint8Array | undefined,
  context: Context,
): Promise<VerificationReport | undefined> {
  if (when === 'no' || (when === 'if-signed' && provenance === undefined)) return undefined;
  context.progress({ step: 'verifying', subject: located.fileName });
  const bytes = await file.read(located.chart.sizeBytes);
  const { host, repository } = located.reference;
  const place = { directory: destination, origin: { registry: `${host}/${repository}` } };
  const report = await verifyBytes(ports, bytes, provenance, located.fileName, place);
  if (report.verdict !== 'trusted')
    throw new ChartReleaseError('verify.refused', { fileName: located.fileName, verdict: report.verdict });
  return report;
}

/** The old provenance goes before the new package comes: a crash leaves an unsigned package, never one with another's signature. */
async function keep(
  ports: PullPorts,
  request: PullRequest,
  path: string,
  file: NewFile,
  located: LocatedChart,
  provenance: Uint8Array | undefined,
): Promise<PullResult['outcome']> {
  const there = await ports.store.read(path, limits.archiveBytes);
  const existing = there === undefined ? undefined : sha256(there);
  const ours = located.chart.digest;
  if (existing !== undefined && existing !== ours && !request.replace)
    throw new ChartReleaseError('file.exists', { path, existing, ours });
  if (existing !== ours) {
    await ports.store.remove(`${path}.prov`);
    await file.keep();
  }
  if (request.keepProvenance && provenance !== undefined) await ports.store.write(`${path}.prov`, provenance);
  return existing === ours ? 'already-there' : 'written';
}

function mismatchesOf(
  { reference, config }: LocatedChart,
  metadata: { readonly name: string; readonly version: string },
): PullResult['mismatches'] {
  const names = [reference.repository.split('/').at(-1), config.name];
  const versions = [reference.tag === undefined ? config.version : tagToVersion(reference.tag), config.version];
  return [
    ...(names.every(name => name === metadata.name) ? [] : (['name'] as const)),
    ...(versions.every(version => version === metadata.version) ? [] : (['version'] as const)),
  ];
}
