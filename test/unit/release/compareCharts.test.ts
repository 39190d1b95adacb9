import assert from 'node:assert/strict';
import type { Chart, ChartFile, ChartPath } from '../../../src/core/chart/chart';
import { loadChart } from '../../../src/core/chart/loadChart';
import type { ChangeKind } from '../../../src/core/release/change';
import { changeBumps, greatestBump } from '../../../src/core/release/change';
import { compareCharts } from '../../../src/core/release/compareCharts';
import { encodeUtf8 } from '../../../src/util/bytes';

type Files = Readonly<Record<string, string>>;

function chart(files: Files): Chart {
  const list = Object.entries(files).map(([path, text]): ChartFile => ({
    path: path as ChartPath,
    bytes: encodeUtf8(text),
  }));
  return loadChart(list, { readArchive: () => [] });
}

const head = 'apiVersion: v2\nname: shop\nversion: 1.0.0\n';
const base: Files = { 'Chart.yaml': head, 'templates/a.yaml': 'kind: ConfigMap\n' };
const meta = (extra: string): Files => ({ ...base, 'Chart.yaml': head + extra });
const values = (text: string): Files => ({ ...base, 'values.yaml': text });
const schema = (value: object): Files => ({ ...base, 'values.schema.json': JSON.stringify(value) });
const property = (value: object): Files => schema({ properties: { port: value } });
const withFile = (path: string, text = 'x\n'): Files => ({ ...base, [path]: text });
const dependency = (text: string, version?: string, file = 'x'): Files => ({
  ...meta(`dependencies:\n- {name: db, repository: 'https://a.example', ${text}}\n`),
  ...(version === undefined
    ? {}
    : {
        'charts/db/Chart.yaml': `apiVersion: v2\nname: db\nversion: ${version}\n`,
        'charts/db/templates/x.yaml': `kind: ${file}\n`,
      }),
});
const crd = (versions: string, scope = 'Namespaced', more = ''): Files =>
  withFile(
    'crds/w.yaml',
    `kind: CustomResourceDefinition\nmetadata: {name: w.example.com}\nspec:\n  group: example.com\n  scope: ${scope}\n  names: {kind: W}\n  versions: [${versions}]\n${more}`,
  );
const without = (files: Files, path: string): Files =>
  Object.fromEntries(Object.entries(files).filter(([name]) => name !== path));

