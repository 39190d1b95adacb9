import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { quietContext } from '../../../src/core/context';
import { ChartReleaseError } from '../../../src/core/errors';
import { readIndex } from '../../../src/core/repository/readIndex';
import { fileLocks } from '../../../src/node/fileLocks';
import { packageFolder } from '../../../src/node/packageFolder';
import { leftovers } from '../../../src/node/repositories/leftovers';
import { digestHex, sha256 } from '../../../src/util/digest';
import type { FileStore } from '../../../src/workflows/ports';
import { publishToFolder } from '../../../src/workflows/publish/publishToFolder';
import { repairFolder } from '../../../src/workflows/publish/repairFolder';
import { nodePorts } from '../../support/nodePorts';
import { makePackage } from '../../support/packages';

describe('publishing into a folder', () => {
  let home: string;
  let directory: string;
  const base = { ...nodePorts([]), locks: fileLocks(), packages: packageFolder, leftovers };
  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), 'folder-'));
    directory = join(home, 'repository');
  });
  afterEach(() => {
    rmSync(home, { recursive: true, force: true });
  });

  function put(version: string, note = '', provenance?: string): string {
    const { fileName, bytes } = makePackage('web', version, note);
    const folder = join(home, `made-${version}-${note}`);
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, fileName), bytes);
    if (provenance !== undefined) writeFileSync(join(folder, `${fileName}.prov`), provenance);
    return join(folder, fileName);
  }

  function listed(): readonly (readonly [string, string, string])[] {
    const { index, problems } = readIndex(readFileSync(join(directory, 'index.yaml')));
    assert.deepEqual(problems, []);
    const versions = index?.entries.get('web') ?? [];
    return versions.map(({ metadata, digest, created }) => [metadata.version, digest ?? '', created]);
  }

  const publish = (packages: readonly string[], replace = false): Promise<unknown> =>
    publishToFolder(base, { packages, directory, replace }, quietContext);

  it('lists packages and says the second time that nothing changed', async () => {
    const path = put('1.0.0', '', 'signed\n');
    const first = await publishToFolder(base, { packages: [path], directory }, quietContext);
    assert.deepEqual(
      first.map(({ outcome, signed }) => [outcome, signed]),
      [['published', true]],
    );
    const index = readFileSync(join(directory, 'index.yaml'), 'utf8');
    const second = await publishToFolder(base, { packages: [path], directory }, quietContext);
    assert.deepEqual(
      second.map(({ outcome }) => outcome),
      ['unchanged'],
    );
    assert.equal(readFileSync(join(directory, 'index.yaml'), 'utf8'), index);
    assert.equal(readFileSync(join(directory, 'web-1.0.0.tgz.prov'), 'utf8'), 'signed\n');
  });

  it('writes nothing at all when one of several packages would replace a different one', async () => {
    await publish([put('1.0.0')]);
    const before = readdirSync(directory);
    await assert.rejects(publish([put('2.0.0'), put('1.0.0', 'other')]), error =>
      ChartReleaseError.is(error, 'repository.packageExists'),
    );
    assert.deepEqual(readdirSync(directory), before);
    assert.deepEqual(
      listed().map(([version]) => version),
      ['1.0.0'],
    );
  });

  it('refuses a version that is listed with another digest even when its package is not in the folder', async () => {
    await publish([put('1.0.0')]);
    rmSync(join(directory, 'web-1.0.0.tgz'));
    await assert.rejects(publish([put('1.0.0', 'other')]), error =>
      ChartReleaseError.is(error, 'repository.packageExists'),
    );
  });

  it('replaces on demand: the old provenance goes, and the version keeps the time it was created at', async () => {
    await publish([put('1.0.0', '', 'signed\n')]);
    const [before] = listed();
    const other = put('1.0.0', 'other');
    await publish([other], true);
    const [after] = listed();
    assert.equal(after?.[1], digestHex(sha256(readFileSync(other))));
    assert.equal(after?.[2], before?.[2]);
    assert.ok(!existsSync(join(directory, 'web-1.0.0.tgz.prov')));
  });

  it('leaves every byte of the entries that it does not touch', async () => {
    mkdirSync(directory);
    const old = [
      '# kept by hand',
      'apiVersion: v1',
      'entries:',
      '  web:',
      '    # the first one',
      '    - {name: web, apiVersion: v2, version: 0.1.0, created: 2020-01-01T00:00:00Z, urls: [old/web-0.1.0.tgz]}',
      '    - {name: web, version: latest, urls: [Helm leaves this out]}',
      'generated: "2020-01-01T00:00:00Z"',
      '',
    ];
    writeFileSync(join(directory, 'index.yaml'), old.join('\n'));
    await publish([put('1.0.0')]);
    const lines = readFileSync(join(directory, 'index.yaml'), 'utf8').split('\n');
    assert.deepEqual(
      old.slice(0, -2).filter(line => !lines.includes(line)),
      [],
    );
    assert.deepEqual(
      listed().map(([version]) => version),
      ['1.0.0', '0.1.0'],
    );
  });

  it('does not replace a version whose entry says nothing about its contents', async () => {
    mkdirSync(directory);
    const text =
      'apiVersion: v1\nentries:\n  web:\n  - {name: web, version: 1.0.0, urls: ["https://example.com/web.tgz"]}\n';
    writeFileSync(join(directory, 'index.yaml'), text);
    await assert.rejects(publish([put('1.0.0')]), error => ChartReleaseError.is(error, 'repository.packageExists'));
    assert.equal(readFileSync(join(directory, 'index.yaml'), 'utf8'), text);
  });

  it('does not write over an index that Helm would refuse', async () => {
    mkdirSync(directory);
    writeFileSync(join(directory, 'index.yaml'), 'apiVersion: v1\nentries: []\n');
    await assert.rejects(publish([put('1.0.0')]), error => ChartReleaseError.is(error, 'index.unreadable'));
    assert.equal(readFileSync(join(directory, 'index.yaml'), 'utf8'), 'apiVersion: v1\nentries: []\n');
  });

  for (const replaces of [false, true]) {
    it(`is right after an end before any of its writes, ${replaces ? 'replacing' : 'adding'} a signed package`, async () => {
      for (let writes = 0; ; writes++) {
        rmSync(directory, { recursive: true, force: true });
        await publish([put('0.1.0', '', 'signed\n'), ...(replaces ? [put('1.0.0', 'old', 'old\n')] : [])]);
        const path = put('1.0.0', 'new', 'new\n');
        const ended = await publishToFolder(
          { ...base, store: endingStore(base.store, writes) },
          { packages: [path], directory, replace: replaces },
          quietContext,
        ).then(
          () => false,
          (error: unknown) => {
            assert.ok(error instanceof Ended);
            return true;
          },
        );
        const proof = join(directory, 'web-1.0.0.tgz.prov');
        const archive = join(directory, 'web-1.0.0.tgz');
        const isNew = existsSync(archive) && readFileSync(archive).equals(readFileSync(path));
        if (existsSync(proof) && existsSync(archive))
          assert.equal(readFileSync(proof, 'utf8'), isNew ? 'new\n' : 'old\n', `after ${writes} writes`);
        for (const [version] of listed()) assert.ok(existsSync(join(directory, `web-${version}.tgz`)));
        const repaired = await repairFolder(base, { directory, dropMissing: false }, quietContext);
        assert.deepEqual(repaired.missing, []);
        const digests = new Map(listed().map(([version, digest]) => [`web-${version}.tgz`, digest]));
        const packages = readdirSync(directory).filter(name => name.endsWith('.tgz'));
        assert.deepEqual([...digests.keys()].sort(), packages.sort());
        for (const name of packages)
          assert.equal(digests.get(name), digestHex(sha256(readFileSync(join(directory, name)))));
        if (!ended) return;
        await publish([path], replaces);
        assert.equal(readFileSync(proof, 'utf8'), 'new\n');
      }
    });
  }

  it('names entries whose package is gone, and drops them only when told to', async () => {
    await publish([put('1.0.0'), put('2.0.0')]);
    rmSync(join(directory, 'web-1.0.0.tgz'));
    const seen = await repairFolder(base, { directory, dropMissing: false }, quietContext);
    assert.deepEqual(seen.missing, [{ chart: 'web', version: '1.0.0' }]);
    assert.equal(listed().length, 2);
    const dropped = await repairFolder(base, { directory, dropMissing: true }, quietContext);
    assert.equal(dropped.dropped, true);
    assert.deepEqual(
      listed().map(([version]) => version),
      ['2.0.0'],
    );
  });
});

class Ended extends Error {}

/** Ends the work before its n-th change on disk, as a killed process would. */
function endingStore(store: FileStore, writes: number): FileStore {
  let left = writes;
  const step = (): void => {
    if (left-- <= 0) throw new Ended();
  };
  return {
    read: (path, limit) => store.read(path, limit),
    async write(path, bytes) {
      step();
      await store.write(path, bytes);
    },
    async remove(path) {
      step();
      await store.remove(path);
    },
  };
}
