import type { TextRange } from '../findings';
import { insertLine, quoteFix } from '../yaml/edits';
import type { YamlMap, YamlNode } from '../yaml/goYaml';
import { findUnconvertible } from '../yaml/jsonConversion';
import { keyText } from '../yaml/plainValue';
import type { ChartYamlReport } from './chartYamlTable';
import { withFix } from './chartYamlShape';
import type { Version } from './version';
import { compareVersions, parseStrictVersion, parseVersion } from './version';
import { fieldEntry, fieldRange, fieldText } from './yamlFields';

/** Helm's rules for apiVersion, name, version, appVersion and type (pkg/chart/v2/lint/rules chartfile.go). */
export function checkIdentity(root: YamlMap, text: string, whole: TextRange, report: ChartYamlReport): void {
  checkName(root, whole, report);
  checkApiVersion(root, text, whole, report);
  checkVersion(root, whole, report);
  checkAppVersion(root, report);
  checkType(root, whole, report);
}

function checkName(root: YamlMap, whole: TextRange, report: ChartYamlReport): void {
  const name = fieldText(root, 'name');
  const range = fieldRange(root, 'name', whole);
  if (name === '') report('chart-yaml/name-required', range, {}, { helmText: 'name is required' });
  else if (name.includes('/') && name !== '/')
    // which is its own base name
    report('chart-yaml/name-invalid', range, { name }, { helmText: `chart name "${name}" is invalid` });
  else if (name === '.' || name === '..') report('chart-yaml/name-not-allowed', range, { name });
  else if (!/^[a-z0-9]+(?:[._-]+[a-z0-9]+)*$/.test(name)) report('chart-yaml/name-convention', range, { name });
}

function checkApiVersion(root: YamlMap, text: string, whole: TextRange, report: ChartYamlReport): void {
  const apiVersion = fieldText(root, 'apiVersion');
  const range = fieldRange(root, 'apiVersion', whole);
  const entry = fieldEntry(root, 'apiVersion');
  const values = 'The value must be either "v1" or "v2"';
  const toV2 = withFix(entry?.value.kind === 'scalar' ? { range: entry.value.range, newText: 'v2' } : undefined);
  if (apiVersion === '') {
    const first = root.entries.find(item => !item.merged);
    const fix =
      entry === undefined && first !== undefined
        ? insertLine(text, first.key.range.start, 'apiVersion: v2')
        : undefined;
    const helmText = `apiVersion is required. ${values}`;
    report('chart-yaml/api-version-required', range, {}, { helmText, ...withFix(fix) });
  } else if (apiVersion !== 'v1' && apiVersion !== 'v2') {
    const helmText = `apiVersion '${apiVersion}' is not valid. ${values}`;
    report('chart-yaml/api-version-invalid', range, { apiVersion }, { helmText, ...toV2 });
  } else if (apiVersion === 'v1') report('chart-yaml/migrate-to-v2', range, {}, toV2);
}

function checkVersion(root: YamlMap, whole: TextRange, report: ChartYamlReport): void {
  const version = fieldText(root, 'version');
  const range = fieldRange(root, 'version', whole);
  const value = fieldEntry(root, 'version')?.value;
  const type = nonTextType(root, 'version');
  if (type !== undefined)
    report(
      'chart-yaml/version-not-text',
      range,
      { type },
      { helmText: `version should be of type string but it's of type ${type}`, ...withFix(quoteFix(value)) },
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
    const helmText = `version ${version} is less than or equal to 0.0.0-0`;
    report('chart-yaml/version-zero', range, { version }, { helmText });
  }
  const strict = parsed === undefined ? '' : formatStrict(parsed);
  const toStrict = withFix(
    strict !== '' && value?.kind === 'scalar' && strict !== version
      ? { range: value.range, newText: strict }
      : undefined,
  );
  if (parseStrictVersion(version) === undefined) {
    const helmText = `version '${version}' is not a valid SemVerV2`;
    report('chart-yaml/version-not-strict', range, { version, strict }, { helmText, ...toStrict });
  }
  if (parsed !== undefined && version.startsWith('v'))
    report('chart-yaml/version-v-prefix', range, { version, strict }, toStrict);
  if (parsed !== undefined && version.includes('+'))
    report('chart-yaml/version-plus', range, { tag: version.replaceAll('+', '_') });
}

/** The same version in three numbers, without prefix and leading zeros. */
function formatStrict({ major, minor, patch, prerelease, metadata }: Version): string {
  return `${major}.${minor}.${patch}${prerelease === '' ? '' : `-${prerelease}`}${metadata === '' ? '' : `+${metadata}`}`;
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

function checkAppVersion(root: YamlMap, report: ChartYamlReport): void {
  const entry = fieldEntry(root, 'appVersion');
  const type = nonTextType(root, 'appVersion');
  if (entry === undefined || type === undefined) return;
  report(
    'chart-yaml/app-version-not-text',
    fieldRange(root, 'appVersion', entry.key.range),
    { type },
    { helmText: `appVersion should be of type string but it's of type ${type}`, ...withFix(quoteFix(entry.value)) },
  );
}

function checkType(root: YamlMap, whole: TextRange, report: ChartYamlReport): void {
  const type = fieldText(root, 'type');
  if (type === '') return;
  const range = fieldRange(root, 'type', whole);
  const apiVersion = fieldText(root, 'apiVersion');
  if (type !== 'application' && type !== 'library') {
    const suggestion = ['application', 'library'].find(known => known.startsWith(type.toLowerCase().slice(0, 3)));
    const fix = suggestion === undefined ? undefined : { range, newText: suggestion };
    report('chart-yaml/type-invalid', range, { type, suggestion: suggestion ?? '' }, withFix(fix));
  }
  if (apiVersion !== 'v2') {
    const helmText = `chart type is not valid in apiVersion '${apiVersion}'. It is valid in apiVersion 'v2'`;
    report('chart-yaml/type-needs-v2', range, {}, { helmText });
  }
}

/** The Go type of a value that is not text; Helm looks at the key in this very spelling only. */
function nonTextType(root: YamlMap, name: string): string | undefined {
  const entry = root.entries.filter(item => keyText(item.key) === name).at(-1);
  // Helm reads the file once more for this, and is silent about what it cannot read then.
  return entry === undefined || findUnconvertible(root) !== undefined ? undefined : goType(entry.value);
}

function goType(node: YamlNode): string | undefined {
  if (node.kind === 'list') return '[]interface {}';
  if (node.kind === 'map') return 'map[string]interface {}';
  if (node.value === null) return '<nil>';
  if (typeof node.value === 'string') return undefined;
  return typeof node.value === 'boolean' ? 'bool' : 'float64';
}