const table: readonly (readonly [string, Files, Files, readonly ChangeKind[]])[] = [
  ['nothing', base, base, []],
  ['only the version', base, { ...base, 'Chart.yaml': head.replace('1.0.0', '1.0.1') }, []],
  ['only the change log', base, meta('annotations:\n  artifacthub.io/changes: "- x"\n'), []],
  ['another name', base, { ...base, 'Chart.yaml': head.replace('shop', 'store') }, ['nameChanged']],
  ['API v1 to v2', { ...base, 'Chart.yaml': head.replace('v2', 'v1') }, base, ['apiVersionChanged']],
  ['an application made a library', base, meta('type: library\n'), ['typeChanged']],
  ['the type written that was meant', base, meta('type: application\n'), []],
  ['a constraint on clusters', base, meta('kubeVersion: ">=1.25.0-0"\n'), ['kubeVersionNarrowed']],
  ['a stricter one', meta('kubeVersion: ">=1.25.0-0"\n'), meta('kubeVersion: ">=1.27.0-0"\n'), ['kubeVersionNarrowed']],
  ['a laxer one', meta('kubeVersion: ">=1.27.0-0"\n'), meta('kubeVersion: ">=1.25.0-0"\n'), ['kubeVersionWidened']],
  [
    'without the prerelease',
    meta('kubeVersion: ">=1.25.0-0"\n'),
    meta('kubeVersion: ">=1.25.0"\n'),
    ['kubeVersionNarrowed'],
  ],
  [
    'the same in other words',
    meta('kubeVersion: ">=1.25.0-0"\n'),
    meta('kubeVersion: ">= 1.25.0-0"\n'),
    ['kubeVersionReworded'],
  ],
  ['appVersion 1 to 2', meta('appVersion: 1.4.0\n'), meta('appVersion: 2.0.0\n'), ['appVersionMajor']],
  ['appVersion 1.4 to 1.5', meta('appVersion: 1.4.0\n'), meta('appVersion: 1.5.0\n'), ['appVersionMinor']],
  ['appVersion 1.4.0 to 1.4.1', meta('appVersion: 1.4.0\n'), meta('appVersion: 1.4.1\n'), ['appVersionPatch']],
  ['appVersion back', meta('appVersion: 1.4.0\n'), meta('appVersion: 1.3.0\n'), ['appVersionLowered']],
  ['appVersion that is no version', meta('appVersion: jammy\n'), meta('appVersion: noble\n'), ['appVersionOther']],
  ['deprecated', base, meta('deprecated: true\n'), ['deprecated']],
  ['no longer deprecated', meta('deprecated: true\n'), base, ['deprecationLifted']],
  ['a description', base, meta('description: A shop\n'), ['descriptionChanged']],
  ['a home', base, meta('home: https://a.example\n'), ['homeChanged']],
  ['a source', base, meta('sources: [https://a.example]\n'), ['sourcesChanged']],
  ['keywords', base, meta('keywords: [shop]\n'), ['keywordsChanged']],
  ['a maintainer', base, meta('maintainers: [{name: A}]\n'), ['maintainersChanged']],
  ['an icon', base, meta('icon: https://a.example/i.svg\n'), ['iconChanged']],
  ['an annotation', base, meta('annotations: {a: b}\n'), ['annotationChanged']],
  [
    'a lock alone',
    base,
    withFile('Chart.lock', 'generated: "2024-01-01T00:00:00Z"\ndigest: sha256:0\n'),
    ['lockChanged'],
  ],
  ['a dependency', base, dependency('version: 1.x'), ['dependencyAdded']],
  ['one dependency less', dependency('version: 1.x'), base, ['dependencyRemoved']],
  ['a dependency 1 to 2', dependency('version: x', '1.0.0'), dependency('version: x', '2.0.0'), ['dependencyMajor']],
  [
    'a dependency 1.0 to 1.1',
    dependency('version: x', '1.0.0'),
    dependency('version: x', '1.1.0'),
    ['dependencyMinor'],
  ],
  [
    'a dependency 1.0.0 to 1.0.1',
    dependency('version: x', '1.0.0'),
    dependency('version: x', '1.0.1'),
    ['dependencyPatch'],
  ],
  ['a dependency back', dependency('version: x', '1.1.0'), dependency('version: x', '1.0.0'), ['dependencyLowered']],
  [
    'a dependency with other files',
    dependency('version: x', '1.0.0'),
    dependency('version: x', '1.0.0', 'y'),
    ['dependencyContentChanged'],
  ],
  ['a dependency range', dependency('version: 1.x'), dependency('version: ^1.2.0'), ['dependencyRangeChanged']],
  [
    'a dependency from elsewhere',
    dependency('version: x'),
    {
      'Chart.yaml': `${head}dependencies:\n- {name: db, repository: 'https://b.example', version: x}\n`,
      'templates/a.yaml': 'kind: ConfigMap\n',
    },
    ['dependencyRepositoryChanged'],
  ],
  ['another condition', dependency('condition: a.on'), dependency('condition: b.on'), ['dependencyConditionChanged']],
  ['other tags', dependency('tags: [a]'), dependency('tags: [b]'), ['dependencyTagsChanged']],
  ['another alias', dependency('alias: a'), dependency('alias: b'), ['dependencyAliasChanged']],
  [
    'an alias for the first time',
    dependency('version: x'),
    dependency('version: x, alias: b'),
    ['dependencyAliasChanged'],
  ],
  [
    'imported values',
    dependency('version: x'),
    dependency('version: x, import-values: [data]'),
    ['dependencyImportsChanged'],
  ],
  ['a values file', base, values('a: 1\n'), ['valuesFileAdded']],
  ['no values file', values('a: 1\n'), base, ['valuesFileRemoved']],
  ['a key', values('a: 1\n'), values('a: 1\nb: {c: 2}\n'), ['valuesKeyAdded']],
  ['one key less', values('a: 1\nb: {c: 2}\n'), values('a: 1\n'), ['valuesKeyRemoved']],
  ['a key with another name', values('port: 8080\n'), values('servicePort: 8080\n'), ['valuesKeyRenamed']],
  ['a key in other letters', values('on_off: true\n'), values('onOff: true\n'), ['valuesKeyRenamed']],
  ['a key at another place', values('port: 8080\n'), values('service: {port: 8080}\n'), ['valuesKeyRenamed']],
  ['two keys that share `true`', values('a: true\n'), values('b: true\n'), ['valuesKeyRemoved', 'valuesKeyAdded']],
  ['a number made a text', values('a: 1\n'), values('a: "1"\n'), ['valuesTypeChanged']],
  ['a text made a map', values('a: x\n'), values('a: {b: x, c: y}\n'), ['valuesTypeChanged']],
  ['a map made a text', values('a: {b: x}\n'), values('a: x\n'), ['valuesTypeChanged']],
  ['a list made a map', values('a: [1]\n'), values('a: {b: 1}\n'), ['valuesTypeChanged']],
  ['an empty map with its first key', values('a: {}\n'), values('a: {b: 1}\n'), ['valuesKeyAdded']],
  ['a map without its last key', values('a: {b: 1}\n'), values('a: {}\n'), ['valuesKeyRemoved']],
  ['nothing made a text', values('a:\n'), values('a: x\n'), ['valuesDefaultChanged']],
  ['another default', values('a: 1\n'), values('a: 2\n'), ['valuesDefaultChanged']],
  ['another list', values('a: [1]\n'), values('a: [1, 2]\n'), ['valuesDefaultChanged']],
  ['another image tag', values('image: {tag: a}\n'), values('image: {tag: b}\n'), ['valuesImageTagChanged']],
  ['a comment', values('a: 1\n'), values('# one\na: 1\n'), ['valuesTextChanged']],
  ['the order of keys', values('a: 1\nb: 2\n'), values('b: 2\na: 1\n'), ['valuesTextChanged']],
  ['a schema', base, schema({}), ['schemaAdded']],
  ['no schema', schema({}), base, ['schemaRemoved']],
  ['a required value', schema({}), schema({ required: ['a'] }), ['schemaRequiredAdded']],
  ['a value no longer required', schema({ required: ['a'] }), schema({}), ['schemaRequiredRemoved']],
  ['a type', property({}), property({ type: 'string' }), ['schemaTypeNarrowed']],
  ['number to integer', property({ type: 'number' }), property({ type: 'integer' }), ['schemaTypeNarrowed']],
  ['integer to number', property({ type: 'integer' }), property({ type: 'number' }), ['schemaTypeWidened']],
  ['one more type', property({ type: 'string' }), property({ type: ['string', 'null'] }), ['schemaTypeWidened']],
  ['one choice less', property({ enum: [1, 2] }), property({ enum: [1] }), ['schemaEnumNarrowed']],
  ['one choice more', property({ enum: [1] }), property({ enum: [1, 2] }), ['schemaEnumWidened']],
  ['any choice', property({ enum: [1] }), property({}), ['schemaEnumWidened']],
  [
    'a rule for a name that was free',
    schema({ properties: {} }),
    property({ type: 'string' }),
    ['schemaPropertyConstrained'],
  ],
  [
    'a name that was forbidden',
    schema({ additionalProperties: false }),
    schema({ additionalProperties: false, properties: { a: { type: 'string' } } }),
    ['schemaPropertyAdded'],
  ],
  [
    'a name now forbidden',
    schema({ additionalProperties: false, properties: { a: {} } }),
    schema({ additionalProperties: false }),
    ['schemaPropertyRemoved'],
  ],
  ['a name now free', property({ type: 'string' }), schema({}), ['schemaPropertyReleased']],
  ['unknown names forbidden', schema({}), schema({ additionalProperties: false }), ['schemaClosed']],
  ['unknown names allowed', schema({ additionalProperties: false }), schema({}), ['schemaOpened']],
  ['a lowest value', property({}), property({ minimum: 1 }), ['schemaLimitTightened']],
  ['a lower lowest value', property({ minimum: 2 }), property({ minimum: 1 }), ['schemaLimitLoosened']],
  ['a shorter longest text', property({ maxLength: 9 }), property({ maxLength: 5 }), ['schemaLimitTightened']],
  ['no highest value', property({ maximum: 9 }), property({}), ['schemaLimitLoosened']],
  ['a pattern', property({}), property({ pattern: '^a' }), ['schemaLimitTightened']],
  ['no pattern', property({ pattern: '^a' }), property({}), ['schemaLimitLoosened']],
  ['stricter items', property({ items: {} }), property({ items: { type: 'string' } }), ['schemaTypeNarrowed']],
  [
    'a keyword whose effect is not compared',
    schema({}),
    schema({ not: { required: ['a'] } }),
    ['schemaKeywordChanged'],
  ],
  [
    'a stricter definition',
    schema({ definitions: { a: {} } }),
    schema({ definitions: { a: { type: 'string' } } }),
    ['schemaTypeNarrowed'],
  ],
  ['a description in the schema', property({}), property({ description: 'The port' }), ['schemaTextChanged']],
  ['the order of the schema', schema({ a: 1, title: 'x' }), schema({ title: 'x', a: 1 }), ['schemaTextChanged']],
  ['a custom resource', base, crd('{name: v1}'), ['crdFileAdded']],
  ['one custom resource less', crd('{name: v1}'), base, ['crdFileRemoved']],
  ['a version of it', crd('{name: v1}'), crd('{name: v1}, {name: v2}'), ['crdVersionAdded']],
  ['one version less', crd('{name: v1}, {name: v2}'), crd('{name: v2}'), ['crdVersionRemoved']],
  ['a version not served', crd('{name: v1}'), crd('{name: v1, served: false}'), ['crdVersionRemoved']],
  ['another scope', crd('{name: v1}'), crd('{name: v1}', 'Cluster'), ['crdIdentityChanged']],
  [
    'something else of it',
    crd('{name: v1}'),
    crd('{name: v1}', 'Namespaced', '  conversion: {strategy: None}\n'),
    ['crdChanged'],
  ],
  ['a template', base, withFile('templates/b.yaml', 'kind: Secret\n'), ['templateAdded']],
  ['one template less', withFile('templates/b.yaml', 'kind: Secret\n'), base, ['templateRemoved']],
  ['another template', base, withFile('templates/a.yaml', 'kind: Secret\n'), ['templateChanged']],
  [
    'a template with another name',
    base,
    { 'Chart.yaml': head, 'templates/b.yaml': 'kind: ConfigMap\n' },
    ['templateRenamed'],
  ],
  ['a helper', withFile('templates/_h.tpl', 'a'), withFile('templates/_h.tpl', 'b'), ['helperChanged']],
  ['one helper less', withFile('templates/_h.tpl', 'a'), base, ['helperRemoved']],
  ['the notes', base, withFile('templates/NOTES.txt'), ['notesChanged']],
  ['a test', base, withFile('templates/tests/t.yaml'), ['testChanged']],
  ['the readme', base, withFile('README.md'), ['readmeChanged']],
  ['a file', base, withFile('files/x.txt'), ['fileAdded']],
  ['one file less', withFile('files/x.txt'), base, ['fileRemoved']],
  ['another file', withFile('files/x.txt', 'a'), withFile('files/x.txt', 'b'), ['fileChanged']],
  ['a file with another name', withFile('files/x.txt'), withFile('files/y.txt'), ['fileRenamed']],
  ['two changes', base, { ...meta('deprecated: true\n'), 'README.md': 'x' }, ['deprecated', 'readmeChanged']],
];

