import assert from 'node:assert/strict';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { Server } from 'node:http';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Helm } from '../support/helm';
import { helm, mustPass } from '../support/helm';
import { makePackage } from '../support/packages';
import { helmEnvironment, runCommand } from '../support/terminal';

const versions = ['3.17.1', '4.1.4'] as const;

describe('dependencies, beside both Helms', function () {
  this.timeout(300_000);
  let home: string;
  let server: Server;
  let url: string;
  let helms: readonly Helm[];

  before(async () => {
    home = mkdtempSync(join(tmpdir(), 'dependencies-'));
    const packages = join(home, 'packages');
    mkdirSync(packages);
    const made = [
      ['web', '1.0.0'],
      ['web', '1.2.3'],
      ['web', '1.3.0-rc.1'],
      ['web', '2.0.0'],
      ['base', 'v0.9.0'],
      ['base', '0.9.1+build.1'],
      ['base', '1.0'],
    ] as const;
    for (const [name, version] of made) {
      const { fileName, bytes } = makePackage(name, version);
      writeFileSync(join(packages, fileName), bytes);
    }
    assert.equal((await runCommand(['index', packages], { directory: home })).code, 0);
    server = createServer((request, response) => {
      const path = decodeURIComponent((request.url ?? '').slice(1));
      if (readdirSync(packages).includes(path)) response.end(readFileSync(join(packages, path)));
      else response.writeHead(404).end();
    });
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    url = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
    helms = await Promise.all(versions.map(version => helm(version, home)));
    for (const each of helms) mustPass(await each('repo', 'add', 'charts', url));
    const added = await runCommand(['repo', 'add', 'charts', url], {
      directory: home,
      environment: helmEnvironment(home),
    });
    assert.equal(added.code, 0, added.stderr);
    const local = join(home, 'charts', 'local');
    mkdirSync(local, { recursive: true });
    writeFileSync(join(local, 'Chart.yaml'), 'apiVersion: v2\nname: local\nversion: 0.3.1\n');
  });
  after(() => {
    server.close();
    rmSync(home, { recursive: true, force: true });
  });

  /** One copy for each Helm and one for us, beside the local chart. */
  function copies(name: string, dependencies: string, apiVersion = 'v2'): readonly string[] {
    const yaml = `apiVersion: ${apiVersion}\nname: ${name}\nversion: 1.0.0\n`;
    return ['h3', 'h4', 'ours'].map(who => {
      const directory = join(home, 'charts', `${name}-${who}`);
      mkdirSync(directory, { recursive: true });
      writeFileSync(join(directory, 'Chart.yaml'), apiVersion === 'v2' ? yaml + dependencies : yaml);
      if (apiVersion === 'v1') writeFileSync(join(directory, 'requirements.yaml'), dependencies);
      return directory;
    });
  }

  const ours = (...args: readonly string[]): ReturnType<typeof runCommand> =>
    runCommand(['dependency', ...args], { directory: home, environment: helmEnvironment(home) });

  function state(directory: string): object {
    const charts = join(directory, 'charts');
    const files = readdirSync(directory).includes('charts') ? readdirSync(charts).sort() : [];
    const lockName = readdirSync(directory).find(name => name.endsWith('.lock'));
    const lock = lockName === undefined ? '' : readFileSync(join(directory, lockName), 'utf8');
    return { files, lockName, lock: lock.replace(/^generated: .*$/m, 'generated: masked') };
  }

  const cases: Readonly<Record<string, (url: string) => readonly (readonly [string, string, string, string?])[]>> = {
    range: at => [['web', '^1.0.0', at]],
    prerelease: at => [['web', '>=1.0.0-0 <2', at]],
    exact: at => [['base', 'v0.9.0', at]],
    build: at => [['base', '~0.9.0', at]],
    partial: at => [['base', '1', at]],
    slash: at => [['web', '*', `${at}/`]],
    alias: () => [
      ['web', '1.x', '@charts', 'one'],
      ['web', '1.x', 'alias:charts', 'two'],
    ],
    mixed: at => [
      ['local', '>=0.3', 'file://../local'],
      ['web', '2.0.0', at],
    ],
  };

  /** Helm 3.17.1 takes a prerelease only for a comparator that mentions one itself. */
  const differs = (name: string): boolean => name === 'prerelease';

  for (const [name, make] of Object.entries(cases)) {
    for (const apiVersion of ['v2', 'v1']) {
      it(`updates, lists and builds a ${apiVersion} chart as both Helms: ${name}`, async () => {
        const entries = make(url).map(
          ([chart, version, repository, alias]) =>
            `- name: ${chart}\n  version: "${version}"\n  repository: "${repository}"\n${alias === undefined ? '' : `  alias: ${alias}\n`}`,
        );
        const all = copies(`${name}-${apiVersion}`, `dependencies:\n${entries.join('')}`, apiVersion);
        const [h3 = '', h4 = '', own = ''] = all;
        for (const [at, each] of helms.entries()) mustPass(await each('dependency', 'update', all[at] ?? ''));
        const updated = await ours('update', own);
        assert.equal(updated.code, 0, updated.stderr);
        assert.deepEqual(state(own), state(h4));
        if (!differs(name)) assert.deepEqual(state(own), state(h3));
        const listed = await ours('list', own);
        const theirs = mustPass((await helms[1]?.('dependency', 'list', own)) ?? { code: 1, stdout: '', stderr: '' });
        assert.equal(listed.stdout.trimEnd(), theirs.stdout.trimEnd());
        for (const directory of all) rmSync(join(directory, 'charts'), { recursive: true });
        for (const [at, each] of helms.entries()) mustPass(await each('dependency', 'build', all[at] ?? ''));
        const built = await ours('build', own);
        assert.equal(built.code, 0, built.stderr);
        assert.deepEqual(state(own), state(h4));
        if (!differs(name)) assert.deepEqual(state(own), state(h3));
      });
    }
  }

  const refused: Readonly<Record<string, (url: string) => readonly [string, string, string]>> = {
    'no version fits': at => ['web', '>=5', at],
    'the version is no constraint': at => ['web', 'abc', at],
    'there is no version': at => ['web', '', at],
    'the chart is not in the index': at => ['nope', '1.0.0', at],
    'the folder is not there': () => ['local', '*', 'file://../nowhere'],
    'the name is not configured': () => ['web', '*', '@nowhere'],
    'the folder in charts/ is not there': () => ['sub', '*', ''],
  };

  for (const [why, make] of Object.entries(refused)) {
    it(`refuses as both Helms when ${why}, and leaves the chart as it was`, async () => {
      const [chart, version, repository] = make(url);
      const text = `dependencies:\n- name: ${chart}\n  version: "${version}"\n  repository: "${repository}"\n`;
      const all = copies(`refused-${why.replace(/\W/g, '-')}`, text);
      for (const [at, each] of helms.entries())
        assert.equal((await each('dependency', 'update', all[at] ?? '')).code, 1);
      const own = all[2] ?? '';
      assert.equal((await ours('update', own)).code, 1);
      assert.deepEqual(readdirSync(own), ['Chart.yaml']);
    });
  }

  it('updates one dependency alone, and says when the lock is out of sync', async () => {
    const text = (web: string): string =>
      `dependencies:\n- {name: web, version: "${web}", repository: "${url}"}\n- {name: base, version: ">=0.9", repository: "${url}"}\n`;
    const own = copies('single', text('1.0.0'))[2] ?? '';
    assert.equal((await ours('update', own)).code, 0);
    const lock = join(own, 'Chart.lock');
    writeFileSync(lock, readFileSync(lock, 'utf8'));
    writeFileSync(join(own, 'Chart.yaml'), `apiVersion: v2\nname: single\nversion: 1.0.0\n${text('^1')}`);
    const build = await ours('build', own);
    assert.equal(build.code, 1);
    assert.match(build.stderr, /Chart\.lock is out of sync/);
    assert.equal((await ours('update', own, '--only', 'web')).code, 0);
    assert.deepEqual(readdirSync(join(own, 'charts')).sort(), ['base-1.0.tgz', 'web-1.2.3.tgz']);
    cpSync(own, `${own}-h4`, { recursive: true });
    mustPass((await helms[1]?.('dependency', 'build', `${own}-h4`)) ?? { code: 1, stdout: '', stderr: '' });
  });
});
