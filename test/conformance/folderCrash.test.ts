import assert from 'node:assert/strict';
import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { quietContext } from '../../src/core/context';
import { readIndex } from '../../src/core/repository/readIndex';
import { fileLocks } from '../../src/node/fileLocks';
import { packageFolder } from '../../src/node/packageFolder';
import { leftovers } from '../../src/node/repositories/leftovers';
import { digestHex, sha256 } from '../../src/util/digest';
import { repairFolder } from '../../src/workflows/publish/repairFolder';
import { nodePorts } from '../support/nodePorts';
import { makePackage } from '../support/packages';

const writers = 2;
const versionsEach = 200;
const kills = 100;

describe('a folder repository with two writers that are killed', function () {
  this.timeout(300_000);
  let home: string;
  let repository: string;

  before(async () => {
    home = mkdtempSync(join(tmpdir(), 'crash-'));
    repository = join(home, 'repository');
    mkdirSync(join(home, 'packages'));
    for (let writer = 0; writer < writers; writer++) makePackages(writer);
    await build({
      entryPoints: ['test/support/publishLoop.ts'],
      outfile: join(home, 'publishLoop.cjs'),
      bundle: true,
      platform: 'node',
      format: 'cjs',
      external: ['openpgp'],
      logLevel: 'silent',
    });
  });
  after(() => {
    rmSync(home, { recursive: true, force: true });
  });

  function makePackages(writer: number): void {
    const paths: string[] = [];
    for (let at = 0; at < versionsEach; at++) {
      const { fileName, bytes } = makePackage('web', `${writer + 1}.${at}.0`);
      const path = join(home, 'packages', fileName);
      writeFileSync(path, bytes);
      writeFileSync(`${path}.prov`, `provenance of ${sha256(bytes)}\n`);
      paths.push(path);
    }
    writeFileSync(join(home, `list-${writer}`), paths.join('\n'));
    writeFileSync(join(home, `done-${writer}`), '0');
  }

  function start(writer: number): { readonly child: ChildProcess; readonly ended: Promise<number | null> } {
    const args = ['publishLoop.cjs', `list-${writer}`, `done-${writer}`].map(name => join(home, name));
    const child = spawn(process.execPath, [...args, repository], { stdio: ['ignore', 'pipe', 'inherit'] });
    const ended = new Promise<number | null>(resolve => child.once('close', code => resolve(code)));
    return { child, ended };
  }

  /** Runs one writer until it is done; it is killed a random moment after each start, as long as there are kills left. */
  async function run(writer: number, left: { kills: number }, random: () => number): Promise<void> {
    for (;;) {
      const { child, ended } = start(writer);
      if (left.kills > 0) {
        left.kills--;
        await new Promise(resolve => child.stdout?.once('data', resolve));
        await new Promise(resolve => setTimeout(resolve, random() * 60));
        child.kill('SIGKILL');
        await ended;
      } else {
        assert.equal(await ended, 0);
        return;
      }
    }
  }

  it('lists nothing that is missing, and after a repair misses nothing that was published', async () => {
    const left = { kills };
    let seed = 4711;
    const random = (): number => (seed = (seed * 16807) % 2147483647) / 2147483647;
    await Promise.all(Array.from({ length: writers }, (_, writer) => killed(writer)));
    async function killed(writer: number): Promise<void> {
      await run(writer, left, random);
    }
    const before = indexed();
    for (const [path, digest] of before) assert.equal(digest, digestHex(sha256(readFileSync(join(repository, path)))));
    const ports = { ...nodePorts([]), locks: fileLocks(), packages: packageFolder, leftovers };
    const repaired = await repairFolder(ports, { directory: repository, dropMissing: false }, quietContext);
    assert.deepEqual(repaired.missing, []);
    assert.deepEqual(repaired.corrected, []);
    assert.deepEqual(repaired.unusable, []);
    const after = indexed();
    assert.equal(after.size, writers * versionsEach);
    const packages = readdirSync(repository).filter(name => name.endsWith('.tgz'));
    assert.deepEqual([...after.keys()].sort(), packages.sort());
    for (const name of packages) {
      const bytes = readFileSync(join(repository, name));
      assert.equal(readFileSync(join(repository, `${name}.prov`), 'utf8'), `provenance of ${sha256(bytes)}\n`);
    }
    assert.deepEqual(await leftovers(repository), []);
    assert.ok(existsSync(join(repository, 'index.yaml')));
  });

  function indexed(): ReadonlyMap<string, string> {
    const { index, problems } = readIndex(readFileSync(join(repository, 'index.yaml')));
    assert.deepEqual(problems, []);
    const versions = [...(index?.entries.values() ?? [])].flat();
    return new Map(versions.map(({ urls, digest }) => [urls[0] ?? '', digest ?? '']));
  }
});
