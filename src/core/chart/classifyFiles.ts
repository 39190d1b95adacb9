import { decodeChartYaml, unloadable } from './chartYaml';
import { decodeChartLock } from './chartLock';
import type { ChartFile, LoadWarning } from './chart';
import type { ChartLock, DecodedMetadata } from './metadata';
import { checkValues } from './values';

/** What the files of one chart are, before the metadata is validated and the subcharts are loaded. */
export interface ClassifiedFiles {
  readonly metadata: DecodedMetadata;
  readonly chartFile: ChartFile;
  readonly lock?: ChartLock;
  readonly lockFile?: ChartFile;
  readonly values?: ChartFile;
  readonly schema?: ChartFile;
  readonly templates: readonly ChartFile[];
  readonly files: readonly ChartFile[];
  /** By the first component below `charts/`; the paths still have `charts/` in front. */
  readonly subcharts: ReadonlyMap<string, readonly ChartFile[]>;
  readonly warnings: readonly LoadWarning[];
}

/**
 * Sorts files by their path and decodes those that Helm decodes, in Helm's order (pkg/chart/v2/loader LoadFiles): each
 * Chart.yaml first, later ones onto earlier ones, then everything else. Throws `chart.unloadable`.
 */
export function classifyFiles(files: readonly ChartFile[]): ClassifiedFiles {
  let metadata: DecodedMetadata | undefined;
  let chartFile: ChartFile | undefined;
  for (const file of files) {
    if (file.path !== 'Chart.yaml') continue;
    metadata = decodeChartYaml(file.bytes, metadata);
    chartFile = file;
  }
  const rest = new Classification(metadata);
  for (const file of files) rest.add(file);
  if (chartFile === undefined || rest.metadata === undefined)
    throw unloadable('noChartYaml', 'Chart.yaml file is missing');
  const { lock, lockFile, values, schema, templates, subcharts, warnings } = rest;
  return {
    metadata: rest.metadata,
    chartFile,
    ...(lock === undefined ? {} : { lock }),
    ...(lockFile === undefined ? {} : { lockFile }),
    ...(values === undefined ? {} : { values }),
    ...(schema === undefined ? {} : { schema }),
    templates,
    files: rest.files,
    subcharts,
    warnings,
  };
}

class Classification {
  lock: ChartLock | undefined;
  lockFile: ChartFile | undefined;
  values: ChartFile | undefined;
  schema: ChartFile | undefined;
  readonly templates: ChartFile[] = [];
  readonly files: ChartFile[] = [];
  readonly subcharts = new Map<string, ChartFile[]>();
  readonly warnings: LoadWarning[] = [];

  constructor(public metadata: DecodedMetadata | undefined) {}

  add(file: ChartFile): void {
    const { path } = file;
    switch (path) {
      case 'Chart.yaml':
        return;
      case 'Chart.lock':
        return this.#setLock(file);
      case 'values.yaml':
        checkValues(file.bytes);
        this.values = file;
        return;
      case 'values.schema.json':
        this.schema = file;
        return;
      case 'requirements.yaml':
        // Helm decodes this file onto the metadata: any key of it overrides Chart.yaml, even the name.
        this.metadata = decodeChartYaml(file.bytes, this.metadata ?? emptyMetadata, path);
        return this.#keepForV1(file, 'requirementsInV2');
      case 'requirements.lock':
        this.#setLock(file);
        return this.#keepForV1(file, 'requirementsLockInV2');
    }
    if (path.startsWith('templates/')) this.templates.push(file);
    else if (path.startsWith('charts/') && !path.endsWith('.prov')) this.#addToSubchart(file);
    else this.files.push(file);
  }

  #setLock(file: ChartFile): void {
    this.lock = decodeChartLock(file.bytes, file.path);
    this.lockFile = file;
  }

  #keepForV1(file: ChartFile, warning: 'requirementsInV2' | 'requirementsLockInV2'): void {
    if (this.metadata?.apiVersion === 'v1') this.files.push(file);
    else this.warnings.push({ code: warning, path: file.path });
  }

  #addToSubchart(file: ChartFile): void {
    const inside = file.path.slice('charts/'.length);
    const name = inside.split('/')[0] ?? inside;
    const files = this.subcharts.get(name);
    if (files === undefined) this.subcharts.set(name, [file]);
    else files.push(file);
  }
}

const emptyMetadata: DecodedMetadata = { name: '', version: '', apiVersion: 'v1' };
