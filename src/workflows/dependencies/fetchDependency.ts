import { join } from 'node:path';
import { packChart } from '../../core/archive/packChart';
import { parseConstraint } from '../../core/chart/constraint';
import type { Dependency } from '../../core/chart/metadata';
import { compareVersions, parseVersion } from '../../core/chart/version';
import type { Context } from '../../core/context';
import { ChartReleaseError } from '../../core/errors';
import type { ChartIndex, ChartVersion } from '../../core/repository/chartIndex';
import { loadChartDirectory } from '../loadChartDirectory';
import { fetchListed, locateChart } from '../repository/locateChart';
import type { LocatedChart } from '../repository/locateChart';
import { requireVerified } from '../repository/pullPackage';
import type { DependencyRepositories } from './dependencyRepositories';
import type { DependencyPorts } from './ports';
import { chartVersionAt, fits, localDirectory } from './resolveDependencies';

/** A dependency in memory: what becomes a file in `charts/`. */
export interface FetchedDependency {
  readonly name: string;
  readonly version: string;
  readonly fileName: string;
  readonly bytes: Uint8Array;
  /** Fingerprint, when it was verified. */
  readonly signer?: string;
}

export interface FetchOptions {
  readonly refresh: boolean;
  /** Whether each download must verify: a policy asks for it, or the user. Folders are the user's own and are not signed. */
  readonly verify: boolean;
}

/**
 * Fetches what a lock names; `undefined` for a chart that is a folder in `charts/`, which only has to fit. Throws
 * `dependency.directoryVersion`, `dependency.noVersion`, `verify.refused` and what fetching throws.
 */
export async function fetchDependency(
  ports: DependencyPorts,
  repositories: DependencyRepositories,
  directory: string,
  locked: Dependency,
  options: FetchOptions,
  context: Context,
): Promise<FetchedDependency | undefined> {
  const { name, repository, version = '' } = locked;
  if (repository === '') {
    await requireFit(ports, directory, locked, context);
    return undefined;
  }
  if (repository.startsWith('file://')) return packLocal(ports, directory, locked, context);
  const provenance = options.verify ? 'optional' : 'skip';
  const located = repository.startsWith('oci://')
    ? await locateChart(ports, { reference: `${repository.replace(/\/$/, '')}/${name}`, version, provenance }, context)
    : await fromRepository(ports, repositories, locked, options, context);
  const report = options.verify ? await requireVerified(ports, located, directory, context) : undefined;
  const signer = report?.signer?.fingerprint;
  return {
    name,
    version,
    fileName: located.fileName,
    bytes: located.archive,
    ...(signer === undefined ? {} : { signer }),
  };
}

async function requireFit(
  ports: DependencyPorts,
  directory: string,
  { name, version = '' }: Dependency,
  context: Context,
): Promise<void> {
  const found = await chartVersionAt(ports, join(directory, 'charts', name), name, context);
  const constraint = parseConstraint(version);
  if (constraint === undefined || !fits(constraint, found))
    throw new ChartReleaseError('dependency.directoryVersion', { chart: name, found, version });
}

/** Packed anew each time, with the times of its files, as Helm 4 does. */
async function packLocal(
  ports: DependencyPorts,
  directory: string,
  { name, repository, version = '' }: Dependency,
  context: Context,
): Promise<FetchedDependency> {
  const path = localDirectory(directory, repository);
  const found = await chartVersionAt(ports, path, name, context);
  const constraint = parseConstraint(version);
  if (constraint === undefined || !fits(constraint, found))
    throw new ChartReleaseError('dependency.noVersion', { chart: name, version, repository });
  const { chart } = await loadChartDirectory(ports.chartFiles, path, context);
  const { fileName, bytes } = packChart(chart, { mtime: { kind: 'files' }, missingDependencies: 'allow' });
  return { name, version: found, fileName, bytes };
}

async function fromRepository(
  ports: DependencyPorts,
  repositories: DependencyRepositories,
  { name, repository, version = '' }: Dependency,
  { refresh, verify }: FetchOptions,
  context: Context,
): Promise<LocatedChart> {
  const entry = repositories.entryFor(repository);
  const listed = lockedVersion(await repositories.index(entry, refresh), name, version);
  if (listed === undefined) throw new ChartReleaseError('dependency.noVersion', { chart: name, version, repository });
  return fetchListed(ports, entry, listed, verify ? 'optional' : 'skip', context);
}

/** That very text, else an equal version: Helm takes any of those that differ in `v` or build metadata only. */
function lockedVersion(index: ChartIndex, name: string, text: string): ChartVersion | undefined {
  const versions = (index.entries.get(name) ?? []).filter(({ urls }) => urls.length > 0);
  const wanted = parseVersion(text);
  const isEqual = ({ metadata }: ChartVersion): boolean => {
    const version = parseVersion(metadata.version);
    return wanted !== undefined && version !== undefined && compareVersions(version, wanted) === 0;
  };
  return versions.find(({ metadata }) => metadata.version === text) ?? versions.find(isEqual);
}
