import assert from 'node:assert/strict';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { quietContext } from '../../src/core/context';
import type { LocalRegistry } from '../../src/node/localRegistry/localRegistry';
import { startLocalRegistry } from '../../src/node/localRegistry/localRegistry';
import { sha256 } from '../../src/util/digest';
import { helm, mustPass } from '../support/helm';
import { makePackage } from '../support/packages';
import type { Maker } from '../support/signedPackages';
import { makeMaker } from '../support/signedPackages';
import type { CliRun } from '../support/terminal';
import { helmEnvironment, runCommand } from '../support/terminal';

describe('charts of a registry', function () {
  this.timeout(120_000);
  let home: string;
  let registry: LocalRegistry;
  let host: string;
  let maker: Maker;

  before(async () => {
    home = mkdtempSync(join(tmpdir(), 'oci-'));
    registry = await startLocalRegistry({ directory: join(home, 'content'), log: quietContext.log });
    host = `127.0.0.1:${registry.port}`;
    maker = await makeMaker('Chart Team');
    maker.writePublicKey(join(home, 'ring.gpg'));
    const chart = join(home, 'web');
    mkdirSync(chart);
    writeFileSync(join(chart, 'Chart.yaml'), 'apiVersion: v2\nname: web\nversion: 1.2.0\n');
    await push(await maker.release(chart, join(home, 'made')));
    for (const version of ['1.0.0', '1.3.0-rc.1', '2.0.0+build.1']) {
      const { fileName, bytes } = makePackage('web', version);
      writeFileSync(join(home, 'made', fileName), bytes);
      await push(join(home, 'made', fileName));
    }
    mkdirSync(join(home, 'bin'));
    writeFileSync(join(home, 'bin', 'helm'), `#!/bin/sh\nsha256sum < "$3" > "${join(home, 'ran')}"\n`);
    chmodSync(join(home, 'bin', 'helm'), 0o755);
  });
  after(async () => {
    await registry.close();
    rmSync(home, { recursive: true, force: true });
  });
  beforeEach(() => {
    rmSync(join(home, 'ran'), { force: true });
  });

  const run = (...args: readonly string[]): Promise<CliRun> =>
    runCommand(args, {
      directory: home,
      environment: { ...helmEnvironment(home), PATH: `${join(home, 'bin')}:${process.env['PATH'] ?? ''}` },
    });

  async function push(path: string): Promise<void> {
    const pushed = await run('push', path, `oci://${host}/charts`, '--plain-http');
    assert.equal(pushed.code, 0, pushed.stderr);
  }

  const install = (version: string): Promise<CliRun> => {
    const chart = `oci://${host}/charts/web`;
    return run('install', 'x', chart, '--version', version, '--plain-http', '--keyring', join(home, 'ring.gpg'));
  };

  it('are installed from exactly the verified bytes', async () => {
    const done = await install('1.2.0');
    assert.equal(done.code, 0, done.stderr);
    const digest = sha256(new Uint8Array(readFileSync(join(home, 'made', 'web-1.2.0.tgz'))));
    assert.ok(digest.endsWith(readFileSync(join(home, 'ran'), 'utf8').split(' ')[0] ?? 'nothing'));
  });

  for (const version of ['1.0.0', '2.0.0+build.1'])
    it(`are not installed without a signature: ${version}`, async () => {
      assert.equal((await install(version)).code, 1);
      assert.ok(!existsSync(join(home, 'ran')));
    });

  for (const [name, version] of [
    ['a range', '^1.0.0'],
    ['a tag', '1.0.0'],
    ['a prerelease', '>=1.3.0-0 <1.4.0-0'],
    ['build metadata', '2.0.0+build.1'],
    ['the newest', '*'],
  ] as const) {
    it(`are dependencies, resolved, locked and fetched as both Helms: ${name}`, async () => {
      const directories = ['h3', 'h4', 'ours'].map(who => join(home, `app-${name.replaceAll(' ', '-')}-${who}`));
      for (const directory of directories) {
        mkdirSync(directory);
        writeFileSync(
          join(directory, 'Chart.yaml'),
          `apiVersion: v2\nname: app\nversion: 0.1.0\ndependencies:\n- name: web\n  version: "${version}"\n  repository: oci://${host}/charts\n`,
        );
      }
      const [h3 = '', h4 = '', ours = ''] = directories;
      const flags = ['--plain-http'];
      mustPass(await (await helm('3.17.1', home))('dependency', 'update', h3, ...flags));
      mustPass(await (await helm('4.1.4', home))('dependency', 'update', h4, ...flags));
      const updated = await run('dependency', 'update', ours, '--plain-http', host);
      assert.equal(updated.code, 0, updated.stderr);
      assert.deepEqual(state(ours), state(h4));
      assert.deepEqual(state(ours), state(h3));
      rmSync(join(ours, 'charts'), { recursive: true });
      const built = await run('dependency', 'build', ours, '--plain-http', host);
      assert.equal(built.code, 0, built.stderr);
      assert.deepEqual(state(ours), state(h4));
    });
  }

  it('are not written into charts/ when they do not verify and that is asked for', async () => {
    const directory = join(home, 'strict');
    mkdirSync(directory);
    const yaml = (version: string): string =>
      `apiVersion: v2\nname: strict\nversion: 0.1.0\ndependencies:\n- {name: web, version: ${version}, repository: "oci://${host}/charts"}\n`;
    const update = (): Promise<CliRun> =>
      run('dependency', 'update', directory, '--plain-http', host, '--verify', '--keyring', join(home, 'ring.gpg'));
    writeFileSync(join(directory, 'Chart.yaml'), yaml('1.0.0'));
    assert.equal((await update()).code, 1);
    assert.deepEqual(readdirSync(directory), ['Chart.yaml']);
    writeFileSync(join(directory, 'Chart.yaml'), yaml('1.2.0'));
    const verified = await update();
    assert.equal(verified.code, 0, verified.stderr);
    assert.ok(verified.stdout.includes(maker.fingerprint), verified.stdout);
  });
});

function state(directory: string): object {
  const charts = readdirSync(join(directory, 'charts')).sort();
  const digests = charts.map(name => sha256(new Uint8Array(readFileSync(join(directory, 'charts', name)))));
  const lock = readFileSync(join(directory, 'Chart.lock'), 'utf8').replace(/^generated: .*$/m, 'generated: masked');
  return { charts, digests, lock };
}
