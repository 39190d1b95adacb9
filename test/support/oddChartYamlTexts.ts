import fc from 'fast-check';

const pick = (values: readonly string[]): fc.Arbitrary<string> => fc.constantFrom(...values);
const words = (text: string): readonly string[] => text.split(' ');

const hosts = [
  ...words(
    'example.com a.b localhost foo x_y.z 1.2.3.4 256.1.1.1 1.2.3 [::1] [fe80::1] -a.com a-.com a--b.com ü.de ex.ü a.1',
  ),
  ...words('a.b1 a.b. .com com. xn--a.com EXAMPLE.COM 1a.com a..b x.c-d x.c- 10.0.0.256 日本.jp [::1 ::1 @ a.b_c _a.b'),
  'ex ample.com',
  '',
];
const schemes = [
  ...words('http:// https:// ftp:// udp:// wss:// mailto: git:// oci:// file:// HTTP:// // http:/ http: ://'),
  'x:',
  '1x:',
  '',
];
const users = ['', '', '', ...words('user@ u:p@ u:@ :p@ u%40@ ü@ @'), 'a b@'];
const ports = ['', '', '', ...words(':80 : :0 :65535 :99999 :123456 :8a :-1 :080')];
const paths = [
  '',
  '',
  ...words('/ /a ?q #f /#f /a#f /%zz /%41 /a?%zz /ü /" /<> /a:b /[x] /\\\\ ? # /| /% /%2'),
  '/a b',
];
const locals = [...words('jo j.o j..o .jo jo. j+o "jo" jö j@o !#$% j,o (j) j`o j:o ~j 日本'), '', 'j o', '"j o"'];

const url = fc.tuple(pick(schemes), pick(users), pick(hosts), pick(ports), pick(paths)).map(parts => parts.join(''));
const email = fc
  .tuple(pick(locals), pick(['@', '@', '@', '', '@@', ' @']), pick(hosts), pick(['', '', '>', '.']))
  .map(parts => parts.join(''));

/** Charts whose addresses are right, odd and wrong. */
export const linkTexts: fc.Arbitrary<string> = fc
  .tuple(url, url, email, url)
  .map(
    ([source, icon, mail, page]) =>
      `apiVersion: v2\nname: demo\nversion: 0.1.0\nsources: [${JSON.stringify(source)}]\nicon: ${JSON.stringify(icon)}\n` +
      `maintainers:\n  - name: Jo\n    email: ${JSON.stringify(mail)}\n  - name: Al\n    url: ${JSON.stringify(page)}\n`,
  );

const scalars = [
  ...words(
    '1.10 1e3 010 08 0x1F 0b11 0o10 1_000 y yes on n no off ~ null 123456789.5 18446744073709551616 1.5e300 .inf .nan',
  ),
  ...words(
    '1:30 2020-01-02 2020-01-02T03:04:05Z 1.2.3 "1.0" [] {} true TRUE 0 -1 1. .5 1e-7 "" a#c @a %a << = ? - --- a\\b ünï 0x',
  ),
  ...words(
    '1_ +.inf 1.0 v1 01.2.3 1.2.3-01 1.2.3+01 1.2.3+a+b =1.2.3 1.x 1.2.3.4 1.2.3- 99999999999999999999.0.0 0.0.0 0.0.0-0',
  ),
  ...words(
    'v1.2 V1.2.3 "1.2.3\\n" application library Application v2 v3 "v2." a/b . .. / a/ *x *a &a >+ http://x.y "unclosed',
  ),
  ...[
    '!!str 1',
    '!foo x',
    '!!binary aGk=',
    "'a''b'",
    '"a\\tb"',
    '|\n  a\n  b',
    '[a, b]',
    '{a: b}',
    '&x v',
    'a: b',
    'a # c',
    '',
    '|+\n\n\n',
  ],
];
const items = [
  ...[
    '{name: a}',
    '{name: b, version: "1.x", repository: ""}',
    '{name: a, alias: b}',
    '{name: a, alias: "b c"}',
    'null',
    'a',
    '{}',
  ],
  ...[
    '{name: [a]}',
    '{name: yes}',
    '{Name: x}',
    '{name: x, foo: y}',
    '{name: x, name: y}',
    '{name: x, tags: [1, on]}',
    '[a]',
    '1',
  ],
  ...[
    '{name: x, tags: a}',
    '{name: x, enabled: 1}',
    '{name: x, email: bad}',
    '{email: a@b.c}',
    '"https://a.b"',
    '""',
    '{<<: {name: q}}',
  ],
];
const fields = words(
  'apiVersion name version kubeVersion appVersion description home icon condition type deprecated keywords sources maintainers annotations dependencies engine Name VERSION apiversion',
);
const field = fc.oneof(
  { weight: 3, arbitrary: fc.tuple(pick(fields), pick(scalars)).map(([name, value]) => `${name}: ${value}\n`) },
  {
    weight: 2,
    arbitrary: fc
      .tuple(pick(['keywords', 'sources', 'maintainers', 'dependencies']), fc.array(pick(items), { maxLength: 3 }))
      .map(([name, list]) => `${name}: [${list.join(', ')}]\n`),
  },
  {
    weight: 1,
    arbitrary: pick([
      ...['a: 1, a: 2', '1: 2', 'null: x', 'true: y, "true": z', '[a]: b', '<<: {a: b}', '.inf: x', 'on: yes'].map(
        each => `annotations: {${each}}\n`,
      ),
      ...[
        '\t\n',
        '---\n',
        '...\n',
        '--- a\n',
        '? a\n',
        '- a\n',
        'a\n',
        'a:b\n',
        ': c\n',
        '  name: x\n',
        '<<: {name: z}\n',
        '<<: z\n',
      ],
      ...[
        'x: &x {name: y}\n',
        'null: a\n',
        '1: a\n',
        '[a]: b\n',
        'k: "a\n b\n\n c"\n',
        'k: [a,\nb]\n',
        'k: - a\n',
        'k: "\\q"\n',
        'k: \u0001\n',
        '\u2028',
      ],
    ]),
  },
);

/** Charts with every kind of scalar, key and list where Helm wants another, written in odd ways. */
export const oddTexts: fc.Arbitrary<string> = fc
  .tuple(
    pick(['apiVersion: v2\n', 'apiVersion: v2\n', 'apiVersion: v1\n', '']),
    pick(['name: demo\n', 'name: demo\n', '']),
    pick(['version: 0.1.0\n', 'version: 0.1.0\n', '']),
    fc.array(field, { minLength: 1, maxLength: 4 }).map(list => list.join('')),
    fc.constantFrom('\n', '\n', '\n', '\r\n'),
  )
  .map(([api, name, version, rest, end]) => `${api}${name}${version}${rest}`.replaceAll('\n', end));
