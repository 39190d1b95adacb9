import type { Chart } from '../chart/chart';
import type { Digest } from '../../util/digest';
import { sha256 } from '../../util/digest';

export interface ChartFileDigest {
  readonly path: string;
  readonly digest: Digest;
}

/** Every file of a chart with its digest, those of subcharts below `charts/NAME/`, sorted by path. */
export function chartFilesOf(chart: Chart, prefix = ''): readonly ChartFileDigest[] {
  const own = [chart.chartFile, chart.lockFile, chart.values, chart.schema, ...chart.templates, ...chart.files];
  const files = own.flatMap(file =>
    file === undefined ? [] : [{ path: `${prefix}${file.path}`, digest: sha256(file.bytes) }],
  );
  const nested = chart.dependencies.flatMap(subchart =>
    chartFilesOf(subchart, `${prefix}charts/${subchart.metadata.name}/`),
  );
  return [...files, ...nested].sort((a, b) => (a.path < b.path ? -1 : 1));
}
