import { randomUUID } from 'node:crypto';
import { mkdir, open, readdir, rm, stat } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { join } from 'node:path';
import type { ContentDigest } from './contentDigest';
import { algorithmOf } from './contentDigest';
import type { ContentStore } from './contentStore';
import { hashFile, removeAbandoned } from './contentStore';
import { ApiError } from './exchange';
import { localRegistryLimits as limits } from './limits';

/**
 * Unfinished uploads, a file each: its size is how far the upload is. They are in a folder of their own and never read as
 * content; what a killed process or client leaves is removed at a later start.
 */
export class Uploads {
  readonly #directory: string;
  readonly #content: ContentStore;
  readonly #busy = new Set<string>();

  constructor(directory: string, content: ContentStore) {
    this.#directory = join(directory, 'uploads');
    this.#content = content;
  }

  async open(now: number): Promise<void> {
    await mkdir(this.#directory, { recursive: true });
    await removeAbandoned(this.#directory, now);
  }

  async begin(): Promise<string> {
    if ((await readdir(this.#directory)).length >= limits.uploads) {
      await removeAbandoned(this.#directory, Date.now());
      if ((await readdir(this.#directory)).length >= limits.uploads) {
        throw new ApiError(429, 'TOOMANYREQUESTS', 'too many unfinished uploads', { 'Retry-After': '5' });
      }
    }
    const id = randomUUID();
    await (await open(this.#pathOf(id), 'wx', 0o600)).close();
    return id;
  }

  /** Bytes that are there. Throws `ApiError` BLOB_UPLOAD_UNKNOWN. */
  async size(id: string): Promise<number> {
    const found = await stat(this.#pathOf(id)).catch(() => undefined);
    if (found === undefined) throw new ApiError(404, 'BLOB_UPLOAD_UNKNOWN', 'no such upload');
    return found.size;
  }

  /** Appends a body; `start` is where the client believes to be. Returns the bytes that are there afterwards. */
  async append(id: string, request: IncomingMessage, start: number | undefined): Promise<number> {
    return this.#exclusively(id, async () => {
      let size = await this.size(id);
      if (start !== undefined && start !== size) {
        throw new ApiError(416, 'BLOB_UPLOAD_INVALID', `expected offset ${size}`, { Range: rangeOf(size) });
      }
      const file = await open(this.#pathOf(id), 'a');
      try {
        for await (const part of request as AsyncIterable<Uint8Array>) {
          if (size + part.length > limits.blobBytes) {
            throw new ApiError(413, 'SIZE_INVALID', `more than ${limits.blobBytes} bytes`);
          }
          await file.writeFile(part);
          size += part.length;
        }
        await file.sync();
      } finally {
        await file.close();
      }
      return size;
    });
  }

  /** Makes an upload content. A wrong digest leaves it as it is: the client may say the right one. */
  async finish(id: string, digest: ContentDigest): Promise<void> {
    await this.#exclusively(id, async () => {
      const size = await this.size(id);
      const actual = await hashFile(this.#pathOf(id), algorithmOf(digest));
      if (actual !== digest) throw new ApiError(400, 'DIGEST_INVALID', `the content is ${actual}`);
      await this.#content.adopt(this.#pathOf(id), digest, size);
    });
  }

  async cancel(id: string): Promise<void> {
    await this.size(id);
    await rm(this.#pathOf(id), { force: true });
  }

  async #exclusively<T>(id: string, work: () => Promise<T>): Promise<T> {
    if (this.#busy.has(id)) throw new ApiError(409, 'BLOB_UPLOAD_INVALID', 'the upload is being written');
    this.#busy.add(id);
    try {
      return await work();
    } finally {
      this.#busy.delete(id);
    }
  }

  #pathOf(id: string): string {
    if (!/^[0-9a-f-]{36}$/.test(id)) throw new ApiError(404, 'BLOB_UPLOAD_UNKNOWN', 'no such upload');
    return join(this.#directory, id);
  }
}

/** The header of the specification: the last byte that is there, `0-0` also for none. */
export function rangeOf(sizeBytes: number): string {
  return `0-${Math.max(0, sizeBytes - 1)}`;
}
