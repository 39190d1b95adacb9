import assert from 'node:assert/strict';
import type { ChartFile } from '../../../src/core/chart/chart';
import type { LintedFile, PathKind } from '../../../src/core/lint/chartFolder';
import { lintedFiles } from '../../../src/core/lint/chartFolder';
import { chartTable } from '../../../src/core/lint/chartTable';
import { checkChartFolder } from '../../../src/core/lint/checkChartFolder';
import { applyFixes } from '../../../src/core/lint/applyFixes';
import { findingText } from '../../../src/core/lint/sarif';
import { checkProvFile } from '../../../src/core/provenance/checkProvFile';
import { provTable } from '../../../src/core/provenance/provTable';
import { encodeUtf8 } from '../../../src/util/bytes';

/** A rule over several files. `at`: the file that is marked, and what is marked in it. */
interface FolderRow {
  readonly code: string;
  readonly files: Readonly<Record<string, string>>;
  readonly at: readonly [file: string, marked: string];
  readonly message: string;
  /** The file after the fix; left out where the rule has none. */
  readonly fixed?: string;
  readonly missingFolders?: readonly string[];
}

const head = 'apiVersion: v2\nname: demo\nversion: 0.1.0\n';
const line = 'apiVersion: v2';
const local = (range: string): string => `dependencies:\n  - name: web\n    version: ${range}\n    repository: ""\n`;
const remote = (range: string): string => local(range).replace('""', 'https://charts.example');
const web = { 'charts/web/Chart.yaml': 'apiVersion: v2\nname: web\nversion: 1.4.0\n' };
const lock = (name: string, version: string, digest = '0'.repeat(64)): string =>
  `dependencies:\n- name: ${name}\n  repository: https://charts.example\n  version: ${version}\ndigest: sha256:${digest}\ngenerated: "2026-01-01T00:00:00Z"\n`;
const crd = 'apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\n';
const integers = '{"properties": {"port": {"type": "integer"}}}';

