import { encodeUtf8 } from '../../util/bytes';
import { sha256 } from '../../util/digest';
import type { Chart } from '../chart/chart';
import { formatChartLock } from '../chart/chartLock';
import { formatChartYaml, unloadable } from '../chart/chartYaml';
import { goQuote } from '../chart/goQuote';
import type { ChartMetadata } from '../chart/metadata';
import { sanitizeText } from '../chart/sanitizeMetadata';
import { validateMetadata } from '../chart/validateMetadata';
import { parseVersion } from '../chart/version';
import type { ChartArchive } from './chartArchive';
import { loadArchive } from './loadArchive';
import { writeGzip } from './writeGzip';
import type { TarInput } from './writeTar';
import { writeTar } from './writeTar';

export interface PackOptions {
  /** `fixed`: one time for every entry; `files`: each file's own, rounded to the second, as Helm 4 does. */
  readonly mtime: { readonly kind: 'files' } | { readonly kind: 'fixed'; readonly seconds: number };
  readonly version?: string;
  readonly appVersion?: string;
}

/**
 * The package that `helm package` 4.1.4 makes of a chart: Chart.yaml and Chart.lock written anew, everything else as it
 * is, subcharts unpacked below `charts/`. What was packed is loaded again before it is handed out.
 * Throws `chart.unloadable` with Helm's text, and the codes of the archive reader for a chart nobody could read back.
 */
export function packChart(chart: Chart, options: PackOptions): ChartArchive {
  const overridden = withOverrides(chart, options);
  const { metadata } = overridden;
  checkPackable(overridden);
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

function checkPackable({ metadata, dependencies, schema }: Chart): void {
  if (metadata.apiVersion === 'v3') throw unloadable('apiVersion', 'invalid chart apiVersion', 'Chart.yaml');
  if (metadata.apiVersion !== 'v1' && metadata.apiVersion !== 'v2')
    throw unloadable('apiVersion', 'unsupported chart version', 'Chart.yaml');
  const present = new Set(dependencies.map(dependency => dependency.metadata.name));
  const missing = (metadata.dependencies ?? []).map(dependency => dependency.name).filter(name => !present.has(name));
  if (missing.length > 0) {
    throw unloadable(
      'dependenciesMissing',
      `found in Chart.yaml, but missing in charts/ directory: ${missing.join(', ')}`,
      'Chart.yaml',
    );
  }
  if (schema !== undefined && !isJson(schema.bytes))
    throw unloadable('schemaNotJson', 'failed to save: invalid JSON in values.schema.json', 'values.schema.json');
}

function isJson(bytes: Uint8Array): boolean {
  try {
    JSON.parse(Buffer.from(bytes).toString('utf8'));
    return true;
  } catch {
    return false;
  }
}

/** In Helm's order (pkg/chart/v2/util save.go writeTarContents). */
function chartEntries(chart: Chart, base: string, mtime: PackOptions['mtime']): readonly TarInput[] {
  const { metadata, lock, lockFile, values, schema } = chart;
  const seconds = (own: number | undefined): number => (mtime.kind === 'fixed' ? mtime.seconds : Math.round(own ?? 0));
  const entry = (path: string, bytes: Uint8Array, own: number | undefined): TarInput => ({
    path: `${base}/${path}`,
    bytes,
    mtimeSeconds: seconds(own),
  });
  if (metadata.name.includes('\\'))
    throw unloadable('nameInvalid', `chart.metadata.name ${goQuote(metadata.name)} is invalid`, 'Chart.yaml');
  // A v1 chart keeps its dependencies in requirements.yaml, which is packaged as it is.
  const { dependencies: _, ...withoutDependencies } = metadata;
  const written = metadata.apiVersion === 'v1' ? withoutDependencies : metadata;
  const entries = [entry('Chart.yaml', encodeUtf8(formatChartYaml(written)), chart.chartFile.mtimeSeconds)];
  if (lock !== undefined && metadata.apiVersion === 'v2') {
    entries.push(
      entry('Chart.lock', encodeUtf8(formatChartLock(lock)), lockSeconds(lock.generated) ?? lockFile?.mtimeSeconds),
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

/** Helm gives Chart.lock the time it was generated at. */
function lockSeconds(generated: string): number | undefined {
  const time = Date.parse(generated);
  return Number.isNaN(time) || time < 0 ? undefined : time / 1000;
}
