import * as vscode from 'vscode';
import type { ChartYamlArgs, ChartYamlCode } from '../../core/chart/chartYamlRules';
import type { Finding } from '../../core/findings';
import { displayText } from '../../util/displayText';

const t = vscode.l10n.t;

/** What is wrong and what to do, for every rule of Chart.yaml. Exhaustive: a new rule does not compile without its sentence. */
const messages: { readonly [C in ChartYamlCode]: (args: ChartYamlArgs<C>) => string } = {
  'chart-yaml/syntax': a => t('Helm cannot read this file: {0}', a.detail),
  'chart-yaml/not-a-map': () => t('A Chart.yaml is a map of fields such as name and version.'),
  'chart-yaml/wrong-type': a => t('{0} must be a {1}.', a.field, a.expected),
  'chart-yaml/unknown-key': a => t('Helm does not know the field {0} and drops it.', a.key),
  'chart-yaml/duplicate-key': a => t('{0} is set more than once; the last one counts.', a.key),
  'chart-yaml/case-variant-key': a => t('Helm reads {0} as {1}; write {1}.', a.key, a.field),
  'chart-yaml/changed-scalar': a => t('Helm reads {0} as "{1}". Put it in quotes.', a.written, a.read),
  'chart-yaml/name-required': () => t('A chart needs a name.'),
  'chart-yaml/name-invalid': a => t('"{0}" cannot be the name of a chart.', a.name),
  'chart-yaml/api-version-required': () => t('apiVersion is missing: write v2 (or v1 for charts of Helm 2).'),
  'chart-yaml/api-version-invalid': a => t('apiVersion is v2 (or v1 for charts of Helm 2), not {0}.', a.apiVersion),
  'chart-yaml/version-required': () => t('A chart needs a version, such as 0.1.0.'),
  'chart-yaml/version-not-text': a => t('version must be text, not {0}. Put it in quotes.', a.type),
  'chart-yaml/version-invalid': a => t('"{0}" is not a version. Use three numbers, such as 1.2.3.', a.version),
  'chart-yaml/version-zero': a => t('The version {0} is not above 0.0.0-0.', a.version),
  'chart-yaml/version-not-strict': a =>
    t('"{0}" is not in the strict form N.N.N: OCI registries and Helm 4 want that.', a.version),
  'chart-yaml/app-version-not-text': a => t('appVersion must be text, not {0}. Put it in quotes.', a.type),
  'chart-yaml/type-invalid': a => t('type is application or library, not {0}.', a.type),
  'chart-yaml/type-needs-v2': () => t('type is a field of apiVersion v2.'),
  'chart-yaml/dependencies-need-v2': () =>
    t('dependencies are a field of apiVersion v2; with v1 they belong in requirements.yaml.'),
  'chart-yaml/maintainer-empty': () => t('This maintainer is empty; Helm refuses the chart.'),
  'chart-yaml/maintainer-name-required': () => t('A maintainer needs a name.'),
  'chart-yaml/maintainer-email-invalid': a => t('"{0}" is not an email address.', a.email),
  'chart-yaml/maintainer-url-invalid': a => t('"{0}" is not a URL.', a.url),
  'chart-yaml/source-url-invalid': a => t('"{0}" is not a complete URL.', a.url),
  'chart-yaml/icon-recommended': () => t('An icon is recommended: a URL of an SVG or PNG picture.'),
  'chart-yaml/icon-url-invalid': a => t('"{0}" is not a complete URL.', a.url),
  'chart-yaml/dependency-empty': () => t('This dependency is empty; Helm refuses the chart.'),
  'chart-yaml/dependency-name-required': () => t('A dependency needs the name of a chart.'),
  'chart-yaml/dependency-version-invalid': a => t('"{0}" is not a version or range that Helm understands.', a.version),
  'chart-yaml/dependency-alias-invalid': a => t('The alias "{0}" may hold letters, digits, - and _ only.', a.alias),
  'chart-yaml/dependency-repeated': a => t('There is another dependency with the name or alias "{0}".', a.name),
};

export function findingMessage(finding: Finding): string {
  const describe = (messages as unknown as Readonly<Record<string, (args: Finding['args']) => string>>)[finding.code];
  return displayText(describe === undefined ? finding.code : describe(finding.args), 600);
}
