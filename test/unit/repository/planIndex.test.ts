import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { quietContext } from '../../../src/core/context';
import { ChartReleaseError } from '../../../src/core/errors';
import { fileStore } from '../../../src/node/fileStore';
import { packageFolder } from '../../../src/node/packageFolder';
import { policyFiles } from '../../../src/node/policyFiles';
import { generateIndex } from '../../../src/workflows/generateIndex';
import type { IndexEdit, IndexPlan } from '../../../src/workflows/index/planIndex';
import { applyIndexPlan, planIndex } from '../../../src/workflows/index/planIndex';
import { verifyRepository } from '../../../src/workflows/index/verifyRepository';

const inputs = 'test/fixtures/vectors/index/inputs/repo';

describe('an edit of the index of a folder', () => {
  let folder: string;
  let now: number;
  const ports = {
    store: fileStore(),
    packages: packageFolder,
    clock: { now: () => now },
    keys: { keys: () => Promise.resolve([]) },
    policies: policyFiles(() => []),
  };
  const indexPath = (): string => join(folder, 'index.yaml');
  const text = (): string => readFileSync(indexPath(), 'utf8');
  const plan = (edit: IndexEdit): Promise<IndexPlan> =>
    planIndex(ports, { directory: folder, baseUrl: '', edit }, quietContext);

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'index-'));
    now = Date.UTC(2026, 0, 1);
    for (const name of ['alpha-0.1.0', 'alpha-0.9.0', 'beta-0.1.0'])
      cpSync(join(inputs, `${name}.tgz`), join(folder, `${name}.tgz`));
    await generateIndex(ports, { directory: folder, baseUrl: '', syntax: 'yaml' }, quietContext);
    writeFileSync(indexPath(), text().replace('entries:', 'entries: # ours'));
    now = Date.UTC(2026, 1, 1);
  });
  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it('adds a package and leaves all other lines', async () => {
    cpSync(join(inputs, 'alpha-0.10.0.tgz'), join(folder, 'alpha-0.10.0.tgz'));
    const before = text().split('\n');
    const planned = await plan({ kind: 'add', packages: ['alpha-0.10.0.tgz'] });
    assert.deepEqual(planned.added, [{ chart: 'alpha', version: '0.10.0' }]);
    await applyIndexPlan(ports, planned);
    const after = text().split('\n');
    assert.deepEqual(
      before.filter(line => !after.includes(line)),
      ['generated: "2026-01-01T00:00:00Z"'],
    );
    assert.equal(after.length, before.length + 8);
  });

  it('writes the same bytes when there is nothing to do', async () => {
    const before = text();
    assert.equal((await plan({ kind: 'regenerate' })).text, before);
    assert.equal((await plan({ kind: 'prune' })).text, before);
    assert.equal((await plan({ kind: 'add', packages: ['beta-0.1.0.tgz'] })).text, before);
  });

  it('keeps the time of a version whose package was made anew', async () => {
    cpSync(join(inputs, 'alpha-0.10.0.tgz'), join(folder, 'other.tgz'));
    await applyIndexPlan(ports, await plan({ kind: 'regenerate' }));
    writeFileSync(
      indexPath(),
      text().replace(/digest: \w+\n( {4}name: alpha\n.*\n.*\n {4}version: 0\.9\.0)/, 'digest: ab\n$1'),
    );
    now = Date.UTC(2026, 2, 1);
    const planned = await plan({ kind: 'regenerate' });
    assert.deepEqual(planned.replaced, [{ chart: 'alpha', version: '0.9.0' }]);
    assert.match(planned.text, /created: "2026-01-01T00:00:00Z"\n.*\n {4}name: alpha\n.*\n.*\n {4}version: 0\.9\.0/);
  });

  it('names what would go, and writes nothing of its own accord', async () => {
    rmSync(join(folder, 'beta-0.1.0.tgz'));
    const before = text();
    for (const kind of ['regenerate', 'prune'] as const) {
      const planned = await plan({ kind });
      assert.deepEqual(planned.removed, [{ chart: 'beta', version: '0.1.0' }]);
      assert.doesNotMatch(planned.text, /beta/);
    }
    assert.equal(text(), before);
  });

  it('takes out with Prune, and only so, what Helm leaves out', async () => {
    writeFileSync(indexPath(), text().replace('  alpha:\n', '  alpha:\n  - {name: alpha, version: latest}\n'));
    const kept = await plan({ kind: 'regenerate' });
    assert.match(kept.text, /latest/);
    const pruned = await plan({ kind: 'prune' });
    assert.deepEqual(
      pruned.dropped.map(({ chart, version }) => [chart, version]),
      [['alpha', 'latest']],
    );
    assert.doesNotMatch(pruned.text, /latest/);
  });

  it('keeps entries whose packages are elsewhere', async () => {
    writeFileSync(indexPath(), text().replace('- beta-0.1.0.tgz', '- https://example.com/beta-0.1.0.tgz'));
    assert.deepEqual((await plan({ kind: 'prune' })).removed, []);
  });

  it('does not write over an index that someone else changed meanwhile', async () => {
    const planned = await plan({ kind: 'prune' });
    writeFileSync(indexPath(), `${text()}# more\n`);
    await assert.rejects(applyIndexPlan(ports, planned), error => ChartReleaseError.is(error, 'index.changed'));
  });

  it('does not touch an index that Helm refuses', async () => {
    writeFileSync(indexPath(), `${text()}extra: 1\n`);
    await assert.rejects(plan({ kind: 'regenerate' }), error => ChartReleaseError.is(error, 'index.unreadable'));
  });

  it('verifies each package against its entry', async () => {
    const sound = await verifyRepository(ports, folder, quietContext);
    assert.deepEqual([sound.isSound, sound.entries.length, sound.unlisted], [true, 3, []]);
    rmSync(join(folder, 'beta-0.1.0.tgz'));
    renameSync(join(folder, 'alpha-0.1.0.tgz'), join(folder, 'alpha-0.9.0.tgz'));
    cpSync(join(inputs, 'alpha-0.10.0.tgz'), join(folder, 'alpha-0.10.0.tgz'));
    const report = await verifyRepository(ports, folder, quietContext);
    assert.equal(report.isSound, false);
    assert.deepEqual(
      report.entries.map(({ chart, version, state }) => `${chart} ${version} ${state}`),
      ['alpha 0.9.0 digestDiffers', 'alpha 0.1.0 missing', 'beta 0.1.0 missing'],
    );
    assert.deepEqual(report.unlisted, ['alpha-0.10.0.tgz']);
  });
});
