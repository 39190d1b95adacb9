import type { TextRange } from '../findings';
import type { YamlMap, YamlNode } from '../yaml/goYaml';
import type { Report } from './chartYamlRules';
import { compareVersions, parseStrictVersion, parseVersion } from './version';
import { fieldEntry, fieldRange, fieldText } from './yamlFields';

/** Helm's rules for apiVersion, name, version, appVersion and type (pkg/chart/v2/lint/rules chartfile.go). */
export function checkIdentity(root: YamlMap, whole: TextRange, report: Report): void {
  checkName(root, whole, report);
  checkApiVersion(root, whole, report);
  checkVersion(root, whole, report);
  checkAppVersion(root, report);
  checkType(root, whole, report);
}

function checkName(root: YamlMap, whole: TextRange, report: Report): void {
  const name = fieldText(root, 'name');
  const range = fieldRange(root, 'name', whole);
  if (name === '') report('chart-yaml/name-required', range, {}, { helmText: 'name is required' });
  else if (name.includes('/'))
    report('chart-yaml/name-invalid', range, { name }, { helmText: `chart name "${name}" is invalid` });
  else if (name === '.' || name === '..') report('chart-yaml/name-invalid', range, { name });
}

function checkApiVersion(root: YamlMap, whole: TextRange, report: Report): void {
  const apiVersion = fieldText(root, 'apiVersion');
  const range = fieldRange(root, 'apiVersion', whole);
  const values = 'The value must be either "v1" or "v2"';
  if (apiVersion === '')
    report('chart-yaml/api-version-required', range, {}, { helmText: `apiVersion is required. ${values}` });
  else if (apiVersion !== 'v1' && apiVersion !== 'v2') {
    report(
      'chart-yaml/api-version-invalid',
      range,
      { apiVersion },
      { helmText: `apiVersion '${apiVersion}' is not valid. ${values}` },
    );
  }
}

function checkVersion(root: YamlMap, whole: TextRange, report: Report): void {
  const version = fieldText(root, 'version');
  const range = fieldRange(root, 'version', whole);
  const type = nonTextType(root, 'version');
  if (type !== undefined)
    report(
      'chart-yaml/version-not-text',
      range,
      { type },
      { helmText: `version should be of type string but it's of type ${type}` },
    );
  const parsed = parseVersion(version);
  if (version === '') report('chart-yaml/version-required', range, {}, { helmText: 'version is required' });
  else if (parsed === undefined)
    report(
      'chart-yaml/version-invalid',
      range,
      { version },
      { helmText: `version '${version}' is not a valid SemVer` },
    );
  else if (compareVersions(parsed, zero) <= 0) {
    report(
      'chart-yaml/version-zero',
      range,
      { version },
      { helmText: `version ${version} is less than or equal to 0.0.0-0` },
    );
  } else if (parseStrictVersion(version) === undefined) {
    report(
      'chart-yaml/version-not-strict',
      range,
      { version },
      { helmText: `version '${version}' is not a valid SemVerV2` },
    );
  }
}

const zero = {
  original: '0.0.0-0',
  major: 0n,
  minor: 0n,
  patch: 0n,
  prerelease: '0',
  metadata: '',
  written: 3,
} as const;

function checkAppVersion(root: YamlMap, report: Report): void {
  const entry = fieldEntry(root, 'appVersion');
  const type = nonTextType(root, 'appVersion');
  if (entry === undefined || type === undefined) return;
  report(
    'chart-yaml/app-version-not-text',
    fieldRange(root, 'appVersion', entry.key.range),
    { type },
    { helmText: `appVersion should be of type string but it's of type ${type}` },
  );
}

function checkType(root: YamlMap, whole: TextRange, report: Report): void {
  const type = fieldText(root, 'type');
  if (type === '') return;
  const range = fieldRange(root, 'type', whole);
  const apiVersion = fieldText(root, 'apiVersion');
  if (type !== 'application' && type !== 'library') report('chart-yaml/type-invalid', range, { type });
  if (apiVersion !== 'v2') {
    report(
      'chart-yaml/type-needs-v2',
      range,
      { apiVersion },
      { helmText: `chart type is not valid in apiVersion '${apiVersion}'. It is valid in apiVersion 'v2'` },
    );
  }
}

/** The Go type of a value that is not text; Helm looks at the key in this very spelling only. */
function nonTextType(root: YamlMap, name: string): string | undefined {
  const entry = root.entries.filter(item => item.key.text === name).at(-1);
  return entry === undefined ? undefined : goType(entry.value);
}

function goType(node: YamlNode): string | undefined {
  if (node.kind === 'list') return '[]interface {}';
  if (node.kind === 'map') return 'map[string]interface {}';
  if (node.value === null) return '<nil>';
  if (typeof node.value === 'string') return undefined;
  return typeof node.value === 'boolean' ? 'bool' : 'float64';
}
