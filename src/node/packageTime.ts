import { execFile } from 'node:child_process';
import type { PackageTime, PackageTimes } from '../workflows/ports';

/** 1980-01-01T00:00:00Z: the earliest time that every archive format can hold. */
const fixedSeconds = 315532800;
const gitTimeoutMs = 5000;

/** SOURCE_DATE_EPOCH (reproducible-builds.org), else the last commit that touched the chart, else a fixed date. */
export function packageTimes(environment: NodeJS.ProcessEnv): PackageTimes {
  return {
    async timeFor(directory, signal) {
      const epoch = environment['SOURCE_DATE_EPOCH'];
      if (epoch !== undefined && /^[0-9]{1,11}$/.test(epoch)) return { seconds: Number(epoch), source: 'SOURCE_DATE_EPOCH' };
      return (await lastCommit(directory, environment, signal)) ?? { seconds: fixedSeconds, source: 'fixed' };
    },
  };
}

/** Without a repository, without git and with a chart that was never committed: `undefined`. */
async function lastCommit(directory: string, environment: NodeJS.ProcessEnv, signal: AbortSignal): Promise<PackageTime | undefined> {
  const args = ['-c', 'log.showSignature=false', 'log', '-1', '--format=%ct', '--', '.'];
  // A repository can name programs to run in its own configuration; none of them is needed for this.
  const env = { ...environment, GIT_TERMINAL_PROMPT: '0', GIT_OPTIONAL_LOCKS: '0', LC_ALL: 'C' };
  const output = await new Promise<string>((resolve, reject) => {
    execFile('git', args, { cwd: directory, env, timeout: gitTimeoutMs, signal, windowsHide: true }, (error, stdout) => {
      if (signal.aborted) reject(signal.reason instanceof Error ? signal.reason : new DOMException('aborted', 'AbortError'));
      else resolve(error === null ? stdout : '');
    });
  });
  const seconds = output.trim();
  return /^[0-9]{1,11}$/.test(seconds) ? { seconds: Number(seconds), source: 'git' } : undefined;
}
