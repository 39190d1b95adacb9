import { join } from 'node:path';
import { loadArchive } from '../../core/archive/loadArchive';
import type { Chart } from '../../core/chart/chart';
import { formatChartLock, lockDigest } from '../../core/chart/chartLock';
import { parseConstraint } from '../../core/chart/constraint';
import type { Dependency } from '../../core/chart/metadata';
import type { Context } from '../../core/context';
import { ChartReleaseError } from '../../core/errors';
import { encodeUtf8, equalBytes } from '../../util/bytes';
import { goTimeOf } from '../generateIndex';
import { limits } from '../limits';
import { loadChartDirectory } from '../loadChartDirectory';
import { DependencyRepositories } from './dependencyRepositories';
import type { FetchedDependency } from './fetchDependency';
import { fetchDependency } from './fetchDependency';
import { helm2Digest } from './helm2Digest';
import { packagesIn } from './listDependencies';
import type { DependencyPorts } from './ports';
import { fits, lockDependency } from './resolveDependencies';

export interface DependencyRequest {
  /** Absolute path of the chart. */
  readonly directory: string;
  /** Only this dependency is resolved anew; the others keep their locked versions. */
  readonly only?: string;
  /** Uses the indexes as they are in the cache. */
  readonly skipRefresh?: boolean;
  /** Every download must verify, whether or not a policy asks for it. */
  readonly verify?: boolean;
}

export interface DependencyResult {
  readonly locked: readonly Dependency[];
  readonly saved: readonly FetchedDependency[];
  /** File names taken out of `charts/`. */
  readonly deleted: readonly string[];
  readonly lock: 'written' | 'unchanged' | 'none';
}

const nothing: DependencyResult = { locked: [], saved: [], deleted: [], lock: 'none' };

/**
 * Resolves the dependencies of a chart, fetches them into `charts/` and writes the lock, as `helm dependency update`.
 * Everything is fetched and verified in memory first: when one fails, the chart stays as it was.
 */
export async function updateDependencies(
  ports: DependencyPorts,
  request: DependencyRequest,
  context: Context,
): Promise<DependencyResult> {
  const { directory, only } = request;
  const { chart } = await loadChartDirectory(ports.chartFiles, directory, context);
  const declared = chart.metadata.dependencies ?? [];
  if (declared.length === 0) return nothing;
  if (only !== undefined && !declared.some(({ name }) => name === only))
    throw new ChartReleaseError('dependency.notDeclared', { chart: only });
  const repositories = await DependencyRepositories.read(ports, context);
  const requested = declared.map(dependency => repositories.resolved(dependency));
  const refresh = request.skipRefresh !== true;
  if (refresh && requested.some(needsIndex)) await repositories.refreshConfigured();
  const locked: Dependency[] = [];
  for (const dependency of requested) {
    const kept = only === undefined || dependency.name === only ? undefined : keptVersion(chart, dependency);
    locked.push(kept ?? (await lockDependency(ports, repositories, directory, dependency, { refresh }, context)));
  }
  const files = await save(ports, repositories, request, locked, context);
  return { ...files, locked, lock: await writeLock(ports, directory, chart, requested, locked) };
}

/**
 * Fetches what the lock names, as `helm dependency build`; without a lock it is an update. Throws
 * `dependency.lockOutOfSync` when Chart.yaml has changed since.
 */
export async function buildDependencies(
  ports: DependencyPorts,
  request: Omit<DependencyRequest, 'only'>,
  context: Context,
): Promise<DependencyResult> {
  const { chart } = await loadChartDirectory(ports.chartFiles, request.directory, context);
  if (chart.lock === undefined) return updateDependencies(ports, request, context);
  const repositories = await DependencyRepositories.read(ports, context);
  const declared = chart.metadata.dependencies ?? [];
  const requested = declared.map(dependency => repositories.resolved(dependency));
  const locked = chart.lock.dependencies ?? [];
  const isHelm2 = chart.metadata.apiVersion === 'v1' && chart.lock.digest === helm2Digest(declared);
  if (lockDigest(requested, locked) !== chart.lock.digest && !isHelm2)
    throw new ChartReleaseError('dependency.lockOutOfSync', { lockFile: lockName(chart) });
  for (const dependency of locked) repositories.requireConfigured(dependency);
  if (request.skipRefresh !== true && locked.some(needsIndex)) await repositories.refreshConfigured();
  return { ...(await save(ports, repositories, request, locked, context)), locked, lock: 'unchanged' };
}

