import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { quietContext } from '../../../../src/core/context';
import { localRegistryLimits } from '../../../../src/node/localRegistry/limits';
import type { LocalRegistry } from '../../../../src/node/localRegistry/localRegistry';
import { startLocalRegistry } from '../../../../src/node/localRegistry/localRegistry';
import { sha256 } from '../../../../src/util/digest';
import { quickClient } from '../../../support/registryClients';

describe('the local registry', function () {
  this.timeout(60_000);
  let directory: string;
  const started: LocalRegistry[] = [];
  const start = async (): Promise<LocalRegistry> => {
    const registry = await startLocalRegistry({ directory, log: quietContext.log });
    started.push(registry);
    return registry;
  };
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'local-registry-'));
  });
  afterEach(async () => {
    for (const registry of started.splice(0)) await registry.close();
    rmSync(directory, { recursive: true, force: true });
  });

  const clientOf = (port: number) => quickClient(`127.0.0.1:${port}`);
  const content = (sizeBytes: number) => {
    const bytes = new Uint8Array(randomBytes(sizeBytes));
    return { bytes, digest: sha256(bytes), sizeBytes };
  };
  /** A manifest over one blob, under a tag. */
  async function publish(port: number, repository: string, tag: string): Promise<string> {
    const client = clientOf(port);
    const blob = content(2000);
    await client.putBlob(repository, blob, quietContext);
    const descriptor = { mediaType: 'application/octet-stream', digest: blob.digest, size: blob.sizeBytes };
    const bytes = Buffer.from(JSON.stringify({ schemaVersion: 2, config: descriptor, layers: [descriptor] }));
    const digest = sha256(bytes);
    await client.putManifest(repository, tag, { bytes, digest }, quietContext);
    return digest;
  }
  async function requireWhole(port: number, repository: string, tag: string): Promise<void> {
    const { document } = await clientOf(port).getManifest(repository, tag, quietContext);
    assert.ok(document.kind === 'manifest');
    await clientOf(port).getBlob(repository, document.config, quietContext);
  }

  for (const [name, headers, status] of [
    ['another name of this machine', { Host: 'rebound.example:80' }, 421],
    ['a web page', { Origin: 'https://evil.example' }, 403],
    ['a page of another site', { 'Sec-Fetch-Site': 'cross-site' }, 403],
    ['a tool', {}, 200],
  ] as const) {
    it(`answers ${status} to ${name}`, async () => {
      const { port } = await start();
      const got = await new Promise<number | undefined>((resolve, reject) => {
        request({ host: '127.0.0.1', port, path: '/v2/', headers }, answer => {
          answer.resume();
          resolve(answer.statusCode);
        })
          .on('error', reject)
          .end();
      });
      assert.equal(got, status);
    });
  }

  it('listens on this machine alone', async () => {
    const { url } = await start();
    assert.match(url, /^http:\/\/127\.0\.0\.1:\d+$/);
  });

  it('shows one window what the other pushed, over the same folder at the same time', async () => {
    const [one, two] = [await start(), await start()];
    const tags = Array.from({ length: 20 }, (_, index) => `1.0.${index}`);
    await Promise.all(tags.map((tag, index) => publish(index % 2 === 0 ? one.port : two.port, 'charts/a', tag)));
    for (const { port } of [one, two]) {
      assert.deepEqual([...(await clientOf(port).listTags('charts/a', quietContext))].sort(), [...tags].sort());
      for (const tag of tags) await requireWhole(port, 'charts/a', tag);
    }
  });

  it('lists tags in byte order, and no tag that another window took away after it was listed', async () => {
    const [one, other] = [await start(), await start()];
    const given = ['b', 'B', '10.0.0', '9.0.0', '1.0.0-rc.1', '1.0.0', 'a', 'Z'];
    for (const tag of given) await publish(one.port, 'shop', tag);
    const list = async (port: number): Promise<unknown> =>
      ((await (await fetch(`http://127.0.0.1:${port}/v2/shop/tags/list`)).json()) as { tags: unknown }).tags;
    const inOrder = ['1.0.0', '1.0.0-rc.1', '10.0.0', '9.0.0', 'B', 'Z', 'a', 'b'];
    for (const { port } of [one, other, one]) assert.deepEqual(await list(port), inOrder);
    const gone = await fetch(`http://127.0.0.1:${other.port}/v2/shop/manifests/B`, { method: 'DELETE' });
    assert.equal(gone.status, 202);
    for (const { port } of [one, other])
      assert.deepEqual(
        await list(port),
        inOrder.filter(tag => tag !== 'B'),
      );
  });

  it('takes nothing that is not of its digest, and gives out nothing that no longer is', async () => {
    const { port, url } = await start();
    const blob = content(500);
    const wrong = await fetch(`${url}/v2/a/b/blobs/uploads/?digest=${sha256(new Uint8Array(3))}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/octet-stream' },
      body: Buffer.from(blob.bytes),
    });
    assert.equal(wrong.status, 400);
    await clientOf(port).putBlob('a/b', blob, quietContext);
    const file = readdirSync(join(directory, 'blobs'), { recursive: true, encoding: 'utf8' }).find(name =>
      name.endsWith(blob.digest.slice('sha256:'.length)),
    );
    assert.ok(file !== undefined);
    writeFileSync(join(directory, 'blobs', file), randomBytes(500));
    assert.equal((await fetch(`${url}/v2/a/b/blobs/${blob.digest}`)).status, 404);
    await clientOf(port).putBlob('a/b', blob, quietContext);
    assert.deepEqual(await clientOf(port).getBlob('a/b', blob, quietContext), blob.bytes);
  });

  it('takes no more when the folder is as large as it may be', async () => {
    const folder = join(directory, 'blobs', 'sha256', 'ff');
    mkdirSync(folder, { recursive: true });
    // Takes no room on the disk, but counts as much.
    writeFileSync(join(folder, 'f'.repeat(64)), '');
    truncateSync(join(folder, 'f'.repeat(64)), localRegistryLimits.storeBytes);
    const { url } = await start();
    const blob = content(1000);
    const sent = await fetch(`${url}/v2/a/b/blobs/uploads/?digest=${blob.digest}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/octet-stream' },
      body: Buffer.from(blob.bytes),
    });
    assert.equal(sent.status, 403);
    assert.match(await sent.text(), /DENIED.*full/);
  });

  it('removes at its start what a killed upload left', async () => {
    await (await start()).close();
    const leftover = join(directory, 'temporary', 'left');
    writeFileSync(leftover, 'half');
    const old = Date.now() / 1000 - localRegistryLimits.abandonedMs / 1000 - 60;
    utimesSync(leftover, old, old);
    await start();
    assert.deepEqual(readdirSync(join(directory, 'temporary')), []);
  });

  it('has every tag whole after it was killed in the middle of pushes', async () => {
    for (let round = 0; round < 3; round++) {
      const child = spawn(process.execPath, ['dist/cli.cjs', 'serve', directory, '--json'], {
        stdio: ['ignore', 'pipe', 'ignore'],
      });
      const ended = new Promise<void>(resolve => child.once('exit', () => resolve()));
      const line = await new Promise<string>(resolve => child.stdout.once('data', data => resolve(String(data))));
      const port = Number(new URL((JSON.parse(line) as { readonly url: string }).url).port);
      const pushes = Array.from({ length: 12 }, (_, index) =>
        publish(port, `charts/r${round}`, `1.0.${index}`).catch(() => undefined),
      );
      await Promise.race(pushes);
      child.kill('SIGKILL');
      await ended;
      await Promise.all(pushes);
    }
    const { port } = await start();
    const repositories = await clientOf(port).listRepositories(quietContext);
    let whole = 0;
    for (const repository of repositories) {
      for (const tag of await clientOf(port).listTags(repository, quietContext)) {
        await requireWhole(port, repository, tag);
        whole++;
      }
    }
    assert.ok(whole >= 3, `${whole} tags are there`);
  });
});
