import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readIndex } from '../../../src/core/repository/readIndex';
import { makePackage } from '../../support/packages';
import type { CliRun } from '../../support/terminal';
import { helmEnvironment, runCommand } from '../../support/terminal';

describe('publishing into a branch that is served as pages', function () {
  this.timeout(60_000);
  let home: string;
  let repository: string;

  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), 'pages-'));
    repository = join(home, 'work');
    execFileSync('git', ['init', '-q', '--bare', join(home, 'origin.git')]);
    execFileSync('git', ['init', '-q', '-b', 'main', repository]);
    git('config', 'user.name', 'Test');
    git('config', 'user.email', 'test@example.com');
    git('remote', 'add', 'origin', join(home, 'origin.git'));
    writeFileSync(join(repository, 'file'), 'committed\n');
    git('add', '.');
    git('commit', '-qm', 'start');
    writeFileSync(join(repository, 'file'), 'changed and not committed\n');
    writeFileSync(join(repository, 'staged'), 'staged\n');
    git('add', 'staged');
  });
  afterEach(() => {
    rmSync(home, { recursive: true, force: true });
  });

  const git = (...args: readonly string[]): string =>
    execFileSync('git', ['-C', repository, ...args], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });

  function put(version: string, note = ''): string {
    const { fileName, bytes } = makePackage('web', version, note);
    const path = join(mkdtempSync(join(home, 'made-')), fileName);
    writeFileSync(path, bytes);
    return path;
  }

  const publish = (...args: readonly string[]): Promise<CliRun> =>
    runCommand(['publish', ...args, '--branch', 'gh-pages'], {
      directory: repository,
      environment: helmEnvironment(home),
    });

  function listed(): readonly (readonly string[])[] {
    const { index } = readIndex(Buffer.from(git('show', 'gh-pages:index.yaml')));
    return [...(index?.entries.get('web') ?? [])].map(({ metadata, urls }) => [metadata.version, ...urls]);
  }

  it('makes a commit, and touches neither the working tree nor what is staged there', async () => {
    const before = git('status', '--porcelain');
    const path = put('1.0.0');
    writeFileSync(`${path}.prov`, 'signed\n');
    const run = await publish(path, '--readme', '--owner', 'Jo Doe <jo@example.com>');
    assert.equal(run.code, 0, run.stderr);
    assert.match(run.stderr, /commit [0-9a-f]{40} on gh-pages; publish it with: git push origin gh-pages/);
    assert.deepEqual(git('ls-tree', '--name-only', 'gh-pages').trim().split('\n'), [
      'README.md',
      'artifacthub-repo.yml',
      'index.yaml',
      'web-1.0.0.tgz',
      'web-1.0.0.tgz.prov',
    ]);
    assert.match(git('show', 'gh-pages:artifacthub-repo.yml'), /email: jo@example\.com/);
    assert.deepEqual(listed(), [['1.0.0', 'web-1.0.0.tgz']]);
    assert.equal(git('status', '--porcelain'), before);
    assert.equal(git('branch', '--show-current').trim(), 'main');
    git('push', '-q', 'origin', 'gh-pages');
    const bytes = execFileSync('git', ['-C', join(home, 'origin.git'), 'cat-file', 'blob', 'gh-pages:web-1.0.0.tgz']);
    assert.deepEqual(bytes, readFileSync(path));
  });

  it('adds to what was fetched, says when there is nothing to do, and refuses another package of a version', async () => {
    const first = put('1.0.0');
    await publish(first);
    git('push', '-q', 'origin', 'gh-pages');
    git('fetch', '-q', 'origin');
    git('update-ref', '-d', 'refs/heads/gh-pages');
    assert.equal((await publish(put('1.1.0'))).code, 0);
    assert.deepEqual(
      listed().map(([version]) => version),
      ['1.1.0', '1.0.0'],
    );
    assert.equal(git('rev-list', '--count', 'gh-pages').trim(), '2');
    assert.match((await publish(first)).stderr, /gh-pages has all of it/);
    const head = git('rev-parse', 'gh-pages');
    const refused = await publish(put('1.0.0', 'other'));
    assert.equal(refused.code, 1);
    assert.match(refused.stderr, /is published with other contents/);
    assert.equal(git('rev-parse', 'gh-pages'), head);
  });

  it('lists packages that releases keep, as chart-releaser does it', async () => {
    const assets = 'https://github.com/owner/repo/releases/download';
    assert.equal((await publish(put('1.0.0'), '--assets', assets)).code, 0);
    assert.deepEqual(git('ls-tree', '--name-only', 'gh-pages').trim(), 'index.yaml');
    assert.deepEqual(listed(), [['1.0.0', `${assets}/web-1.0.0/web-1.0.0.tgz`]]);
  });

  it('leaves a branch alone that is checked out, that went two ways, or where there is no repository', async () => {
    await publish(put('1.0.0'));
    git('push', '-q', 'origin', 'gh-pages');
    git('fetch', '-q', 'origin');
    git('worktree', 'add', '-q', join(home, 'pages'), 'gh-pages');
    assert.match((await publish(put('1.1.0'))).stderr, /gh-pages is checked out in/);
    git('worktree', 'remove', join(home, 'pages'));
    const tree = git('rev-parse', 'gh-pages^{tree}').trim();
    git('update-ref', 'refs/heads/gh-pages', git('commit-tree', tree, '-m', 'other').trim());
    assert.match((await publish(put('1.1.0'))).stderr, /each have commits that the other has not/);
    const elsewhere = await publish(put('1.1.0'), '--to', mkdtempSync(join(home, 'no-repository-')));
    assert.match(elsewhere.stderr, /is not in a git repository/);
  });

  it('starts no hook of the repository', async () => {
    const hook = join(repository, '.git', 'hooks', 'reference-transaction');
    writeFileSync(hook, `#!/bin/sh\ntouch ${join(home, 'ran')}\n`, { mode: 0o755 });
    assert.equal((await publish(put('1.0.0'))).code, 0);
    assert.throws(() => readFileSync(join(home, 'ran')), { code: 'ENOENT' });
  });
});
