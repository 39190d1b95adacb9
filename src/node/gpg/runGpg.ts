import { spawn } from 'node:child_process';
import { ChartReleaseError } from '../../core/errors';
import { concatBytes } from '../../util/bytes';
import { gpgEnvironment } from './gpgEnvironment';
import {
  beginTimeoutMs,
  listTimeoutMs,
  maxOutputBytes,
  maxStatusBytes,
  pinentryTimeoutMs,
  signTimeoutMs,
} from './limits';
import { parseStatusLines, pinentryProcess } from './statusLines';
import type { StatusLine } from './statusLines';

/** The user's GnuPG: which program, and which home folder. */
export interface Gpg {
  /** Absolute path. */
  readonly program: string;
  /** Absolute path; `undefined`: the one that gpg itself takes. */
  readonly home?: string;
}

export interface GpgRun {
  readonly stdout: Uint8Array;
  readonly status: readonly StatusLine[];
  /** What gpg says to people, in English: for the log. */
  readonly messages: string;
  readonly exitCode: number;
}

/**
 * Runs gpg. `--no-options`: a gpg.conf can change or break what is signed; the agent's own settings still hold. Aborting
 * ends gpg and its pinentry. Throws `gpg.failed` (`cannotStart`, `timeout`, `tooMuchOutput`).
 */
export async function runGpg(
  gpg: Gpg,
  args: readonly string[],
  options: { readonly input?: Uint8Array; readonly signal: AbortSignal; readonly purpose: 'sign' | 'list' },
): Promise<GpgRun> {
  options.signal.throwIfAborted();
  const home = gpg.home === undefined ? [] : ['--homedir', gpg.home];
  const fixed = ['--no-options', '--batch', '--no-tty', '--yes', '--status-fd', '2', '--display-charset', 'utf-8'];
  return new Promise((resolve, reject) => {
    const child = spawn(gpg.program, [...home, ...fixed, ...args], { env: gpgEnvironment(), windowsHide: true });
    const stdout: Uint8Array[] = [];
    let stdoutBytes = 0;
    let stderr = '';
    let timer: NodeJS.Timeout | undefined;
    const finish = (settle: () => void) => {
      clearTimeout(timer);
      options.signal.removeEventListener('abort', abort);
      settle();
    };
    const stop = () => {
      child.kill();
      const pinentry = pinentryProcess(parseStatusLines(stderr));
      if (pinentry !== undefined) endProcess(pinentry);
    };
    const fail = (reason: 'cannotStart' | 'timeout' | 'tooMuchOutput', cause?: unknown) => {
      stop();
      const error = new ChartReleaseError('gpg.failed', { reason, program: gpg.program, detail: '' }, { cause });
      finish(() => reject(error));
    };
    const abort = () => {
      stop();
      finish(() => reject(options.signal.reason as Error));
    };
    const restartTimer = (timeoutMs: number) => {
      clearTimeout(timer);
      timer = setTimeout(() => fail('timeout'), timeoutMs);
    };
    restartTimer(options.purpose === 'list' ? listTimeoutMs : beginTimeoutMs);
    options.signal.addEventListener('abort', abort, { once: true });
    child.on('error', error => fail('cannotStart', error));
    child.stdout.on('data', (chunk: Buffer) => {
      stdoutBytes += chunk.length;
      if (stdoutBytes > maxOutputBytes) fail('tooMuchOutput');
      else stdout.push(chunk);
    });
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
      stderr += chunk;
      if (stderr.length > maxStatusBytes) fail('tooMuchOutput');
      else if (chunk.includes('PINENTRY_LAUNCHED')) restartTimer(pinentryTimeoutMs);
      else if (chunk.includes('BEGIN_SIGNING')) restartTimer(signTimeoutMs);
    });
    child.on('close', code => {
      const messages = stderr.replace(/^\[GNUPG:\] .*\r?\n?/gm, '').trim();
      const run = { stdout: concatBytes(stdout), status: parseStatusLines(stderr), messages, exitCode: code ?? -1 };
      finish(() => resolve(run));
    });
    // gpg may refuse before it has read everything; its status lines say why.
    child.stdin.on('error', () => {});
    child.stdin.end(options.input ?? new Uint8Array());
  });
}

function endProcess(pid: number): void {
  try {
    process.kill(pid, 'SIGTERM');
  } catch {
    // it has ended by itself
  }
}
