import { compareVersions, parseVersion } from '../chart/version';
import type { ChartVersion } from './chartIndex';

/**
 * Newest first, build metadata not counted; what is no version comes last (pkg/repo SortEntries). Of equal ones the order
 * of the file stays: so does Helm's for up to twelve versions of a chart.
 */
export function sortVersions(versions: readonly ChartVersion[]): readonly ChartVersion[] {
  const parsed = versions.map(version => ({ version, order: parseVersion(version.metadata.version) }));
  parsed.sort((a, b) => {
    if (a.order === undefined || b.order === undefined)
      return Number(a.order === undefined) - Number(b.order === undefined);
    return compareVersions(b.order, a.order);
  });
  return parsed.map(({ version }) => version);
}