describe('comparing two packages', () => {
  for (const [name, before, after, kinds] of table) {
    it(`finds ${kinds.length === 0 ? 'no change' : kinds.join(' and ')} for ${name}`, () => {
      const changes = compareCharts(chart(before), chart(after));
      assert.deepEqual(
        changes.map(({ kind }) => kind),
        kinds,
      );
      for (const { kind, bump } of changes) assert.equal(bump, changeBumps[kind]);
    });
  }

  it('has a case for every kind of change that a loadable chart can have', () => {
    const seen = new Set(table.flatMap(([, , , kinds]) => kinds));
    // A values.yaml that is no map is refused by the loader before it can be compared.
    const missing = Object.keys(changeBumps).filter(kind => !seen.has(kind as ChangeKind));
    assert.deepEqual(missing, ['valuesUnreadable']);
  });

  it('suggests the greatest rise of all changes', () => {
    const rise = (before: Files, after: Files) => greatestBump(compareCharts(chart(before), chart(after)));
    assert.equal(rise(base, base), 'none');
    assert.equal(rise(base, withFile('README.md')), 'patch');
    assert.equal(rise(base, { ...meta('deprecated: true\n'), 'README.md': 'x' }), 'minor');
    assert.equal(rise(base, { ...meta('deprecated: true\ntype: library\n'), 'README.md': 'x' }), 'major');
  });

  it('tells where a key of the values went', () => {
    const [renamed] = compareCharts(chart(values('port: 8080\n')), chart(values('service: {port: 8080}\n')));
    assert.deepEqual(renamed, {
      kind: 'valuesKeyRenamed',
      subject: 'port',
      before: 'port',
      after: 'service.port',
      bump: 'major',
    });
  });

  it('does not fail on a key named like a property of all objects', () => {
    const changes = compareCharts(chart(values('__proto__: 1\n')), chart(values('constructor: 2\n')));
    assert.deepEqual(
      changes.map(({ subject }) => subject),
      ['__proto__', 'constructor'],
    );
  });

  it('reports a removed template file as one change even beside others', () => {
    const changes = compareCharts(
      chart(withFile('templates/b.yaml')),
      chart(without(withFile('templates/b.yaml'), 'templates/a.yaml')),
    );
    assert.deepEqual(
      changes.map(({ kind, subject }) => [kind, subject]),
      [['templateRemoved', 'templates/a.yaml']],
    );
  });
});
