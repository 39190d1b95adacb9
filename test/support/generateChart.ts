import fc from 'fast-check';
import { mkdirSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** A chart folder: contents by path, links by path, and the time its files carry. */
export interface GeneratedChart {
  readonly files: Readonly<Record<string, string>>;
  readonly links: Readonly<Record<string, string>>;
  readonly mtimeSeconds: number;
}

/** Writes a generated chart to a folder that is not there yet. */
export function writeChart(directory: string, chart: GeneratedChart): void {
  mkdirSync(directory, { recursive: true });
  for (const [path, text] of Object.entries(chart.files)) {
    const target = join(directory, path);
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, text);
    utimesSync(target, chart.mtimeSeconds, chart.mtimeSeconds);
  }
  for (const [path, target] of Object.entries(chart.links)) {
    mkdirSync(dirname(join(directory, path)), { recursive: true });
    symlinkSync(target, join(directory, path));
  }
}

const often = <T>(common: fc.Arbitrary<T>, rare: fc.Arbitrary<T>, weight = 8): fc.Arbitrary<T> =>
  fc.oneof({ arbitrary: common, weight }, { arbitrary: rare, weight: 1 });
const one = <T>(...values: readonly T[]): fc.Arbitrary<T> => fc.constantFrom(...values);

/** Scalars as people write them, and those that YAML 1.1, Go's float32 and Helm's sanitising change. */
const scalar = often(
  fc.oneof(
    one(
      'a',
      'web app',
      '1.10',
      '"1.10"',
      '1e3',
      'yes',
      'off',
      '~',
      'null',
      '010',
      '0x1F',
      '1_000',
      '1:30',
      '2020-01-02',
    ),
    one("'it''s'", '"tab\\t"', '"\\u00e9 \\U0001F600"', 'a #b', '"#"', '!!str 1', '-0', '""'),
    one(
      '|\n  two\n  lines',
      '>-\n  folded\n  text',
      '"nbsp\\u00a0x"',
      '"bom\\ufeffx"',
      '123456789.5',
      '18446744073709551616',
    ),
    fc.integer().map(String),
    fc.double({ noNaN: true }).map(String),
    fc.string({ maxLength: 100 }).map(text => JSON.stringify(text)),
    fc.stringMatching(/^[A-Za-z][A-Za-z ]{60,140}[a-z]$/),
  ),
  one('- x', 'a: b', '*', '@x', '.inf', '.nan', '{a: 1}', '[a'),
  40,
);

const name = often(
  one('demo', 'shop', 'my-app', 'Web_1'),
  one('a b', 'ü', '.', 'a/b', '..', 'x'.repeat(99), '"1"', '1', 'a\\b'),
  12,
);
const version = often(
  one('0.1.0', '1.2.3', 'v1.2', '"1.2.3+build.7"', '1.0.0-rc.1'),
  one('1.0', '1', 'x', '01.2.3', '1.2.3.4', '""'),
  12,
);

const dependency = fc
  .record({
    name: one('db', 'cache', 'other'),
    version: one('1.x', '">=1.0.0 <2"', '~1', '*'),
    repository: one('https://charts.example.com', '"@stable"', 'oci://r.example.com/c', '""'),
    more: one(
      '',
      '\n  condition: db.enabled',
      '\n  tags: [a, no]',
      '\n  alias: x_1',
      '\n  enabled: true',
      '\n  alias: "a b"',
    ),
    imports: one('', '\n  import-values: [data]', '\n  import-values:\n  - child: a\n    parent: 1.50'),
  })
  .map(d => `- name: ${d.name}\n  version: ${d.version}\n  repository: ${d.repository}${d.more}${d.imports}`);

