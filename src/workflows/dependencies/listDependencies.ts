import { join } from 'node:path';
import { loadArchive } from '../../core/archive/loadArchive';
import type { Chart } from '../../core/chart/chart';
import { parseConstraint, satisfies } from '../../core/chart/constraint';
import type { ChartMetadata, Dependency } from '../../core/chart/metadata';
import { parseStrictVersion, parseVersion } from '../../core/chart/version';
import type { Context } from '../../core/context';
import { ChartReleaseError } from '../../core/errors';
import { limits } from '../limits';
import { loadChartDirectory } from '../loadChartDirectory';
import type { DependencyPorts } from './ports';

/** Helm's words for it (pkg/action Dependency). */
export type DependencyStatus =
  | 'ok'
  | 'unpacked'
  | 'missing'
  | 'wrong version'
  | 'invalid version'
  | 'misnamed'
  | 'corrupt'
  | 'too many matches'
  | 'bad pattern';

export interface ListedDependency {
  readonly dependency: Dependency;
  readonly status: DependencyStatus;
}

export interface DependencyList {
  readonly dependencies: readonly ListedDependency[];
  /** Packages and folders in `charts/` that Chart.yaml does not name: paths below the chart. */
  readonly undeclared: readonly string[];
}

/** What is in `charts/` for each declared dependency. Throws `chart.unloadable` for a chart Helm cannot load. */
export async function listDependencies(
  ports: Pick<DependencyPorts, 'chartFiles' | 'packages' | 'store'>,
  directory: string,
  context: Context,
): Promise<DependencyList> {
  const { chart } = await loadChartDirectory(ports.chartFiles, directory, context);
  const declared = chart.metadata.dependencies ?? [];
  const packages = await packagesIn(ports, directory, context);
  const dependencies: ListedDependency[] = [];
  for (const dependency of declared)
    dependencies.push({ dependency, status: await statusOf(ports, directory, dependency, packages, chart) });
  return { dependencies, undeclared: await undeclaredIn(ports, directory, packages, chart) };
}

/** File names of packages in `charts/`, whatever .helmignore says, sorted. */
export async function packagesIn(
  ports: Pick<DependencyPorts, 'packages'>,
  directory: string,
  context: Context,
): Promise<readonly string[]> {
  try {
    return (await ports.packages.list(join(directory, 'charts'), context.signal)).filter(path => !path.includes('/'));
  } catch (error) {
    if (ChartReleaseError.is(error, 'file.notFound')) return [];
    throw error;
  }
}

async function statusOf(
  ports: Pick<DependencyPorts, 'store'>,
  directory: string,
  dependency: Dependency,
  packages: readonly string[],
  chart: Chart,
): Promise<DependencyStatus> {
  const { name } = dependency;
  const matching = packages.filter(file => file.startsWith(`${name}-`) && file.endsWith('.tgz'));
  // `web-tools-1.0.0.tgz` also matches the pattern for `web`: only what goes on as a version is meant.
  const versioned = matching.filter(file => parseStrictVersion(file.slice(name.length + 1, -'.tgz'.length)));
  const candidates = matching.length > 1 ? versioned : matching;
  if (candidates.length > 1) return 'too many matches';
  const [file] = candidates;
  if (file !== undefined) {
    const metadata = await metadataAt(ports, join(directory, 'charts', file));
    if (metadata === 'corrupt') return 'corrupt';
    if (metadata !== undefined) return metadata.name === name ? fit(metadata.version, dependency, 'ok') : 'misnamed';
  }
  const loaded = chart.dependencies.filter(({ metadata }) => metadata.name === name).at(-1);
  return loaded === undefined ? 'missing' : fit(loaded.metadata.version, dependency, 'unpacked');
}

/** The same text fits before anything is parsed. */
function fit(found: string, { version: wanted = '' }: Dependency, good: 'ok' | 'unpacked'): DependencyStatus {
  if (found === wanted) return good;
  const constraint = parseConstraint(wanted);
  const version = parseVersion(found);
  if (constraint === undefined || version === undefined) return 'invalid version';
  return satisfies(constraint, version, 'helm4') ? good : 'wrong version';
}

async function metadataAt(
  ports: Pick<DependencyPorts, 'store'>,
  path: string,
): Promise<ChartMetadata | 'corrupt' | undefined> {
  const bytes = await ports.store.read(path, limits.archiveBytes);
  if (bytes === undefined) return undefined;
  try {
    return loadArchive(bytes).metadata;
  } catch (error) {
    if (error instanceof ChartReleaseError) return 'corrupt';
    throw error;
  }
}

async function undeclaredIn(
  ports: Pick<DependencyPorts, 'store'>,
  directory: string,
  packages: readonly string[],
  chart: Chart,
): Promise<readonly string[]> {
  const declared = new Set((chart.metadata.dependencies ?? []).map(({ name }) => name));
  const packed = new Set<string>();
  const undeclared: string[] = [];
  for (const file of packages) {
    const metadata = await metadataAt(ports, join(directory, 'charts', file));
    if (metadata === undefined || metadata === 'corrupt') continue;
    packed.add(metadata.name);
    if (!declared.has(metadata.name)) undeclared.push(`charts/${file}`);
  }
  const folders = chart.dependencies.map(({ metadata }) => metadata.name).filter(name => !packed.has(name));
  return [...undeclared, ...folders.filter(name => !declared.has(name)).map(name => `charts/${name}`)];
}
