import { execFile } from 'node:child_process';
import { access, constants } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, isAbsolute, join } from 'node:path';
import { gitLimits } from '../limits';

export interface GitResult {
  readonly ok: boolean;
  readonly stdout: Buffer;
  /** The last line that git printed to standard error, or why it did not run. */
  readonly reason: string;
}

/**
 * Runs git for the repository that holds `directory`. The repository may be hostile: its configuration must start no
 * program, and a missing object is not fetched. `undefined`: there is no git on this machine.
 */
export async function runGit(
  directory: string,
  args: readonly string[],
  environment: NodeJS.ProcessEnv,
  signal: AbortSignal,
  input: string | Uint8Array = '',
): Promise<GitResult | undefined> {
  const git = await findGit(environment);
  if (git === undefined) return undefined;
  const safe = ['-c', 'core.fsmonitor=false', '-c', 'protocol.allow=never', '--no-pager'];
  const options = {
    cwd: tmpdir(),
    env: withoutGit(environment),
    timeout: gitLimits.timeoutMs,
    maxBuffer: gitLimits.outputBytes,
    encoding: 'buffer' as const,
    signal,
    windowsHide: true,
  };
  return new Promise((resolve, reject) => {
    const child = execFile(git, ['-C', directory, ...safe, ...args], options, (error, stdout, stderr) => {
      if (signal.aborted) {
        reject(signal.reason instanceof Error ? signal.reason : new DOMException('aborted', 'AbortError'));
        return;
      }
      const said = stderr.toString('utf8').trim().split('\n').at(-1) ?? '';
      const ended = error?.killed ? 'it took too long' : `it ended with ${String(error?.code)}`;
      resolve({ ok: error === null, stdout, reason: said === '' ? ended : said });
    });
    child.stdin?.on('error', () => undefined); // git may end before it has read everything
    child.stdin?.end(input);
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
