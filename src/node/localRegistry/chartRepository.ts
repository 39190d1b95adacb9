import { asObject, ManifestProblem, parseJson, parseManifest } from '../../core/registry/descriptor';
import { mediaTypes } from '../../core/registry/mediaTypes';
import { tagToVersion } from '../../core/registry/reference';
import type { ContentDigest } from './contentDigest';
import { hexOf } from './contentDigest';
import { encodeUtf8 } from '../../util/bytes';
import type { Exchange } from './exchange';
import { ApiError, send } from './exchange';
import type { Stores } from './stores';

interface IndexedChart {
  readonly fileName: string;
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly archive: ContentDigest;
  readonly provenance?: ContentDigest;
  readonly created: string;
}

/**
 * The charts as a classic repository: `helm repo add local http://127.0.0.1:<port>/charts`. The index is made from the
 * stored artifacts at each request; it is JSON, which Helm accepts under the name index.yaml.
 */
export async function chartsRoute(stores: Stores, exchange: Exchange): Promise<void> {
  if (exchange.method !== 'GET' && exchange.method !== 'HEAD') throw new ApiError(405, 'UNSUPPORTED', exchange.method);
  const wanted = exchange.path.slice('/charts/'.length);
  const charts = await indexedCharts(stores);
  if (wanted === 'index.yaml') {
    send(exchange, 200, { 'Content-Type': 'text/yaml' }, encodeUtf8(formatIndex(charts)));
    return;
  }
  const digest = fileIn(charts, wanted);
  const bytes = digest === undefined ? undefined : await stores.content.read(digest);
  if (bytes === undefined) throw new ApiError(404, 'BLOB_UNKNOWN', 'no such file');
  const type = wanted.endsWith('.prov') ? 'text/plain' : 'application/gzip';
  send(exchange, 200, { 'Content-Type': type }, bytes);
}

function fileIn(charts: readonly IndexedChart[], wanted: string): ContentDigest | undefined {
  for (const { fileName, archive, provenance } of charts) {
    if (wanted === fileName) return archive;
    if (wanted === `${fileName}.prov`) return provenance;
  }
  return undefined;
}

/** Of two repositories with the same chart and version the first by name counts: an index has no place for both. */
async function indexedCharts(stores: Stores): Promise<readonly IndexedChart[]> {
  const charts = new Map<string, IndexedChart>();
  for (const repository of await stores.repositories.names()) {
    for (const { tag, digest } of await stores.repositories.tags(repository)) {
      const chart = await readChart(stores, repository, tag, digest);
      if (chart !== undefined && !charts.has(chart.fileName)) charts.set(chart.fileName, chart);
    }
  }
  return [...charts.values()];
}

/** `undefined` for what is no chart, or not under its own version. */
async function readChart(
  stores: Stores,
  repository: string,
  tag: string,
  digest: ContentDigest,
): Promise<IndexedChart | undefined> {
  const stored = await stores.repositories.manifest(repository, digest);
  if (stored?.mediaType !== mediaTypes.manifest || stored.artifactType !== mediaTypes.config) return undefined;
  const bytes = await stores.content.read(digest);
  if (bytes === undefined) return undefined;
  try {
    const manifest = parseManifest(bytes, stored.mediaType);
    if (manifest.kind !== 'manifest') return undefined;
    const config = await stores.content.read(manifest.config.digest);
    const layer = manifest.layers.find(({ mediaType }) => mediaType === mediaTypes.chart);
    const provenance = manifest.layers.find(({ mediaType }) => mediaType === mediaTypes.provenance);
    if (config === undefined || layer === undefined) return undefined;
    const metadata = asObject(parseJson(config), 'config');
    const { name, version } = metadata;
    // The name becomes part of an address, and Helm skips an index entry without a proper name.
    if (typeof name !== 'string' || !/^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(name) || version !== tagToVersion(tag))
      return undefined;
    return {
      fileName: `${name}-${tagToVersion(tag)}.tgz`,
      metadata,
      archive: layer.digest,
      created: createdOf(manifest.annotations['org.opencontainers.image.created']),
      ...(provenance === undefined ? {} : { provenance: provenance.digest }),
    };
  } catch (error) {
    if (error instanceof ManifestProblem) return undefined;
    throw error;
  }
}

/** Go reads RFC 3339 only, and one bad time makes the whole index unreadable. */
function createdOf(annotation: string | undefined): string {
  const time = annotation !== undefined && /^\d{4}-\d\d-\d\dT/.test(annotation) ? Date.parse(annotation) : Number.NaN;
  return `${new Date(Number.isNaN(time) ? 0 : time).toISOString().slice(0, 19)}Z`;
}

const texts = [
  'name',
  'home',
  'version',
  'description',
  'icon',
  'apiVersion',
  'condition',
  'tags',
  'appVersion',
  'kubeVersion',
  'type',
];

/**
 * Helm reads an index strictly: a value of another type than it expects makes all charts unreadable. So only fields of
 * the right type are passed on.
 */
function entryOf({ metadata, archive, created, fileName }: IndexedChart): Record<string, unknown> {
  const fields: [string, unknown][] = texts
    .filter(key => typeof metadata[key] === 'string')
    .map(key => [key, metadata[key]]);
  for (const key of ['sources', 'keywords']) if (isList(metadata[key], isText)) fields.push([key, metadata[key]]);
  if (isList(metadata['maintainers'], isMaintainer)) fields.push(['maintainers', metadata['maintainers']]);
  if (isTextMap(metadata['annotations'])) fields.push(['annotations', metadata['annotations']]);
  if (metadata['deprecated'] === true) fields.push(['deprecated', true]);
  if (isList(metadata['dependencies'], isDependency)) fields.push(['dependencies', metadata['dependencies']]);
  return { ...Object.fromEntries(fields), created, digest: hexOf(archive), urls: [encodeURI(fileName)] };
}

function formatIndex(charts: readonly IndexedChart[]): string {
  const entries = new Map<string, Record<string, unknown>[]>();
  for (const chart of charts) {
    const name = String(chart.metadata['name']);
    entries.set(name, [...(entries.get(name) ?? []), entryOf(chart)]);
  }
  const generated =
    charts
      .map(({ created }) => created)
      .sort()
      .at(-1) ?? '1970-01-01T00:00:00Z';
  return `${JSON.stringify({ apiVersion: 'v1', entries: Object.fromEntries(entries), generated }, undefined, 2)}\n`;
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

function isList(value: unknown, isMember: (member: unknown) => boolean): boolean {
  return Array.isArray(value) && value.every(isMember);
}

function isTextMap(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && Object.values(value).every(isText);
}

function isMaintainer(value: unknown): boolean {
  return isTextMap(value);
}

function isDependency(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  return Object.entries(value).every(([key, member]) => {
    if (key === 'tags') return isList(member, isText);
    if (key === 'enabled') return typeof member === 'boolean';
    return key === 'import-values' ? Array.isArray(member) : isText(member);
  });
}
