import { compareUtf8, encodeUtf8 } from '../../util/bytes';
import type { Digest } from '../../util/digest';
import { sha256 } from '../../util/digest';
import type { ChartMetadata, Dependency, Maintainer } from '../chart/metadata';
import { ChartReleaseError } from '../errors';
import type { GoJson, GoObject } from '../../util/goJson';
import { formatGoJson } from '../../util/goJson';
import { isGoBlank } from '../../util/goSpace';
import type { BlobSource } from './blobPorts';
import { memorySource } from './blobPorts';
import { registryLimits } from './limits';
import { mediaTypes } from './mediaTypes';

export interface ChartArtifactSource {
  readonly archive: {
    readonly fileName: string;
    readonly content: BlobSource;
    readonly digest: Digest;
    readonly metadata: ChartMetadata;
  };
  /** The provenance file's bytes; not checked here. */
  readonly provenance?: Uint8Array;
  /** Whole seconds since 1970 for the annotation `org.opencontainers.image.created`. Helm takes the file's time. */
  readonly createdSeconds: number;
}

export interface ArtifactBlob {
  readonly mediaType: string;
  readonly content: BlobSource;
  readonly digest: Digest;
}

/** A small one, made here. */
export interface MadeBlob extends ArtifactBlob {
  readonly bytes: Uint8Array;
}

/** Everything that a push sends. */
export interface ChartArtifact {
  readonly config: MadeBlob;
  /** In the order of the manifest: by digest, so that the provenance may come first. */
  readonly layers: readonly ArtifactBlob[];
  readonly manifest: MadeBlob;
}

const prefix = 'org.opencontainers.image.';
const immutable: ReadonlySet<string> = new Set([`${prefix}version`, `${prefix}title`]);

/**
 * The blobs and the manifest of `helm push`, byte for byte those of Helm 3.17 and 4.1 (pkg/registry client.go Push,
 * chart.go generateOCIAnnotations) run in UTC: Helm writes `created` in the local time zone, which makes the digest depend
 * on where the push ran. Throws `registry.badReference` when the manifest exceeds what registries take (4 MiB).
 */
export function buildChartArtifact(source: ChartArtifactSource): ChartArtifact {
  const { archive, provenance, createdSeconds } = source;
  const config = blob(mediaTypes.config, encodeUtf8(formatGoJson(metadataJson(archive.metadata))));
  const chart: ArtifactBlob = { mediaType: mediaTypes.chart, content: archive.content, digest: archive.digest };
  const layers = provenance === undefined ? [chart] : [chart, blob(mediaTypes.provenance, provenance)];
  const sorted = layers.toSorted((a, b) => compareUtf8(a.digest, b.digest));
  const document = new Map<string, GoJson>([
    ['schemaVersion', 2],
    ['config', descriptorJson(config)],
    ['layers', sorted.map(descriptorJson)],
    ['annotations', chartAnnotations(archive.metadata, createdSeconds)],
  ]);
  const manifest = blob(mediaTypes.manifest, encodeUtf8(formatGoJson(document)));
  if (manifest.bytes.length > registryLimits.manifestBytes) {
    throw new ChartReleaseError('registry.badReference', { reference: archive.fileName, reason: 'manifest-too-large' });
  }
  return { config, layers: sorted, manifest };
}

/**
 * Chart.yaml as Helm's configuration blob: the fields in the order of the Go struct, empty ones left out, except a
 * dependency's name and repository.
 */
export function metadataJson(metadata: ChartMetadata): ReadonlyMap<string, GoJson> {
  return struct({
    name: metadata.name,
    home: metadata.home,
    sources: metadata.sources,
    version: metadata.version,
    description: metadata.description,
    keywords: metadata.keywords,
    maintainers: metadata.maintainers?.map(maintainerJson),
    icon: metadata.icon,
    apiVersion: metadata.apiVersion,
    condition: metadata.condition,
    tags: metadata.tags,
    appVersion: metadata.appVersion,
    deprecated: metadata.deprecated,
    annotations: metadata.annotations,
    kubeVersion: metadata.kubeVersion,
    dependencies: metadata.dependencies?.map(dependencyJson),
    type: metadata.type,
  });
}

function maintainerJson({ name, email, url }: Maintainer): GoJson {
  return struct({ name, email, url });
}

function dependencyJson(dependency: Dependency): GoJson {
  const { name, version, repository, condition, tags, enabled, importValues, alias } = dependency;
  return new Map<string, GoJson>([
    ['name', name],
    ...struct({ version }),
    ['repository', repository],
    ...struct({ condition, tags, enabled, 'import-values': importValues as readonly GoJson[] | undefined, alias }),
  ]);
}

/** `omitempty`: a field that is empty in Go's sense is not written. */
function struct(fields: Readonly<Record<string, GoJson>>): ReadonlyMap<string, GoJson> {
  return new Map(Object.entries(fields).filter(([, value]) => !isEmpty(value)));
}

function isEmpty(value: GoJson): boolean {
  if (value === undefined || value === null || value === '' || value === false || value === 0) return true;
  return typeof value === 'object' && Object.keys(value).length === 0 && !(value instanceof Map);
}

/**
 * The manifest's annotations. Those of Chart.yaml win over the derived ones, except version and title. A value of nothing
 * but white space is not derived; one that Chart.yaml gives is kept.
 */
function chartAnnotations(metadata: ChartMetadata, createdSeconds: number): GoObject {
  const annotations = new Map<string, string>();
  const derive = (key: string, value: string | undefined): void => {
    if (value !== undefined && !isGoBlank(value)) annotations.set(prefix + key, value);
  };
  derive('description', metadata.description);
  derive('title', metadata.name);
  derive('version', metadata.version);
  derive('url', metadata.home);
  derive('created', formatRfc3339(createdSeconds));
  derive('source', metadata.sources?.[0]);
  derive('authors', metadata.maintainers?.map(authorText).join(', '));
  for (const [key, value] of Object.entries(metadata.annotations ?? {}))
    if (!immutable.has(key)) annotations.set(key, value);
  return Object.fromEntries(annotations);
}

/** A maintainer without a name leaves the space in front of the parenthesis. */
function authorText({ name = '', email = '' }: Maintainer): string {
  return email === '' ? name : `${name} (${email})`;
}

function formatRfc3339(seconds: number): string {
  return `${new Date(seconds * 1000).toISOString().slice(0, 19)}Z`;
}

function descriptorJson({ mediaType, digest, content }: ArtifactBlob): GoJson {
  return new Map<string, GoJson>([
    ['mediaType', mediaType],
    ['digest', digest],
    ['size', content.sizeBytes],
  ]);
}

function blob(mediaType: string, bytes: Uint8Array): MadeBlob {
  return { mediaType, bytes, content: memorySource(bytes), digest: sha256(bytes) };
}
