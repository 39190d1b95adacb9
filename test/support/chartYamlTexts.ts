import fc from 'fast-check';

const pick = <T extends string>(...values: readonly T[]): fc.Arbitrary<T> => fc.constantFrom(...values);

const field = (name: string, ...values: readonly string[]): fc.Arbitrary<string> =>
  fc
    .option(pick(...values), { nil: undefined, freq: 8 })
    .map(value => (value === undefined ? '' : `${name}: ${value}\n`));

const maintainer = pick(
  'name: Jo',
  'name: Jo\n    email: jo@example.com',
  'name: Jo\n    email: jo@localhost',
  'name: Jo\n    email: "Jo <jo@example.com>"',
  'email: jo@example.com',
  'name: Jo\n    url: https://example.com/jo',
  'name: Jo\n    url: "@jo"',
  'name: Jo\n    url: example.com',
  'name: Jo\n    url: localhost',
  'name: Jo\n    phone: "1"',
  'NAME: Jo',
);

const dependency = pick(
  'name: web\n    version: ^1.0.0\n    repository: https://example.com/charts',
  'name: web\n    version: ">=1 <2"\n    alias: other',
  'name: web\n    version: abc\n    alias: a.b',
  'name: db\n    version: 1.x\n    condition: db.enabled\n    tags: [on]',
  'name: db\n    alias: web',
  'version: "1"',
  'name: cache\n    enabled: true\n    import-values: [data]',
  'name: cache\n    enabled: "true"',
);

const list = (name: string, item: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc
    .array(item, { maxLength: 3 })
    .map(items => (items.length === 0 ? '' : `${name}:\n${items.map(each => `  - ${each}\n`).join('')}`));

const sources = list(
  'sources',
  pick(
    'https://example.com/code',
    'example.com',
    'git@example.com:a/b.git',
    '"https://a b"',
    'http://x.y#f',
    '""',
    'oci://x',
    '"http://x.y:port"',
  ),
);

const annotations = pick(
  '',
  '',
  'annotations:\n  a: b\n',
  'annotations:\n  a: 1.10\n  on: yes\n',
  'annotations: {a: [1]}\n',
  'annotations:\n  artifacthub.io/changes: |\n    - one\n',
  'annotations: text\n',
);

const tail = pick(
  '',
  '',
  '',
  'engine: gotpl\n',
  'Home: https://example.com\n',
  'name: again\n',
  'keywords: [a, on, null, 1.10]\n',
  'keywords: a\n',
  'deprecated: true\n',
  'deprecated: "true"\n',
  'deprecated: yes\n',
  'x: &a [1]\nkeywords: *a\n',
  '---\nname: other\n',
  '\tbad\n',
  'a: b: c\n',
  'condition: a.b\n',
  '# nothing\n',
  '? [a]\n: b\n',
  'description: "a\n  b"\n',
);

/** Chart.yaml files good and bad: each field right, wrong, of another type, missing, or twice. */
export const chartYamlTexts: fc.Arbitrary<string> = fc
  .tuple(
    field('apiVersion', 'v2', 'v2', 'v2', 'v1', 'v3', 'V2', '""', '2', 'null'),
    field('name', 'demo', 'demo', '"a/b"', '..', 'Demo', '"x y"', 'null', '1', 'yes', '""', '"a\\tb"'),
    field(
      'version',
      '0.1.0',
      '1.2.3',
      '1.10',
      '1',
      'v1.2.3',
      'latest',
      '0.0.0',
      '0.0.0-0',
      '01.2.3',
      '1.2.3+b',
      'null',
      '[1]',
      '"1.2"',
      'true',
      '1e3',
    ),
    field('appVersion', '"1.0"', '1.10', '1e3', 'true', 'null', '[a]', 'v1'),
    field('type', 'application', 'library', 'other', '""', 'null'),
    field('icon', 'https://example.com/i.png', 'i.png', '""', 'data:,a'),
    fc.oneof({ weight: 3, arbitrary: fc.constant('') }, { weight: 2, arbitrary: list('maintainers', maintainer) }),
    fc.oneof({ weight: 3, arbitrary: fc.constant('') }, { weight: 1, arbitrary: sources }),
    fc.oneof({ weight: 3, arbitrary: fc.constant('') }, { weight: 2, arbitrary: list('dependencies', dependency) }),
    annotations,
    tail,
  )
  .map(parts => parts.join(''));
