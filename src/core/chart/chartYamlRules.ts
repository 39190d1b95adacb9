import type { Finding, Severity, TextRange } from '../findings';
import type { YamlMap, YamlNode } from '../yaml/goYaml';
import { parseGoYaml } from '../yaml/goYaml';
import { checkDependencies } from './chartYamlDependencies';
import { checkIdentity } from './chartYamlIdentity';
import { checkKeys, checkTypes } from './chartYamlShape';
import { checkPeopleAndLinks } from './chartYamlLinks';

/** Every rule for Chart.yaml: its default severity (Helm 4's, where Helm has the rule) and the names of its arguments. */
export const chartYamlRules = {
  'chart-yaml/syntax': { severity: 'error', args: ['detail'] },
  'chart-yaml/not-a-map': { severity: 'error', args: [] },
  'chart-yaml/wrong-type': { severity: 'error', args: ['field', 'expected'] },
  'chart-yaml/unknown-key': { severity: 'warning', args: ['key'] },
  'chart-yaml/duplicate-key': { severity: 'warning', args: ['key'] },
  'chart-yaml/case-variant-key': { severity: 'warning', args: ['key', 'field'] },
  'chart-yaml/changed-scalar': { severity: 'warning', args: ['written', 'read'] },
  'chart-yaml/name-required': { severity: 'error', args: [] },
  'chart-yaml/name-invalid': { severity: 'error', args: ['name'] },
  'chart-yaml/api-version-required': { severity: 'error', args: [] },
  'chart-yaml/api-version-invalid': { severity: 'error', args: ['apiVersion'] },
  'chart-yaml/version-required': { severity: 'error', args: [] },
  'chart-yaml/version-not-text': { severity: 'error', args: ['type'] },
  'chart-yaml/version-invalid': { severity: 'error', args: ['version'] },
  'chart-yaml/version-zero': { severity: 'error', args: ['version'] },
  'chart-yaml/version-not-strict': { severity: 'warning', args: ['version'] },
  'chart-yaml/app-version-not-text': { severity: 'error', args: ['type'] },
  'chart-yaml/type-invalid': { severity: 'error', args: ['type'] },
  'chart-yaml/type-needs-v2': { severity: 'error', args: ['apiVersion'] },
  'chart-yaml/dependencies-need-v2': { severity: 'error', args: ['apiVersion'] },
  'chart-yaml/maintainer-empty': { severity: 'error', args: [] },
  'chart-yaml/maintainer-name-required': { severity: 'error', args: [] },
  'chart-yaml/maintainer-email-invalid': { severity: 'error', args: ['email', 'name'] },
  'chart-yaml/maintainer-url-invalid': { severity: 'error', args: ['url', 'name'] },
  'chart-yaml/source-url-invalid': { severity: 'error', args: ['url'] },
  'chart-yaml/icon-recommended': { severity: 'info', args: [] },
  'chart-yaml/icon-url-invalid': { severity: 'error', args: ['url'] },
  'chart-yaml/dependency-empty': { severity: 'error', args: [] },
  'chart-yaml/dependency-name-required': { severity: 'error', args: [] },
  'chart-yaml/dependency-version-invalid': { severity: 'error', args: ['name', 'version'] },
  'chart-yaml/dependency-alias-invalid': { severity: 'error', args: ['name', 'alias'] },
  'chart-yaml/dependency-repeated': { severity: 'error', args: ['name'] },
} as const satisfies Readonly<Record<string, { readonly severity: Severity; readonly args: readonly string[] }>>;

export type ChartYamlCode = keyof typeof chartYamlRules;

export type ChartYamlArgs<C extends ChartYamlCode> = {
  readonly [K in (typeof chartYamlRules)[C]['args'][number]]: string;
};

/** Collects findings: a rule is named by its code, and its arguments are checked by the compiler. */
export type Report = <C extends ChartYamlCode>(
  code: C,
  range: TextRange,
  args: ChartYamlArgs<C>,
  more?: Pick<Finding, 'helmText' | 'fix'>,
) => void;

/**
 * Problems of a Chart.yaml, in the order of the text: Helm 4's lint rules that need no rendering, with Helm's severity and
 * sentence, what Helm refuses on loading, and scalars and keys that do not mean what they seem to. Never throws.
 */
export function checkChartYaml(text: string): readonly Finding[] {
  const findings: Finding[] = [];
  const report: Report = (code, range, args, more = {}) => {
    findings.push({ code, severity: chartYamlRules[code].severity, range, args, ...more });
  };
  const { root, problem } = parseGoYaml(text);
  if (problem !== undefined) {
    const detail = problem.detail === '' ? problem.reason : (problem.detail.split('\n')[0] ?? '');
    report('chart-yaml/syntax', problem.range, { detail });
  } else if (root !== undefined && !isMapOrNull(root)) {
    report('chart-yaml/not-a-map', firstLine(text), {});
  } else {
    checkRoot(root?.kind === 'map' ? root : emptyMap(text), text, report);
  }
  return findings.sort((a, b) => a.range.start - b.range.start || a.range.end - b.range.end);
}

function checkRoot(root: YamlMap, text: string, report: Report): void {
  const whole = firstLine(text);
  checkKeys(root, report);
  checkTypes(root, report);
  checkIdentity(root, whole, report);
  checkPeopleAndLinks(root, whole, report);
  checkDependencies(root, report);
}

function isMapOrNull(node: YamlNode): boolean {
  return node.kind === 'map' || (node.kind === 'scalar' && node.value === null);
}

function emptyMap(text: string): YamlMap {
  return { kind: 'map', entries: [], range: { start: 0, end: text.length } };
}

/** Where a problem of the file as a whole is shown. */
function firstLine(text: string): TextRange {
  const end = text.search(/[\r\n]/);
  return { start: 0, end: end === -1 ? text.length : end };
}
