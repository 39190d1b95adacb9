import { ChartReleaseError } from '../errors';

export interface Ordered {
  readonly name: string;
  /** Names of the charts that must be published before this one. */
  readonly needs: readonly string[];
}

/**
 * Charts so that each comes after those it needs, and otherwise in the order of their names: the same plan every time. Needs
 * outside the list do not count. Throws `release.cycle` with the names that lead round.
 */
export function orderByNeeds<T extends Ordered>(charts: readonly T[]): readonly T[] {
  const byName = new Map(charts.map(chart => [chart.name, chart]));
  const ordered = new Set<T>();
  const visit = (chart: T, path: readonly string[]): void => {
    if (ordered.has(chart)) return;
    const start = path.indexOf(chart.name);
    if (start !== -1) throw new ChartReleaseError('release.cycle', { charts: [...path.slice(start), chart.name] });
    for (const need of [...chart.needs].sort()) {
      const other = byName.get(need);
      if (other !== undefined) visit(other, [...path, chart.name]);
    }
    ordered.add(chart);
  };
  for (const chart of [...charts].sort((a, b) => (a.name < b.name ? -1 : 1))) visit(chart, []);
  return [...ordered];
}
