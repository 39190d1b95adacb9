import assert from 'node:assert/strict';
import { chartYamlTable } from '../../../src/core/chart/chartYamlTable';
import { lintChartYaml } from '../../../src/core/lint/lintChartYaml';
import type { RuleRow } from '../../support/ruleRows';
import { checkRow } from '../../support/ruleRows';

const head = 'apiVersion: v2\nname: demo\nversion: 0.1.0\n';

const rows: readonly RuleRow[] = [
  {
    code: 'chart-yaml/syntax',
    text: 'name: ⟦*a⟧\n',
    message: "Helm cannot read this file: unknown anchor 'a' referenced",
  },
  {
    code: 'chart-yaml/not-a-map',
    text: '⟦- name: demo⟧\n',
    message: 'A Chart.yaml is a map of fields such as name and version.',
  },
  {
    code: 'chart-yaml/wrong-type',
    text: `${head}deprecated: ⟦"true"⟧\n`,
    message: 'deprecated must be true or false.',
    fixed: `${head}deprecated: true\n`,
  },
  {
    code: 'chart-yaml/wrong-type',
    text: `${head}keywords: ⟦database⟧ # one\n`,
    message: 'keywords must be a list.',
    fixed: `${head}keywords: ["database"] # one\n`,
  },
  {
    code: 'chart-yaml/wrong-type',
    text: `${head}dependencies:\n  - name: ⟦[a]⟧\n    version: "1"\n`,
    message: 'dependencies.name must be a text.',
  },
  {
    code: 'chart-yaml/unknown-key',
    text: `${head}⟦engine⟧: gotpl # old\ntype: application\n`,
    message: 'Helm does not know the field engine and drops it.',
    fixed: `${head}type: application\n`,
  },
  {
    code: 'chart-yaml/duplicate-key',
    text: `${head}home: https://a.example\n⟦home⟧: https://b.example\n`,
    message: 'home is set more than once; the last one counts.',
    fixed: `${head}home: https://b.example\n`,
  },
  {
    code: 'chart-yaml/case-variant-key',
    text: `${head}⟦Home⟧: https://a.example\n`,
    message: 'Helm reads Home as home; other tools do not.',
    fixed: `${head}home: https://a.example\n`,
  },
  {
    code: 'chart-yaml/changed-scalar',
    text: `${head}description: ⟦y⟧\n`,
    message: 'Helm reads y as "true".',
    fixed: `${head}description: "y"\n`,
  },
  {
    code: 'chart-yaml/changed-scalar',
    text: `${head}annotations:\n  count: ⟦1_000⟧  # many\n`,
    message: 'Helm reads 1_000 as "1000".',
    fixed: `${head}annotations:\n  count: "1_000"  # many\n`,
  },
  {
    code: 'chart-yaml/changed-scalar',
    text: `${head}keywords: [⟦on⟧, a]\n`,
    message: 'Helm reads on as "true".',
    fixed: `${head}keywords: ["on", a]\n`,
  },
  {
    code: 'chart-yaml/several-documents',
    text: `${head}⟦---⟧\nname: other\n`,
    message: 'Helm reads only the first document of this file; what follows is ignored.',
  },
  {
    code: 'chart-yaml/odd-characters',
    text: `${head}description: ⟦a\u200bb⟧\n`,
    message: 'description holds characters that cannot be seen (U+200B); Helm changes or removes them.',
  },
  { code: 'chart-yaml/name-required', text: '⟦apiVersion: v2⟧\nversion: 0.1.0\n', message: 'A chart needs a name.' },
  { code: 'chart-yaml/name-invalid', text: 'name: ⟦a/b⟧\n', message: '"a/b" cannot be the name of a chart.' },
  { code: 'chart-yaml/name-not-allowed', text: 'name: ⟦..⟧\n', message: 'Helm 4 refuses a chart that is named "..".' },
  {
    code: 'chart-yaml/name-convention',
    text: 'name: ⟦My Chart⟧\n',
    message:
      'Names of charts are lower-case letters, digits and dashes; "My Chart" breaks in registries and in names of resources.',
  },
  {
    code: 'chart-yaml/description-recommended',
    text: '⟦apiVersion: v2⟧\nname: demo\n',
    message: 'A description is recommended: one sentence that search results show.',
  },
  {
    code: 'chart-yaml/api-version-required',
    text: '⟦name: demo⟧\nversion: 0.1.0\n',
    message: 'apiVersion is missing: write v2 (or v1 for charts of Helm 2).',
    fixed: 'apiVersion: v2\nname: demo\nversion: 0.1.0\n',
  },
  {
    code: 'chart-yaml/api-version-invalid',
    text: 'apiVersion: ⟦"3"⟧\nname: demo\n',
    message: 'apiVersion is v2 (or v1 for charts of Helm 2), not 3.',
    fixed: 'apiVersion: v2\nname: demo\n',
  },
  {
    code: 'chart-yaml/migrate-to-v2',
    text: 'apiVersion: ⟦v1⟧\nname: demo\n',
    message: 'apiVersion v1 is the format of Helm 2; charts for Helm 3 and 4 use v2.',
    fixed: 'apiVersion: v2\nname: demo\n',
  },
  { code: 'chart-yaml/version-required', text: '⟦name: demo⟧\n', message: 'A chart needs a version, such as 0.1.0.' },
  {
    code: 'chart-yaml/version-not-text',
    text: 'version: ⟦1.10⟧\nname: demo\n',
    message: 'version must be text, not float64.',
    fixed: 'version: "1.10"\nname: demo\n',
  },
  {
    code: 'chart-yaml/version-invalid',
    text: 'version: ⟦latest⟧\n',
    message: '"latest" is not a version. Use three numbers, such as 1.2.3.',
  },
  {
    code: 'chart-yaml/version-zero',
    text: 'version: ⟦0.0.0-0⟧\n',
    message: 'The version 0.0.0-0 is not above 0.0.0-0.',
  },
  {
    code: 'chart-yaml/version-not-strict',
    text: 'version: ⟦"1.2"⟧\n',
    message: '"1.2" is not in the strict form N.N.N: OCI registries and Helm 4 want that.',
    fixed: 'version: 1.2.0\n',
  },
  {
    code: 'chart-yaml/version-v-prefix',
    text: 'version: ⟦v1.2.3⟧\n',
    message:
      'With the prefix v, "v1.2.3" can be pulled from a registry by its exact tag only: ranges and "latest" pass it over.',
    fixed: 'version: 1.2.3\n',
  },
  {
    code: 'chart-yaml/version-plus',
    text: 'version: ⟦1.2.3+b.1⟧\n',
    message: 'A tag in a registry cannot hold "+": this version becomes the tag 1.2.3_b.1.',
  },
  {
    code: 'chart-yaml/app-version-not-text',
    text: `${head}appVersion: ⟦1e3⟧\n`,
    message: 'appVersion must be text, not float64.',
    fixed: `${head}appVersion: "1e3"\n`,
  },
  {
    code: 'chart-yaml/kube-version-invalid',
    text: `${head}kubeVersion: ⟦new⟧\n`,
    message: '"new" is not a range of versions: Helm refuses to install the chart.',
  },
  {
    code: 'chart-yaml/kube-version-no-prerelease',
    text: `${head}kubeVersion: ⟦'>=1.28.0'⟧\n`,
    message: '">=1.28.0" excludes clusters whose version has a suffix, such as 1.31.2-gke.100; end the bound with -0.',
  },
  {
    code: 'chart-yaml/type-invalid',
    text: `${head}type: ⟦app⟧\n`,
    message: 'type is application or library, not app.',
    fixed: `${head}type: application\n`,
  },
  {
    code: 'chart-yaml/type-needs-v2',
    text: 'apiVersion: v1\ntype: ⟦library⟧\n',
    message: 'type is a field of apiVersion v2.',
  },
  {
    code: 'chart-yaml/unused-field',
    text: `${head}⟦condition⟧: a.b\n`,
    message: 'Helm does nothing with condition at the top of Chart.yaml: it belongs to a dependency.',
    fixed: head,
  },
  {
    code: 'chart-yaml/dependencies-need-v2',
    text: 'apiVersion: v1\n⟦dependencies⟧:\n  - name: a\n    version: "1"\n',
    message: 'dependencies are a field of apiVersion v2; with v1 they belong in requirements.yaml.',
  },
  {
    code: 'chart-yaml/maintainer-name-required',
    text: `${head}maintainers:\n  - ⟦email⟧: jo@example.com\n`,
    message: 'A maintainer needs a name.',
  },
  {
    code: 'chart-yaml/maintainer-email-invalid',
    text: `${head}maintainers:\n  - name: Jo\n    email: ⟦jo@localhost⟧\n`,
    message: '"jo@localhost" is not an email address.',
  },
  {
    code: 'chart-yaml/maintainer-url-invalid',
    text: `${head}maintainers:\n  - name: Jo\n    url: ⟦"@jo"⟧\n`,
    message: '"@jo" is not a URL.',
  },
  {
    code: 'chart-yaml/maintainer-repeated',
    text: `${head}maintainers:\n  - name: Jo\n  - name: ⟦Jo⟧\n`,
    message: 'Jo is listed as a maintainer more than once.',
  },
  {
    code: 'chart-yaml/source-url-invalid',
    text: `${head}sources:\n  - ⟦example.com⟧\n`,
    message: '"example.com" is not a complete URL.',
  },
  {
    code: 'chart-yaml/home-url-invalid',
    text: `${head}home: ⟦example.com⟧\n`,
    message: '"example.com" is not a complete URL.',
  },
  {
    code: 'chart-yaml/icon-recommended',
    text: '⟦apiVersion: v2⟧\nname: demo\n',
    message: 'An icon is recommended: a URL of an SVG or PNG picture.',
  },
  { code: 'chart-yaml/icon-url-invalid', text: `${head}icon: ⟦i.png⟧\n`, message: '"i.png" is not a complete URL.' },
  {
    code: 'chart-yaml/icon-not-loadable',
    text: `${head}icon: ⟦file:///i.png⟧\n`,
    message: 'Catalogues load icons from https:// or data: URLs; "file:///i.png" will not be shown.',
  },
  {
    code: 'chart-yaml/insecure-url',
    text: `${head}home: ⟦"http://a.example"⟧\n`,
    message: 'http://a.example is fetched without encryption.',
    fixed: `${head}home: "https://a.example"\n`,
  },
  {
    code: 'chart-yaml/dependency-name-required',
    text: `${head}dependencies:\n  - ⟦version⟧: "1"\n`,
    message: 'A dependency needs the name of a chart.',
  },
  {
    code: 'chart-yaml/dependency-version-invalid',
    text: `${head}dependencies:\n  - name: a\n    version: ⟦new⟧\n`,
    message: '"new" is not a version or range that Helm understands: helm dependency refuses it.',
  },
  {
    code: 'chart-yaml/dependency-version-impossible',
    text: `${head}dependencies:\n  - name: a\n    version: ⟦'>=2 <1'⟧\n`,
    message: 'No version can satisfy ">=2 <1".',
  },
  {
    code: 'chart-yaml/dependency-alias-invalid',
    text: `${head}dependencies:\n  - name: a\n    version: "1"\n    alias: ⟦a.b⟧\n`,
    message: 'The alias "a.b" may hold letters, digits, - and _ only.',
  },
  {
    code: 'chart-yaml/dependency-repeated',
    text: `${head}dependencies:\n  - name: a\n    version: "1"\n  - name: ⟦a⟧\n    version: "2"\n`,
    message: 'There is another dependency with the name or alias "a".',
  },
  {
    code: 'chart-yaml/dependency-repository-invalid',
    text: `${head}dependencies:\n  - name: a\n    version: "1"\n    repository: ⟦stable⟧\n`,
    message: '"stable" is not a repository: write a URL, oci://, file:// or @name.',
    fixed: `${head}dependencies:\n  - name: a\n    version: "1"\n    repository: "@stable"\n`,
  },
  {
    code: 'chart-yaml/dependency-condition-invalid',
    text: `${head}dependencies:\n  - name: a\n    version: "1"\n    condition: ⟦if a⟧\n`,
    message: '"if a" is not a path into values, such as name.enabled: Helm ignores it.',
  },
  {
    code: 'chart-yaml/dependency-empty',
    text: `${head}dependencies:\n  ⟦-⟧\n  - name: a\n    version: "1"\n`,
    message: 'This dependency is empty; Helm refuses the chart.',
    fixed: `${head}dependencies:\n  - name: a\n    version: "1"\n`,
  },
  {
    code: 'chart-yaml/maintainer-empty',
    text: `${head}maintainers:\n  - ⟦null⟧\n  - name: Jo\n`,
    message: 'This maintainer is empty; Helm refuses the chart.',
    fixed: `${head}maintainers:\n  - name: Jo\n`,
  },
];

describe('rules of Chart.yaml', () => {
  for (const row of rows) it(`${row.code}: ${row.message}`, () => checkRow(row, lintChartYaml));

  it('have an example each', () => {
    const shown = new Set(rows.map(row => row.code));
    assert.deepEqual(
      Object.keys(chartYamlTable).filter(code => !shown.has(code)),
      [],
    );
  });
});
