import { readArchive } from '../core/archive/readArchive';
import { checkApiVersion } from '../core/chart/chartYaml';
import type { Chart, LoadWarning } from '../core/chart/chart';
import { loadChart } from '../core/chart/loadChart';
import type { Context } from '../core/context';
import type { ChartFiles } from './ports';

/** A chart folder as `helm package` loads it, with everything it goes on from. Throws `chart.notFound`, `chart.unloadable`. */
export async function loadChartDirectory(
  chartFiles: ChartFiles,
  directory: string,
  context: Context,
): Promise<{ readonly chart: Chart; readonly warnings: readonly LoadWarning[] }> {
  const { files, warnings } = await chartFiles.readChart(directory, context.signal);
  const chartYaml = files.find(file => file.path === 'Chart.yaml');
  if (chartYaml !== undefined) checkApiVersion(chartYaml.bytes);
  const chart = loadChart(files, { readArchive });
  return { chart, warnings: [...warnings, ...chart.warnings] };
}
