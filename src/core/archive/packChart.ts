import { decodeUtf8Lossy, encodeUtf8 } from '../../util/bytes';
import { sha256 } from '../../util/digest';
import type { Chart } from '../chart/chart';
import { formatChartLock } from '../chart/chartLock';
import { checkApiVersion, formatChartYaml, unloadable } from '../chart/chartYaml';
import type { ChartMetadata } from '../chart/metadata';
import { sanitizeText } from '../chart/sanitizeMetadata';
import { validateMetadata } from '../chart/validateMetadata';
import { parseVersion } from '../chart/version';
import type { ChartArchive } from './chartArchive';
import { loadArchive } from './loadArchive';
import { writeGzip } from './writeGzip';
import type { TarInput } from './writeTar';
import { writeTar } from './writeTar';

const zeroTime = Date.parse('0001-01-01T00:00:00Z');

export interface PackOptions {
  /**
   * `fixed`: one time for every entry; `files`: each file's own, rounded to the second, as Helm 4 does; `entries`: those of
   * another package, by the entry's path.
   */
  readonly mtime:
    | { readonly kind: 'files' }
    | { readonly kind: 'fixed'; readonly seconds: number }
    | { readonly kind: 'entries'; readonly secondsOf: ReadonlyMap<string, number> };
  readonly version?: string;
  readonly appVersion?: string;
  /** Declared dependencies need not be in `charts/`: so Helm packs a `file://` dependency. */
  readonly missingDependencies?: 'refuse' | 'allow';
}

/**
 * The package that `helm package` 4.1.4 makes of a chart: Chart.yaml and Chart.lock written anew, everything else as it
 * is, subcharts unpacked below `charts/`. What was packed is loaded again before it is handed out.
 * Throws `chart.unloadable` with Helm's text, and the codes of the archive reader for a chart nobody could read back.
 */
export function packChart(chart: Chart, options: PackOptions): ChartArchive {
  checkApiVersion(chart.chartFile.bytes);
  const overridden = withOverrides(chart, options);
  const { metadata } = overridden;
  checkPackable(overridden, options.missingDependencies ?? 'refuse');
  const entries = chartEntries(overridden, metadata.name, options.mtime);
  const bytes = writeGzip(writeTar(entries));
  return {
    fileName: `${metadata.name}-${metadata.version}.tgz`,
    bytes,
    digest: sha256(bytes),
    metadata: loadArchive(bytes).metadata,
    entries: entries.map(entry => ({
      path: entry.path,
      sizeBytes: entry.bytes.length,
      mode: 0o644,
      mtimeSeconds: entry.mtimeSeconds,
    })),
  };
}

function withOverrides(chart: Chart, options: PackOptions): Chart {
  const metadata: ChartMetadata = {
    ...chart.metadata,
    ...(options.version ? { version: options.version } : {}),
    ...(options.appVersion ? { appVersion: sanitizeText(options.appVersion) } : {}),
  };
  if (parseVersion(metadata.version) === undefined)
    throw unloadable('versionInvalid', 'invalid semantic version', 'Chart.yaml');
  validateMetadata(metadata);
  return { ...chart, metadata };
}

function checkPackable(chart: Chart, missingDependencies: 'refuse' | 'allow'): void {
  const { metadata, dependencies } = chart;
  if (metadata.apiVersion === 'v3') throw unloadable('apiVersion', 'invalid chart apiVersion', 'Chart.yaml');
  // By name only: neither the version nor the alias is compared (pkg/action CheckDependencies).
  const present = new Set(dependencies.map(dependency => dependency.metadata.name));
  const missing = (metadata.dependencies ?? []).map(dependency => dependency.name).filter(name => !present.has(name));
  if (missing.length > 0 && missingDependencies === 'refuse') {
    throw unloadable(
      'dependenciesMissing',
      `found in Chart.yaml, but missing in charts/ directory: ${missing.join(', ')}`,
      'Chart.yaml',
    );
  }
  checkSchemas(chart);
}

/** Of subcharts as well: Helm looks at each schema when it writes it. Whether it is a schema is not checked. */
function checkSchemas({ schema, dependencies }: Chart): void {
  if (schema !== undefined && !isJson(schema.bytes)) {
    throw unloadable('schemaNotJson', 'failed to save: invalid JSON in values.schema.json', 'values.schema.json');
  }
  dependencies.forEach(checkSchemas);
}

function isJson(bytes: Uint8Array): boolean {
  try {
    JSON.parse(decodeUtf8Lossy(bytes));
    return true;
  } catch {
    return false;
  }
}

/** In Helm's order (pkg/chart/v2/util save.go, writeTarContents). */
function chartEntries(chart: Chart, base: string, mtime: PackOptions['mtime']): readonly TarInput[] {
  const { metadata, lock, lockFile, values, schema } = chart;
  const entry = (name: string, bytes: Uint8Array, own: number | undefined): TarInput => {
    const path = `${base}/${name}`;
    return { path, bytes, mtimeSeconds: entryTime(path, own, mtime) };
  };
  const entries = [
    entry('Chart.yaml', encodeUtf8(formatChartYaml(writtenMetadata(metadata))), chart.chartFile.mtimeSeconds),
  ];
  if (lock !== undefined && metadata.apiVersion === 'v2') {
    entries.push(
      entry('Chart.lock', encodeUtf8(formatChartLock(lock)), secondsOf(lock.generated) ?? lockFile?.mtimeSeconds),
    );
  }
  for (const file of [values, schema, ...chart.templates, ...chart.files]) {
    if (file !== undefined) entries.push(entry(file.path, file.bytes, file.mtimeSeconds));
  }
  const nested = chart.dependencies.flatMap(dependency =>
    chartEntries(dependency, `${base}/charts/${dependency.metadata.name}`, mtime),
  );
  return [...entries, ...nested];
}

function entryTime(path: string, own: number | undefined, mtime: PackOptions['mtime']): number {
  switch (mtime.kind) {
    case 'fixed':
      return mtime.seconds;
    case 'files':
      return Math.round(own ?? 0);
    case 'entries':
      return mtime.secondsOf.get(path) ?? 0;
  }
}

/** A v1 chart keeps its dependencies in requirements.yaml, which is packaged as it is. */
function writtenMetadata(metadata: ChartMetadata): ChartMetadata {
  if (metadata.apiVersion !== 'v1') return metadata;
  const { dependencies: omitted, ...written } = metadata;
  void omitted;
  return written;
}

/**
 * Helm gives Chart.lock the time that it says it was generated at. `undefined` for Go's zero time, which Helm replaces by
 * the time of packaging: no two packages would be alike.
 */
function secondsOf(generated: string): number | undefined {
  const match = /^(.*?)(\.\d+)?(Z|[+-]\d\d:\d\d)$/.exec(generated);
  const time = Date.parse(`${match?.[1] ?? ''}${match?.[3] ?? ''}`);
  if (Number.isNaN(time) || time === zeroTime) return undefined;
  return time / 1000 + Number(match?.[2] ?? 0);
}
