import { resolve } from 'node:path';
import { loadArchive } from '../../core/archive/loadArchive';
import type { ChartArchive } from '../../core/archive/chartArchive';
import { decodeChartYaml } from '../../core/chart/chartYaml';
import { compareVersions, parseVersion } from '../../core/chart/version';
import type { Context } from '../../core/context';
import { ChartReleaseError } from '../../core/errors';
import { greatestBump } from '../../core/release/change';
import type { ChangelogEntry } from '../../core/release/changelog';
import { changelogFrom } from '../../core/release/changelog';
import { readChangesAnnotation } from '../../core/release/changelogText';
import { compareCharts } from '../../core/release/compareCharts';
import { changesAnnotation } from '../../core/release/compareMetadata';
import type { PlannedChart, TargetState } from '../../core/release/plannedChart';
import { advise, planState } from '../../core/release/plannedChart';
import { orderByNeeds } from '../../core/release/releaseOrder';
import { mapLimited } from '../../util/mapLimited';
import { limits } from '../limits';
import type { BuiltPackage, PackagePorts } from '../packageChart';
import { buildPackage } from '../packageChart';
import { neighbourDirectory, withLocalDependencies } from './localDependencies';
import type { ChartHistory, PublishedChart, ReleaseTarget } from './ports';

export interface PlanPorts extends Pick<PackagePorts, 'chartFiles' | 'packageTimes' | 'policies'> {
  readonly history: ChartHistory;
}

export interface PlanRequest {
  /** Absolute folders of the charts. */
  readonly directories: readonly string[];
  readonly targets: readonly ReleaseTarget[];
  readonly times: 'reproducible' | 'files';
}

export interface ReleasePlans {
  /** In the order in which they are published: what others need goes first. */
  readonly charts: readonly PlannedChart[];
  /** The packages, by the chart's folder: what was planned is what is released. */
  readonly archives: ReadonlyMap<string, ChartArchive>;
  /** What loading the charts has to say, by the chart's folder. */
  readonly warnings: ReadonlyMap<string, BuiltPackage['warnings']>;
}

type Built = Map<string, BuiltPackage>;

/**
 * Finds out what a release of these charts would do. Reads charts, git and targets; writes nothing. A chart that cannot be
 * read, or that a policy does not let go to a target, is `broken` in the plan; a target that cannot be asked fails the plan. Throws `release.cycle` too.
 */
export async function planReleases(ports: PlanPorts, request: PlanRequest, context: Context): Promise<ReleasePlans> {
  const built: Built = new Map();
  let done = 0;
  const planned = await mapLimited(request.directories, limits.planned, async directory => {
    const chart = await planOne(ports, request, directory, built, context);
    done++;
    context.progress({ step: 'checking', subject: chart.name, done, total: request.directories.length });
    return chart;
  });
  const archives = new Map([...built].map(([directory, { archive }]) => [directory, archive]));
  const warnings = new Map([...built].map(([directory, one]) => [directory, one.warnings]));
  return { charts: orderByNeeds(planned.map(chart => withNeeds(chart, planned, archives))), archives, warnings };
}

async function planOne(
  ports: PlanPorts,
  request: PlanRequest,
  directory: string,
  built: Built,
  context: Context,
): Promise<PlannedChart> {
  const chartFiles = withLocalDependencies(ports.chartFiles);
  let archive: ChartArchive;
  try {
    const quiet = { ...context, progress() {} };
    const one = await buildPackage({ ...ports, chartFiles }, { directory, times: request.times }, quiet);
    archive = one.archive;
    const policies = await ports.policies.policiesFor(directory);
    for (const target of request.targets) policies.requireDestination(target.origin(archive.metadata.name));
    built.set(directory, one);
  } catch (problem) {
    if (!(problem instanceof ChartReleaseError)) throw problem;
    return broken(directory, await identity(ports, directory, context), problem);
  }
  const { name, version } = archive.metadata;
  const looked = await Promise.all(request.targets.map(target => look(target, archive, context)));
  const targets = looked.map(({ state }) => state);
  const baseline = newestOf(looked.flatMap(({ published }) => published ?? []));
  const before = baseline === undefined ? undefined : await publishedChart(baseline, archive, context);
  const changes = before === undefined ? [] : compareCharts(before, loadArchive(archive.bytes));
  // Packed at another time or by another program, with the same content: nothing to release.
  const settled =
    changes.length > 0 ? targets : targets.map(state => sameContent(state, version, baseline?.chart.version));
  const bump = greatestBump(changes);
  const state = planState(settled);
  const written = ownEntries(archive, before);
  const needsCommits = state !== 'unchanged' && written === undefined;
  const commits = needsCommits
    ? await ports.history.commitsSince(directory, name, baseline?.chart.version, context.signal)
    : [];
  return {
    name,
    version,
    directory,
    needs: [],
    state,
    targets: settled,
    ...(baseline === undefined ? {} : { published: baseline.chart }),
    archive: { fileName: archive.fileName, digest: archive.digest, sizeBytes: archive.bytes.length },
    changes,
    advice: advise(version, baseline?.chart.version, bump),
    changelog: state === 'unchanged' ? [] : (written ?? changelogFrom(commits)),
    changelogSource: written === undefined ? 'commits' : 'chart',
  };
}

