import { parseConstraint, satisfies } from '../chart/constraint';
import { firstLine } from '../chart/checkChartYaml';
import type { ChartLock, Dependency } from '../chart/metadata';
import { parseVersion } from '../chart/version';
import { fieldEntry, fieldItems, fieldText } from '../chart/yamlFields';
import type { TextFix, TextRange } from '../findings';
import { startOfLine } from '../yaml/edits';
import type { YamlMap } from '../yaml/goYaml';
import { fitsLock, nameRange } from './checkLock';
import type { ChartReport } from './chartTable';
import type { Subchart } from './subcharts';

/** What the dependencies of a Chart.yaml are compared with. */
export interface DependencyState {
  readonly subcharts: readonly Subchart[];
  readonly lock: ChartLock | undefined;
  readonly missingFolders: readonly string[];
}

/** Dependencies against charts/ and Chart.lock, each problem at the dependency it is about. */
export function checkDependencyState(root: YamlMap, text: string, state: DependencyState, report: ChartReport): void {
  const items = fieldItems(root, 'dependencies').filter(item => item.kind === 'map');
  const declared = new Set(items.map(item => fieldText(item, 'name')));
  const readable = state.subcharts.filter(subchart => subchart.name !== undefined);
  for (const item of items) checkDependency(item, readable, state, report);
  const whole = fieldEntry(root, 'dependencies')?.key.range ?? firstLine(text);
  const missing = [...new Set(items.map(item => fieldText(item, 'name')))].filter(
    name => !readable.some(each => each.name === name),
  );
  for (const item of items) {
    const name = fieldText(item, 'name');
    if (!missing.includes(name)) continue;
    const helmText = `chart directory is missing these dependencies: ${missing.join(',')}`;
    report('dependencies/missing', nameRange(item), { name }, { helmText });
  }
  const undeclared = readable.filter(each => !declared.has(each.name ?? ''));
  for (const subchart of undeclared) {
    const name = subchart.name ?? '';
    const helmText = `chart metadata is missing these dependencies: ${undeclared.map(each => each.name).join(',')}`;
    const fix = declareFix(root, text, subchart);
    report('dependencies/undeclared', whole, { name }, { helmText, ...(fix === undefined ? {} : { fix }) });
  }
  for (const subchart of state.subcharts) {
    if (subchart.problem !== undefined)
      report('dependencies/unreadable', whole, { entry: subchart.entry, detail: subchart.problem });
  }
}

function checkDependency(
  item: YamlMap,
  subcharts: readonly Subchart[],
  state: DependencyState,
  report: ChartReport,
): void {
  const name = fieldText(item, 'name');
  const wanted = fieldText(item, 'version');
  const versionRange = fieldEntry(item, 'version')?.value.range ?? nameRange(item);
  const found = subcharts.filter(subchart => subchart.name === name);
  const constraint = parseConstraint(wanted);
  for (const subchart of found) {
    const version = parseVersion(subchart.version ?? '');
    const fits = constraint === undefined || version === undefined || satisfies(constraint, version, 'helm4');
    if (!fits) report('dependencies/wrong-version', versionRange, { name, found: subchart.version ?? '', wanted });
    const repository = fieldText(item, 'repository');
    if (!subchart.packed && repository !== '') report('dependencies/unpacked', nameRange(item), { name });
  }
  if (found.length > 1)
    report('dependencies/several', nameRange(item), { name, found: found.map(each => each.entry).join(', ') });
  checkFolder(item, state, report);
  checkLocked(item, name, versionRange, state.lock, report);
}

function checkFolder(item: YamlMap, { missingFolders }: DependencyState, report: ChartReport): void {
  const repository = fieldText(item, 'repository');
  if (!repository.startsWith('file://') || !missingFolders.includes(repository)) return;
  const path = repository.slice('file://'.length);
  report('dependencies/folder-missing', fieldEntry(item, 'repository')?.value.range ?? nameRange(item), { path });
}

function checkLocked(
  item: YamlMap,
  name: string,
  at: TextRange,
  lock: ChartLock | undefined,
  report: ChartReport,
): void {
  if (lock === undefined || name === '') return;
  const locked = lock.dependencies?.find(each => each.name === name);
  if (locked === undefined) return report('dependencies/not-locked', nameRange(item), { name });
  const dependency: Dependency = { name, repository: '', version: fieldText(item, 'version') };
  if (!fitsLock(dependency, locked))
    report('dependencies/lock-differs', at, { name, locked: locked.version ?? '', wanted: dependency.version ?? '' });
}

/** A declaration at the end of the list, or a new list at the end of the file. */
function declareFix(root: YamlMap, text: string, { name = '', version = '' }: Subchart): TextFix | undefined {
  const eol = text.includes('\r\n') ? '\r\n' : '\n';
  const entry = fieldEntry(root, 'dependencies');
  const lines = (indent: string): string =>
    [
      `${indent}- name: ${JSON.stringify(name)}`,
      `${indent}  version: ${JSON.stringify(version)}`,
      `${indent}  repository: ""`,
      '',
    ].join(eol);
  if (entry === undefined) {
    const lead = text === '' || text.endsWith('\n') ? '' : eol;
    return { range: { start: text.length, end: text.length }, newText: `${lead}dependencies:${eol}${lines('  ')}` };
  }
  const last = entry.value.kind === 'list' ? entry.value.items.at(-1) : undefined;
  if (last?.kind !== 'map') return undefined;
  const dash = text.lastIndexOf('-', last.range.start);
  const indent = text.slice(startOfLine(text, dash), dash);
  if (indent.trim() !== '') return undefined;
  const end = last.range.start + text.slice(last.range.start, last.range.end).trimEnd().length;
  const feed = text.indexOf('\n', end);
  return feed === -1
    ? { range: { start: text.length, end: text.length }, newText: eol + lines(indent).trimEnd() }
    : { range: { start: feed + 1, end: feed + 1 }, newText: lines(indent) };
}
