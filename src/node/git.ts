import { execFile } from 'node:child_process';
import { access, constants } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, isAbsolute, join } from 'node:path';
import { gitLimits } from './limits';

/**
 * What git prints, or `undefined` without git, outside a repository, and when it fails. The repository may be hostile: its
 * configuration must start no program, and a missing object is not fetched. Throws only when cancelled.
 */
export async function runGit(
  directory: string,
  args: readonly string[],
  environment: NodeJS.ProcessEnv,
  signal: AbortSignal,
): Promise<string | undefined> {
  const git = await findGit(environment);
  if (git === undefined) return undefined;
  const safe = ['-c', 'core.fsmonitor=false', '-c', 'protocol.allow=never', '--no-pager'];
  const options = {
    cwd: tmpdir(),
    env: withoutGit(environment),
    timeout: gitLimits.timeoutMs,
    maxBuffer: gitLimits.outputBytes,
    signal,
    windowsHide: true,
  };
  return new Promise<string | undefined>((resolve, reject) => {
    execFile(git, ['-C', directory, ...safe, ...args], options, (error, stdout) => {
      if (signal.aborted)
        reject(signal.reason instanceof Error ? signal.reason : new DOMException('aborted', 'AbortError'));
      else resolve(error === null ? stdout : undefined);
    });
  });
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