/** What must be published before a chart: charts of the same release that it names as dependencies. */
function withNeeds(
  chart: PlannedChart,
  all: readonly PlannedChart[],
  archives: ReadonlyMap<string, ChartArchive>,
): PlannedChart {
  if (all.some(other => other !== chart && other.name === chart.name)) {
    const details = {
      chart: chart.name,
      version: chart.version,
      reason: 'another chart of the workspace has this name',
    };
    return { ...chart, state: 'broken', problem: new ChartReleaseError('release.blocked', details) };
  }
  const dependencies = archives.get(chart.directory)?.metadata.dependencies ?? [];
  const needed = dependencies.flatMap(dependency => {
    const neighbour = neighbourDirectory(chart.directory, dependency);
    return all.filter(other =>
      neighbour === undefined ? other.name === dependency.name : resolve(neighbour) === resolve(other.directory),
    );
  });
  return { ...chart, needs: [...new Set(needed.map(({ name }) => name))] };
}

interface Found {
  readonly target: ReleaseTarget;
  readonly chart: PublishedChart;
}

interface Looked {
  readonly state: TargetState;
  /** What the package is compared with: this version if it is there, else the newest. */
  readonly published?: Found;
}

async function look(target: ReleaseTarget, archive: ChartArchive, context: Context): Promise<Looked> {
  const { name, version } = archive.metadata;
  const same = await target.find(name, version, context);
  const chart = same ?? (await target.newest(name, version, context));
  const state = same === undefined ? 'absent' : same.archiveDigest === archive.digest ? 'same' : 'taken';
  return {
    state: {
      target: target.address,
      state,
      ...(chart === undefined ? {} : { newest: chart.version }),
      writes: state === 'absent' ? target.writes(name, version) : [],
    },
    ...(chart === undefined ? {} : { published: { target, chart } }),
  };
}

function newestOf(found: readonly Found[]): Found | undefined {
  return found.reduce<Found | undefined>((best, candidate) => {
    const a = parseVersion(candidate.chart.version);
    const b = best === undefined ? undefined : parseVersion(best.chart.version);
    return best === undefined || (a !== undefined && b !== undefined && compareVersions(a, b) > 0) ? candidate : best;
  }, undefined);
}

type PublishedContent = ReturnType<typeof loadArchive>;

/** What is published, to compare with; `undefined` when it is the very package. */
async function publishedChart(
  baseline: Found,
  archive: ChartArchive,
  context: Context,
): Promise<PublishedContent | undefined> {
  if (baseline.chart.archiveDigest === archive.digest) return undefined;
  const pulled = await baseline.target.pull(archive.metadata.name, baseline.chart.version, context);
  return loadArchive(pulled.archive);
}

/** The entries in Chart.yaml, when they are not those of the published version: the maintainer wrote them for this release. */
function ownEntries(
  { metadata }: ChartArchive,
  before: PublishedContent | undefined,
): readonly ChangelogEntry[] | undefined {
  const own = metadata.annotations?.[changesAnnotation];
  if (own === undefined || own === before?.metadata.annotations?.[changesAnnotation]) return undefined;
  return readChangesAnnotation(own);
}

function sameContent(state: TargetState, version: string, published: string | undefined): TargetState {
  return state.state === 'taken' && version === published ? { ...state, state: 'same' } : state;
}

interface Identity {
  readonly name: string;
  readonly version: string;
}

async function identity(ports: PlanPorts, directory: string, context: Context): Promise<Identity> {
  try {
    const { files } = await ports.chartFiles.readChart(directory, context.signal);
    const file = files.find(({ path }) => path === 'Chart.yaml');
    const metadata = file === undefined ? undefined : decodeChartYaml(file.bytes);
    return { name: metadata?.name ?? '', version: metadata?.version ?? '' };
  } catch (error) {
    if (error instanceof ChartReleaseError) return { name: '', version: '' };
    throw error;
  }
}

function broken(directory: string, { name, version }: Identity, problem: unknown): PlannedChart {
  const shown = name === '' ? (directory.split(/[\\/]/).at(-1) ?? directory) : name;
  return {
    name: shown,
    version,
    directory,
    needs: [],
    state: 'broken',
    targets: [],
    changes: [],
    advice: { bump: 'none', enough: false },
    changelog: [],
    changelogSource: 'commits',
    problem,
  };
}
