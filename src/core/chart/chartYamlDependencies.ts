import { itemRange, removeItem } from '../yaml/edits';
import type { YamlMap } from '../yaml/goYaml';
import type { ChartYamlReport } from './chartYamlTable';
import { withFix } from './chartYamlShape';
import { isImpossible, parseConstraint } from './constraint';
import { fieldEntry, fieldItems, fieldRange, fieldText, isNull } from './yamlFields';

const aliasPattern = /^[a-zA-Z0-9_-]+$/;

/** What Helm refuses about dependencies on loading and resolving, and the apiVersion they need. */
export function checkDependencies(root: YamlMap, text: string, report: ChartYamlReport): void {
  const entry = fieldEntry(root, 'dependencies');
  const items = fieldItems(root, 'dependencies');
  const apiVersion = fieldText(root, 'apiVersion');
  if (entry !== undefined && items.length > 0 && apiVersion !== 'v2') {
    report(
      'chart-yaml/dependencies-need-v2',
      entry.key.range,
      {},
      {
        helmText: `dependencies are not valid in the Chart file with apiVersion '${apiVersion}'. They are valid in apiVersion 'v2'`,
      },
    );
  }
  const seen = new Set<string>();
  for (const item of items) {
    if (isNull(item))
      report('chart-yaml/dependency-empty', itemRange(text, item.range), {}, withFix(removeItem(text, item.range)));
    else if (item.kind === 'map') checkDependency(item, seen, report);
  }
}

function checkDependency(item: YamlMap, seen: Set<string>, report: ChartYamlReport): void {
  const start = item.entries[0]?.key.range ?? item.range;
  const name = fieldText(item, 'name');
  const alias = fieldText(item, 'alias');
  const version = fieldText(item, 'version');
  if (name === '') report('chart-yaml/dependency-name-required', fieldRange(item, 'name', start), {});
  if (alias !== '' && !aliasPattern.test(alias))
    report('chart-yaml/dependency-alias-invalid', fieldRange(item, 'alias', start), { alias });
  const constraint = parseConstraint(version);
  if (constraint === undefined)
    report('chart-yaml/dependency-version-invalid', fieldRange(item, 'version', start), { version });
  else if (isImpossible(constraint))
    report('chart-yaml/dependency-version-impossible', fieldRange(item, 'version', start), { version });
  const key = alias === '' ? name : alias;
  // An empty name is a name like any other to Helm: two of them are a repetition.
  if (seen.has(key))
    report('chart-yaml/dependency-repeated', fieldRange(item, alias === '' ? 'name' : 'alias', start), { name: key });
  seen.add(key);
  checkRepository(item, report);
  checkCondition(item, report);
}

/** What Helm's downloader takes: nothing (a chart in charts/), a URL, `@name` or `alias:name`. */
function checkRepository(item: YamlMap, report: ChartYamlReport): void {
  const repository = fieldText(item, 'repository');
  if (repository === '' || repository.startsWith('@') || repository.startsWith('alias:') || repository.includes('//'))
    return;
  const value = fieldEntry(item, 'repository')?.value;
  const isName = /^[a-zA-Z0-9_-]+$/.test(repository);
  report(
    'chart-yaml/dependency-repository-invalid',
    fieldRange(item, 'repository', item.range),
    { repository },
    withFix(
      isName && value?.kind === 'scalar'
        ? { range: value.range, newText: JSON.stringify(`@${repository}`) }
        : undefined,
    ),
  );
}

function checkCondition(item: YamlMap, report: ChartYamlReport): void {
  const condition = fieldText(item, 'condition');
  if (condition === '' || condition.split(',').every(path => /^[^\s.]+(?:\.[^\s.]+)*$/.test(path.trim()))) return;
  report('chart-yaml/dependency-condition-invalid', fieldRange(item, 'condition', item.range), { condition });
}
