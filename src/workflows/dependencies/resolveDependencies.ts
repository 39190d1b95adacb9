import { isAbsolute, join } from 'node:path';
import { parseConstraint, satisfies } from '../../core/chart/constraint';
import type { Constraint } from '../../core/chart/constraint';
import type { Dependency } from '../../core/chart/metadata';
import { parseVersion } from '../../core/chart/version';
import type { Context } from '../../core/context';
import { ChartReleaseError } from '../../core/errors';
import { chartVersions } from '../../core/registry/resolveVersion';
import { parseReference, tagToVersion } from '../../core/registry/reference';
import { loadChartDirectory } from '../loadChartDirectory';
import type { DependencyRepositories } from './dependencyRepositories';
import type { DependencyPorts } from './ports';

/**
 * The locked form of a dependency: the first version that fits (internal/resolver Resolve). Its repository is resolved
 * already. Throws `dependency.badVersion`, `dependency.noVersion`, `dependency.noDirectory`, `repository.noChart`.
 */
export async function lockDependency(
  ports: DependencyPorts,
  repositories: DependencyRepositories,
  directory: string,
  dependency: Dependency,
  options: { readonly refresh: boolean },
  context: Context,
): Promise<Dependency> {
  const { name, repository, version = '' } = dependency;
  const constraint = parseConstraint(version);
  if (constraint === undefined) throw new ChartReleaseError('dependency.badVersion', { chart: name, version });
  if (repository === '') {
    await chartVersionAt(ports, join(directory, 'charts', name), name, context);
    return { name, repository, version };
  }
  const found = repository.startsWith('file://')
    ? await fittingLocal(ports, directory, dependency, constraint, context)
    : repository.startsWith('oci://')
      ? await fittingTag(ports, dependency, constraint, context)
      : await fittingListed(repositories, dependency, constraint, options.refresh);
  if (found === undefined) throw new ChartReleaseError('dependency.noVersion', { chart: name, version, repository });
  return { name, repository, version: found };
}

/** The folder that a `file://` repository means. */
export function localDirectory(directory: string, repository: string): string {
  const path = repository.slice('file://'.length);
  return isAbsolute(path) ? path : join(directory, path);
}

/** Throws `dependency.noDirectory`. */
export async function chartVersionAt(
  ports: Pick<DependencyPorts, 'chartFiles'>,
  path: string,
  name: string,
  context: Context,
): Promise<string> {
  try {
    return (await loadChartDirectory(ports.chartFiles, path, context)).chart.metadata.version;
  } catch (error) {
    if (ChartReleaseError.is(error, 'chart.notFound'))
      throw new ChartReleaseError('dependency.noDirectory', { chart: name, path }, { cause: error });
    throw error;
  }
}

export function fits(constraint: Constraint, text: string): boolean {
  const version = parseVersion(text);
  return version !== undefined && satisfies(constraint, version, 'helm4');
}

async function fittingLocal(
  ports: DependencyPorts,
  directory: string,
  { name, repository }: Dependency,
  constraint: Constraint,
  context: Context,
): Promise<string | undefined> {
  const version = await chartVersionAt(ports, localDirectory(directory, repository), name, context);
  return fits(constraint, version) ? version : undefined;
}

/** What reads as a version is taken as it is, without asking the registry. */
async function fittingTag(
  ports: DependencyPorts,
  { name, repository, version = '' }: Dependency,
  constraint: Constraint,
  context: Context,
): Promise<string | undefined> {
  if (parseVersion(version) !== undefined) return version;
  const reference = parseReference(`${repository.replace(/\/$/, '')}/${name}`);
  const tags = await ports.clientFor(reference.host).listTags(reference.repository, context);
  const found = chartVersions(tags).find(each => satisfies(constraint, each.version, 'helm4'));
  return found === undefined ? undefined : tagToVersion(found.tag);
}

async function fittingListed(
  repositories: DependencyRepositories,
  { name, repository }: Dependency,
  constraint: Constraint,
  refresh: boolean,
): Promise<string | undefined> {
  const index = await repositories.index(repositories.entryFor(repository), refresh);
  const versions = index.entries.get(name);
  if (versions === undefined)
    throw new ChartReleaseError('repository.noChart', { repository, chart: name, version: '' });
  return versions.find(({ metadata, urls }) => urls.length > 0 && fits(constraint, metadata.version))?.metadata.version;
}
