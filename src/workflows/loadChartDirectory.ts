import { readArchive } from '../core/archive/readArchive';
import { checkApiVersion } from '../core/chart/chartYaml';
import type { Chart, LoadWarning } from '../core/chart/chart';
import { loadChart } from '../core/chart/loadChart';
import type { Context } from '../core/context';
import type { ChartFiles } from './ports';

interface LoadedChart {
  readonly chart: Chart;
  readonly warnings: readonly LoadWarning[];
}

/** A chart folder as Helm loads it to show, lint or resolve it. Throws `chart.notFound`, `chart.unloadable`. */
export async function loadChartDirectory(
  chartFiles: ChartFiles,
  directory: string,
  context: Context,
): Promise<LoadedChart> {
  return load(chartFiles, directory, context, () => {});
}

/** As `helm package` loads it: it looks at the apiVersion before anything else, and knows fewer of them. */
export async function loadChartToPackage(
  chartFiles: ChartFiles,
  directory: string,
  context: Context,
): Promise<LoadedChart> {
  return load(chartFiles, directory, context, checkApiVersion);
}

async function load(
  chartFiles: ChartFiles,
  directory: string,
  context: Context,
  checkFirst: (chartYaml: Uint8Array) => void,
): Promise<LoadedChart> {
  const { files, warnings } = await chartFiles.readChart(directory, context.signal);
  const chartYaml = files.find(file => file.path === 'Chart.yaml');
  if (chartYaml !== undefined) checkFirst(chartYaml.bytes);
  const chart = loadChart(files, { readArchive });
  return { chart, warnings: [...warnings, ...chart.warnings] };
}
