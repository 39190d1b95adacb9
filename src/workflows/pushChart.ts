import { basename, dirname } from 'node:path';
import { scanArchive } from '../core/archive/scanArchive';
import type { ScannedArchive } from '../core/archive/scanArchive';
import type { Context } from '../core/context';
import { ChartReleaseError } from '../core/errors';
import type { BlobSource } from '../core/registry/blobPorts';
import { memorySource } from '../core/registry/blobPorts';
import type { ChartArtifact } from '../core/registry/chartArtifact';
import { buildChartArtifact } from '../core/registry/chartArtifact';
import type { RegistryClient } from '../core/registry/client';
import type { ArtifactDifference } from '../core/registry/compareArtifacts';
import { compareArtifacts } from '../core/registry/compareArtifacts';
import type { ExtraTagRule } from '../core/registry/extraTags';
import { extraTagsFor } from '../core/registry/extraTags';
import type { PushOptions, PushResult } from '../core/registry/pushChart';
import { pushChart as pushArtifact } from '../core/registry/pushChart';
import type { ChartReference } from '../core/registry/reference';
import { chartReference } from '../core/registry/reference';
import type { Digest } from '../util/digest';
import { limits } from './limits';
import type { BlobFiles } from './ports';
import { requirePublishable } from './requirePublishable';
import type { VerifyPorts } from './verifyChart';

export interface PushPorts extends VerifyPorts {
  readonly files: BlobFiles;
  /** A client for the host (`name[:port]`) of a reference. */
  readonly clientFor: (host: string) => RegistryClient;
}

export interface PushRequest {
  readonly archivePath: string;
  /** `oci://host[:port]/path`, without the chart's name. */
  readonly target: string;
}

export interface PushChoices extends Omit<PushOptions, 'extraTags'> {
  /** Moving tags to set as well; see `extraTagsFor`. */
  readonly extraTags?: readonly ExtraTagRule[];
}

/** What a push will do, found out before anything is sent. */
export interface PushPlan {
  readonly reference: ChartReference;
  readonly artifact: ChartArtifact;
  /** `absent`: the version is new. `same`: this very artifact is there. `different`: another one is. */
  readonly published: 'absent' | 'same' | 'different';
  /** The digest of the manifest that is there. */
  readonly existing?: Digest;
  /** In what it differs; empty unless it is `different`. */
  readonly differences: readonly ArtifactDifference[];
}

/** Pushes a package, and the provenance beside it when there is one, as `helm push` lays them out. */
export async function pushChart(
  ports: PushPorts,
  request: PushRequest & PushChoices,
  context: Context,
): Promise<PushResult> {
  const { reference, artifact } = await prepare(ports, request, context);
  return send(ports, reference, artifact, request, context);
}

/** Reads the package and asks the registry; sends nothing. */
export async function planPush(ports: PushPorts, request: PushRequest, context: Context): Promise<PushPlan> {
  const { reference, artifact } = await prepare(ports, request, context);
  const client = ports.clientFor(reference.host);
  const existing = await client.headManifest(reference.repository, reference.tag, context, 'pull,push');
  if (existing === undefined) return { reference, artifact, published: 'absent', differences: [] };
  const plan = { reference, artifact, existing: existing.digest };
  if (existing.digest === artifact.manifest.digest) return { ...plan, published: 'same', differences: [] };
  const differences = await compareArtifacts(client, reference.repository, existing.digest, artifact, context);
  return { ...plan, published: 'different', differences };
}

/** Carries out a plan: what was planned is what is sent, and only the manifest that was shown may be replaced. */
export function pushPlanned(
  ports: PushPorts,
  plan: PushPlan,
  choices: PushChoices,
  context: Context,
): Promise<PushResult> {
  return send(ports, plan.reference, plan.artifact, choices, context);
}