function needsIndex({ repository }: Dependency): boolean {
  return /^https?:\/\//i.test(repository);
}

/** The locked version of a dependency that is not to be touched, if it still fits. */
function keptVersion(chart: Chart, { name, repository, version = '' }: Dependency): Dependency | undefined {
  const kept = chart.lock?.dependencies?.find(each => each.name === name && each.repository === repository);
  const constraint = parseConstraint(version);
  const text = kept?.version ?? '';
  if (kept === undefined || constraint === undefined) return undefined;
  return repository === '' || fits(constraint, text) ? { name, repository, version: text } : undefined;
}

async function save(
  ports: DependencyPorts,
  repositories: DependencyRepositories,
  { directory, skipRefresh, verify = false }: DependencyRequest,
  locked: readonly Dependency[],
  context: Context,
): Promise<Pick<DependencyResult, 'saved' | 'deleted'>> {
  const policies = await ports.policies.policiesFor(directory);
  const options = { refresh: skipRefresh !== true, verify: verify || policies.requiresSignature };
  const saved = new Map<string, FetchedDependency>();
  for (const dependency of locked) {
    context.signal.throwIfAborted();
    const fetched = await fetchDependency(ports, repositories, directory, dependency, options, context);
    if (fetched === undefined) continue;
    policies.requireSize(fetched.bytes.length);
    // Helm leaves out what does not load; here it is an error, before anything is written.
    loadArchive(fetched.bytes);
    saved.set(fetched.fileName, fetched);
  }
  const before = await packagesIn(ports, directory, context);
  for (const { fileName, bytes } of saved.values()) {
    context.progress({ step: 'writing', subject: fileName });
    const path = join(directory, 'charts', fileName);
    const there = await ports.store.read(path, limits.archiveBytes);
    if (there === undefined || !equalBytes(there, bytes)) await ports.store.write(path, bytes);
  }
  const ownFolders = new Set(locked.filter(({ repository }) => repository === '').map(({ name }) => name));
  const deleted: string[] = [];
  for (const fileName of before.filter(name => !saved.has(name))) {
    const path = join(directory, 'charts', fileName);
    if (!(await isOutdated(ports, path, ownFolders))) continue;
    await ports.store.remove(path);
    deleted.push(fileName);
  }
  return { saved: [...saved.values()], deleted };
}

/** Only what loads as a chart goes: anything else is not ours. */
async function isOutdated(ports: DependencyPorts, path: string, ownFolders: ReadonlySet<string>): Promise<boolean> {
  const bytes = await ports.store.read(path, limits.archiveBytes);
  if (bytes === undefined) return false;
  try {
    return !ownFolders.has(loadArchive(bytes).metadata.name);
  } catch (error) {
    if (error instanceof ChartReleaseError) return false;
    throw error;
  }
}

async function writeLock(
  ports: DependencyPorts,
  directory: string,
  chart: Chart,
  requested: readonly Dependency[],
  locked: readonly Dependency[],
): Promise<DependencyResult['lock']> {
  const digest = lockDigest(requested, locked);
  if (chart.lock?.digest === digest) return 'unchanged';
  const lock = { generated: goTimeOf(ports.clock), digest, dependencies: locked };
  await ports.store.write(join(directory, lockName(chart)), encodeUtf8(formatChartLock(lock)));
  return 'written';
}

function lockName({ metadata }: Chart): string {
  return metadata.apiVersion === 'v1' ? 'requirements.lock' : 'Chart.lock';
}
