import { runCli } from '../../src/cli/run';
import { commandsInProcess } from './commandsInProcess';

export interface CliRun {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** The command line in this process, with a home folder and a working folder of its own. */
export async function runCommand(
  args: readonly string[],
  options: {
    readonly directory: string;
    readonly environment?: NodeJS.ProcessEnv;
    readonly input?: string;
    readonly signal?: AbortSignal;
  },
): Promise<CliRun> {
  let stdout = '';
  let stderr = '';
  const code = await runCli(
    args,
    {
      environment: options.environment ?? {},
      currentDirectory: options.directory,
      result: text => void (stdout += `${text}\n`),
      message: text => void (stderr += `${text}\n`),
      readInput: () => Promise.resolve(options.input ?? ''),
      signal: options.signal ?? new AbortController().signal,
    },
    commandsInProcess,
  );
  return { code, stdout, stderr };
}

/** Variables that keep Helm's files of this product below a folder. */
export function helmEnvironment(home: string): NodeJS.ProcessEnv {
  return {
    PATH: process.env['PATH'],
    HOME: home,
    HELM_CONFIG_HOME: `${home}/config`,
    HELM_CACHE_HOME: `${home}/cache`,
  };
}
