import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { readIndex } from '../../src/core/repository/readIndex';

describe('git merge with the merge driver', function () {
  this.timeout(60_000);
  let home: string;

  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), 'driver-'));
    git('init', '-q', '-b', 'main');
    git('config', 'user.name', 'Test');
    git('config', 'user.email', 'test@example.com');
    const program = `"${process.execPath}" "${resolve('dist/cli.cjs')}"`;
    git('config', 'merge.helm-index.driver', `${program} merge-index %O %A %B`);
    writeFileSync(join(home, '.gitattributes'), 'index.yaml merge=helm-index\n');
    commit(['1.0.0']);
    git('branch', 'side');
  });
  afterEach(() => {
    rmSync(home, { recursive: true, force: true });
  });

  const git = (...args: readonly string[]): string =>
    execFileSync('git', args, { cwd: home, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  /** The program runs as it is shipped, without what loads these tests. */
  const merge = (): { readonly status: number | null; readonly stderr: string } => {
    const { NODE_OPTIONS: _, ...env } = process.env;
    return spawnSync('git', ['merge', '-q', 'side', '-m', 'merged'], { cwd: home, env, encoding: 'utf8' });
  };

  /** `digest` tells apart what two sides made of one version. */
  function commit(versions: readonly string[], digest = 'aa'): void {
    const entries = versions.map(
      version =>
        `  - apiVersion: v2\n    created: "2024-01-01T00:00:00Z"\n    digest: ${digest}\n    name: web\n    urls:\n    - web-${version}.tgz\n    version: ${version}\n`,
    );
    const generated = `generated: "2024-0${versions.length}-0${digest.length}T00:00:00Z"\n`;
    writeFileSync(join(home, 'index.yaml'), `apiVersion: v1\nentries:\n  web:\n${entries.join('')}${generated}`);
    git('add', '.');
    git('commit', '-qm', versions.join(' '));
  }

  function listed(): readonly string[] {
    const { index } = readIndex(readFileSync(join(home, 'index.yaml')));
    return (index?.entries.get('web') ?? []).map(({ metadata }) => metadata.version);
  }

  it('takes what both sides added, without a conflict', () => {
    commit(['1.1.0', '1.0.0']);
    git('checkout', '-q', 'side');
    commit(['2.0.0', '1.0.0']);
    git('checkout', '-q', 'main');
    const merged = merge();
    assert.equal(merged.status, 0, merged.stderr);
    assert.deepEqual(listed(), ['2.0.0', '1.1.0', '1.0.0']);
    assert.equal(git('status', '--porcelain'), '');
  });

  it('leaves the file in conflict when both sides made one version in different ways', () => {
    commit(['2.0.0', '1.0.0'], 'aaaa');
    git('checkout', '-q', 'side');
    commit(['2.0.0', '1.0.0'], 'bbb');
    git('checkout', '-q', 'main');
    const merged = merge();
    assert.equal(merged.status, 1);
    assert.match(merged.stderr, /^conflict: web 2\.0\.0: both sides added it/m);
    assert.match(git('status', '--porcelain'), /^UU index\.yaml/m);
    assert.match(readFileSync(join(home, 'index.yaml'), 'utf8'), /digest: aaaa/);
  });
});
