import { decodeChartYaml } from '../chart/chartYaml';
import { firstLine } from '../chart/checkChartYaml';
import { decodeChartLock, lockDigest } from '../chart/chartLock';
import { parseConstraint, satisfies } from '../chart/constraint';
import type { ChartLock, Dependency } from '../chart/metadata';
import { parseVersion } from '../chart/version';
import { fieldEntry, fieldItems, fieldText } from '../chart/yamlFields';
import { ChartReleaseError } from '../errors';
import type { Finding, TextRange } from '../findings';
import { collector } from '../rule';
import type { YamlMap } from '../yaml/goYaml';
import { parseGoYaml } from '../yaml/goYaml';
import { encodeUtf8 } from '../../util/bytes';
import type { ChartReport } from './chartTable';
import { chartTable } from './chartTable';

/** Dependencies and lock as Helm reads them. `undefined`: there is nothing to compare. */
export function readLock(text: string, report: ChartReport): ChartLock | undefined {
  try {
    return decodeChartLock(encodeUtf8(text));
  } catch (error) {
    if (!ChartReleaseError.is(error, 'chart.unloadable')) throw error;
    const { problem } = parseGoYaml(text);
    const { helmText } = error.details;
    const detail = helmText.replace(/^cannot load [^:]*: /, '');
    report('chart-lock/syntax', problem?.range ?? badTime(text) ?? firstLine(text), { detail }, { helmText });
    return undefined;
  }
}

function badTime(text: string): TextRange | undefined {
  const { root } = parseGoYaml(text);
  return root?.kind === 'map' ? fieldEntry(root, 'generated')?.value.range : undefined;
}

export function readDependencies(chartYaml: string): readonly Dependency[] | undefined {
  try {
    return (decodeChartYaml(encodeUtf8(chartYaml)).dependencies ?? []).filter(item => item !== null);
  } catch {
    return undefined; // Chart.yaml's own findings say so
  }
}

/** A Chart.lock by itself, and against the Chart.yaml beside it. */
export function checkLockFile(text: string, chartYaml: string | undefined): readonly Finding[] {
  const { findings, report } = collector(chartTable);
  const lock = readLock(text, report);
  const dependencies = chartYaml === undefined ? undefined : readDependencies(chartYaml);
  if (lock !== undefined && dependencies !== undefined) checkLock(text, lock, dependencies, report);
  return findings;
}

/** The lock against the dependencies of Chart.yaml: what `helm dependency build` would refuse, and because of which one. */
function checkLock(text: string, lock: ChartLock, dependencies: readonly Dependency[], report: ChartReport): void {
  const { root } = parseGoYaml(text);
  if (root?.kind !== 'map') return;
  const locked = lock.dependencies ?? [];
  const digest = fieldEntry(root, 'digest');
  const at = digest?.value.range ?? firstLine(text);
  if (dependencies.length === 0) {
    if (locked.length > 0) report('chart-lock/unused', firstLine(text), {});
    return;
  }
  for (const item of fieldItems(root, 'dependencies')) {
    const name = item.kind === 'map' ? fieldText(item, 'name') : '';
    if (item.kind === 'map' && name !== '' && !dependencies.some(each => each.name === name))
      report('chart-lock/stale-entry', nameRange(item), { name });
  }
  if (lock.digest === '') report('chart-lock/digest-missing', at, {});
  else if (!matchesDigest(lock, dependencies))
    report('chart-lock/out-of-date', at, { reason: whatDiffers(dependencies, locked) });
}

/** Repository names (`@stable`) stand in the lock as URLs: those of the lock are taken for them. */
function matchesDigest(lock: ChartLock, dependencies: readonly Dependency[]): boolean {
  const locked = lock.dependencies ?? [];
  const resolved = dependencies.map((dependency, index) => {
    const isName = /^(?:@|alias:)/.test(dependency.repository);
    const same =
      locked[index]?.name === dependency.name ? locked[index] : locked.find(each => each.name === dependency.name);
    return isName && same !== undefined ? { ...dependency, repository: same.repository } : dependency;
  });
  return lockDigest(resolved, locked) === lock.digest;
}

export function fitsLock(dependency: Dependency, locked: Dependency): boolean {
  const wanted = dependency.version ?? '';
  const found = locked.version ?? '';
  if (wanted === found) return true;
  const constraint = parseConstraint(wanted);
  const version = parseVersion(found);
  // What cannot be parsed has its own finding.
  return constraint === undefined || version === undefined || satisfies(constraint, version, 'helm4');
}

function whatDiffers(dependencies: readonly Dependency[], locked: readonly Dependency[]): string {
  const reasons = dependencies.flatMap(dependency => {
    const same = locked.find(each => each.name === dependency.name);
    if (same === undefined) return [`${dependency.name} is not locked`];
    if (!fitsLock(dependency, same))
      return [`${dependency.name} is locked at ${same.version ?? ''}, wanted is ${dependency.version ?? ''}`];
    const isName = /^(?:@|alias:)/.test(dependency.repository);
    if (!isName && same.repository !== dependency.repository)
      return [`the repository of ${dependency.name} was ${same.repository}`];
    return [];
  });
  const gone = locked.filter(each => !dependencies.some(({ name }) => name === each.name));
  reasons.push(...gone.map(({ name }) => `${name} is no longer a dependency`));
  return reasons.length === 0 ? 'a range, alias, condition, tag or the order was changed since' : reasons.join('; ');
}

export function nameRange(item: YamlMap): TextRange {
  return fieldEntry(item, 'name')?.value.range ?? item.entries[0]?.key.range ?? item.range;
}