const field = fc.oneof(
  fc
    .tuple(one('description', 'appVersion', 'icon', 'home', 'kubeVersion', 'engine', 'Description'), scalar)
    .map(([k, v]) => `${k}: ${v}`),
  fc
    .array(
      scalar.filter(text => !text.includes('\n')),
      { minLength: 1, maxLength: 4 },
    )
    .map(list => `keywords:\n${list.map(item => `- ${item}`).join('\n')}`),
  fc
    .uniqueArray(fc.tuple(fc.stringMatching(/^[a-z][a-z0-9./_-]{0,12}$/), scalar), {
      selector: ([key]) => key,
      maxLength: 6,
    })
    .map(list => `annotations:${list.map(([k, v]) => `\n  ${k}: ${v.replaceAll('\n', '\n  ')}`).join('')}`),
  often(
    one(
      'maintainers:\n- name: A\n  email: a@example.com\n- name: B',
      'maintainers: []',
      'type: application',
      'type: library',
    ),
    one('maintainers:\n-', 'type: x', 'deprecated: "true"', 'keywords: x', 'annotations: [a]'),
    12,
  ),
  one('deprecated: true', 'deprecated: yes', 'deprecated: no', 'sources: [https://example.com/a, "x y"]', 'tags: 5'),
);

export const chartYaml = fc
  .record({
    apiVersion: often(one('v2', 'v2', 'v2', 'v1'), one('', 'v3', 'V2', 'v9'), 14),
    name,
    version,
    fields: fc.array(field, { maxLength: 5 }),
    dependencies: often(fc.constant<string[]>([]), fc.array(dependency, { maxLength: 2 }), 3),
    tail: often(
      one('', '# comment\n'),
      one('---\nname: second\n', 'bad\n', 'x: &a 1\ny: *a\n', '\tx: 1\n', '... \n'),
      12,
    ),
  })
  .map(c => {
    const lines = [
      ...(c.apiVersion === '' ? [] : [`apiVersion: ${c.apiVersion}`]),
      `name: ${c.name}`,
      `version: ${c.version}`,
      ...c.fields,
      ...(c.dependencies.length === 0 ? [] : [`dependencies:\n${c.dependencies.join('\n')}`]),
    ];
    return `${lines.join('\n')}\n${c.tail}`;
  });

const fileName = often(
  one(
    'a.yaml',
    'b.txt',
    'NOTES.txt',
    '_helpers.tpl',
    'README.md',
    'x.bak',
    '.hidden',
    'values.yaml',
    'Chart.yaml',
    'a-b',
    'z',
  ),
  fc.oneof(
    one('ü.txt', 'with space', '😀', 'UPPER', '[x]', 'a*b', `${'n'.repeat(120)}.txt`),
    fc.stringMatching(/^[a-z0-9._-]{1,20}$/),
  ),
  6,
).filter(text => text !== '.' && text !== '..');
const folder = one(
  '',
  'templates/',
  'templates/tests/',
  'crds/',
  'files/',
  'files/a/b/',
  'a/',
  'a-b/',
  `${'d'.repeat(90)}/${'e'.repeat(90)}/`,
);
const content = fc.oneof(
  fc.string({ maxLength: 200 }),
  one('', 'x\n', '\uFEFFbom\n', 'a: 1\r\nb: 2\r\n', 'line\n'.repeat(300)),
);
const extras = fc.dictionary(
  fc.tuple(folder, fileName).map(([f, n]) => f + n),
  content,
  { maxKeys: 8, noNullPrototype: true },
);

const values = often(
  one('a: 1\n', '# nothing\n', '', 'a:\n  b: [1, 2]\n', '\uFEFFa: 1\n', 'a: 1\na: 2\n'),
  one(
    'a: 1\n---\na: 2\n',
    'a: 1\n--- x\n',
    '- 1\n',
    'text',
    'null\n',
    'a: 1\n--- # c\nb: 2\n',
    '---b: 1\n',
    'a: *x\n',
    '---\n---\n',
  ),
  5,
);

