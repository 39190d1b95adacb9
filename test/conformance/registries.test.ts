import assert from 'node:assert/strict';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { quietContext } from '../../src/core/context';
import { gunzip } from '../../src/core/archive/gunzip';
import { readTar } from '../../src/core/archive/readTar';
import { startLocalRegistry } from '../../src/node/localRegistry/localRegistry';
import type { Certificates } from '../support/certificates';
import { makeCertificates } from '../support/certificates';
import type { ConnectProxy } from '../support/connectProxy';
import { startConnectProxy } from '../support/connectProxy';
import { registryLogin, startDockerRegistry } from '../support/dockerRegistry';
import type { Helm } from '../support/helm';
import { helm, mustPass } from '../support/helm';
import type { CliRun } from '../support/terminal';
import { helmEnvironment, runCommand } from '../support/terminal';
import { startZot } from '../support/zot';

const vectors = resolve('test/fixtures/vectors/oci/charts');
const ring = join(vectors, 'pubring.gpg');
/** The first is signed by a key of the ring. */
const charts = [
  { file: 'mychart-0.1.0.tgz', name: 'mychart', version: '0.1.0', signed: true },
  { file: 'plusver-1.0.0+build.5.tgz', name: 'plusver', version: '1.0.0+build.5', signed: false },
  { file: 'full-2.0.0-rc.1.tgz', name: 'full', version: '2.0.0-rc.1', signed: false },
] as const;
const helmVersions = ['3.17.1', '4.1.4'] as const;

interface Setup {
  readonly name: string;
  start(work: string, certificates: Certificates): Promise<{ readonly host: string; stop(): Promise<void> }>;
  readonly login?: boolean;
  readonly tls?: boolean;
  readonly clientCertificate?: boolean;
}

const setups: readonly Setup[] = [
  {
    name: 'the embedded registry',
    async start(work) {
      const registry = await startLocalRegistry({ directory: join(work, 'registry'), log: quietContext.log });
      return { host: `127.0.0.1:${registry.port}`, stop: () => registry.close() };
    },
  },
  { name: 'docker-registry', start: () => startDockerRegistry() },
  { name: 'docker-registry with a password', login: true, start: () => startDockerRegistry({ login: true }) },
  {
    name: 'docker-registry with a private authority and a password',
    login: true,
    tls: true,
    start: (_, certificates) => startDockerRegistry({ login: true, certificates }),
  },
  {
    name: 'docker-registry that asks for a client certificate',
    tls: true,
    clientCertificate: true,
    start: (_, certificates) => startDockerRegistry({ certificates, clientCertificate: true }),
  },
  { name: 'zot', start: () => startZot() },
];

