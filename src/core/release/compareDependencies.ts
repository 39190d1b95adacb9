import type { Chart } from '../chart/chart';
import type { Dependency } from '../chart/metadata';
import type { ChangeKind, ChartChange } from './change';
import { change } from './change';
import { chartFilesOf } from './chartFilesOf';
import { versionStep } from './versionStep';

/**
 * Changes of declared and packed dependencies. Two declarations belong together by alias, else by name; when only an alias
 * changed, by name. A packed subchart counts by its version, and by its files when the version is the same.
 */
export function compareDependencies(before: Chart, after: Chart): readonly ChartChange[] {
  return [...declaredChanges(before, after), ...packedChanges(before.dependencies, after.dependencies)];
}

const keyOf = (dependency: Dependency): string => dependency.alias ?? dependency.name;

function declaredChanges(before: Chart, after: Chart): readonly ChartChange[] {
  const old = new Map((before.metadata.dependencies ?? []).map(dependency => [keyOf(dependency), dependency]));
  const now = new Map((after.metadata.dependencies ?? []).map(dependency => [keyOf(dependency), dependency]));
  const gone = [...old].filter(([key]) => !now.has(key));
  const come = [...now].filter(([key]) => !old.has(key));
  const changes: ChartChange[] = [];
  for (const [key, dependency] of gone) {
    const index = come.findIndex(([, candidate]) => candidate.name === dependency.name);
    const [renamed] = index === -1 ? [] : come.splice(index, 1);
    changes.push(
      renamed === undefined
        ? change('dependencyRemoved', key)
        : change('dependencyAliasChanged', dependency.name, key, renamed[0]),
    );
  }
  for (const [key] of come) changes.push(change('dependencyAdded', key));
  for (const [key, dependency] of old) {
    const other = now.get(key);
    if (other !== undefined) changes.push(...fieldChanges(key, dependency, other));
  }
  return changes;
}

function fieldChanges(key: string, before: Dependency, after: Dependency): readonly ChartChange[] {
  const compared: readonly (readonly [ChangeKind, string | undefined, string | undefined])[] = [
    ['dependencyRangeChanged', before.version, after.version],
    ['dependencyRepositoryChanged', before.repository, after.repository],
    ['dependencyConditionChanged', before.condition, after.condition],
    ['dependencyTagsChanged', before.tags?.join(', '), after.tags?.join(', ')],
    ['dependencyImportsChanged', JSON.stringify(before.importValues), JSON.stringify(after.importValues)],
  ];
  return compared.filter(([, old, now]) => old !== now).map(([kind, old, now]) => change(kind, key, old, now));
}

const stepKinds = {
  major: 'dependencyMajor',
  minor: 'dependencyMinor',
  patch: 'dependencyPatch',
  lowered: 'dependencyLowered',
  same: 'dependencyContentChanged',
  unknown: 'dependencyContentChanged',
} as const;

/** Subcharts that came or went are told by their declarations, or, undeclared, here. */
function packedChanges(before: readonly Chart[], after: readonly Chart[]): readonly ChartChange[] {
  const old = new Map(before.map(chart => [chart.metadata.name, chart]));
  return after.flatMap(chart => {
    const { name, version } = chart.metadata;
    const other = old.get(name);
    if (other === undefined || contentOf(other) === contentOf(chart)) return [];
    const step = versionStep(other.metadata.version, version);
    return [change(stepKinds[step], name, other.metadata.version, version)];
  });
}

function contentOf(chart: Chart): string {
  return JSON.stringify(chartFilesOf(chart).map(({ path, digest }) => [path, digest]));
}
