import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { quietContext } from '../../src/core/context';
import { exportKeyring } from '../../src/core/provenance/exportKeyring';
import { readIndex } from '../../src/core/repository/readIndex';
import { generateKeyInWorker } from '../../src/node/signingProcess/signingProcess';
import { mapLimited } from '../../src/util/mapLimited';
import { folderTarget } from '../../src/workflows/release/folderTarget';
import { planReleases } from '../../src/workflows/release/planReleases';
import type { ReleaseReceipt } from '../../src/workflows/release/receipt';
import { registryTarget } from '../../src/workflows/release/registryTarget';
import { startDockerRegistry } from '../support/dockerRegistry';
import type { RunningRegistry } from '../support/dockerRegistry';
import type { Helm } from '../support/helm';
import { helm, mustPass } from '../support/helm';
import { nodePorts } from '../support/nodePorts';
import type { Monorepo } from '../support/monorepo';
import { changeCharts, makeMonorepo } from '../support/monorepo';

const versions = ['3.17.1', '4.1.4'] as const;
const kills = 20;

describe('a release of 30 changed charts out of 200 to a registry and a folder, killed 20 times', function () {
  this.timeout(300_000);
  let home: string;
  let repo: Monorepo;
  let registry: RunningRegistry;
  let changed: readonly string[];
  let receipt: ReleaseReceipt;
  let ring: string;
  let options: { readonly to: readonly string[]; readonly key: readonly string[] };

  before(async () => {
    home = mkdtempSync(join(tmpdir(), 'monorepo-'));
    repo = makeMonorepo(join(home, 'repo'), 200);
    registry = await startDockerRegistry();
    const request = { name: 'Test', email: 'test@example.com', algorithm: 'rsa4096', passphrase: 'test only' } as const;
    const made = await generateKeyInWorker(resolve('dist/worker.cjs'), request, quietContext.signal);
    ring = join(home, 'pubring.gpg');
    writeFileSync(ring, exportKeyring([made], { for: 'helm' }));
    writeFileSync(join(home, 'key.asc'), made.privateKeyArmored);
    writeFileSync(join(home, 'passphrase'), 'test only\n');
    options = {
      to: ['--to', `oci://${registry.host}/charts`, '--to', join(home, 'site'), '-d', join(home, 'dist')],
      key: ['--key', 'test@', '--keyring', join(home, 'key.asc'), '--passphrase-file', join(home, 'passphrase')],
    };
    await publishAll();
    changed = repo.charts.filter((_, index) => Math.floor(index / 5) % 7 === 3).slice(0, 30);
    changeCharts(repo, changed, '1.1.0');
  });
  after(async () => {
    await registry.stop();
    rmSync(home, { recursive: true, force: true });
  });

  /** The state before: all charts at 1.0.0 in both places. Signatures of the past do not matter here. */
  async function publishAll(): Promise<void> {
    const ports = nodePorts([]);
    const targets = [registryTarget(`oci://${registry.host}/charts`, ports), folderTarget(join(home, 'site'), ports)];
    const directories = repo.charts.map(name => join(repo.root, 'charts', name));
    const history = { commitsSince: () => Promise.resolve([]) };
    const request = { directories, targets, times: 'reproducible' } as const;
    const plan = await planReleases({ ...ports, history }, request, quietContext);
    const provenance = new TextEncoder().encode('for this test');
    for (const target of targets)
      await mapLimited(plan.charts, target.kind === 'registry' ? 8 : 1, ({ name, version, directory }) => {
        const { fileName, bytes } = plan.archives.get(directory)!;
        const chart = { name, version, directory, fileName, archive: bytes, provenance };
        return target.publish(chart, quietContext);
      });
  }

  function release(...more: readonly string[]): Promise<Run> {
    const what = more.includes('--resume') ? ['-d', join(home, 'dist')] : [repo.root, ...options.to];
    return cli(['release', ...what, ...options.key, ...more, '--json']);
  }

  it('goes on from wherever it was killed, and ends with a receipt for all of them', async () => {
    const journal = join(home, 'dist', '.release', 'journal.jsonl');
    const seen = new Map<string, string>();
    const random = generator(20250101);
    for (let kill = 0; kill < kills; kill++) {
      const before = lines(journal);
      const steps = Math.floor(random() * 8);
      const run = startCli([
        'release',
        ...(existsSync(journal) ? ['--resume', '-d', join(home, 'dist')] : [repo.root, ...options.to]),
        ...options.key,
      ]);
      while (run.running && lines(journal) < before + 1 + steps) await sleep(2);
      await sleep(Math.floor(random() * 30));
      run.child.kill('SIGKILL');
      await run.done;
      await nothingMoved(seen);
    }
    assert.ok(existsSync(journal), 'the release ended before it was killed often enough');
    const last = mustSucceed(await release('--resume'));
    receipt = JSON.parse(last.stdout) as ReleaseReceipt;
    await nothingMoved(seen);
    assert.deepEqual(receipt.charts.map(({ name }) => name).sort(), [...changed].sort());
    assert.ok(receipt.charts.every(({ targets }) => targets.length === 2 && targets.every(t => t.checkedAt !== '')));
    assert.equal(existsSync(journal), false);
  });

  /** Whatever a registry once held under a version must stay exactly that. */
  async function nothingMoved(seen: Map<string, string>): Promise<void> {
    for (const name of changed) {
      const answer = await fetch(`http://${registry.host}/v2/charts/${name}/manifests/1.1.0`, {
        method: 'HEAD',
        headers: { Accept: 'application/vnd.oci.image.manifest.v1+json' },
      });
      const digest = answer.headers.get('docker-content-digest') ?? 'none';
      if (answer.status !== 200) assert.equal(seen.has(name), false, `${name} was lost`);
      else assert.equal(seen.get(name) ?? digest, digest, `${name} was published twice`);
      if (answer.status === 200) seen.set(name, digest);
    }
  }

  it('publishes what others need before them', () => {
    const times = new Map(receipt.charts.map(({ name, targets }) => [name, targets[0]?.publishedAt ?? '']));
    for (const [index, name] of repo.charts.entries()) {
      const library = repo.charts[index - (index % 5)] ?? '';
      if (times.has(name) && library !== name) assert.ok((times.get(library) ?? '') <= (times.get(name) ?? ''));
    }
  });

  it('lists each version once in the index, and keeps every older one', () => {
    const { index } = readIndex(readFileSync(join(home, 'site', 'index.yaml')));
    for (const name of repo.charts) {
      const listed = index?.entries.get(name)?.map(({ metadata }) => metadata.version);
      assert.deepEqual(listed, changed.includes(name) ? ['1.1.0', '1.0.0'] : ['1.0.0']);
    }
    const stray = readdirSync(join(home, 'site')).filter(name => name.endsWith('.tmp'));
    assert.ok(stray.length <= kills, 'at most the file that was being written when the process was killed');
  });

  it('finds nothing left to release', async () => {
    const again = mustSucceed(await release());
    assert.deepEqual(JSON.parse(again.stdout), { charts: [] });
  });

  for (const version of versions) {
    it(`helm ${version} pulls and verifies every chart from both places`, async () => {
      const site = await serve(join(home, 'site'));
      const run: Helm = await helm(version, home);
      try {
        for (const { name, archiveDigest } of receipt.charts) {
          for (const source of [
            [`oci://${registry.host}/charts/${name}`, '--plain-http'],
            [name, '--repo', site.url],
          ]) {
            const to = mkdtempSync(join(home, 'pulled-'));
            const done = mustPass(
              await run('pull', ...source, '--version', '1.1.0', '--verify', '--keyring', ring, '-d', to),
            );
            assert.ok(`${done.stdout}${done.stderr}`.includes(`Chart Hash Verified: ${archiveDigest}`));
          }
        }
      } finally {
        await site.close();
      }
    });
  }
});

interface Run {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function startCli(args: readonly string[]) {
  const child = spawn(process.execPath, [resolve('dist/cli.cjs'), ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const run = {
    child,
    running: true,
    done: new Promise<Run>(done => {
      child.once('close', code => {
        run.running = false;
        done({ code, stdout, stderr });
      });
    }),
  };
  return run;
}

function cli(args: readonly string[]): Promise<Run> {
  return startCli(args).done;
}

function mustSucceed(run: Run): Run {
  assert.equal(run.code, 0, run.stderr);
  return run;
}

function lines(path: string): number {
  return existsSync(path) ? readFileSync(path, 'utf8').split('\n').length - 1 : 0;
}

/** The same numbers in each run (mulberry32), so that a failure can be seen again. */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

async function serve(directory: string): Promise<{ readonly url: string; close(): Promise<void> }> {
  const server = createServer((request, response) => {
    const path = join(directory, (request.url ?? '/').replace(/[^A-Za-z0-9._-]/g, ''));
    if (existsSync(path)) response.end(readFileSync(path));
    else response.writeHead(404).end();
  });
  await new Promise<void>(started => server.listen(0, '127.0.0.1', () => started()));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}`,
    close: () => new Promise<void>(closed => server.close(() => closed())),
  };
}
