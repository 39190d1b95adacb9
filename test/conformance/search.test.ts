import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generatedIndex, randomOf } from '../support/generatedIndex';
import { helm } from '../support/helm';
import { helmEnvironment, runCommand } from '../support/terminal';

const rounds = Number(process.env['SEARCH_ROUNDS'] ?? 10);
const terms: readonly (readonly string[])[] = [
  [],
  ['nginx'],
  ['NGINX'],
  ['nginx', 'old'],
  ['old', 'nginx'],
  ['a'],
  ['r1/'],
  ['r2/web'],
  [''],
  [' '],
  ['É'],
  ['i̇'],
  ['ß'],
  ['[x]'],
  ['zzz'],
  ['tab here'],
  ['-r', '^nginx$'],
  ['-r', 'nginx'],
  ['-r', 'Old$'],
  ['-r', '(?i)old'],
  ['-r', 'x(?i)WEB|(?i:NGINX)'],
  ['-r', '^r\\d/'],
  ['-r', '[[:upper:]]'],
  ['-r', '[[:^lower:]]{3,}'],
  ['-r', '\\v'],
  ['-r', '\\x{c9}'],
  ['-r', '.\\s.'],
  ['-r', '(?s)a.b|(?m)^break'],
  ['-r', '(?U)a+'],
  ['-r', '\\bold\\b'],
  ['-r', '('],
  ['-r', 'a**'],
  ['-r', 'a{1001}'],
  ['-r', '[a-'],
  ['-r', '\\p{Greek}|\\pL'],
  ['-r', 'a|'],
  ['-r', ''],
  ['-r', '\\Qa.b\\E+'],
  ['-r', '\\Qnginx'],
  ['-r', '[^a-z]{2}'],
  ['-r', '[\\d.]+$'],
  ['-r', '[\\s\\S]b'],
  ['-r', '(?i)[k-m]s'],
  ['-r', '\\p{Lu}'],
  ['-r', '[\\P{L}]{3}'],
  ['-r', '(?P<x>a)(?P<x>b)'],
  ['-r', '(?<y>web)'],
  ['-r', '^*a'],
  ['-r', 'a{,2}'],
  ['-r', '{'],
  ['-r', 'a{2'],
  ['-r', '(?-s).'],
  ['-r', '(?i-m:O)ld'],
  ['-r', '\\é'],
  ['-r', '\\_'],
  ['-r', '\\012'],
  ['-r', '\\1'],
  ['-r', '[[:foo:]]'],
  ['-r', '[a-\\d]'],
  ['-r', '[]'],
  ['-r', '[]]'],
  ['-r', 'x|*'],
  ['-r', '()'],
  ['-r', ')'],
  ['-r', '(?)'],
  ['-r', '(?#x)'],
  ['-r', '\\C'],
  ['-r', '\\Z'],
  ['-r', '(a{500}){3}'],
  ['-r', '日+'],
  ['-r', '\\p{^Han}\\p{Han}'],
  ['-r', '\\p{Foo}'],
  ['-r', '(?i)É'],
  ['-r', '(?i)İ'],
  ['-r', '(?i)ß'],
  ['-r', 'a++'],
  ['-r', 'a??'],
  ['-r', 'a?*'],
  ['-r', '[z-a]'],
  ['-r', '[a-z-9]'],
  ['-r', '\\x{110000}'],
  ['-r', 'old$|^web'],
  ['-r', '[\\b]'],
  ['-r', '.{1000}'],
  ['-r', '\\'],
];
const flags: readonly (readonly string[])[] = [
  [],
  ['-l'],
  ['--devel'],
  ['-l', '--devel'],
  ['--version', '1.0'],
  ['--version', '^1'],
  ['--version', '>=1.0.0-0', '-l'],
  ['--version', '*', '-l'],
  ['--version', '=1.0.0', '-l'],
  ['--version', '1.0.0-beta.2 || 2.x', '-l'],
  ['--version', '>0.0.0-0 <2', '--devel', '-l'],
  ['--version', '~1.0.0-beta', '-l'],
  ['--version', '1 - 2', '-l'],
  ['--version', '!=1.0.0', '-l'],
  ['--version', 'abc'],
  ['--version', '1.0.0,2.0.0', '-l'],
  ['--max-col-width', '7'],
  ['--max-col-width', '0', '-l'],
  ['--max-col-width', '2'],
  ['-o', 'json', '-l'],
  ['-o', 'yaml', '-l', '--devel'],
  ['--fail-on-no-result'],
];

/** Of these Helm 4 takes other prereleases than Helm 3; we say what Helm 4 says. */
const readByHelm4 = ['>0.0.0-0 <2', '!=1.0.0'];

describe('search over generated indexes, beside both Helms', function () {
  this.timeout(300_000);
  let home: string;
  beforeEach(() => (home = mkdtempSync(join(tmpdir(), 'search-'))));
  afterEach(() => rmSync(home, { recursive: true, force: true }));

  for (let round = 1; round <= rounds; round++) {
    it(`answers as they do, generated indexes ${round}`, async () => {
      const random = randomOf(round * 7919);
      const indexes = ['r2', 'r1'].map(name => [name, generatedIndex(random)] as const);
      const list = indexes.map(([name]) => `- {name: ${name}, url: "http://127.0.0.1:1/${name}"}\n`);
      for (const own of ['', 'helm-3.17.1', 'helm-4.1.4']) {
        mkdirSync(join(home, own, 'config'), { recursive: true });
        mkdirSync(join(home, own, 'cache', 'repository'), { recursive: true });
        writeFileSync(join(home, own, 'config', 'repositories.yaml'), `repositories:\n${list.join('')}`);
        for (const [name, text] of indexes)
          writeFileSync(join(home, own, 'cache', 'repository', `${name}-index.yaml`), text);
      }
      for (let at = 0; at < 10; at++) {
        const args = [...terms[random(terms.length)]!, ...flags[random(flags.length)]!];
        const ours = await runCommand(['search', ...args], { directory: home, environment: helmEnvironment(home) });
        for (const version of ['4.1.4', '3.17.1'] as const) {
          if (version === '3.17.1' && args.some(arg => readByHelm4.includes(arg))) continue;
          const theirs = await (await helm(version, home))('search', 'repo', ...args);
          const where = `Helm ${version}: search ${JSON.stringify(args)}`;
          assert.equal(ours.code, theirs.code, `${where}\n${theirs.stderr}${ours.stderr}`);
          if (theirs.code === 0) assert.equal(ours.stdout.trimEnd(), theirs.stdout.trimEnd(), where);
        }
      }
    });
  }
});
