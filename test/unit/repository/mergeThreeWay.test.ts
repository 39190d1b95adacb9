import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ChartIndex } from '../../../src/core/repository/chartIndex';
import { mergeThreeWay } from '../../../src/core/repository/mergeThreeWay';
import { readIndex } from '../../../src/core/repository/readIndex';
import { encodeUtf8 } from '../../../src/util/bytes';
import { fileStore } from '../../../src/node/fileStore';
import { mergeConflictedIndex, mergeIndexFiles } from '../../../src/workflows/index/mergeIndexes';

interface Entry {
  readonly version: string;
  readonly digest?: string;
  readonly created?: string;
}

function indexText(...entries: readonly (string | Entry)[]): string {
  const versions = entries.map(entry => ({ name: 'a', ...(typeof entry === 'string' ? { version: entry } : entry) }));
  const lines = versions.map(({ name, version, digest = 'd', created = '2026-01-01T00:00:00Z' }) =>
    [
      '  - apiVersion: v2',
      `    created: "${created}"`,
      `    digest: ${digest}`,
      `    name: ${name}`,
      '    urls:',
      `    - a-${version}.tgz`,
      `    version: ${version}`,
    ].join('\n'),
  );
  return ['apiVersion: v1', 'entries:', '  a:', ...lines, 'generated: "2026-01-01T00:00:00Z"', ''].join('\n');
}

function indexOf(text: string): ChartIndex {
  const { index } = readIndex(encodeUtf8(text));
  assert.ok(index);
  return index;
}

function merged(base: string | undefined, ours: string, theirs: string): readonly (readonly string[])[] {
  const { index, conflicts } = mergeThreeWay(
    base === undefined ? undefined : indexOf(base),
    indexOf(ours),
    indexOf(theirs),
  );
  return [
    (index.entries.get('a') ?? []).map(({ metadata, digest }) => `${metadata.version} ${digest ?? ''}`),
    conflicts.map(({ version, kind }) => `${version} ${kind}`),
  ];
}

describe('merging what two sides made of an index', () => {
  const base = indexText('1.0.0', '0.9.0');
  it('takes what each side added', () => {
    assert.deepEqual(merged(base, indexText('1.1.0', '1.0.0', '0.9.0'), indexText('1.2.0', '1.0.0', '0.9.0')), [
      ['1.2.0 d', '1.1.0 d', '1.0.0 d', '0.9.0 d'],
      [],
    ]);
  });

  it('drops what one side dropped, and takes what one side changed', () => {
    const changed = indexText({ version: '1.0.0', digest: 'e' }, '0.9.0');
    assert.deepEqual(merged(base, indexText('1.0.0'), changed), [['1.0.0 e'], []]);
    assert.deepEqual(merged(base, changed, indexText('1.0.0')), [['1.0.0 e'], []]);
  });

  it('keeps a version that one side dropped and the other changed, and says so', () => {
    const changed = indexText('1.0.0', { version: '0.9.0', digest: 'e' });
    assert.deepEqual(merged(base, indexText('1.0.0'), changed), [['1.0.0 d', '0.9.0 e'], ['0.9.0 weDropped']]);
    assert.deepEqual(merged(base, changed, indexText('1.0.0')), [['1.0.0 d', '0.9.0 e'], ['0.9.0 theyDropped']]);
  });

  it('says which versions both sides made anew', () => {
    const ours = indexText({ version: '1.1.0', digest: 'e' }, '1.0.0', '0.9.0');
    const theirs = indexText({ version: '1.1.0', digest: 'f' }, '1.0.0', '0.9.0');
    assert.deepEqual(merged(base, ours, theirs)[1], ['1.1.0 bothAdded']);
    assert.deepEqual(merged(ours, indexText({ version: '1.1.0', digest: 'g' }), theirs)[1], ['1.1.0 bothChanged']);
  });

  it('keeps the earlier time of one package that both listed', () => {
    const at = (created: string): string => indexText({ version: '1.1.0', created }, '1.0.0', '0.9.0');
    const { index, conflicts } = mergeThreeWay(
      indexOf(base),
      indexOf(at('2026-02-02T00:00:00Z')),
      indexOf(at('2026-02-01T00:00:00Z')),
    );
    assert.deepEqual(conflicts, []);
    assert.equal(index.entries.get('a')?.[0]?.created, '2026-02-01T00:00:00Z');
  });

  it('tells versions apart that only differ in build metadata', () => {
    const ours = indexText('1.0.0+a', '1.0.0', '0.9.0');
    const theirs = indexText('1.0.0+b', '1.0.0', '0.9.0');
    assert.equal(merged(base, ours, theirs)[0]?.length, 4);
  });
});

describe('merging in git', function () {
  this.timeout(60_000);
  let folder: string;
  const git = (...args: readonly string[]): string =>
    execFileSync('git', ['-c', 'user.name=Test', '-c', 'user.email=test@example.com', ...args], {
      cwd: folder,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  const write = (text: string): void => {
    writeFileSync(join(folder, 'index.yaml'), text);
    git('commit', '-qam', 'index');
  };
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'merge-'));
    git('init', '-q', '-b', 'main');
    writeFileSync(join(folder, 'index.yaml'), indexText('1.0.0'));
    git('add', '.');
    git('commit', '-qm', 'index');
    git('checkout', '-qb', 'side');
    write(indexText('1.2.0', '1.0.0'));
    git('checkout', '-q', 'main');
    write(indexText('1.1.0', '1.0.0'));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  const versionsIn = (text: string): readonly string[] =>
    (indexOf(text).entries.get('a') ?? []).map(({ metadata }) => metadata.version);

  for (const style of ['merge', 'diff3']) {
    it(`resolves the file that git leaves in conflict (${style})`, () => {
      assert.throws(() => git('-c', `merge.conflictStyle=${style}`, 'merge', '-q', 'side'));
      const conflicted = readFileSync(join(folder, 'index.yaml'), 'utf8');
      const result = mergeConflictedIndex('index.yaml', conflicted);
      assert.deepEqual(result?.conflicts, []);
      assert.deepEqual(versionsIn(result?.text ?? ''), ['1.2.0', '1.1.0', '1.0.0']);
    });
  }

  it('has nothing to say about a file without conflicts', () => {
    assert.equal(mergeConflictedIndex('index.yaml', indexText('1.0.0')), undefined);
    assert.equal(mergeConflictedIndex('index.yaml', '<<<<<<< a\n'), undefined);
  });

  it('writes the result over ours, as git asks of a merge driver', async () => {
    const paths = { base: join(folder, 'base'), ours: join(folder, 'ours'), theirs: join(folder, 'theirs') };
    writeFileSync(paths.base, indexText('1.0.0'));
    writeFileSync(paths.ours, indexText('1.1.0', '1.0.0'));
    writeFileSync(paths.theirs, indexText('1.2.0', '1.0.0'));
    const { conflicts } = await mergeIndexFiles(fileStore(), paths);
    assert.deepEqual(conflicts, []);
    assert.equal(readFileSync(paths.ours, 'utf8'), indexText('1.2.0', '1.1.0', '1.0.0'));
  });
});
