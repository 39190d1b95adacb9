import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { quietContext } from '../../src/core/context';
import { exportKeyring } from '../../src/core/provenance/exportKeyring';
import type { KeyringKey } from '../../src/core/provenance/keyring';
import { generateKeyInWorker, localSigner } from '../../src/node/signingProcess/signingProcess';
import { startLocalRegistry } from '../../src/node/localRegistry/localRegistry';
import type { ReleaseResult } from '../../src/workflows/releaseChart';
import { planRelease, releaseChart } from '../../src/workflows/releaseChart';
import { startDockerRegistry } from '../support/dockerRegistry';
import type { Helm } from '../support/helm';
import { helm, mustPass } from '../support/helm';
import { nodePorts } from '../support/nodePorts';
import { startZot } from '../support/zot';

const charts = ['shop', 'storefront', 'shop-common', 'stock-sync'];
const workspace = resolve('test/fixtures/workspaces/shop/charts');
const workerPath = resolve('dist/worker.cjs');
const versions = ['3.17.1', '4.1.4'] as const;

interface Registry {
  readonly name: string;
  start(directory: string): Promise<{ readonly host: string; stop(): Promise<void> }>;
}

const registries: readonly Registry[] = [
  {
    name: 'the embedded local registry',
    async start(directory) {
      const registry = await startLocalRegistry({ directory, log: quietContext.log });
      return { host: `127.0.0.1:${registry.port}`, stop: () => registry.close() };
    },
  },
  { name: "Debian's docker-registry", start: () => startDockerRegistry() },
  { name: 'zot', start: () => startZot() },
];

describe('a release, read by the official Helm binaries', function () {
  // zot is built from its sources when it is not there yet.
  this.timeout(900_000);
  let home: string;
  let helms: Readonly<Record<(typeof versions)[number], Helm>>;
  let key: KeyringKey;
  let privateKey: string;
  let ring: string;

  before(async () => {
    home = mkdtempSync(join(tmpdir(), 'release-'));
    helms = { '3.17.1': await helm('3.17.1', home), '4.1.4': await helm('4.1.4', home) };
    const request = {
      name: 'Test Key',
      email: 'test@example.com',
      algorithm: 'rsa4096',
      passphrase: 'for this test only',
    } as const;
    const made = await generateKeyInWorker(workerPath, request, quietContext.signal);
    key = { info: made.info, publicBytes: made.publicBytes, trusted: true };
    privateKey = made.privateKeyArmored;
    ring = join(home, 'pubring.gpg');
    writeFileSync(ring, exportKeyring([key], { for: 'helm' }));
  });
  after(() => {
    rmSync(home, { recursive: true, force: true });
  });

  for (const registry of registries) {
    describe(`through ${registry.name}`, () => {
      let running: Awaited<ReturnType<Registry['start']>>;
      let released: readonly ReleaseResult[];
      let destination: string;

      before(async () => {
        running = await registry.start(join(home, 'registry'));
        destination = mkdtempSync(join(home, 'dist-'));
        const ports = nodePorts([key], { SOURCE_DATE_EPOCH: '1760000000' });
        const signer = localSigner({
          workerPath,
          key: key.info,
          publicBytes: key.publicBytes,
          privateKey: () => Promise.resolve(privateKey),
          passphrase: 'for this test only',
        });
        const results: ReleaseResult[] = [];
        for (const chart of charts) {
          const request = {
            directory: join(workspace, chart),
            destination,
            times: 'reproducible',
            target: `oci://${running.host}/team/charts`,
          } as const;
          const plan = await planRelease(ports, request, quietContext);
          results.push(await releaseChart(ports, plan, signer, { replace: false }, quietContext));
        }
        released = results;
      });
      after(async () => {
        await running.stop();
      });

      for (const version of versions) {
        it(`helm ${version} shows, verifies and pulls all four charts`, async () => {
          const run = helms[version];
          for (const result of released) {
            const [name = ''] = /^[a-z-]+?(?=-\d)/.exec(basename(result.path)) ?? [];
            assert.match(mustPass(await run('show', 'chart', result.path)).stdout, new RegExp(`^name: ${name}$`, 'm'));
            const verified = mustPass(await run('verify', '--keyring', ring, result.path)).stdout;
            assert.ok(verified.includes(`Chart Hash Verified: ${result.archiveDigest}`), verified);
            assert.ok(verified.includes(`Using Key With Fingerprint: ${key.info.fingerprint}`), verified);

            const pulled = mkdtempSync(join(home, 'pulled-'));
            const chartVersion = basename(result.path).slice(name.length + 1, -'.tgz'.length);
            mustPass(
              await run(
                'pull',
                `oci://${running.host}/team/charts/${name}`,
                '--version',
                chartVersion,
                '--plain-http',
                '--verify',
                '--keyring',
                ring,
                '-d',
                pulled,
              ),
            );
            assert.deepEqual(readdirSync(pulled).sort(), [basename(result.path), `${basename(result.path)}.prov`]);
            assert.deepEqual(readFileSync(join(pulled, basename(result.path))), readFileSync(result.path));
          }
        });

        it(`helm ${version} pushes the same manifest for the same package and time`, async () => {
          const run = helms[version];
          const [first] = released;
          assert.ok(first !== undefined);
          // Helm dates a manifest by the file's time, here the one that the entries of the package carry.
          const pushed = mustPass(
            await run(
              'push',
              touched(first.path, 1760000000),
              `oci://${running.host}/again/${version}`,
              '--plain-http',
            ),
          );
          assert.ok(`${pushed.stdout}${pushed.stderr}`.includes(`Digest: ${first.push.manifestDigest}`), pushed.stderr);
        });
      }

      it('a second release of the same charts finds everything there already', async () => {
        const ports = nodePorts([key], { SOURCE_DATE_EPOCH: '1760000000' });
        const request = {
          directory: join(workspace, 'shop'),
          destination,
          times: 'reproducible',
          target: `oci://${running.host}/team/charts`,
        } as const;
        const plan = await planRelease(ports, request, quietContext);
        assert.equal(plan.onDisk, 'same');
        assert.equal(plan.published, released[0]?.push.manifestDigest);
      });
    });
  }
});

function touched(path: string, seconds: number): string {
  utimesSync(path, seconds, seconds);
  return path;
}
