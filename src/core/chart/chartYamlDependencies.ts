import type { YamlMap } from '../yaml/goYaml';
import type { Report } from './chartYamlRules';
import { parseConstraint } from './constraint';
import { fieldEntry, fieldItems, fieldRange, fieldText, isNull } from './yamlFields';

const aliasPattern = /^[a-zA-Z0-9_-]+$/;

/** What Helm refuses about dependencies on loading and resolving, and the apiVersion they need. */
export function checkDependencies(root: YamlMap, report: Report): void {
  const entry = fieldEntry(root, 'dependencies');
  const items = fieldItems(root, 'dependencies');
  const apiVersion = fieldText(root, 'apiVersion');
  if (entry !== undefined && items.length > 0 && apiVersion !== 'v2') {
    report(
      'chart-yaml/dependencies-need-v2',
      entry.key.range,
      { apiVersion },
      {
        helmText: `dependencies are not valid in the Chart file with apiVersion '${apiVersion}'. They are valid in apiVersion 'v2'`,
      },
    );
  }
  const seen = new Set<string>();
  for (const item of items) {
    if (isNull(item)) report('chart-yaml/dependency-empty', item.range, {});
    else if (item.kind === 'map') checkDependency(item, seen, report);
  }
}

function checkDependency(item: YamlMap, seen: Set<string>, report: Report): void {
  const start = item.entries[0]?.key.range ?? item.range;
  const name = fieldText(item, 'name');
  const alias = fieldText(item, 'alias');
  const version = fieldText(item, 'version');
  if (name === '') report('chart-yaml/dependency-name-required', fieldRange(item, 'name', start), {});
  if (alias !== '' && !aliasPattern.test(alias))
    report('chart-yaml/dependency-alias-invalid', fieldRange(item, 'alias', start), { name, alias });
  if (parseConstraint(version) === undefined)
    report('chart-yaml/dependency-version-invalid', fieldRange(item, 'version', start), { name, version });
  const key = alias === '' ? name : alias;
  if (key !== '' && seen.has(key))
    report('chart-yaml/dependency-repeated', fieldRange(item, alias === '' ? 'name' : 'alias', start), { name: key });
  seen.add(key);
}
