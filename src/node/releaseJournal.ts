import { mkdir, open, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ChartReleaseError } from '../core/errors';
import type { JournalStore } from '../workflows/release/ports';

/** Locks of this process: its number alone may be that of an earlier process, in a container it nearly always is. */
const held = new Set<string>();

/** The journal of the release into this folder: `.release/journal.jsonl`, beside the packages that it is about. */
export function releaseJournal(destination: string): JournalStore {
  const directory = join(destination, '.release');
  const path = join(directory, 'journal.jsonl');
  const lockPath = join(destination, '.release.lock');
  let whole = false;
  return {
    path,
    read: () => readText(path),
    async append(line) {
      await mkdir(directory, { recursive: true });
      if (!whole) await dropCutOffLine(path);
      whole = true;
      const file = await open(path, 'a');
      try {
        await file.writeFile(line);
        await file.sync();
      } finally {
        await file.close();
      }
    },
    async clear() {
      // The journal first: without it the rest is what a later release overwrites.
      await rm(path, { force: true });
      await rm(directory, { recursive: true, force: true });
    },
    async lock() {
      await mkdir(dirname(lockPath), { recursive: true });
      await takeLock(lockPath);
      held.add(lockPath);
      return async () => {
        held.delete(lockPath);
        await rm(lockPath, { force: true });
      };
    },
  };
}

async function readText(path: string): Promise<string | undefined> {
  return readFile(path, 'utf8').catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  });
}

/** A crash in the middle of a line leaves a part of it: the next line must not be joined to that. */
async function dropCutOffLine(path: string): Promise<void> {
  const bytes = await readFile(path).catch(() => undefined);
  if (bytes === undefined) return;
  const end = bytes.lastIndexOf(10) + 1;
  if (end < bytes.length) await truncate(path, end);
}

/** A lock names its process; that of a process which is gone is taken over. */
async function takeLock(path: string): Promise<void> {
  for (;;) {
    try {
      await writeFile(path, `${process.pid}\n`, { flag: 'wx' });
      return;
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
    }
    const owner = Number((await readText(path)) ?? 0);
    if (owner === process.pid ? held.has(path) : isAlive(owner))
      throw new ChartReleaseError('release.running', { path, processId: owner });
    await rm(path, { force: true });
  }
}

function isAlive(processId: number): boolean {
  if (!Number.isInteger(processId) || processId <= 0) return false;
  try {
    process.kill(processId, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
