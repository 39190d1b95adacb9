import { execFile } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { HelmVersion } from './helmBinaries';
import { helmPath } from './helmBinaries';

export interface HelmRun {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs beside this process, so that a registry in it can answer. */
export type Helm = (...args: readonly string[]) => Promise<HelmRun>;

/** A real Helm with a home folder of its own, so that nothing of the user's is read or written. */
export async function helm(version: HelmVersion, home: string, environment: NodeJS.ProcessEnv = {}): Promise<Helm> {
  const program = await helmPath(version);
  const own = join(home, `helm-${version}`);
  mkdirSync(own, { recursive: true });
  const env = {
    PATH: process.env['PATH'] ?? '',
    HOME: own,
    TZ: 'UTC',
    HELM_CACHE_HOME: join(own, 'cache'),
    HELM_CONFIG_HOME: join(own, 'config'),
    HELM_DATA_HOME: join(own, 'data'),
    ...environment,
  };
  return (...args) =>
    new Promise(resolve => {
      execFile(
        program,
        [...args],
        { env, encoding: 'utf8', cwd: home, maxBuffer: 1 << 28 },
        (error, stdout, stderr) => {
          resolve({ code: error === null ? 0 : typeof error.code === 'number' ? error.code : -1, stdout, stderr });
        },
      );
    });
}

/** Fails with what Helm printed. */
export function mustPass(run: HelmRun): HelmRun {
  if (run.code !== 0) throw new Error(`helm ended with ${run.code}:\n${run.stdout}${run.stderr}`);
  return run;
}
