export interface FieldHelp {
  readonly meaning: string;
  readonly type: 'text' | 'boolean' | 'texts' | 'map' | 'list';
  readonly values?: readonly string[];
  readonly required?: true;
  readonly example?: string;
}

const text = (meaning: string, more: Partial<FieldHelp> = {}): FieldHelp => ({ meaning, type: 'text', ...more });

/** The fields of Chart.yaml, each with what Helm does with it. */
export const chartFields: Readonly<Record<string, FieldHelp>> = {
  apiVersion: text('Format of the chart: v2 for Helm 3 and 4, v1 for charts of Helm 2.', {
    values: ['v2', 'v1'],
    required: true,
  }),
  name: text('Name of the chart. The package is called name-version.tgz.', { required: true }),
  version: text('Version of the chart (SemVer 2). A published version must not change.', {
    required: true,
    example: '0.1.0',
  }),
  kubeVersion: text(
    "Range of Kubernetes versions; Helm refuses to install on others. End a bound with -0 to take providers' suffixes.",
    { example: '">=1.28.0-0"' },
  ),
  description: text('One sentence about the chart, shown in search results.'),
  type: text('application can be installed; library only helps other charts.', { values: ['application', 'library'] }),
  keywords: { meaning: 'Words under which the chart is found.', type: 'texts' },
  home: text('URL of the home page of the project.', { example: 'https://' }),
  sources: { meaning: 'URLs of the source code.', type: 'texts' },
  dependencies: {
    meaning: 'Charts that this chart needs. helm dependency update fetches them into charts/ and writes Chart.lock.',
    type: 'list',
  },
  maintainers: { meaning: 'People who look after the chart.', type: 'list' },
  icon: text('URL of an SVG or PNG picture.', { example: 'https://' }),
  appVersion: text('Version of the application inside; any text, put in quotes.', { example: '"1.0.0"' }),
  deprecated: {
    meaning: 'Whether the chart is deprecated: Helm warns on installing it.',
    type: 'boolean',
    values: ['true', 'false'],
  },
  annotations: { meaning: 'Further information as texts by key, such as those of Artifact Hub.', type: 'map' },
};

export const dependencyFields: Readonly<Record<string, FieldHelp>> = {
  name: text('Name of the chart in its repository.', { required: true }),
  version: text('A version or a range, such as ^1.2.0 or >=1.2.0 <2.0.0.', { required: true, example: '^1.0.0' }),
  repository: text(
    'https:// or oci:// address, @name of a repository, file:// path, or empty for a chart in charts/.',
    { example: 'oci://' },
  ),
  condition: text(
    'Paths into values, separated by commas; the first that is a boolean turns the dependency on or off.',
  ),
  tags: { meaning: 'Groups that values turn on or off together.', type: 'texts' },
  'import-values': { meaning: 'Values of the dependency to take over into the chart.', type: 'list' },
  alias: text('Another name, so that the same chart can be used twice.'),
};

export const maintainerFields: Readonly<Record<string, FieldHelp>> = {
  name: text('Name of the maintainer.', { required: true }),
  email: text('Address of the maintainer.'),
  url: text('Page of the maintainer.', { example: 'https://' }),
};

/** The fields of the map that a path of keys leads to; `undefined` for maps with free keys. */
export function fieldsAt(path: readonly string[]): Readonly<Record<string, FieldHelp>> | undefined {
  if (path.length === 0) return chartFields;
  if (path.length > 1) return undefined;
  if (path[0] === 'dependencies') return dependencyFields;
  return path[0] === 'maintainers' ? maintainerFields : undefined;
}
