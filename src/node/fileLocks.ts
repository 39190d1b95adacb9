import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { ChartReleaseError } from '../core/errors';
import type { FileLocks } from '../workflows/repository/ports';
import { lockLimits } from './limits';

/**
 * Locks on files that other programs keep too: Helm takes `flock` on `repositories.lock` (LockFileEx on Windows). Node has
 * no call for it, so a small program of the system holds the lock while its standard input is open. When this process ends,
 * however it ends, the input closes, that program ends, and the system lets the lock go: nothing stale is left behind.
 */
export function fileLocks(waitMs: number = lockLimits.waitMs): FileLocks {
  return {
    async withLock(path, run, signal) {
      await mkdir(dirname(path), { recursive: true });
      const release = await acquire(path, waitMs, signal);
      try {
        return await run();
      } finally {
        await release();
      }
    },
  };
}

type Command = readonly [program: string, ...arguments_: string[]];

const hold = 'echo locked; exec cat >/dev/null';
const perlHold =
  'use Fcntl qw(:flock); open(my $f, ">>", $ARGV[0]) or exit 3; flock($f, LOCK_EX) or exit 3; $| = 1; print "locked\\n"; 1 while <STDIN>;';
// The byte range that Helm's LockFileEx locks. Lock() does not wait, so it is tried again.
const powershellHold =
  '$f=[IO.File]::Open($env:HELM_CHART_RELEASE_LOCK,"OpenOrCreate","ReadWrite","ReadWrite,Delete");for(;;){try{$f.Lock(0,1);break}catch{Start-Sleep -Milliseconds 50}};[Console]::Out.WriteLine("locked");[Console]::Out.Flush();[Console]::In.ReadToEnd()|Out-Null';

/** Programs that can hold a lock, the first that is there is used. */
function holders(path: string): readonly Command[] {
  if (process.platform === 'win32')
    return [['powershell.exe', '-NoProfile', '-NonInteractive', '-Command', powershellHold]];
  return [
    ['flock', '-x', path, 'sh', '-c', hold],
    // The BSDs and macOS; its lock is the same as flock's.
    ['lockf', '-k', path, 'sh', '-c', hold],
    ['perl', '-e', perlHold, path],
  ];
}

async function acquire(path: string, waitMs: number, signal: AbortSignal): Promise<() => Promise<void>> {
  for (const command of holders(path)) {
    const child = await start(command, path);
    if (child === undefined) continue;
    const ended = new Promise<void>(resolve => child.once('close', () => resolve()));
    await untilHeld(child, path, waitMs, signal);
    return async () => {
      child.stdin?.end();
      await ended;
    };
  }
  throw new ChartReleaseError('file.lockUnavailable', { path });
}

/** `undefined` when there is no such program. */
function start([program, ...args]: Command, path: string): Promise<ChildProcess | undefined> {
  return new Promise(resolve => {
    const child = spawn(program, args, {
      stdio: ['pipe', 'pipe', 'ignore'],
      env: { ...process.env, HELM_CHART_RELEASE_LOCK: path },
      windowsHide: true,
    });
    child.stdin.on('error', () => undefined);
    child.once('spawn', () => resolve(child));
    child.once('error', () => resolve(undefined));
  });
}

function untilHeld(child: ChildProcess, path: string, waitMs: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const settle = (error?: unknown): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', onAbort);
      if (error === undefined) resolve();
      else {
        child.stdin?.end();
        child.kill('SIGKILL');
        reject(error as Error);
      }
    };
    const busy = (): void => settle(new ChartReleaseError('file.lockBusy', { path, seconds: waitMs / 1000 }));
    const timer = setTimeout(busy, waitMs);
    const onAbort = (): void => settle(signal.reason);
    signal.addEventListener('abort', onAbort, { once: true });
    child.stdout?.once('data', () => settle());
    child.once('close', () => settle(new ChartReleaseError('file.lockUnavailable', { path })));
  });
}
