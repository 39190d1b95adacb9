import type { Digest } from '../../util/digest';
import type { Context } from '../context';
import { ChartReleaseError } from '../errors';
import type { BlobTarget } from './blobPorts';
import { MemoryTarget } from './blobPorts';
import type { FetchedManifest, RegistryClient } from './client';
import type { Descriptor, ImageManifest } from './descriptor';
import { asObject, ManifestProblem, parseJson } from './descriptor';
import { registryLimits } from './limits';
import { mediaTypes } from './mediaTypes';
import type { Reference } from './reference';
import { formatReference, tagToVersion, versionToTag } from './reference';
import type { VersionWish } from './resolveVersion';
import { resolveVersion } from './resolveVersion';

/** What a reference stands for: read as far as the manifest and the configuration, the archive not yet. */
export interface LocatedChart {
  /** With the digest of the manifest that was read, and the tag that led to it unless the digest was given. */
  readonly reference: Reference;
  readonly manifestDigest: Digest;
  readonly manifest: ImageManifest;
  /** Name and version as the configuration blob claims them. Not compared with the archive: Helm does not either. */
  readonly config: ChartConfig;
  readonly chart: Descriptor;
  readonly provenance?: Descriptor;
  /** What the archive is called: from the reference as Helm does it, for a digest from the configuration. */
  readonly fileName: string;
}

/** As much of the configuration blob as is shown. Texts of an unknown registry: display them as such. */
export interface ChartConfig {
  readonly name: string;
  readonly version: string;
  readonly appVersion?: string;
  readonly description?: string;
  readonly deprecated: boolean;
}

export interface PulledChart extends Omit<LocatedChart, 'chart' | 'provenance'> {
  /** The bytes of the `.tgz`: of the size and digest that the manifest says, not yet read as a chart. */
  readonly archive: Uint8Array;
  readonly archiveDigest: Digest;
  /** The bytes of the `.prov`, not yet verified; absent when the manifest has none. */
  readonly provenance?: Uint8Array;
}

/**
 * Finds a chart. A digest in the reference decides; a tag beside it must not name another manifest (Helm 3.17.1 pulls the
 * tag and ignores the digest). A tag is taken as it is. With neither, `wish` is resolved over the registry's tags.
 * Everything after the first answer is read by digest: a tag that moves meanwhile does not mix two charts.
 * Throws what `RegistryClient` throws, `registry.noVersion`, and `registry.badReference` (`version-mismatch`) when tag and
 * wish disagree.
 */
export async function locateChart(
  client: RegistryClient,
  reference: Reference,
  context: Context,
  wish: VersionWish = {},
): Promise<LocatedChart> {
  const { repository } = reference;
  const tag = await tagOf(client, reference, context, wish);
  const asked = await readManifest(client, repository, tag, reference.digest, context);
  const { manifest, digest } = await chartManifest(client, repository, asked, context);
  const chart = onlyLayer(client, manifest, [mediaTypes.chart, mediaTypes.legacyChart]);
  const provenance = onlyLayer(client, manifest, [mediaTypes.provenance]);
  if (chart === undefined) throw problem(client, `no layer ${mediaTypes.chart}`);
  if (chart.sizeBytes > registryLimits.chartBytes) throw problem(client, `chart of ${chart.sizeBytes} bytes`);
  const config = await readConfig(client, repository, manifest.config, context);
  // A tag beside a digest may not exist: it names nothing then.
  const named = reference.digest === undefined ? tag : undefined;
  return {
    reference: { host: reference.host, repository, digest, ...(named === undefined ? {} : { tag: named }) },
    manifestDigest: digest,
    manifest,
    config,
    chart,
    fileName: fileNameOf(repository, named, config, digest),
    ...(provenance === undefined ? {} : { provenance }),
  };
}

/** Reads the archive of a located chart into `target`, and hands back the provenance. Both are of their digests. */
export async function downloadChart(
  client: RegistryClient,
  located: LocatedChart,
  target: BlobTarget,
  context: Context,
): Promise<Uint8Array | undefined> {
  const { chart, provenance, fileName } = located;
  const { repository } = located.reference;
  const report = (done: number): void =>
    context.progress({ step: 'downloading', subject: fileName, done, total: chart.sizeBytes, unit: 'bytes' });
  report(0);
  await client.readBlob(repository, chart, target, context, report);
  return provenance && (await readBlob(client, repository, provenance, registryLimits.provenanceBytes, context));
}

/** A chart in memory; see `locateChart`. */
export async function pullChart(
  client: RegistryClient,
  reference: Reference,
  context: Context,
  wish: VersionWish = {},
): Promise<PulledChart> {
  const { chart, provenance, ...located } = await locateChart(client, reference, context, wish);
  const target = new MemoryTarget(chart.sizeBytes);
  const layers = provenance === undefined ? { chart } : { chart, provenance };
  const proof = await downloadChart(client, { ...located, ...layers }, target, context);
  return {
    ...located,
    archive: target.bytes,
    archiveDigest: chart.digest,
    ...(proof === undefined ? {} : { provenance: proof }),
  };
}

