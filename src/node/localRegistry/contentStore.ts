import { randomUUID } from 'node:crypto';
import { mkdir, open, readdir, readFile, rename, rm, stat, utimes } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Log } from '../../core/context';
import { sha256, digestHex } from '../../util/digest';
import type { Digest } from '../../util/digest';
import { ApiError } from './exchange';
import { localRegistryLimits as limits } from './limits';

/**
 * Content on disk under its digest. A file comes into being by a rename of a complete, synced one, so that a kill at any
 * moment leaves the content or nothing, and two processes that store the same content do not disturb each other.
 */
export class ContentStore {
  readonly #directory: string;
  readonly #log: Log;
  #sizeBytes = 0;

  constructor(directory: string, log: Log) {
    this.#directory = directory;
    this.#log = log;
  }

  /** Makes the folders, removes what killed processes left, and counts what is there. */
  async open(now: number): Promise<void> {
    await mkdir(this.#blobs, { recursive: true });
    await mkdir(this.temporary, { recursive: true });
    await removeAbandoned(this.temporary, now);
    this.#sizeBytes = await folderSize(this.#blobs);
  }

  get temporary(): string {
    return join(this.#directory, 'temporary');
  }

  get #blobs(): string {
    return join(this.#directory, 'blobs', 'sha256');
  }

  /** Bytes in size; `undefined` when it is not there. Not read: `read` tells whether it is whole. */
  async size(digest: Digest): Promise<number | undefined> {
    return stat(this.#pathOf(digest)).then(
      found => found.size,
      () => undefined,
    );
  }

  /** `undefined` when it is not there. Content that is not of its digest is removed, so that a new push heals it. */
  async read(digest: Digest): Promise<Uint8Array | undefined> {
    const path = this.#pathOf(digest);
    const bytes = await readFile(path).catch(() => undefined);
    if (bytes === undefined || sha256(bytes) === digest) return bytes;
    this.#log.error(`local registry: ${digest} is damaged on disk and was removed`);
    await rm(path, { force: true });
    return undefined;
  }

  async write(bytes: Uint8Array): Promise<Digest> {
    const digest = sha256(bytes);
    const path = join(this.temporary, randomUUID());
    await writeSynced(path, bytes);
    await this.adopt(path, digest, bytes.length);
    return digest;
  }

  /** Takes over a complete file, whose digest the caller has computed. Throws `ApiError` when the store is full. */
  async adopt(path: string, digest: Digest, sizeBytes: number): Promise<void> {
    const target = this.#pathOf(digest);
    const there = await this.size(digest);
    if (there === sizeBytes) {
      await rm(path, { force: true });
      const now = new Date();
      await utimes(target, now, now).catch(() => undefined);
      return;
    }
    if (this.#sizeBytes + sizeBytes > limits.storeBytes) {
      await rm(path, { force: true });
      throw new ApiError(403, 'DENIED', 'the local registry is full');
    }
    await mkdir(dirname(target), { recursive: true });
    await renameOver(path, target);
    this.#sizeBytes += sizeBytes;
  }

  #pathOf(digest: Digest): string {
    const hex = digestHex(digest);
    return join(this.#blobs, hex.slice(0, 2), hex);
  }
}

/** Replaces a small file as a whole. */
export async function writeReplacing(temporary: string, path: string, bytes: Uint8Array): Promise<void> {
  const unfinished = join(temporary, randomUUID());
  await writeSynced(unfinished, bytes);
  await mkdir(dirname(path), { recursive: true });
  await renameOver(unfinished, path);
}

export async function writeSynced(path: string, bytes: Uint8Array): Promise<void> {
  const file = await open(path, 'wx', 0o600);
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Windows refuses to replace a file that another process reads at that moment; it passes. */
async function renameOver(from: string, to: string): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      await rename(from, to);
      return;
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? error.code : '';
      if (attempt === 10 || (code !== 'EPERM' && code !== 'EACCES' && code !== 'EBUSY')) throw error;
      await new Promise(resolve => setTimeout(resolve, 20 * attempt));
    }
  }
}

export async function removeAbandoned(directory: string, now: number): Promise<void> {
  for (const name of await readdir(directory)) {
    const path = join(directory, name);
    const found = await stat(path).catch(() => undefined);
    if (found !== undefined && now - found.mtimeMs > limits.abandonedMs)
      await rm(path, { force: true, recursive: true });
  }
}

async function folderSize(directory: string): Promise<number> {
  let sizeBytes = 0;
  for (const entry of await readdir(directory, { withFileTypes: true, recursive: true })) {
    if (entry.isFile()) sizeBytes += (await stat(join(entry.parentPath, entry.name)).catch(() => undefined))?.size ?? 0;
  }
  return sizeBytes;
}