const rows: readonly FolderRow[] = [
  {
    code: 'chart/unloadable',
    files: { 'Chart.yaml': head, 'requirements.yaml': 'dependencies: web\n' },
    at: ['Chart.yaml', line],
    message:
      'Helm cannot load this chart: cannot load requirements.yaml: error unmarshaling JSON: while decoding JSON: json: cannot unmarshal string into Go struct field Metadata.dependencies of type []*v2.Dependency',
  },
  {
    code: 'chart/templates-missing',
    files: { 'Chart.yaml': head },
    at: ['Chart.yaml', line],
    message: 'The chart has no folder templates.',
  },
  {
    code: 'chart/templates-not-folder',
    files: { 'Chart.yaml': head, templates: 'x' },
    at: ['Chart.yaml', line],
    message: 'templates must be a folder.',
  },
  {
    code: 'values/missing',
    files: { 'Chart.yaml': head },
    at: ['Chart.yaml', line],
    message: 'The chart has no values.yaml.',
  },
  {
    code: 'values/syntax',
    files: { 'Chart.yaml': head, 'values.yaml': '- a\n' },
    at: ['values.yaml', '- a'],
    message:
      'Helm cannot read this file: error unmarshaling JSON: while decoding JSON: json: cannot unmarshal array into Go value of type map[string]interface {}',
  },
  {
    code: 'values/schema-syntax',
    files: { 'Chart.yaml': head, 'values.yaml': '', 'values.schema.json': '{"type": "map"}' },
    at: ['values.schema.json', '"map"'],
    message: 'values.schema.json cannot be read: /type is not what a JSON schema may hold there',
  },
  {
    code: 'values/schema-violation',
    files: { 'Chart.yaml': head, 'values.yaml': 'port: web\n', 'values.schema.json': integers },
    at: ['values.yaml', 'web'],
    message: 'port does not fit values.schema.json: it must be integer, not string.',
  },
  {
    code: 'values/rendered-schema',
    files: {
      'Chart.yaml': head + local('1.x'),
      ...web,
      'charts/web/values.schema.json': integers,
      'values.yaml': 'web: {port: a}\n',
    },
    at: ['values.yaml', 'a'],
    message:
      'The chart cannot be rendered: what web gets does not fit its values.schema.json (port: it must be integer, not string).',
  },
  {
    code: 'crds/not-folder',
    files: { 'Chart.yaml': head, crds: 'x' },
    at: ['Chart.yaml', line],
    message: 'crds must be a folder.',
  },
  {
    code: 'crds/syntax',
    files: { 'Chart.yaml': head, 'crds/a.yaml': `${crd}x: *y\n` },
    at: ['crds/a.yaml', '*y'],
    message: "Helm cannot read this file: unknown anchor 'y' referenced",
  },
  {
    code: 'crds/api-version',
    files: { 'Chart.yaml': head, 'crds/a.yaml': crd.replace('apiextensions.k8s.io/v1', 'v1') },
    at: ['crds/a.yaml', 'v1'],
    message: 'apiVersion is not in apiextensions.k8s.io: this is no custom resource definition.',
  },
  {
    code: 'crds/kind',
    files: { 'Chart.yaml': head, 'crds/a.yaml': crd.replace('CustomResourceDefinition', 'Shop') },
    at: ['crds/a.yaml', 'Shop'],
    message: 'kind is not CustomResourceDefinition.',
  },
  {
    code: 'dependencies/undeclared',
    files: { 'Chart.yaml': head, ...web },
    at: ['Chart.yaml', line],
    message: 'charts/ holds web, which is not in dependencies.',
    fixed: `${head}dependencies:\n  - name: "web"\n    version: "1.4.0"\n    repository: ""\n`,
  },
  {
    code: 'dependencies/missing',
    files: { 'Chart.yaml': head + remote('1.x') },
    at: ['Chart.yaml', 'web'],
    message: 'web is not in charts/: run helm dependency update before packaging.',
  },
  {
    code: 'dependencies/wrong-version',
    files: { 'Chart.yaml': head + local('^2'), ...web },
    at: ['Chart.yaml', '^2'],
    message: 'charts/ holds web 1.4.0, which does not satisfy ^2.',
  },
  {
    code: 'dependencies/unpacked',
    files: { 'Chart.yaml': head + remote('1.x'), ...web },
    at: ['Chart.yaml', 'web'],
    message: 'web is a folder in charts/: helm dependency update does not replace it.',
  },
  {
    code: 'dependencies/several',
    files: { 'Chart.yaml': head + local('1.x'), ...web, 'charts/old/Chart.yaml': web['charts/web/Chart.yaml'] },
    at: ['Chart.yaml', 'web'],
    message: 'charts/ holds web more than once (web, old).',
  },
  {
    code: 'dependencies/unreadable',
    files: { 'Chart.yaml': head, 'charts/README.md': 'x' },
    at: ['Chart.yaml', line],
    message: 'charts/README.md is no chart, and Helm refuses the whole chart: Chart.yaml file is missing',
  },
  {
    code: 'dependencies/folder-missing',
    files: { 'Chart.yaml': head + remote('1.x').replace('https://charts.example', 'file://../wbe') },
    missingFolders: ['file://../wbe'],
    at: ['Chart.yaml', 'file://../wbe'],
    message: 'There is no chart in ../wbe.',
  },
  {
    code: 'dependencies/not-locked',
    files: { 'Chart.yaml': head + remote('1.x'), ...web, 'Chart.lock': lock('db', '1.0.0') },
    at: ['Chart.yaml', 'web'],
    message: 'web is not in Chart.lock: run helm dependency update.',
  },
  {
    code: 'dependencies/lock-differs',
    files: { 'Chart.yaml': head + remote('^2'), ...web, 'Chart.lock': lock('web', '1.4.0') },
    at: ['Chart.yaml', '^2'],
    message: 'Chart.lock has web 1.4.0, which does not fit ^2: run helm dependency update.',
  },
];

