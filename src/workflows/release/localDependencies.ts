import { isAbsolute, join } from 'node:path';
import type { ChartFile, ChartPath } from '../../core/chart/chart';
import { decodeChartYaml } from '../../core/chart/chartYaml';
import { parseConstraint, satisfies } from '../../core/chart/constraint';
import type { Dependency } from '../../core/chart/metadata';
import { parseVersion } from '../../core/chart/version';
import { ChartReleaseError } from '../../core/errors';
import type { ChartFiles } from '../ports';

/**
 * Charts as they are read, with the neighbours that they name as `file://` dependencies put into `charts/` when they are not
 * there: what `helm dependency build` would do, without writing into the work tree. A neighbour whose version does not fit
 * the declared range is left out, and packaging then says which dependency is missing. Throws `release.cycle`.
 */
export function withLocalDependencies(chartFiles: ChartFiles): ChartFiles {
  const read = async (directory: string, path: readonly string[], signal: AbortSignal) => {
    if (path.includes(directory)) throw new ChartReleaseError('release.cycle', { charts: [...path, directory] });
    const own = await chartFiles.readChart(directory, signal);
    const files: ChartFile[] = [...own.files];
    const warnings = [...own.warnings];
    for (const dependency of declared(own.files)) {
      const neighbour = neighbourDirectory(directory, dependency);
      if (neighbour === undefined || isThere(own.files, dependency.name)) continue;
      const other = await read(neighbour, [...path, directory], signal);
      if (!fits(other.files, dependency)) continue;
      const prefix = `charts/${dependency.name}/`;
      files.push(...other.files.map(file => ({ ...file, path: `${prefix}${file.path}` as ChartPath })));
      warnings.push(...other.warnings.map(warning => ({ ...warning, path: `${prefix}${warning.path}` })));
    }
    return { files, warnings };
  };
  return { readChart: (directory, signal) => read(directory, [], signal) };
}

/** The folder that a `file://` repository names, relative to the chart. */
export function neighbourDirectory(directory: string, dependency: Dependency): string | undefined {
  if (!dependency.repository.startsWith('file://')) return undefined;
  const path = dependency.repository.slice('file://'.length);
  return isAbsolute(path) ? path : join(directory, path);
}

function declared(files: readonly ChartFile[]): readonly Dependency[] {
  const file = files.find(({ path }) => path === 'Chart.yaml');
  if (file === undefined) return [];
  return (decodeChartYaml(file.bytes).dependencies ?? []).filter(dependency => dependency !== null);
}

/** By the name of a folder or archive in charts/; the version of what is there is the user's own choice. */
function isThere(files: readonly ChartFile[], name: string): boolean {
  return files.some(
    ({ path }) => path.startsWith(`charts/${name}/`) || (path.startsWith(`charts/${name}-`) && path.endsWith('.tgz')),
  );
}

function fits(files: readonly ChartFile[], dependency: Dependency): boolean {
  const file = files.find(({ path }) => path === 'Chart.yaml');
  const version = file === undefined ? undefined : parseVersion(decodeChartYaml(file.bytes).version);
  const constraint = parseConstraint(dependency.version ?? '*');
  return version !== undefined && constraint !== undefined && satisfies(constraint, version, 'helm4');
}
