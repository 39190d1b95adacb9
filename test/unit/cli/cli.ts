import { runCli } from '../../../src/cli/run';
import { commandsInProcess } from '../../support/commandsInProcess';
import type { Terminal } from '../../../src/cli/terminal';

export interface CliRun {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a command line in this process, in a folder, with an environment of its own. */
export async function cli(
  directory: string,
  args: readonly string[],
  environment: NodeJS.ProcessEnv = {},
): Promise<CliRun> {
  let stdout = '';
  let stderr = '';
  const terminal: Terminal = {
    environment: { PATH: process.env['PATH'], HOME: directory, ...environment },
    currentDirectory: directory,
    result: text => void (stdout += `${text}\n`),
    message: text => void (stderr += `${text}\n`),
    readInput: () => Promise.resolve(''),
    signal: new AbortController().signal,
  };
  const code = await runCli(args, terminal, commandsInProcess);
  return { code, stdout, stderr };
}
