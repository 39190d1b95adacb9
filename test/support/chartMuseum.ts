import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from './dockerRegistry';
import { goProgramFrom } from './goProgram';

/** Its go.mod names another path, so that `go install` refuses it. */
const source = {
  module: 'github.com/helm/chartmuseum',
  version: 'v0.16.3',
  sum: 'h1:ghaSBogM9oT8v1OGM6iFtN7YCvs5qjR3VuF86CQUp1A=',
  program: './cmd/chartmuseum',
} as const;

export interface RunningChartMuseum {
  readonly url: string;
  /** The folder of its packages. */
  readonly directory: string;
  stop(): Promise<void>;
}

/** ChartMuseum on a free loopback port: anyone reads, one user writes. `flags`: of its command line. */
export async function startChartMuseum(
  user: string,
  password: string,
  flags: readonly string[] = [],
): Promise<RunningChartMuseum> {
  const program = await goProgramFrom(source);
  const home = mkdtempSync(join(tmpdir(), 'chartmuseum-'));
  const directory = join(home, 'charts');
  mkdirSync(directory);
  const port = await freePort();
  const storage = ['--storage=local', `--storage-local-rootdir=${directory}`, '--cache-interval=1s'];
  const access = ['--auth-anonymous-get', `--basic-auth-user=${user}`, `--basic-auth-pass=${password}`];
  const args = [`--port=${port}`, '--listen-host=127.0.0.1', ...storage, ...access, ...flags];
  const child = spawn(program, args, { stdio: 'ignore', cwd: home });
  const ended = new Promise<void>(resolve => child.once('close', () => resolve()));
  const url = `http://127.0.0.1:${port}`;
  for (const end = Date.now() + 30_000; ;) {
    try {
      await fetch(`${url}/health`);
      break;
    } catch (error) {
      if (Date.now() > end) throw error;
      await new Promise(resolve => setTimeout(resolve, 50));
    }
  }
  return {
    url,
    directory,
    async stop() {
      child.kill('SIGKILL');
      await ended;
      rmSync(home, { recursive: true, force: true });
    },
  };
}