/** The same for bytes in memory: exactly what was verified is what is sent. */
export async function pushBytes(
  ports: Pick<PushPorts, 'clientFor' | 'keys' | 'clock' | 'policies'>,
  request: Pick<PushRequest, 'target'> &
    PushChoices & {
      /** Whose policy holds. */
      readonly directory: string;
      readonly fileName: string;
      readonly bytes: Uint8Array;
      readonly provenance: Uint8Array | undefined;
    },
  context: Context,
): Promise<PushResult> {
  const content = memorySource(request.bytes);
  const scanned = await scanArchive(content.open(0, content.sizeBytes), content.sizeBytes);
  const reference = referenceOf(request.target, scanned);
  await requirePublishable(ports, { ...request, registry: `${reference.host}/${reference.repository}` });
  const artifact = artifactOf(request.fileName, content, scanned, request.provenance);
  return send(ports, reference, artifact, request, context);
}

async function prepare(
  ports: PushPorts,
  { archivePath, target }: PushRequest,
  context: Context,
): Promise<{ readonly reference: ChartReference; readonly artifact: ChartArtifact }> {
  context.progress({ step: 'reading', subject: archivePath });
  const content = await ports.files.open(archivePath, limits.archiveBytes);
  if (content === undefined) throw new ChartReleaseError('file.notFound', { path: archivePath });
  const provenance = await ports.store.read(`${archivePath}.prov`, limits.provenanceBytes);
  const scanned = await scanArchive(content.open(0, content.sizeBytes), content.sizeBytes);
  const reference = referenceOf(target, scanned);
  await requireAllowed(ports, archivePath, content, provenance, reference);
  return { reference, artifact: artifactOf(basename(archivePath), content, scanned, provenance) };
}

/** The archive is held in memory only when a policy wants its signature looked at. */
async function requireAllowed(
  ports: PushPorts,
  archivePath: string,
  content: BlobSource,
  provenance: Uint8Array | undefined,
  reference: ChartReference,
): Promise<void> {
  const directory = dirname(archivePath);
  const registry = `${reference.host}/${reference.repository}`;
  const policies = await ports.policies.policiesFor(directory);
  policies.requireSize(content.sizeBytes);
  policies.requireDestination({ registry });
  if (!policies.requiresSignature) return;
  const bytes = await ports.store.read(archivePath, limits.archiveBytes);
  if (bytes === undefined) throw new ChartReleaseError('file.notFound', { path: archivePath });
  await requirePublishable(ports, { directory, fileName: basename(archivePath), bytes, provenance, registry });
}

function referenceOf(target: string, { chart }: ScannedArchive): ChartReference {
  return chartReference(target, chart.metadata.name, chart.metadata.version);
}

function artifactOf(
  fileName: string,
  content: BlobSource,
  { chart, digest, newestSeconds }: ScannedArchive,
  provenance: Uint8Array | undefined,
): ChartArtifact {
  return buildChartArtifact({
    archive: { fileName, content, digest, metadata: chart.metadata },
    // The newest entry stands for the archive's own time: unlike the file's, it is the same wherever the archive is.
    createdSeconds: Math.max(0, Math.floor(newestSeconds)),
    ...(provenance === undefined ? {} : { provenance }),
  });
}

async function send(
  ports: Pick<PushPorts, 'clientFor'>,
  reference: ChartReference,
  artifact: ChartArtifact,
  { extraTags: rules = [], ...options }: PushChoices,
  context: Context,
): Promise<PushResult> {
  const client = ports.clientFor(reference.host);
  const extraTags = await movingTags(client, reference, rules, context);
  return pushArtifact(client, reference, artifact, { ...options, extraTags }, context);
}

async function movingTags(
  client: RegistryClient,
  reference: ChartReference,
  rules: readonly ExtraTagRule[],
  context: Context,
): Promise<readonly string[]> {
  if (rules.length === 0) return [];
  const published = await client.listTags(reference.repository, context).catch((error: unknown) => {
    if (ChartReleaseError.is(error, 'registry.notFound')) return [];
    throw error;
  });
  return extraTagsFor(reference.tag.replaceAll('_', '+'), rules, published);
}
