import type { Context } from '../context';
import { ChartReleaseError } from '../errors';
import type { ChartArtifact } from './chartArtifact';
import type { RegistryClient } from './client';
import type { Descriptor, ImageManifest } from './descriptor';
import { asObject, ManifestProblem, parseJson } from './descriptor';
import { registryLimits } from './limits';
import { mediaTypes } from './mediaTypes';

/** One thing in which the published artifact differs from ours. Texts of a registry: display them as such. */
export interface ArtifactDifference {
  readonly part: 'kind' | 'archive' | 'provenance' | 'created' | 'metadata' | 'annotation';
  /** The field of Chart.yaml or the annotation; empty for the others. */
  readonly field: string;
  readonly published: string;
  readonly ours: string;
}

/**
 * In what a published manifest differs from the one that would replace it. Layers are compared by their digests and not
 * read. Throws what `RegistryClient` throws.
 */
export async function compareArtifacts(
  client: RegistryClient,
  repository: string,
  reference: string,
  ours: ChartArtifact,
  context: Context,
): Promise<readonly ArtifactDifference[]> {
  const published = await client.getManifest(repository, reference, context);
  const { document } = published;
  if (document.kind !== 'manifest' || document.config.mediaType !== mediaTypes.config) {
    const kind = document.kind === 'index' ? mediaTypes.index : document.config.mediaType;
    return [{ part: 'kind', field: '', published: kind, ours: mediaTypes.config }];
  }
  const config = await readConfig(client, repository, document.config, context);
  return [
    ...layerDifferences(document, ours),
    ...textDifferences('metadata', config, jsonObject(ours.config.bytes)),
    ...annotationDifferences(document, ours),
  ];
}

function layerDifferences(document: ImageManifest, ours: ChartArtifact): readonly ArtifactDifference[] {
  const parts = { archive: [mediaTypes.chart, mediaTypes.legacyChart], provenance: [mediaTypes.provenance] } as const;
  return (['archive', 'provenance'] as const).flatMap(part => {
    const types: readonly string[] = parts[part];
    const theirs = document.layers.find(layer => types.includes(layer.mediaType));
    const own = ours.layers.find(layer => types.includes(layer.mediaType));
    if (theirs?.digest === own?.digest) return [];
    const of = (digest: string | undefined, sizeBytes: number | undefined): string =>
      digest === undefined ? '' : `${digest} (${sizeBytes ?? 0} bytes)`;
    return [
      {
        part,
        field: '',
        published: of(theirs?.digest, theirs?.sizeBytes),
        ours: of(own?.digest, own?.content.sizeBytes),
      },
    ];
  });
}

function annotationDifferences(document: ImageManifest, ours: ChartArtifact): readonly ArtifactDifference[] {
  const own = asObject(jsonObject(ours.manifest.bytes)['annotations'] ?? {}, 'annotations');
  return textDifferences('annotation', document.annotations, own).map(difference =>
    difference.field === 'org.opencontainers.image.created'
      ? { ...difference, part: 'created', field: '' }
      : difference,
  );
}

function textDifferences(
  part: 'metadata' | 'annotation',
  published: Readonly<Record<string, unknown>>,
  ours: Readonly<Record<string, unknown>>,
): readonly ArtifactDifference[] {
  const text = (value: unknown): string =>
    value === undefined ? '' : typeof value === 'string' ? value : JSON.stringify(value);
  const fields = [...new Set([...Object.keys(published), ...Object.keys(ours)])].sort();
  return fields
    .map(field => ({ part, field, published: text(published[field]), ours: text(ours[field]) }))
    .filter(difference => difference.published !== difference.ours);
}

async function readConfig(
  client: RegistryClient,
  repository: string,
  descriptor: Descriptor,
  context: Context,
): Promise<Readonly<Record<string, unknown>>> {
  if (descriptor.sizeBytes > registryLimits.configBytes) return {};
  try {
    return jsonObject(await client.getBlob(repository, descriptor, context));
  } catch (error) {
    // What is published is broken: that is a difference too, and no reason to stop.
    if (error instanceof ManifestProblem || ChartReleaseError.is(error, 'registry.notFound')) return {};
    throw error;
  }
}

function jsonObject(bytes: Uint8Array): Readonly<Record<string, unknown>> {
  return asObject(parseJson(bytes), 'config');
}
