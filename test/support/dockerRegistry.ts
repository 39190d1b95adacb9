import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Certificates } from './certificates';
import { dockerRegistryPath } from './tools';

export interface RunningRegistry {
  /** `127.0.0.1:PORT`. */
  readonly host: string;
  stop(): Promise<void>;
}

export interface DockerRegistryOptions {
  /** Asks for `registryLogin`. */
  readonly login?: boolean;
  readonly certificates?: Certificates;
  /** Asks for a client certificate of that authority. */
  readonly clientCertificate?: boolean;
}

export const registryLogin = { username: 'tester', password: 'for this test only' } as const;
/** bcrypt of the password: perl -e 'print crypt("for this test only", "\$2y\$05\$abcdefghijklmnopqrstuu")' */
const hash = '$2y$05$abcdefghijklmnopqrstuu.DHr0BYm.vZdAt1U9JO7mygZWYAVWk6';

/** Debian's docker-registry on a free loopback port, with its content in a temporary folder. */
export async function startDockerRegistry(options: DockerRegistryOptions = {}): Promise<RunningRegistry> {
  const program = dockerRegistryPath();
  const directory = mkdtempSync(join(tmpdir(), 'docker-registry-'));
  const host = `127.0.0.1:${await freePort()}`;
  writeFileSync(join(directory, 'htpasswd'), `${registryLogin.username}:${hash}\n`);
  const { login, certificates, clientCertificate } = options;
  const auth = { htpasswd: { realm: 'charts', path: join(directory, 'htpasswd') } };
  const tls = certificates && {
    certificate: certificates.serverCert,
    key: certificates.serverKey,
    ...(clientCertificate ? { clientcas: [certificates.ca] } : {}),
  };
  // JSON is YAML.
  const config = {
    version: 0.1,
    log: { level: 'error' },
    storage: { filesystem: { rootdirectory: join(directory, 'data') }, delete: { enabled: true } },
    http: { addr: host, ...(tls === undefined ? {} : { tls }) },
    ...(login ? { auth } : {}),
  };
  const path = join(directory, 'config.yml');
  writeFileSync(path, JSON.stringify(config));
  return runRegistry(program, ['serve', path], host, directory);
}

/** Starts a registry program and waits until its port is open; `stop` removes its folder. */
export async function runRegistry(
  program: string,
  args: readonly string[],
  host: string,
  directory: string,
): Promise<RunningRegistry> {
  const child = spawn(program, args, { stdio: 'ignore' });
  const ended = new Promise<void>(resolve => child.once('exit', () => resolve()));
  await listens(Number(host.split(':')[1]));
  return {
    host,
    async stop() {
      child.kill();
      await ended;
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      const port = typeof address === 'object' && address !== null ? address.port : 0;
      server.close(() => resolve(port));
    });
  });
}

async function listens(port: number): Promise<void> {
  const end = Date.now() + 30_000;
  for (;;) {
    const open = await new Promise<boolean>(resolve => {
      const socket = connect(port, '127.0.0.1');
      socket.once('connect', () => {
        socket.destroy();
        resolve(true);
      });
      socket.once('error', () => resolve(false));
    });
    if (open) return;
    if (Date.now() > end) throw new Error(`nothing listens on port ${port}`);
    await new Promise(resolve => setTimeout(resolve, 100));
  }
}
