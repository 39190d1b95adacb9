import { createHash, randomUUID } from 'node:crypto';
import type { ReadStream } from 'node:fs';
import { createReadStream } from 'node:fs';
import { mkdir, open, readdir, readFile, rename, rm, stat, utimes } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Log } from '../../core/context';
import type { ContentDigest } from './contentDigest';
import { algorithmOf, digestFrom, digestLike, hexOf } from './contentDigest';
import { ApiError } from './exchange';
import { localRegistryLimits as limits } from './limits';

/**
 * Content on disk under its digest. A file comes into being by a rename of a complete, synced one, so that a kill at any
 * moment leaves the content or nothing, and two processes that store the same content do not disturb each other.
 */
export class ContentStore {
  readonly #directory: string;
  readonly #log: Log;
  readonly #verified = new Map<ContentDigest, string>();
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
    return join(this.#directory, 'blobs');
  }

  /** Bytes in size; `undefined` when it is not there. Not read: `read` tells whether it is whole. */
  async size(digest: ContentDigest): Promise<number | undefined> {
    return stat(this.#pathOf(digest)).then(
      found => found.size,
      () => undefined,
    );
  }

  /** A small content as a whole: manifests and configurations. `undefined` when it is not there or damaged. */
  async read(digest: ContentDigest): Promise<Uint8Array | undefined> {
    const path = this.#pathOf(digest);
    const bytes = await readFile(path).catch(() => undefined);
    if (bytes === undefined || digestLike(bytes, digest) === digest) return bytes;
    return this.#discard(digest);
  }

  /**
   * The bytes from `start` to before `end`; `undefined` when the content is not there. Content that is not of its digest is
   * removed, so that a new push heals it; hashed before its first byte is sent, once for each state of the file.
   */
  async stream(digest: ContentDigest, start: number, end: number): Promise<ReadStream | undefined> {
    const path = this.#pathOf(digest);
    const found = await stat(path).catch(() => undefined);
    if (found === undefined) return undefined;
    const state = `${found.mtimeMs} ${found.size} ${found.ino}`;
    if (this.#verified.get(digest) !== state) {
      if ((await hashFile(path, algorithmOf(digest))) !== digest) return this.#discard(digest);
      if (this.#verified.size >= limits.rememberedContents) this.#verified.clear();
      this.#verified.set(digest, state);
    }
    return createReadStream(path, { start, end: Math.max(start, end - 1) });
  }

  async #discard(digest: ContentDigest): Promise<undefined> {
    this.#log.error(`local registry: ${digest} is damaged on disk and was removed`);
    await rm(this.#pathOf(digest), { force: true });
    return undefined;
  }

  async write(bytes: Uint8Array, like?: ContentDigest): Promise<ContentDigest> {
    const digest = digestLike(bytes, like);
    const path = join(this.temporary, randomUUID());
    await writeSynced(path, bytes);
    await this.adopt(path, digest, bytes.length);
    return digest;
  }

  /** Makes content young again, so that it is not collected before a repository names it. */
  async touch(digest: ContentDigest): Promise<void> {
    const now = new Date();
    await utimes(this.#pathOf(digest), now, now).catch(() => undefined);
  }

  /** Removes content that no repository names and that is older than `olderThanMs`. Returns the bytes that became free. */
  async collect(named: ReadonlySet<string>, olderThanMs: number, now: number): Promise<number> {
    let freedBytes = 0;
    for (const algorithm of ['sha256', 'sha512'] as const) {
      const directory = join(this.#blobs, algorithm);
      for (const entry of await readdir(directory, { withFileTypes: true, recursive: true }).catch(() => [])) {
        if (!entry.isFile() || named.has(`${algorithm}:${entry.name}`)) continue;
        const path = join(entry.parentPath, entry.name);
        const found = await stat(path).catch(() => undefined);
        if (found === undefined || now - found.mtimeMs < olderThanMs) continue;
        await rm(path, { force: true });
        freedBytes += found.size;
      }
    }
    this.#sizeBytes -= freedBytes;
    return freedBytes;
  }

  /** Whether that many more bytes may come. Other processes may have written: at the limit the folder is counted anew. */
  async hasRoom(sizeBytes: number): Promise<boolean> {
    if (this.#sizeBytes + sizeBytes <= limits.storeBytes) return true;
    this.#sizeBytes = await folderSize(this.#blobs);
    return this.#sizeBytes + sizeBytes <= limits.storeBytes;
  }

  /** Takes over a complete file, whose digest the caller has computed. Throws `ApiError` when the store is full. */
  async adopt(path: string, digest: ContentDigest, sizeBytes: number): Promise<void> {
    const target = this.#pathOf(digest);
    const there = await this.size(digest);
    if (there === sizeBytes) {
      await rm(path, { force: true });
      await this.touch(digest);
      return;
    }
    if (!(await this.hasRoom(sizeBytes))) {
      await rm(path, { force: true });
      throw new ApiError(403, 'DENIED', 'the local registry is full');
    }
    await mkdir(dirname(target), { recursive: true });
    await renameOver(path, target);
    this.#sizeBytes += sizeBytes;
  }

  #pathOf(digest: ContentDigest): string {
    const hex = hexOf(digest);
    return join(this.#blobs, algorithmOf(digest), hex.slice(0, 2), hex);
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

export async function hashFile(path: string, algorithm: 'sha256' | 'sha512'): Promise<ContentDigest> {
  const hash = createHash(algorithm);
  for await (const part of createReadStream(path) as AsyncIterable<Uint8Array>) hash.update(part);
  return digestFrom(algorithm, hash);
}
