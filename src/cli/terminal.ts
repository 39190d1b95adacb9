import { readFileSync } from 'node:fs';

/** Where a command reads from and writes to: results on stdout, messages on stderr. */
export interface Terminal {
  readonly environment: NodeJS.ProcessEnv;
  readonly currentDirectory: string;
  result(text: string): void;
  message(text: string): void;
  /** All of standard input, for `--passphrase-file -`. */
  readInput(): Promise<string>;
  /** Aborted by Ctrl-C: the command stops and leaves nothing half-written. */
  readonly signal: AbortSignal;
}

export function processTerminal(): Terminal {
  const abort = new AbortController();
  process.once('SIGINT', () => {
    abort.abort();
  });
  return {
    environment: process.env,
    currentDirectory: process.cwd(),
    result: text => void process.stdout.write(`${text}\n`),
    message: text => void process.stderr.write(`${text}\n`),
    readInput: () => Promise.resolve(readFileSync(0, 'utf8')),
    signal: abort.signal,
  };
}
