import type { Chart, ChartFile } from '../chart/chart';
import { decodeText } from '../chart/chartYaml';
import { loadChart } from '../chart/loadChart';
import { ChartReleaseError } from '../errors';
import { keyText } from '../yaml/plainValue';
import { parseGoYaml } from '../yaml/goYaml';
import { limits } from './limits';
import { readArchive, readArchiveContent } from './readArchive';

/**
 * The chart in a package, read strictly: one root named as the chart, no file that changes the metadata behind
 * Chart.yaml's back, no key of Chart.yaml twice. Throws the codes of `readArchiveContent` and `chart.unloadable`.
 */
export function loadArchive(bytes: Uint8Array): Chart {
  const { root, files } = readArchiveContent(bytes);
  const chart = loadChart(files, { readArchive: nestedReader(1) });
  if (root !== chart.metadata.name) throw hostile('rootIsNotTheName', root);
  refuseRepeatedKeys(chart.chartFile);
  refuseOverride(files);
  return chart;
}

/** Packed charts in packed charts, each within the same limits, down to a depth. */
export function nestedReader(depth: number): (bytes: Uint8Array) => readonly ChartFile[] {
  return bytes => {
    if (depth > limits.nesting)
      throw new ChartReleaseError('archive.limit', { limit: 'nesting', value: depth, allowed: limits.nesting });
    return readArchive(bytes);
  };
}

/** Go takes the last of repeated keys, and matches them in any case; other readers take the first, or fail. */
function refuseRepeatedKeys(file: ChartFile): void {
  const { root } = parseGoYaml(decodeText(file.bytes) ?? '');
  if (root?.kind !== 'map') return;
  const keys = root.entries.map(entry => keyText(entry.key).toLowerCase());
  const repeated = keys.find((key, index) => keys.indexOf(key) !== index);
  if (repeated !== undefined) throw hostile('repeatedKey', `${file.path}: ${repeated}`);
}

/** Helm decodes requirements.yaml onto the metadata, so it could give the chart another name and version. */
function refuseOverride(files: readonly ChartFile[]): void {
  const requirements = files.find(file => file.path === 'requirements.yaml');
  if (requirements === undefined) return;
  const { root } = parseGoYaml(decodeText(requirements.bytes) ?? '');
  if (root?.kind !== 'map') return;
  const foreign = root.entries.map(entry => keyText(entry.key)).find(key => key.toLowerCase() !== 'dependencies');
  if (foreign !== undefined) throw hostile('requirementsOverride', `requirements.yaml: ${foreign}`);
}

function hostile(attack: string, entry: string): ChartReleaseError {
  return new ChartReleaseError('archive.hostile', { attack, entry });
}
