import { ChartReleaseError } from '../errors';
import { decodeChartYaml, unloadable } from './chartYaml';
import { decodeChartLock } from './chartLock';
import type { Chart, ChartFile, ChartPath, LoadWarning } from './chart';
import { checkValues } from './values';
import type { ChartLock, DecodedMetadata } from './metadata';
import { validateMetadata } from './validateMetadata';

export interface LoadOptions {
  /** Reads a packed subchart (`charts/*.tgz`); archives are above this layer. */
  readonly readArchive: (bytes: Uint8Array) => readonly ChartFile[];
}

const requirementsWarning = { file: 'requirementsInV2', lock: 'requirementsLockInV2' } as const;

/**
 * Makes a chart of its files, as Helm 4.1.4 does (pkg/chart/v2/loader LoadFiles): metadata first, then the validation, then
 * the subcharts. Throws `chart.unloadable` with Helm's text, and what reading a packed subchart throws.
 */
export function loadChart(files: readonly ChartFile[], options: LoadOptions): Chart {
  return assemble(files.map(withoutBom), options);
}

/** Everything that the pass over the files collects. */
interface Parts {
  metadata: DecodedMetadata | undefined;
  chartFile: ChartFile | undefined;
  lock: ChartLock | undefined;
  lockFile: ChartFile | undefined;
  values: ChartFile | undefined;
  schema: ChartFile | undefined;
  readonly templates: ChartFile[];
  readonly files: ChartFile[];
  readonly subcharts: Map<string, ChartFile[]>;
  readonly warnings: LoadWarning[];
}

function assemble(files: readonly ChartFile[], options: LoadOptions): Chart {
  const parts: Parts = {
    metadata: undefined,
    chartFile: undefined,
    lock: undefined,
    lockFile: undefined,
    values: undefined,
    schema: undefined,
    templates: [],
    files: [],
    subcharts: new Map(),
    warnings: [],
  };
  for (const file of files) {
    if (file.path !== 'Chart.yaml') continue;
    parts.metadata = decodeChartYaml(file.bytes, parts.metadata);
    parts.chartFile = file;
  }
  for (const file of files) classify(file, parts);
  const { metadata, chartFile } = parts;
  if (metadata === undefined || chartFile === undefined) throw unloadable('noChartYaml', 'Chart.yaml file is missing');
  validateMetadata(metadata);
  const dependencies = loadSubcharts(metadata.name, parts, options);
  return {
    metadata,
    chartFile,
    ...(parts.lock === undefined ? {} : { lock: parts.lock }),
    ...(parts.lockFile === undefined ? {} : { lockFile: parts.lockFile }),
    ...(parts.values === undefined ? {} : { values: parts.values }),
    ...(parts.schema === undefined ? {} : { schema: parts.schema }),
    templates: parts.templates,
    files: parts.files,
    dependencies,
    warnings: [...parts.warnings, ...dependencies.flatMap(chart => chart.warnings)],
  };
}

function classify(file: ChartFile, parts: Parts): void {
  const { path } = file;
  switch (path) {
    case 'Chart.yaml':
      return;
    case 'Chart.lock':
      parts.lock = decodeChartLock(file.bytes);
      parts.lockFile = file;
      return;
    case 'values.yaml':
      checkValues(file.bytes);
      parts.values = file;
      return;
    case 'values.schema.json':
      parts.schema = file;
      return;
    case 'requirements.yaml':
      // Helm decodes this file onto the metadata: any key of it overrides Chart.yaml, even the name.
      parts.metadata = decodeChartYaml(file.bytes, parts.metadata ?? emptyMetadata, path);
      keepForV1(file, parts, requirementsWarning.file);
      return;
    case 'requirements.lock':
      parts.lock = decodeChartLock(file.bytes, path);
      parts.lockFile = file;
      keepForV1(file, parts, requirementsWarning.lock);
      return;
  }
  if (path.startsWith('templates/')) parts.templates.push(file);
  else if (path.startsWith('charts/') && !path.endsWith('.prov')) addToSubchart(file, parts);
  else parts.files.push(file);
}

const emptyMetadata: DecodedMetadata = { name: '', version: '', apiVersion: 'v1' };

function keepForV1(file: ChartFile, parts: Parts, warning: 'requirementsInV2' | 'requirementsLockInV2'): void {
  if (parts.metadata?.apiVersion === 'v1') parts.files.push(file);
  else parts.warnings.push({ code: warning, path: file.path });
}

function addToSubchart(file: ChartFile, parts: Parts): void {
  const inside = file.path.slice('charts/'.length);
  const name = inside.split('/')[0] ?? inside;
  parts.subcharts.set(name, [...(parts.subcharts.get(name) ?? []), file]);
}

/** In the order of their names in `charts/`: Helm's own order is random, and any fixed one is among those it can give. */
function loadSubcharts(parent: string, parts: Parts, options: LoadOptions): readonly Chart[] {
  const charts: Chart[] = [];
  for (const [name, files] of [...parts.subcharts].sort(([a], [b]) => (a < b ? -1 : 1))) {
    if (name.startsWith('_') || name.startsWith('.')) {
      parts.warnings.push({ code: 'subchartIgnored', path: `charts/${name}` });
      continue;
    }
    try {
      charts.push(loadSubchart(name, files, options));
    } catch (error) {
      if (!ChartReleaseError.is(error, 'chart.unloadable')) throw error;
      throw unloadable(error.details.reason, `error unpacking subchart ${name} in ${parent}: ${error.details.helmText}`, `charts/${name}`);
    }
  }
  return charts;
}

function loadSubchart(name: string, files: readonly ChartFile[], options: LoadOptions): Chart {
  if (!name.endsWith('.tgz')) {
    const prefix = `charts/${name}/`;
    // A file directly in charts/ leaves nothing here, and Helm then misses the Chart.yaml.
    const own = files.filter(file => file.path.startsWith(prefix)).map(file => ({ ...file, path: file.path.slice(prefix.length) as ChartPath }));
    return assemble(own, options);
  }
  const [archive] = files;
  if (archive === undefined || archive.path !== `charts/${name}`) {
    throw unloadable('subchartPath', `error unpacking subchart tar in charts: expected ${name}, got ${archive?.path.slice('charts/'.length) ?? ''}`);
  }
  return loadChart(options.readArchive(archive.bytes), options);
}

/** A byte order mark at the start of any file is dropped on loading (pkg/chart/loader/archive, sympath). */
function withoutBom(file: ChartFile): ChartFile {
  const { bytes } = file;
  const marked = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
  return marked ? { ...file, bytes: bytes.subarray(3) } : file;
}
