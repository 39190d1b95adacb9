import { loadArchive } from '../../core/archive/loadArchive';
import type { Chart } from '../../core/chart/chart';
import type { Context } from '../../core/context';
import { ChartReleaseError } from '../../core/errors';
import type { VerificationReport } from '../../core/provenance/report';
import { decodeUtf8Lossy } from '../../util/bytes';
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
  readonly located: LocatedChart;
  readonly chart: Chart;
  readonly readme?: string;
  readonly crds: readonly string[];
  readonly report?: VerificationReport;
}

const readmeNames = ['README.md', 'readme.md', 'README.txt', 'readme.txt', 'README'];

/** What is in a published chart, without writing it anywhere. */
export async function showChart(ports: PullPorts, request: ShowRequest, context: Context): Promise<ShownChart> {
  const { part, verify, directory, ...wish } = request;
  const located = await locateChart(ports, { ...wish, provenance: verify ? 'optional' : 'skip' }, context);
  const report = verify ? await verifyLocated(ports, located, directory, context) : undefined;
  if (report !== undefined && part !== 'provenance' && report.verdict !== 'trusted')
    throw new ChartReleaseError('verify.refused', { fileName: located.fileName, verdict: report.verdict });
  const chart = loadArchive(located.archive);
  const readme = chart.files.find(file => readmeNames.includes(file.path));
  const crds = chart.files.filter(file => /^crds\/.*\.(?:ya?ml|json)$/.test(file.path));
  return {
    located,
    chart,
    crds: crds.map(file => decodeUtf8Lossy(file.bytes)),
    ...(readme === undefined ? {} : { readme: decodeUtf8Lossy(readme.bytes) }),
    ...(report === undefined ? {} : { report }),
  };
}