function kindIn(files: Readonly<Record<string, string>>, name: string): PathKind | undefined {
  if (Object.hasOwn(files, name)) return 'file';
  return Object.keys(files).some(path => path.startsWith(`${name}/`)) ? 'folder' : undefined;
}

function check({ files, missingFolders = [] }: FolderRow): ReturnType<typeof checkChartFolder>['files'] {
  const contents = lintedFiles.flatMap((path): [LintedFile, Uint8Array][] => {
    const text = files[path];
    return text === undefined ? [] : [[path, encodeUtf8(text)]];
  });
  return checkChartFolder({
    contents: new Map(contents),
    files: Object.entries(files).map(([path, text]) => ({ path, bytes: encodeUtf8(text) }) as ChartFile),
    missingFolders,
    templates: kindIn(files, 'templates'),
    crds: kindIn(files, 'crds'),
  }).files;
}

describe('rules of the folder of a chart', () => {
  for (const row of rows) {
    it(`${row.code}: ${row.message}`, () => {
      const [path, marked] = row.at;
      const file = check(row).find(each => each.path === path);
      const finding = file?.findings.find(each => each.code === row.code);
      assert.ok(file && finding, JSON.stringify(check(row)));
      assert.equal(file.text.slice(finding.range.start, finding.range.end), marked);
      assert.equal(findingText(finding), row.message);
      assert.equal(finding.fix === undefined ? undefined : applyFixes(file.text, [finding.fix]), row.fixed);
    });
  }

  it('have an example each', () => {
    const elsewhere =
      /^(?:chart-lock\/|dependencies\/(?:no-version-fits|unknown-chart)$|chart\/(?:version-published|chart-yaml-directory)$)/;
    const shown = new Set(rows.map(row => row.code));
    assert.deepEqual(
      Object.keys(chartTable).filter(code => !shown.has(code) && !elsewhere.test(code)),
      [],
    );
  });
});

const signed = (digest: string, name = 'demo-0.1.0.tgz'): string =>
  `-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA512\n\napiVersion: v2\nname: demo\nversion: 0.1.0\n\n...\nfiles:\n  ${name}: ${digest}\n-----BEGIN PGP SIGNATURE-----\n\n${signature}\n-----END PGP SIGNATURE-----\n`;
const signature = 'wsBzBAEBCAAdFiEE';
const digest = `sha256:${'0f'.repeat(32)}`;
const beside = { fileName: 'demo-0.1.0.tgz', digest };

describe('rules of provenance files', () => {
  const rows: readonly (readonly [string, string, Parameters<typeof checkProvFile>[1], string, string?])[] = [
    ['prov/outside-text', `Hello\n${signed(digest)}`, beside, 'Hello', signed(digest)],
    ['prov/digest-malformed', signed(digest.toUpperCase()), beside, digest.toUpperCase()],
    ['prov/digest-differs', signed(digest), { ...beside, digest: `sha256:${'a'.repeat(64)}` }, digest],
    ['prov/archive-missing', signed(digest), { ...beside, digest: undefined }, 'demo-0.1.0.tgz'],
    ['prov/name-differs', signed(digest, 'shop-0.1.0.tgz'), beside, 'shop-0.1.0.tgz'],
    ['prov/frame', signed(digest).replace('-----END PGP SIGNATURE-----\n', ''), beside, ''],
  ];
  for (const [code, text, archive, marked, fixed] of rows) {
    it(code, () => {
      const finding = checkProvFile(text, archive).find(each => each.code === code);
      assert.ok(finding, JSON.stringify(checkProvFile(text, archive)));
      if (marked !== '') assert.equal(text.slice(finding.range.start, finding.range.end), marked);
      assert.equal(finding.fix === undefined ? undefined : applyFixes(text, [finding.fix]), fixed);
      assert.ok(findingText(finding).length > 10 && Object.hasOwn(provTable, code));
    });
  }
});
