import assert from 'node:assert/strict';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compileGoRegexp } from '../../../src/core/repository/goRegexp';
import { helmEnvironment, runCommand } from '../../support/terminal';

interface Row {
  readonly args: readonly string[];
  readonly helm4: { readonly rc: number; readonly stdout: string };
}

const folder = 'test/fixtures/vectors/index';
const { rows } = JSON.parse(readFileSync(`${folder}/search-expected.json`, 'utf8')) as {
  readonly rows: readonly Row[];
};

describe('search over the cached indexes', () => {
  let home: string;
  before(() => {
    home = mkdtempSync(join(tmpdir(), 'search-'));
    mkdirSync(join(home, 'config'), { recursive: true });
    mkdirSync(join(home, 'cache', 'repository'), { recursive: true });
    const entries = ['s1', 's2'].map(name => `- {name: ${name}, url: "http://127.0.0.1:1/${name}"}\n`);
    writeFileSync(join(home, 'config', 'repositories.yaml'), `repositories:\n${entries.join('')}`);
    for (const name of ['s1', 's2'])
      copyFileSync(`${folder}/search/${name}-index.yaml`, join(home, 'cache', 'repository', `${name}-index.yaml`));
  });
  after(() => {
    rmSync(home, { recursive: true, force: true });
  });

  for (const { args, helm4 } of rows) {
    it(`answers as both Helms to search repo ${args.join(' ')}`, async () => {
      const run = await runCommand(['search', ...args], { directory: home, environment: helmEnvironment(home) });
      assert.equal(run.code, helm4.rc);
      if (helm4.rc === 0) assert.equal(run.stdout.trimEnd(), helm4.stdout.trimEnd());
    });
  }

  it('goes on with the others when one index cannot be read, and says which', async () => {
    const own = join(home, 'broken');
    mkdirSync(join(own, 'config'), { recursive: true });
    mkdirSync(join(own, 'cache', 'repository'), { recursive: true });
    writeFileSync(
      join(own, 'config', 'repositories.yaml'),
      'repositories:\n- {name: s1, url: "http://127.0.0.1:1"}\n- {name: bad, url: "http://127.0.0.1:1"}\n',
    );
    copyFileSync(`${folder}/search/s1-index.yaml`, join(own, 'cache', 'repository', 's1-index.yaml'));
    writeFileSync(join(own, 'cache', 'repository', 'bad-index.yaml'), 'entries: [');
    const run = await runCommand(['search', 'kw'], { directory: own, environment: helmEnvironment(own) });
    assert.equal(run.code, 0);
    assert.match(run.stdout, /s1\/kw/);
    assert.match(run.stderr, /bad was not searched/);
  });
});

describe('a regular expression of Go', () => {
  const cases: readonly (readonly [string, string, boolean])[] = [
    ['a.b', 'a\rb', true],
    ['a.b', 'a\nb', false],
    ['a\\sb', 'a\vb', false],
    ['[[:digit:]]+$', 'v12', true],
    ['(?i)NGINX', 'nginx', true],
    ['(?P<word>b+)', 'abb', true],
    ['a\\-b', 'a-b', true],
    ['x{', 'x{', true],
    ['x{2}', 'xx', true],
    ['[]a]', ']', true],
    ['\\Qa.b\\E', 'a.b', true],
    ['\\x41', 'A', true],
    ['\\pL', 'é', true],
  ];
  for (const [pattern, text, matches] of cases) {
    it(`${JSON.stringify(pattern)} ${matches ? 'matches' : 'does not match'} ${JSON.stringify(text)}`, () => {
      assert.equal(compileGoRegexp(pattern)?.test(text), matches);
    });
  }
  for (const pattern of ['(', 'a(?=b)', '(?<!a)b', '(a)\\1', '[a', '*', '\\y']) {
    it(`${JSON.stringify(pattern)} is refused`, () => {
      assert.equal(compileGoRegexp(pattern), undefined);
    });
  }
});