const ignoreLine = fc.oneof(
  one(
    '# c',
    '',
    '*.bak',
    'files/',
    '/README.md',
    '!README.md',
    'templates/tests',
    '*.txt',
    'a?',
    '[a-c]*',
    '[^a]*.md',
    'crds/*',
    './x',
    '  b.txt  ',
  ),
  one(
    '!*',
    'a//b',
    '\\[x\\]',
    '[',
    'values.yaml',
    '**',
    '/',
    '*/',
    '!templates/',
    'Chart.yaml',
    '//a.yaml',
    '.*',
    'files/a/',
    'a*b',
    '!/',
  ),
);

const lock = one(
  'dependencies: []\ndigest: sha256:abc\ngenerated: "2024-05-06T07:08:09.120000000+02:00"\n',
  'dependencies:\n- name: db\n  version: 1.0.0\n  repository: https://x\ndigest: sha256:0\ngenerated: 2024-05-06T07:08:09Z\n',
  '{}\n',
  '',
  'null\n',
  'generated: yesterday\n',
  '# none\n',
);

const subchart = fc.oneof(
  fc.record({
    place: often(one('db', 'cache'), one('_off', '.off', 'db.bak'), 5),
    yaml: often(
      one('apiVersion: v2\nname: db\nversion: 1.0.0\n', 'apiVersion: v1\nname: cache\nversion: 1.0\n'),
      chartYaml,
      3,
    ),
    more: extras,
  }),
);

/** Charts that are mostly sound, so that most of them are packaged, with everything that Helm treats in its own way. */
export const generatedChart: fc.Arbitrary<GeneratedChart> = fc
  .record({
    yaml: chartYaml,
    values: fc.option(values, { nil: undefined, freq: 4 }),
    ignore: fc.option(fc.array(ignoreLine, { maxLength: 2 }), { nil: undefined, freq: 1 }),
    extras,
    lock: fc.option(lock, { nil: undefined, freq: 1 }),
    requirements: often(
      fc.constant(undefined),
      one('dependencies:\n- name: db\n  version: 1\n', 'name: other\n', '{}\n', 'dependencies: x\n'),
      8,
    ),
    schema: often(fc.constant(undefined), one('{}', '{"type":"object"}', '{bad', '', 'null', '{} {}'), 8),
    subcharts: fc.array(subchart, { maxLength: 2 }),
    stray: often(
      one<string | undefined>(undefined),
      one('charts/README.md', 'charts/x.tgz', 'charts/a.prov', 'charts/_x'),
      12,
    ),
    links: often(
      fc.constant({}),
      one({ 'files/link.txt': '../values.yaml' }, { 'l.d': 'files' }, { broken: 'nowhere' }, { self: 'self' }),
      10,
    ),
    mtimeSeconds: often(one(1_700_000_000, 1_700_000_000.5, 1_700_000_000.4), one(1, 0.5, 4_000_000_000), 8),
  })
  .map(c => {
    const files: Record<string, string> = { ...c.extras };
    // A path cannot be a file and a folder at once: what a folder needs wins.
    files['Chart.yaml'] = c.yaml;
    const set = (path: string, text: string | undefined): void => {
      if (text !== undefined) files[path] = text;
    };
    set('values.yaml', c.values);
    set('.helmignore', c.ignore?.join('\n'));
    set('Chart.lock', c.lock);
    set('requirements.yaml', c.requirements);
    set('values.schema.json', c.schema);
    if (c.stray !== undefined) files[c.stray] = 'stray';
    for (const { place, yaml, more } of c.subcharts) {
      for (const [path, text] of Object.entries(more)) files[`charts/${place}/${path}`] = text;
      files[`charts/${place}/Chart.yaml`] = yaml;
    }
    for (const path of Object.keys(files)) {
      const parents = path
        .split('/')
        .slice(0, -1)
        .map((_, i, all) => all.slice(0, i + 1).join('/'));
      for (const parent of parents) delete files[parent];
    }
    const links = Object.fromEntries(
      Object.entries(c.links as Record<string, string>).filter(
        ([path]) => !(path in files) && !Object.keys(files).some(f => f.startsWith(`${path}/`)),
      ),
    );
    return { files, links, mtimeSeconds: c.mtimeSeconds };
  });
