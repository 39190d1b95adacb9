import type { Report, RuleTable } from '../rule';

const quote = 'Put in quotes';

/** The rules for what Chart.yaml itself says. */
export const chartYamlTable = {
  'chart-yaml/syntax': { severity: 'error', origin: 'both', message: 'Helm cannot read this file: {detail}' },
  'chart-yaml/not-a-map': {
    severity: 'error',
    origin: 'both',
    message: 'A Chart.yaml is a map of fields such as name and version.',
  },
  'chart-yaml/wrong-type': {
    severity: 'error',
    origin: 'both',
    message: '{field} must be {expected}.',
    fix: 'Change to {suggestion}',
  },
  'chart-yaml/unknown-key': {
    severity: 'warning',
    origin: 'helm4',
    message: 'Helm does not know the field {key} and drops it.',
    fix: 'Remove {key}',
    askFirst: true,
  },
  'chart-yaml/duplicate-key': {
    severity: 'warning',
    origin: 'helm4',
    message: '{key} is set more than once; the last one counts.',
    fix: 'Remove the {key} that does not count',
  },
  'chart-yaml/case-variant-key': {
    severity: 'warning',
    origin: 'own',
    message: 'Helm reads {key} as {field}; other tools do not.',
    fix: 'Write {field}',
  },
  'chart-yaml/changed-scalar': {
    severity: 'warning',
    origin: 'own',
    message: 'Helm reads {written} as "{read}".',
    fix: quote,
  },
  'chart-yaml/several-documents': {
    severity: 'warning',
    origin: 'own',
    message: 'Helm reads only the first document of this file; what follows is ignored.',
  },
  'chart-yaml/odd-characters': {
    severity: 'warning',
    origin: 'own',
    message: '{field} holds characters that cannot be seen ({characters}); Helm changes or removes them.',
  },
  'chart-yaml/name-required': { severity: 'error', origin: 'both', message: 'A chart needs a name.' },
  'chart-yaml/name-invalid': { severity: 'error', origin: 'both', message: '"{name}" cannot be the name of a chart.' },
  'chart-yaml/name-not-allowed': {
    severity: 'error',
    origin: 'helm4',
    message: 'Helm 4 refuses a chart that is named "{name}".',
  },
  'chart-yaml/name-convention': {
    severity: 'info',
    origin: 'own',
    message:
      'Names of charts are lower-case letters, digits and dashes; "{name}" breaks in registries and in names of resources.',
  },
  'chart-yaml/description-recommended': {
    severity: 'info',
    origin: 'own',
    message: 'A description is recommended: one sentence that search results show.',
  },
  'chart-yaml/api-version-required': {
    severity: 'error',
    origin: 'both',
    message: 'apiVersion is missing: write v2 (or v1 for charts of Helm 2).',
    fix: 'Add apiVersion: v2',
    askFirst: true,
  },
  'chart-yaml/api-version-invalid': {
    severity: 'error',
    origin: 'both',
    message: 'apiVersion is v2 (or v1 for charts of Helm 2), not {apiVersion}.',
    fix: 'Change to v2',
    askFirst: true,
  },
  'chart-yaml/migrate-to-v2': {
    severity: 'info',
    origin: 'own',
    message: 'apiVersion v1 is the format of Helm 2; charts for Helm 3 and 4 use v2.',
    fix: 'Change to v2',
    askFirst: true,
  },
  'chart-yaml/version-required': {
    severity: 'error',
    origin: 'both',
    message: 'A chart needs a version, such as 0.1.0.',
  },
  'chart-yaml/version-not-text': {
    severity: 'error',
    origin: 'both',
    message: 'version must be text, not {type}.',
    fix: quote,
  },
  'chart-yaml/version-invalid': {
    severity: 'error',
    origin: 'both',
    message: '"{version}" is not a version. Use three numbers, such as 1.2.3.',
  },
  'chart-yaml/version-zero': {
    severity: 'error',
    origin: 'both',
    message: 'The version {version} is not above 0.0.0-0.',
  },
  'chart-yaml/version-not-strict': {
    severity: 'warning',
    origin: 'helm4',
    message: '"{version}" is not in the strict form N.N.N: OCI registries and Helm 4 want that.',
    fix: 'Change to {strict}',
    askFirst: true,
  },
  'chart-yaml/version-v-prefix': {
    severity: 'warning',
    origin: 'own',
    message:
      'With the prefix v, "{version}" can be pulled from a registry by its exact tag only: ranges and "latest" pass it over.',
    fix: 'Change to {strict}',
    askFirst: true,
  },
  'chart-yaml/version-plus': {
    severity: 'info',
    origin: 'own',
    message: 'A tag in a registry cannot hold "+": this version becomes the tag {tag}.',
  },
  'chart-yaml/app-version-not-text': {
    severity: 'error',
    origin: 'both',
    message: 'appVersion must be text, not {type}.',
    fix: quote,
  },
  'chart-yaml/kube-version-invalid': {
    severity: 'warning',
    origin: 'own',
    message: '"{kubeVersion}" is not a range of versions: Helm refuses to install the chart.',
  },
  'chart-yaml/kube-version-no-prerelease': {
    severity: 'info',
    origin: 'own',
    message:
      '"{kubeVersion}" excludes clusters whose version has a suffix, such as 1.31.2-gke.100; end the bound with -0.',
  },
  'chart-yaml/type-invalid': {
    severity: 'error',
    origin: 'load',
    message: 'type is application or library, not {type}.',
    fix: 'Change to {suggestion}',
    askFirst: true,
  },
  'chart-yaml/type-needs-v2': { severity: 'error', origin: 'both', message: 'type is a field of apiVersion v2.' },
  'chart-yaml/unused-field': {
    severity: 'info',
    origin: 'own',
    message: 'Helm does nothing with {key} at the top of Chart.yaml: it belongs to a dependency.',
    fix: 'Remove {key}',
  },
  'chart-yaml/dependencies-need-v2': {
    severity: 'error',
    origin: 'both',
    message: 'dependencies are a field of apiVersion v2; with v1 they belong in requirements.yaml.',
  },
  'chart-yaml/maintainer-empty': {
    severity: 'error',
    origin: 'both',
    message: 'This maintainer is empty; Helm refuses the chart.',
    fix: 'Remove the empty item',
  },
  'chart-yaml/maintainer-name-required': { severity: 'error', origin: 'both', message: 'A maintainer needs a name.' },
  'chart-yaml/maintainer-email-invalid': {
    severity: 'error',
    origin: 'both',
    message: '"{email}" is not an email address.',
  },
  'chart-yaml/maintainer-url-invalid': { severity: 'error', origin: 'both', message: '"{url}" is not a URL.' },
  'chart-yaml/maintainer-repeated': {
    severity: 'warning',
    origin: 'own',
    message: '{name} is listed as a maintainer more than once.',
  },
  'chart-yaml/source-url-invalid': { severity: 'error', origin: 'both', message: '"{url}" is not a complete URL.' },
  'chart-yaml/home-url-invalid': { severity: 'warning', origin: 'own', message: '"{url}" is not a complete URL.' },
  'chart-yaml/icon-recommended': {
    severity: 'info',
    origin: 'both',
    message: 'An icon is recommended: a URL of an SVG or PNG picture.',
  },
  'chart-yaml/icon-url-invalid': { severity: 'error', origin: 'both', message: '"{url}" is not a complete URL.' },
  'chart-yaml/icon-not-loadable': {
    severity: 'info',
    origin: 'own',
    message: 'Catalogues load icons from https:// or data: URLs; "{url}" will not be shown.',
  },
  'chart-yaml/insecure-url': {
    severity: 'info',
    origin: 'own',
    message: '{url} is fetched without encryption.',
    fix: 'Change to https',
    askFirst: true,
  },
  'chart-yaml/dependency-empty': {
    severity: 'error',
    origin: 'load',
    message: 'This dependency is empty; Helm refuses the chart.',
    fix: 'Remove the empty item',
  },
  'chart-yaml/dependency-name-required': {
    severity: 'warning',
    origin: 'own',
    message: 'A dependency needs the name of a chart.',
  },
  'chart-yaml/dependency-version-invalid': {
    severity: 'warning',
    origin: 'own',
    message: '"{version}" is not a version or range that Helm understands: helm dependency refuses it.',
  },
  'chart-yaml/dependency-version-impossible': {
    severity: 'warning',
    origin: 'own',
    message: 'No version can satisfy "{version}".',
  },
  'chart-yaml/dependency-alias-invalid': {
    severity: 'error',
    origin: 'load',
    message: 'The alias "{alias}" may hold letters, digits, - and _ only.',
  },
  'chart-yaml/dependency-repeated': {
    severity: 'error',
    origin: 'load',
    message: 'There is another dependency with the name or alias "{name}".',
  },
  'chart-yaml/dependency-repository-invalid': {
    severity: 'warning',
    origin: 'own',
    message: '"{repository}" is not a repository: write a URL, oci://, file:// or @name.',
    fix: 'Change to @{repository}',
    askFirst: true,
  },
  'chart-yaml/dependency-condition-invalid': {
    severity: 'warning',
    origin: 'own',
    message: '"{condition}" is not a path into values, such as name.enabled: Helm ignores it.',
  },
} as const satisfies RuleTable;

export type ChartYamlReport = Report<typeof chartYamlTable>;
