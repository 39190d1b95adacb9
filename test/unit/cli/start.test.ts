import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CodeCache, codeCacheFolder } from '../../../src/cli/codeCache';
import { commands } from '../../../src/cli/commands';
import { commandsInProcess } from '../../support/commandsInProcess';

describe('the code cache of the command line', () => {
  let folder: string;
  let program: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'code-cache-'));
    program = join(folder, 'program.cjs');
    writeFileSync(program, 'module.exports = { answer: () => 42 };');
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const cacheFolder = () => join(folder, 'cache', 'code');
  const files = () => readdirSync(cacheFolder()).sort();

  /** What the program exports, and whether its code came from the cache. */
  function run(purpose = 'lint'): { readonly answer: number; readonly wrote: boolean } {
    const module = { exports: {} as { answer: () => number } };
    const { run: start, keep } = new CodeCache(cacheFolder(), program, purpose).load();
    (start as (...parts: readonly unknown[]) => void)(module.exports, require, module, program, folder);
    const before = contents();
    const answer = module.exports.answer();
    keep();
    return { answer, wrote: contents() !== before };
  }

  function contents(): string {
    try {
      return files()
        .map(name => `${name} ${readFileSync(join(cacheFolder(), name)).toString('base64')}`)
        .join('\n');
    } catch {
      return '';
    }
  }

  it('keeps what was compiled, for each purpose apart, and takes it the next time', () => {
    assert.deepEqual(run(), { answer: 42, wrote: true });
    assert.deepEqual(run(), { answer: 42, wrote: false });
    assert.deepEqual(run('sign'), { answer: 42, wrote: true });
    assert.equal(files().length, 2);
  });

  it('never runs the code of another program of the same length, and removes it', () => {
    run();
    const old = files();
    writeFileSync(program, 'module.exports = { answer: () => 43 };');
    assert.deepEqual(run(), { answer: 43, wrote: true });
    assert.equal(files().length, 1);
    assert.notDeepEqual(files(), old);
  });

  it('passes over a damaged file and writes it anew', () => {
    run();
    const path = join(cacheFolder(), files()[0] ?? '');
    const bytes = readFileSync(path);
    bytes.writeUInt8(bytes.readUInt8(100) ^ 1, 100);
    writeFileSync(path, bytes);
    assert.deepEqual(run(), { answer: 42, wrote: true });
    writeFileSync(path, '');
    assert.deepEqual(run(), { answer: 42, wrote: true });
    assert.deepEqual(run(), { answer: 42, wrote: false });
  });

  if (process.platform !== 'win32') {
    it('takes nothing that others could have written, and writes nothing where they can', () => {
      run();
      const path = join(cacheFolder(), files()[0] ?? '');
      chmodSync(path, 0o666);
      assert.equal(run().answer, 42);
      assert.equal(statSync(path).mode & 0o777, 0o600, 'written anew');
      rmSync(path, { force: true });
      chmodSync(cacheFolder(), 0o777);
      assert.deepEqual(run(), { answer: 42, wrote: false });
    });
  }

  it('runs without a folder that can be written', () => {
    writeFileSync(join(folder, 'cache'), 'a file in the way');
    assert.deepEqual(run(), { answer: 42, wrote: false });
  });

  it('lies in the folder of the user for such things', () => {
    assert.equal(codeCacheFolder({ XDG_CACHE_HOME: '/x' }, 'linux'), join('/x', 'helm-chart-release', 'code'));
    assert.match(codeCacheFolder({}, 'linux'), /\.cache.helm-chart-release.code$/);
    assert.match(codeCacheFolder({}, 'darwin'), /Library.Caches.helm-chart-release.code$/);
    assert.equal(codeCacheFolder({ LOCALAPPDATA: '/l' }, 'win32'), join('/l', 'helm-chart-release', 'code'));
  });
});

describe('the commands that tests run', () => {
  it('are those of the program', () => {
    assert.deepEqual(Object.keys(commandsInProcess), Object.keys(commands));
  });
});
