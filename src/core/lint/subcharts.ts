import { readArchive } from '../archive/readArchive';
import type { ChartFile } from '../chart/chart';
import { decodeChartYaml } from '../chart/chartYaml';
import { ChartReleaseError } from '../errors';

/** One thing in charts/: a packed or unpacked chart, or what is neither and makes Helm refuse the whole chart. */
export interface Subchart {
  /** Name of the file or folder. */
  readonly entry: string;
  readonly packed: boolean;
  readonly name?: string;
  readonly version?: string;
  /** Why it cannot be read. */
  readonly problem?: string;
}

/** What lies in charts/ of a chart's files, by the name of the entry; Helm passes over names that start with `_` or `.`. */
export function readSubcharts(files: readonly ChartFile[]): readonly Subchart[] {
  const entries = new Map<string, ChartFile[]>();
  for (const file of files) {
    const match = /^charts\/([^/]+)(?:\/|$)/.exec(file.path);
    const [, entry = ''] = match ?? [];
    if (entry === '' || /^[_.]/.test(entry) || file.path.endsWith('.prov')) continue;
    entries.set(entry, [...(entries.get(entry) ?? []), file]);
  }
  return [...entries].map(([entry, inside]) => readSubchart(entry, inside));
}

function readSubchart(entry: string, files: readonly ChartFile[]): Subchart {
  const packed = files[0]?.path === `charts/${entry}`;
  try {
    const own = packed && entry.endsWith('.tgz') && files[0] !== undefined ? readArchive(files[0].bytes) : files;
    const path = own === files ? `charts/${entry}/Chart.yaml` : 'Chart.yaml';
    const chartYaml = own.find(file => file.path === path);
    if (chartYaml === undefined) return { entry, packed, problem: 'Chart.yaml file is missing' };
    const { name, version } = decodeChartYaml(chartYaml.bytes);
    return { entry, packed, name, version };
  } catch (error) {
    const problem = ChartReleaseError.is(error, 'chart.unloadable') ? error.details.helmText : textOf(error);
    return { entry, packed, problem };
  }
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
