import { loadArchive } from '../../core/archive/loadArchive';
import type { Chart } from '../../core/chart/chart';
import type { Context } from '../../core/context';
import { ChartReleaseError } from '../../core/errors';
import type { VerificationReport } from '../../core/provenance/report';
import { decodeUtf8Lossy } from '../../util/bytes';
import { loadChartDirectory } from '../loadChartDirectory';
import type { ChartFiles } from '../ports';
import { localPackage } from './localPackage';
import type { ChartRequest, LocatedChart } from './locateChart';
import { locateChart } from './locateChart';
import type { PullPorts } from './pullPackage';
import { verifyLocated } from './pullPackage';

export const chartParts = ['chart', 'values', 'readme', 'crds', 'provenance', 'all'] as const;
export type ChartPart = (typeof chartParts)[number];

export interface ShowRequest extends Omit<ChartRequest, 'provenance'> {
  readonly part: ChartPart;
  /** Verifies; for another part than `provenance` a chart that does not hold throws `verify.refused`. */
  readonly verify: boolean;
  /** Absolute path of the folder whose policies hold. */
  readonly directory: string;
}

export interface ShownChart {
  /** `undefined` for the folder of a chart. */
  readonly located?: LocatedChart;
  readonly chart: Chart;
  readonly readme?: string;
  readonly crds: readonly string[];
  readonly report?: VerificationReport;
}

/** In any case, the first in the chart's order. Source: Helm, action.findReadme. */
const readmeNames = ['readme.md', 'readme.txt', 'readme'];

/** What is in a chart, published or local, without writing it anywhere. A folder has no signature: `file.isFolder` with `verify`. */
export async function showChart(
  ports: PullPorts & { readonly chartFiles: ChartFiles },
  request: ShowRequest,
  context: Context,
): Promise<ShownChart> {
  const { part, verify, directory, ...wish } = request;
  const folder = verify ? undefined : await chartFolder(ports, request, context);
  if (folder !== undefined) return shown(folder);
  const located = await locateChart(ports, { ...wish, provenance: verify ? 'optional' : 'skip' }, context);
  const report = verify ? await verifyLocated(ports, located, directory, context) : undefined;
  if (report !== undefined && part !== 'provenance' && report.verdict !== 'trusted')
    throw new ChartReleaseError('verify.refused', { fileName: located.fileName, verdict: report.verdict });
  return { ...shown(loadArchive(located.archive)), located, ...(report === undefined ? {} : { report }) };
}

async function chartFolder(
  ports: PullPorts & { readonly chartFiles: ChartFiles },
  request: ShowRequest,
  context: Context,
): Promise<Chart | undefined> {
  try {
    await localPackage(ports, { ...request, provenance: 'skip' });
    return undefined;
  } catch (error) {
    if (!ChartReleaseError.is(error, 'file.isFolder')) throw error;
    return (await loadChartDirectory(ports.chartFiles, error.details.path, context)).chart;
  }
}

function shown(chart: Chart): Omit<ShownChart, 'located' | 'report'> {
  const readme = chart.files.find(file => readmeNames.includes(file.path.toLowerCase()));
  return {
    chart,
    crds: crdsOf(chart),
    ...(readme === undefined ? {} : { readme: decodeUtf8Lossy(readme.bytes) }),
  };
}

/** With those of subcharts. Source: Helm, Chart.CRDObjects. */
function crdsOf(chart: Chart): readonly string[] {
  const own = chart.files.filter(file => /^crds\/.*\.(?:ya?ml|json)$/i.test(file.path));
  return [...own.map(file => decodeUtf8Lossy(file.bytes)), ...chart.dependencies.flatMap(crdsOf)];
}
