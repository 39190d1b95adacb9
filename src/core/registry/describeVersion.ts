import type { Digest } from '../../util/digest';
import type { Context } from '../context';
import { ChartReleaseError } from '../errors';
import type { Attachment } from './attachments';
import { listAttachments } from './attachments';
import type { RegistryClient } from './client';
import { mediaTypes } from './mediaTypes';

/** What is known of a tag without reading the chart. Texts of a registry: display them as such. */
export interface VersionDetails {
  readonly manifestDigest: Digest;
  /** `other`: a manifest that is no chart, with its type in `artifactType`. */
  readonly kind: 'chart' | 'other';
  readonly artifactType: string;
  /** Of the package, or of all layers when it is no chart. */
  readonly sizeBytes: number;
  /** RFC 3339, as the manifest has it. */
  readonly created?: string;
  /** A provenance file comes with it; not verified. */
  readonly provenance: boolean;
  /** `undefined`: the registry refuses to say. */
  readonly attachments: readonly Attachment[] | undefined;
}

/** Reads the manifest of a tag and asks what is attached to it. `tags`: see `listAttachments`. Throws what `RegistryClient` throws. */
export async function describeVersion(
  client: RegistryClient,
  repository: string,
  tag: string,
  context: Context,
  tags?: ReadonlySet<string>,
): Promise<VersionDetails> {
  const { document, digest, mediaType } = await client.getManifest(repository, tag, context);
  const attachments = await attachmentsOf(client, repository, digest, context, tags);
  const created = document.annotations['org.opencontainers.image.created'];
  const common = { manifestDigest: digest, attachments, ...(created === undefined ? {} : { created }) };
  if (document.kind === 'index') {
    const sizeBytes = document.manifests.reduce((sum, manifest) => sum + manifest.sizeBytes, 0);
    return { ...common, kind: 'other', artifactType: mediaType, sizeBytes, provenance: false };
  }
  const { config, layers, artifactType = config.mediaType } = document;
  const isChart = config.mediaType === mediaTypes.config;
  const counted = isChart ? layers.filter(layer => chartTypes.has(layer.mediaType)) : layers;
  return {
    ...common,
    kind: isChart ? 'chart' : 'other',
    artifactType,
    sizeBytes: counted.reduce((sum, layer) => sum + layer.sizeBytes, 0),
    provenance: isChart && layers.some(layer => layer.mediaType === mediaTypes.provenance),
  };
}

/** That a registry keeps its referrers to itself is no reason not to show the chart. */
async function attachmentsOf(
  client: RegistryClient,
  repository: string,
  digest: Digest,
  context: Context,
  tags: ReadonlySet<string> | undefined,
): Promise<readonly Attachment[] | undefined> {
  try {
    return await listAttachments(client, repository, digest, context, tags);
  } catch (error) {
    context.signal.throwIfAborted();
    if (error instanceof ChartReleaseError) return undefined;
    throw error;
  }
}

const chartTypes: ReadonlySet<string> = new Set([mediaTypes.chart, mediaTypes.legacyChart]);