describe('charts between both Helms and this program', function () {
  // zot is built from its sources when it is not there yet.
  this.timeout(900_000);
  let work: string;
  let certificates: Certificates;
  let helms: Readonly<Record<(typeof helmVersions)[number], Helm>>;
  /** Registries with TLS have a name, and are behind a proxy that knows it. */
  const places = new Map<string, string>();
  let proxy: ConnectProxy;

  before(async () => {
    work = mkdtempSync(join(tmpdir(), 'registries-'));
    certificates = await makeCertificates(work);
    proxy = await startConnectProxy(places);
    const environment = { HTTPS_PROXY: proxy.url };
    helms = {
      // With --ca-file Helm 3 goes past the proxy: it gets the authority as the system's.
      '3.17.1': await helm('3.17.1', work, { ...environment, SSL_CERT_FILE: certificates.ca }),
      '4.1.4': await helm('4.1.4', work, environment),
    };
    // Helm dates a manifest by the file, this program by what is in it: here both are the same time.
    for (const { file } of charts) {
      const path = join(work, file);
      cpSync(join(vectors, file), path);
      const times = readTar(gunzip(new Uint8Array(readFileSync(path)))).map(entry => entry.mtimeSeconds);
      utimesSync(path, Math.max(...times), Math.max(...times));
    }
    cpSync(join(vectors, 'mychart-0.1.0.tgz.prov'), join(work, 'mychart-0.1.0.tgz.prov'));
  });
  after(async () => {
    await proxy.close();
    rmSync(work, { recursive: true, force: true });
  });

  for (const setup of setups) {
    describe(`through ${setup.name}`, () => {
      let running: Awaited<ReturnType<Setup['start']>>;
      before(async () => {
        const started = await setup.start(work, certificates);
        const host = setup.tls === true ? `registry.test:${started.host.split(':')[1]}` : started.host;
        places.set(host, started.host);
        running = { host, stop: () => started.stop() };
      });
      after(() => running.stop());

      const tlsFlags = (): string[] => [
        ...(setup.tls ? ['--ca-file', certificates.ca] : []),
        ...(setup.clientCertificate
          ? ['--cert-file', certificates.clientCert, '--key-file', certificates.clientKey]
          : []),
      ];
      const helmFlags = (version: string): string[] => [
        ...(setup.tls ? [] : ['--plain-http']),
        ...(version === '4.1.4' ? tlsFlags() : []),
        ...(setup.login ? ['--username', registryLogin.username, '--password', registryLogin.password] : []),
      ];
      const ours = async (...args: readonly string[]): Promise<CliRun> => {
        const login = setup.login ? ['--username', registryLogin.username, '--password-stdin'] : [];
        const run = await runCommand([...args, ...tlsFlags(), ...login], {
          directory: work,
          environment: { ...helmEnvironment(join(work, 'ours')), HTTPS_PROXY: proxy.url },
          input: registryLogin.password,
        });
        assert.equal(run.code, 0, run.stderr);
        return run;
      };
      const folder = (): string => mkdtempSync(join(work, 'pulled-'));

      // Nor does Helm 3 send a client certificate through a proxy.
      for (const version of setup.clientCertificate ? (['4.1.4'] as const) : helmVersions) {
        it(`helm ${version} pulls what was pushed, with its provenance, and pushes the same manifest`, async () => {
          for (const { file, name, version: chartVersion, signed } of charts) {
            const path = `ours-${version}`;
            const target = `oci://${running.host}/${path}`;
            const pushed = JSON.parse((await ours('push', file, target, '--json')).stdout) as {
              readonly manifestDigest: string;
            };
            const destination = folder();
            const verify = signed ? ['--verify', '--keyring', ring] : [];
            const pull = ['pull', `${target}/${name}`, '--version', chartVersion, '-d', destination, ...verify];
            mustPass(await helms[version](...pull, ...helmFlags(version)));
            assert.deepEqual(readFileSync(join(destination, file)), readFileSync(join(work, file)));
            if (signed) assert.deepEqual(readdirSync(destination).sort(), [file, `${file}.prov`]);

            const again = await helms[version]('push', join(work, file), `${target}-again`, ...helmFlags(version));
            mustPass(again);
            assert.ok(`${again.stdout}${again.stderr}`.includes(`Digest: ${pushed.manifestDigest}`), again.stderr);
          }
        });

        it(`what helm ${version} pushed is pulled, verified, shown and listed`, async () => {
          const target = `oci://${running.host}/theirs-${version}`;
          for (const { file, name, version: chartVersion, signed } of charts) {
            mustPass(await helms[version]('push', join(work, file), target, ...helmFlags(version)));
            const destination = folder();
            const verify = signed ? ['--verify', '--keyring', ring] : [];
            const chart = `${target}/${name}`;
            await ours('pull', chart, '--version', chartVersion, '-d', destination, ...verify);
            assert.deepEqual(readFileSync(join(destination, file)), readFileSync(join(work, file)));
            if (signed)
              assert.deepEqual(
                readFileSync(join(destination, `${file}.prov`)),
                readFileSync(join(work, `${file}.prov`)),
              );
            assert.equal((await ours('tags', chart)).stdout, `${chartVersion}\n`);
            const shown = await ours('show', 'chart', chart, '--version', chartVersion);
            assert.match(shown.stdout, new RegExp(`^name: ${name}$`, 'm'));
          }
        });
      }

      if (setup.login === true) {
        it('a login of one program is good for the other, and logging out ends it for both', async () => {
          const home = join(work, `shared-${running.host.replace(':', '-')}`);
          mkdirSync(home, { recursive: true });
          const [first] = charts;
          const config = join(home, 'config', 'registry', 'config.json');
          const environment = { ...helmEnvironment(home), HELM_REGISTRY_CONFIG: config, HTTPS_PROXY: proxy.url };
          const command = (...args: readonly string[]): Promise<CliRun> =>
            runCommand(args, { directory: work, environment, input: registryLogin.password });
          const target = `oci://${running.host}/shared`;
          const loginFlags = ['--username', registryLogin.username, '--password-stdin'];
          assert.equal((await command('push', first.file, target, ...tlsFlags())).code, 1);
          assert.equal((await command('login', running.host, ...loginFlags, ...tlsFlags())).code, 0);
          assert.equal((await command('push', first.file, target, ...tlsFlags())).code, 0);
          const connection = (version: string): string[] =>
            setup.tls ? (version === '4.1.4' ? tlsFlags() : []) : ['--plain-http'];
          for (const version of helmVersions) {
            const pull = ['pull', `${target}/${first.name}`, '--registry-config', config, '-d', folder()];
            mustPass(await helms[version](...pull, ...connection(version)));
          }
          mustPass(await helms['4.1.4']('registry', 'logout', running.host, '--registry-config', config));
          assert.equal((await command('tags', `${target}/${first.name}`, ...tlsFlags())).code, 1);
        });
      }
    });
  }
});
