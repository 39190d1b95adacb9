import assert from 'node:assert/strict';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ChartReleaseError } from '../../../src/core/errors';
import { fileStore } from '../../../src/node/fileStore';
import { encodeUtf8 } from '../../../src/util/bytes';

describe('the file store', () => {
  let directory: string;
  beforeEach(() => (directory = mkdtempSync(join(tmpdir(), 'file-store-'))));
  afterEach(() => {
    rmSync(directory, { recursive: true, force: true });
  });

  it('makes missing folders, replaces whole files and leaves no temporary file', async () => {
    const path = join(directory, 'a', 'b', 'x.tgz');
    await fileStore().write(path, encodeUtf8('one'));
    await fileStore().write(path, encodeUtf8('two'));
    assert.equal(readFileSync(path, 'utf8'), 'two');
    assert.deepEqual(readdirSync(join(directory, 'a', 'b')), ['x.tgz']);
  });

  it('reads a missing file as undefined and refuses one over the limit', async () => {
    assert.equal(await fileStore().read(join(directory, 'none'), 10), undefined);
    writeFileSync(join(directory, 'big'), 'x'.repeat(11));
    await assert.rejects(fileStore().read(join(directory, 'big'), 10), (error: unknown) => {
      assert.ok(ChartReleaseError.is(error, 'file.tooLarge'));
      assert.deepEqual(error.details, { path: join(directory, 'big'), sizeBytes: 11, limitBytes: 10 });
      return true;
    });
  });

  it('replaces a symbolic link instead of writing through it', async () => {
    writeFileSync(join(directory, 'victim'), 'precious');
    symlinkSync(join(directory, 'victim'), join(directory, 'link'));
    await fileStore().write(join(directory, 'link'), encodeUtf8('new'));
    assert.equal(readFileSync(join(directory, 'victim'), 'utf8'), 'precious');
    assert.equal(readFileSync(join(directory, 'link'), 'utf8'), 'new');
  });

  it('keeps private files from others', async () => {
    await fileStore(0o600).write(join(directory, 'key'), encodeUtf8('k'));
    assert.equal(statSync(join(directory, 'key')).mode & 0o077, 0);
  });

  it('names the path and the cause when it cannot write, and leaves nothing behind', async () => {
    mkdirSync(join(directory, 'taken'));
    await assert.rejects(fileStore().write(join(directory, 'taken'), encodeUtf8('x')), (error: unknown) => {
      assert.ok(ChartReleaseError.is(error, 'file.notWritable'));
      assert.deepEqual(error.details, { path: join(directory, 'taken'), reason: 'EISDIR' });
      return true;
    });
    writeFileSync(join(directory, 'file'), '');
    await assert.rejects(fileStore().write(join(directory, 'file', 'x'), encodeUtf8('x')), (error: unknown) =>
      ChartReleaseError.is(error, 'file.notWritable'),
    );
    assert.deepEqual(readdirSync(directory).sort(), ['file', 'taken']);
    chmodSync(directory, 0o700);
  });
});
