import type { ArchiveAttack } from '../archiveProblem';
import type { Chart, ChartFile } from '../chart/chart';
import { decodeChartYaml, decodeText } from '../chart/chartYaml';
import { loadChart } from '../chart/loadChart';
import { ChartReleaseError } from '../errors';
import { keyText } from '../yaml/plainValue';
import { parseGoYaml } from '../yaml/goYaml';
import type { ArchiveContent } from './readArchive';
import { readArchiveContent } from './readArchive';

/** A chart's own Chart.yaml or requirements.yaml, at its root or at that of an unpacked subchart. */
const metadataFile = /^(?:charts\/[^/]+\/)*(Chart|requirements)\.yaml$/;

/**
 * The chart in a package, read strictly: one root named as the chart, no file that changes the metadata behind
 * Chart.yaml's back, no key of Chart.yaml twice; the same for packed charts in it. Throws the codes of
 * `readArchiveContent` and `chart.unloadable`.
 */
export function loadArchive(bytes: Uint8Array): Chart {
  return loadChart(loadArchiveFiles(bytes), { readArchive: loadArchiveFiles });
}

/** The files of a package, checked as `loadArchive` does. */
export function loadArchiveFiles(bytes: Uint8Array): readonly ChartFile[] {
  const content = readArchiveContent(bytes);
  checkChartFiles(content);
  return content.files;
}

/** What no file of a chart may do behind Chart.yaml's back. Throws `archive.hostile`. */
export function checkChartFiles({ root, files }: ArchiveContent): void {
  for (const file of files) {
    const kind = metadataFile.exec(file.path)?.[1];
    if (kind === 'Chart') refuseRepeatedKeys(file);
    else if (kind === 'requirements') refuseOverride(file);
    if (file.path === 'Chart.yaml' && decodeChartYaml(file.bytes).name !== root)
      throw hostile('rootIsNotTheName', root);
  }
}

/** Go takes the last of repeated keys, and matches them in any case; other readers take the first, or fail. */
function refuseRepeatedKeys(file: ChartFile): void {
  const seen = new Set<string>();
  for (const key of topLevelKeys(file)) {
    if (seen.has(key)) throw hostile('repeatedKey', `${file.path}: ${key}`);
    seen.add(key);
  }
}

/** Helm decodes requirements.yaml onto the metadata, so it could give the chart another name and version. */
function refuseOverride(file: ChartFile): void {
  const foreign = topLevelKeys(file).find(key => key !== 'DEPENDENCIES');
  if (foreign !== undefined) throw hostile('requirementsOverride', `${file.path}: ${foreign}`);
}

/** In upper case, which folds what Go folds (U+017F among it); none when the file is no map, which the loader refuses. */
function topLevelKeys(file: ChartFile): readonly string[] {
  const { root } = parseGoYaml(decodeText(file.bytes) ?? '');
  return root?.kind === 'map' ? root.entries.map(entry => keyText(entry.key).toUpperCase()) : [];
}

function hostile(attack: ArchiveAttack, entry: string): ChartReleaseError {
  return new ChartReleaseError('archive.hostile', { attack, entry });
}
