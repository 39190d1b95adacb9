import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Validator } from '@cfworker/json-schema';
import { cli } from './cli';

interface Reported {
  readonly file: string;
  readonly code: string;
  readonly severity: string;
  readonly origin: string;
  readonly range: { readonly start: Place; readonly end: Place };
}
interface Place {
  readonly line: number;
  readonly character: number;
}

const head = 'apiVersion: v2\nname: demo\nversion: 0.1.0\n';
const quiet = `${head}description: A shop\nicon: https://demo.example/icon.svg\n`;

describe('lint on the command line', () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'lint-'));
  });
  afterEach(() => {
    rmSync(root, { recursive: true, force: true });
  });

  function write(path: string, content: string | Uint8Array): void {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  }

  function chart(text: string | Uint8Array, name = 'demo'): void {
    write(`${name}/Chart.yaml`, text);
    write(`${name}/values.yaml`, '{}\n');
    write(`${name}/templates/_helpers.tpl`, '');
  }

  async function json(
    ...args: readonly string[]
  ): Promise<{ readonly code: number; readonly findings: readonly Reported[] }> {
    const { code, stdout } = await cli(root, ['lint', ...args, '--json']);
    return { code, findings: (JSON.parse(stdout) as { findings: Reported[] }).findings };
  }

  it('prints place, severity, sentence and code as text, and ends with 1 for an error', async () => {
    chart(`${head}description: A shop\nicon: i.png\n`);
    const { code, stdout } = await cli(root, ['lint', 'demo']);
    assert.equal(code, 1);
    const path = join(root, 'demo', 'Chart.yaml');
    assert.ok(stdout.startsWith(`${path}:5:7: error: `), stdout);
    assert.match(stdout, /\[chart-yaml\/icon-url-invalid\]\n1 error\(s\), 0 warning\(s\), 0 note\(s\)\n$/);
    chart(quiet);
    assert.deepEqual(await cli(root, ['lint', 'demo']), {
      code: 0,
      stdout: '0 error(s), 0 warning(s), 0 note(s)\n',
      stderr: '',
    });
  });

  it('gives ranges from 0 and whose rule it is as JSON', async () => {
    chart(`${quiet}engine: gotpl\nkeywords: shop\n`);
    const { code, findings } = await json('demo');
    assert.equal(code, 1);
    const brief = findings.map(({ code: rule, severity, origin, range }) => [
      ...[rule, severity, origin],
      ...[range.start.line, range.start.character, range.end.line, range.end.character],
    ]);
    assert.deepEqual(brief, [
      ['chart-yaml/unknown-key', 'warning', 'helm4', 5, 0, 5, 6],
      ['chart-yaml/wrong-type', 'error', 'both', 6, 10, 6, 14],
    ]);
  });

  it('writes SARIF that fits the schema of OASIS, with fixes and relative addresses', async () => {
    chart(`${quiet}engine: gotpl\nappVersion: 1.10\nannotations:\n  a: 1\n`);
    write('demo/crds/shop.yaml', 'kind: Shop\n');
    write('demo/.helmignore', '**/x\n');
    const { code, stdout } = await cli(root, ['lint', 'demo', '--format', 'sarif']);
    assert.equal(code, 1);
    const schema = JSON.parse(
      readFileSync('test/fixtures/sarif/sarif-2.1.0-rtm.5.json', 'utf8'),
    ) as ConstructorParameters<typeof Validator>[0];
    const log = JSON.parse(stdout) as {
      runs: {
        results: {
          ruleId: string;
          fixes?: unknown[];
          locations: { physicalLocation: { artifactLocation: { uri: string } } }[];
        }[];
      }[];
    };
    const { valid, errors } = new Validator(schema, '7').validate(log);
    assert.ok(valid, JSON.stringify(errors.slice(0, 3)));
    const results = log.runs[0]?.results ?? [];
    const unknown = results.find(each => each.ruleId === 'chart-yaml/unknown-key');
    assert.equal(unknown?.locations[0]?.physicalLocation.artifactLocation.uri, 'demo/Chart.yaml');
    assert.equal(unknown.fixes?.length, 1);
    assert.ok(results.some(each => each.ruleId === 'helmignore/double-star'));
  });

  it('fails for warnings with --strict, and follows --helm and --rules', async () => {
    chart(`${quiet}engine: gotpl\n`);
    assert.equal((await json('demo')).code, 0);
    assert.equal((await json('demo', '--strict')).code, 1);
    assert.equal((await json('demo', '--strict', '--helm', '3')).code, 0);
    assert.equal((await json('demo', '--helm', '3')).findings[0]?.severity, 'info');
    assert.equal((await json('demo', '--rules', 'chart-yaml/unknown-key=error')).code, 1);
    assert.deepEqual((await json('demo', '--rules', 'chart-yaml/unknown-key=off')).findings, []);
    assert.equal((await cli(root, ['lint', 'demo', '--rules', 'no/rule=off'])).code, 2);
    assert.equal((await cli(root, ['lint', 'demo', '--helm', '5'])).code, 2);
    assert.equal((await cli(root, ['lint', 'demo', '--format', 'xml'])).code, 2);
  });

  it('lints the charts in charts/ as well with --with-subcharts', async () => {
    chart(`${quiet}dependencies:\n  - name: web\n    version: 1.x\n    repository: ""\n`);
    chart(
      quiet
        .replace('demo', 'web')
        .replace('0.1.0', '1.0.0')
        .replace('icon: https://demo.example/icon.svg', 'icon: i.png'),
      'demo/charts/web',
    );
    assert.deepEqual((await json('demo')).findings, []);
    const { code, findings } = await json('demo', '--with-subcharts');
    assert.equal(code, 1);
    assert.deepEqual(
      findings.map(each => each.file),
      [join(root, 'demo/charts/web/Chart.yaml')],
    );
  });

  it('makes the fixes with one answer with --fix, and leaves all else byte for byte', async () => {
    const text = `# The shop\r\n${quiet.replaceAll('\n', '\r\n')}appVersion:   1e3 # as it is\r\nHome:  https://demo.example\r\n`;
    chart(text);
    const { code } = await json('demo', '--fix');
    assert.equal(code, 0);
    const fixed = text.replace('1e3', '"1e3"').replace('Home:', 'home:');
    assert.equal(readFileSync(join(root, 'demo/Chart.yaml'), 'utf8'), fixed);
    assert.deepEqual((await json('demo', '--fix')).findings, []);
    assert.equal(readFileSync(join(root, 'demo/Chart.yaml'), 'utf8'), fixed);
  });

  it('marks the place in files that are no text, nest without end or are one line', async () => {
    const bytes = (text: string): Uint8Array => Buffer.from(text, 'latin1');
    const bomb = [
      'a: &a [x, x, x, x, x, x, x, x, x, x]',
      ...[...'bcdefghi'].map(
        (name, at) =>
          `${name}: &${name} [${Array(10)
            .fill(`*${'abcdefgh'.charAt(at)}`)
            .join(', ')}]`,
      ),
    ].join('\n');
    const cases: readonly (readonly [string, Uint8Array | string, number, string])[] = [
      ['bytes that are no UTF-8', bytes('apiVersion: v2\nname: d\xffmo\nversion: 0.1.0\n'), 1, 'chart-yaml/syntax'],
      ['an alias bomb', `${head}${bomb}\n`, 7, 'chart-yaml/syntax'],
      ['deep nesting', `${head}x: ${'['.repeat(50_000)}\n`, 3, 'chart-yaml/syntax'],
      ['a tab for indentation', `${head}annotations:\n\ta: b\n`, 4, 'chart-yaml/syntax'],
      ['a line of a megabyte', `${quiet}engine: ${'a'.repeat(1_000_000)}\n`, 5, 'chart-yaml/unknown-key'],
      [
        'mixed line ends',
        `apiVersion: v2\r\nname: demo\nversion: 0.1.0\rdescription: A\r\nicon: i.png\n`,
        4,
        'chart-yaml/icon-url-invalid',
      ],
    ];
    for (const [what, content, line, code] of cases) {
      chart(content);
      const { findings } = await json('demo');
      const found = findings.filter(each => each.code === code).map(each => each.range.start.line);
      assert.ok(found.includes(line), `${what}: ${JSON.stringify(findings.slice(0, 3))}`);
    }
  });
});