async function tagOf(
  client: RegistryClient,
  reference: Reference,
  context: Context,
  wish: VersionWish,
): Promise<string | undefined> {
  const { tag, digest, repository } = reference;
  if (tag !== undefined) {
    if (wish.version !== undefined && versionToTag(wish.version) !== tag) {
      const details = { reference: formatReference(reference), reason: 'version-mismatch' };
      throw new ChartReleaseError('registry.badReference', details);
    }
    return tag;
  }
  if (digest !== undefined) return wish.version === undefined ? undefined : versionToTag(wish.version);
  return resolveVersion(wish, () => client.listTags(repository, context), formatReference(reference));
}

async function readManifest(
  client: RegistryClient,
  repository: string,
  tag: string | undefined,
  digest: Digest | undefined,
  context: Context,
): Promise<FetchedManifest> {
  context.progress({ step: 'downloading', subject: repository });
  if (digest === undefined) return client.getManifest(repository, tag ?? '', context);
  // As Helm 4: a tag that is gone does not matter, one that leads elsewhere does.
  const tagged = tag === undefined ? undefined : await client.headManifest(repository, tag, context);
  if (tagged !== undefined && tagged.digest !== digest) {
    const details = { subject: `tag ${tag ?? ''}`, expected: digest, actual: tagged.digest };
    throw new ChartReleaseError('registry.digestMismatch', details);
  }
  return client.getManifest(repository, digest, context);
}

/** The chart's manifest: the one asked for, or the only one of Helm's type that an image index names. */
async function chartManifest(
  client: RegistryClient,
  repository: string,
  asked: FetchedManifest,
  context: Context,
): Promise<{ readonly manifest: ImageManifest; readonly digest: Digest }> {
  const { document } = asked;
  if (document.kind === 'manifest') {
    if (document.config.mediaType !== mediaTypes.config)
      throw problem(client, `config is ${document.config.mediaType}`);
    return { manifest: document, digest: asked.digest };
  }
  const candidates = document.manifests.filter(descriptor => descriptor.mediaType === mediaTypes.manifest);
  if (candidates.length > registryLimits.indexManifests) throw problem(client, 'index with too many manifests');
  const found: { readonly manifest: ImageManifest; readonly digest: Digest }[] = [];
  for (const { digest } of candidates) {
    const inner = (await client.getManifest(repository, digest, context)).document;
    if (inner.kind === 'manifest' && inner.config.mediaType === mediaTypes.config)
      found.push({ manifest: inner, digest });
  }
  const [first, second] = found;
  if (first === undefined || second !== undefined) throw problem(client, `index with ${found.length} charts`);
  return first;
}

/** Helm takes whichever of two chart layers arrives last; a reader that takes the other sees another chart. */
function onlyLayer(client: RegistryClient, manifest: ImageManifest, types: readonly string[]): Descriptor | undefined {
  const [first, second] = manifest.layers.filter(layer => types.includes(layer.mediaType));
  if (second !== undefined) throw problem(client, `two layers ${second.mediaType}`);
  return first;
}

async function readConfig(
  client: RegistryClient,
  repository: string,
  descriptor: Descriptor,
  context: Context,
): Promise<ChartConfig> {
  const bytes = await readBlob(client, repository, descriptor, registryLimits.configBytes, context);
  try {
    const document = asObject(parseJson(bytes), 'config');
    const text = (key: string): string => (typeof document[key] === 'string' ? document[key] : '');
    return {
      name: text('name'),
      version: text('version'),
      deprecated: document['deprecated'] === true,
      ...(text('appVersion') === '' ? {} : { appVersion: text('appVersion') }),
      ...(text('description') === '' ? {} : { description: text('description') }),
    };
  } catch (error) {
    if (error instanceof ManifestProblem) throw problem(client, `config: ${error.message}`);
    throw error;
  }
}

async function readBlob(
  client: RegistryClient,
  repository: string,
  descriptor: Descriptor,
  limitBytes: number,
  context: Context,
): Promise<Uint8Array> {
  if (descriptor.sizeBytes > limitBytes)
    throw problem(client, `${descriptor.mediaType} of ${descriptor.sizeBytes} bytes`);
  return client.getBlob(repository, descriptor, context);
}

/** Never from a name that the registry made up: the repository and tag are of their grammar, the configuration is checked. */
function fileNameOf(repository: string, tag: string | undefined, config: ChartConfig, digest: Digest): string {
  const last = repository.slice(repository.lastIndexOf('/') + 1);
  if (tag !== undefined) return `${last}-${tagToVersion(tag)}.tgz`;
  const plain = /^[A-Za-z0-9][A-Za-z0-9._+-]*$/;
  if (plain.test(config.name) && plain.test(config.version)) return `${config.name}-${config.version}.tgz`;
  return `${last}@${digest.replace(':', '-')}.tgz`;
}

function problem(client: RegistryClient, reason: string): ChartReleaseError<'registry.protocol'> {
  return new ChartReleaseError('registry.protocol', { host: client.host, reason });
}
