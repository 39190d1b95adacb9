import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { quietContext } from '../../src/core/context';
import { exportKeyring } from '../../src/core/provenance/exportKeyring';
import type { KeyringKey } from '../../src/core/provenance/keyring';
import { generateKeyInWorker, localSigner } from '../../src/node/signingProcess/signingProcess';
import { startLocalRegistry } from '../../src/node/localRegistry/localRegistry';
import { chartHistory } from '../../src/node/chartHistory';
import { releaseJournal } from '../../src/node/releaseJournal';
import { planReleases } from '../../src/workflows/release/planReleases';
import type { ReleaseReceipt } from '../../src/workflows/release/receipt';
import { registryTarget } from '../../src/workflows/release/registryTarget';
import { runRelease } from '../../src/workflows/release/runRelease';
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
      let receipt: ReleaseReceipt;
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
        const plan = await planFor();
        assert.deepEqual(
          plan.charts.map(({ state }) => state),
          charts.map(() => 'new'),
        );
        const targetAt = (address: string) => registryTarget(address, ports);
        const run = { ...ports, targetAt, journal: releaseJournal(destination) };
        const result = await runRelease(run, plan, { destination, signer }, quietContext);
        assert.ok(result !== undefined);
        receipt = result.receipt;
      });
      const planFor = () => {
        const ports = nodePorts([key], { SOURCE_DATE_EPOCH: '1760000000' });
        const targets = [registryTarget(`oci://${running.host}/team/charts`, ports)];
        const directories = charts.map(chart => join(workspace, chart));
        const request = { directories, targets, times: 'reproducible' } as const;
        return planReleases({ ...ports, history: chartHistory({}) }, request, quietContext);
      };
      after(async () => {
        await running.stop();
      });

      for (const version of versions) {
        it(`helm ${version} shows, verifies and pulls all four charts`, async () => {
          const run = helms[version];
          assert.equal(receipt.charts.length, charts.length);
          for (const { name, version: chartVersion, file, archiveDigest } of receipt.charts) {
            const path = join(destination, file);
            assert.match(mustPass(await run('show', 'chart', path)).stdout, new RegExp(`^name: ${name}$`, 'm'));
            const verified = mustPass(await run('verify', '--keyring', ring, path)).stdout;
            assert.ok(verified.includes(`Chart Hash Verified: ${archiveDigest}`), verified);
            assert.ok(verified.includes(`Using Key With Fingerprint: ${key.info.fingerprint}`), verified);

            const pulled = mkdtempSync(join(home, 'pulled-'));
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
            assert.deepEqual(readdirSync(pulled).sort(), [file, `${file}.prov`]);
            assert.deepEqual(readFileSync(join(pulled, file)), readFileSync(path));
          }
        });

        it(`helm ${version} pushes the same manifest for the same package and time`, async () => {
          const run = helms[version];
          const [first] = receipt.charts;
          assert.ok(first !== undefined);
          // Helm dates a manifest by the file's time, here the one that the entries of the package carry.
          const pushed = mustPass(
            await run(
              'push',
              touched(join(destination, first.file), 1760000000),
              `oci://${running.host}/again/${version}`,
              '--plain-http',
            ),
          );
          assert.ok(`${pushed.stdout}${pushed.stderr}`.includes(`Digest: ${first.targets[0]?.digest}`), pushed.stderr);
        });
      }

      it('a second release of the same charts finds everything there already', async () => {
        const states = (await planFor()).charts.map(({ state }) => state);
        assert.deepEqual(
          states,
          charts.map(() => 'unchanged'),
        );
      });
    });
  }
});

function touched(path: string, seconds: number): string {
  utimesSync(path, seconds, seconds);
  return path;
}
