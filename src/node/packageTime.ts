import { execFile } from 'node:child_process';
import { access, constants } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, isAbsolute, join } from 'node:path';
import type { PackageTime, PackageTimes } from '../workflows/ports';
import { gitLimits } from './limits';

/** 1980-01-01T00:00:00Z: the earliest time that every archive format can hold. */
const fixedSeconds = 315532800;

/**
 * SOURCE_DATE_EPOCH (reproducible-builds.org; whole seconds, anything else is passed over), else the last commit that
 * touched the chart, else a fixed date. Changes that are not committed do not count.
 */
export function packageTimes(environment: NodeJS.ProcessEnv): PackageTimes {
  return {
    async timeFor(directory, signal) {
      const epoch = environment['SOURCE_DATE_EPOCH'];
      if (epoch !== undefined && isSeconds(epoch)) return { seconds: Number(epoch), source: 'SOURCE_DATE_EPOCH' };
      return (await lastCommit(directory, environment, signal)) ?? { seconds: fixedSeconds, source: 'fixed' };
    },
  };
}

/** Without a repository, without git and with a chart that was never committed: `undefined`. */
async function lastCommit(
  directory: string,
  environment: NodeJS.ProcessEnv,
  signal: AbortSignal,
): Promise<PackageTime | undefined> {
  const git = await findGit(environment);
  if (git === undefined) return undefined;
  // The repository may be hostile: its configuration must start no program, and a missing object is not fetched.
  const safe = ['-c', 'core.fsmonitor=false', '-c', 'protocol.allow=never', '--no-pager'];
  const args = ['-C', directory, ...safe, 'log', '-1', '--no-show-signature', '--format=%ct', '--', '.'];
  const options = {
    cwd: tmpdir(),
    env: withoutGit(environment),
    timeout: gitLimits.timeoutMs,
    signal,
    windowsHide: true,
  };
  const output = await new Promise<string>((resolve, reject) => {
    execFile(git, args, options, (error, stdout) => {
      if (signal.aborted)
        reject(signal.reason instanceof Error ? signal.reason : new DOMException('aborted', 'AbortError'));
      else resolve(error === null ? stdout.trim() : '');
    });
  });
  return isSeconds(output) ? { seconds: Number(output), source: 'git' } : undefined;
}

/** Absolute folders of PATH only: a relative one, or Windows' own search, would start a git.exe that lies beside the chart. */
async function findGit(environment: NodeJS.ProcessEnv): Promise<string | undefined> {
  const path = Object.entries(environment).find(([name]) => name.toUpperCase() === 'PATH')?.[1] ?? '';
  const name = process.platform === 'win32' ? 'git.exe' : 'git';
  for (const folder of path.split(delimiter).filter(isAbsolute)) {
    const candidate = join(folder, name);
    if (
      await access(candidate, constants.X_OK).then(
        () => true,
        () => false,
      )
    )
      return candidate;
  }
  return undefined;
}

/** GIT_DIR and the like would name another repository than the chart's. */
function withoutGit(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const kept = Object.entries(environment).filter(([name]) => !name.toUpperCase().startsWith('GIT_'));
  return { ...Object.fromEntries(kept), GIT_TERMINAL_PROMPT: '0', GIT_OPTIONAL_LOCKS: '0', LC_ALL: 'C' };
}

/** Up to the year 5138. */
function isSeconds(text: string): boolean {
  return /^[0-9]{1,11}$/.test(text);
}
