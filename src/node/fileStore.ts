import { randomUUID } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import type { Stats } from 'node:fs';
import { lstat, mkdir, open, readFile, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ChartReleaseError } from '../core/errors';
import type { FileStore } from '../workflows/ports';

const renameTries = 10;
const renamePauseMs = 100;

/**
 * Files on disk. `mode` is what new files get (subject to the umask): 0o644 for packages, 0o600 for what is private.
 * `blocking` reads are for processes that have nothing else to do meanwhile: of thousands of small files they take a third
 * of the time.
 */
export function fileStore(mode = 0o644, reading: 'blocking' | 'background' = 'background'): FileStore {
  const read = reading === 'blocking' ? readBlocking : readInBackground;
  return { read, write: (path, bytes) => writeAtomically(path, bytes, mode), remove: path => remove(path) };
}

async function readInBackground(path: string, limitBytes: number): Promise<Uint8Array | undefined> {
  try {
    requireReadable(path, await stat(path), limitBytes);
    return new Uint8Array(await readFile(path));
  } catch (error) {
    if (isErrno(error, 'ENOENT', 'ENOTDIR')) return undefined;
    throw error;
  }
}

function readBlocking(path: string, limitBytes: number): Promise<Uint8Array | undefined> {
  return new Promise(resolve => {
    resolve(readNow(path, limitBytes));
  });
}

function readNow(path: string, limitBytes: number): Uint8Array | undefined {
  try {
    requireReadable(path, statSync(path), limitBytes);
    return new Uint8Array(readFileSync(path));
  } catch (error) {
    if (isErrno(error, 'ENOENT', 'ENOTDIR')) return undefined;
    throw error;
  }
}

function requireReadable(path: string, found: Stats, limitBytes: number): void {
  if (found.isDirectory()) throw new ChartReleaseError('file.isFolder', { path });
  const sizeBytes = found.size;
  if (sizeBytes > limitBytes) throw new ChartReleaseError('file.tooLarge', { path, sizeBytes, limitBytes });
}

/**
 * Writes to a temporary file in the same folder, syncs it, and renames it over the target: a reader or a crash sees the
 * old content or the new one, never a part. A symbolic link at the target is replaced, not followed (CVE-2025-53547).
 */
async function writeAtomically(path: string, bytes: Uint8Array, mode: number): Promise<void> {
  const directory = dirname(path);
  const temporary = join(directory, `.${basename(path)}.${process.pid}.${randomUUID().slice(0, 8)}.tmp`);
  try {
    await mkdir(directory, { recursive: true });
    const file = await open(temporary, 'wx', mode);
    try {
      await file.writeFile(bytes);
      await file.sync();
    } finally {
      await file.close();
    }
    await refuseDirectory(path);
    await renamePatiently(temporary, path);
    await syncDirectory(directory);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw new ChartReleaseError('file.notWritable', { path, reason: errnoOf(error) }, { cause: error });
  }
}

async function remove(path: string): Promise<void> {
  try {
    await rm(path, { force: true });
  } catch (error) {
    throw new ChartReleaseError('file.notWritable', { path, reason: errnoOf(error) }, { cause: error });
  }
}

async function refuseDirectory(path: string): Promise<void> {
  const there = await lstat(path).catch(() => undefined);
  if (there?.isDirectory()) throw Object.assign(new Error('a folder is in the way'), { code: 'EISDIR' });
}

/** On Windows a virus scanner or an open editor holds the target for a moment: try again for up to a second. */
async function renamePatiently(from: string, to: string): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      await rename(from, to);
      return;
    } catch (error) {
      const passing = process.platform === 'win32' && isErrno(error, 'EPERM', 'EACCES', 'EBUSY');
      if (!passing || attempt === renameTries) throw error;
      await sleep(renamePauseMs);
    }
  }
}

/** Makes the rename itself durable. Windows cannot open a folder for that. */
async function syncDirectory(directory: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(directory, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function isErrno(error: unknown, ...codes: readonly string[]): boolean {
  return codes.includes(errnoOf(error));
}

/** The system's code (`EACCES`), or the message of an error that has none. */
function errnoOf(error: unknown): string {
  if (error instanceof Error) return 'code' in error && typeof error.code === 'string' ? error.code : error.message;
  return String(error);
}
