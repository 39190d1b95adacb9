import { encodeUtf8 } from '../../util/bytes';
import type { Digest } from '../../util/digest';
import { sha256 } from '../../util/digest';
import type { Context } from '../context';
import { ChartReleaseError } from '../errors';
import type { RegistryClient } from './client';
import { mediaTypes } from './mediaTypes';

/** The tag that Artifact Hub looks for beside the versions of a chart. */
export const artifactHubTag = 'artifacthub.io';
const configType = 'application/vnd.cncf.artifacthub.config.v1+yaml';
const layerType = 'application/vnd.cncf.artifacthub.repository-metadata.layer.v1.yaml';

export interface ArtifactHubResult {
  readonly status: 'pushed' | 'already-there';
  readonly manifestDigest: Digest;
}

/**
 * Publishes `artifacthub-repo.yml` as the special artifact that makes a chart in a registry a verified repository of Artifact Hub
 * (artifacthub.io, repositories guide, OCI support): an empty configuration and the file as the only layer. What was published
 * before is replaced, as it is meant to be. Throws what `RegistryClient` throws.
 */
export async function pushArtifactHubMetadata(
  client: RegistryClient,
  repository: string,
  metadata: Uint8Array,
  context: Context,
): Promise<ArtifactHubResult> {
  const config = { bytes: new Uint8Array(), digest: sha256(new Uint8Array()) };
  const layer = { bytes: metadata, digest: sha256(metadata) };
  const manifest = encodeUtf8(
    JSON.stringify({
      schemaVersion: 2,
      mediaType: mediaTypes.manifest,
      config: { mediaType: configType, digest: config.digest, size: 0 },
      layers: [
        {
          mediaType: layerType,
          digest: layer.digest,
          size: metadata.length,
          annotations: { 'org.opencontainers.image.title': 'artifacthub-repo.yml' },
        },
      ],
    }),
  );
  const digest = sha256(manifest);
  const there = await client.headManifest(repository, artifactHubTag, context, 'pull,push');
  if (there?.digest === digest) return { status: 'already-there', manifestDigest: digest };
  for (const blob of [config, layer])
    if (!(await client.hasBlob(repository, blob.digest, context))) await client.putBlob(repository, blob, context);
  await client.putManifest(repository, artifactHubTag, { bytes: manifest, digest }, context);
  const actual = (await client.getManifest(repository, artifactHubTag, context)).digest;
  if (actual !== digest)
    throw new ChartReleaseError('registry.digestMismatch', { subject: artifactHubTag, expected: digest, actual });
  context.log.info(`pushed oci://${client.host}/${repository}:${artifactHubTag} ${digest}`);
  return { status: 'pushed', manifestDigest: digest };
}
