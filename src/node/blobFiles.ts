import { randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { ChartReleaseError } from '../core/errors';
import type { BlobSource } from '../core/registry/blobPorts';
import type { BlobFiles, NewFile } from '../workflows/ports';

/** Bytes that are read at a time: larger ones do not make a transfer faster. */
const readBytes = 256 * 1024;

export function blobFiles(mode = 0o644): BlobFiles {
  return {
    async open(path, limitBytes) {
      const found = await stat(path).catch(() => undefined);
      if (found?.isDirectory() === true) throw new ChartReleaseError('file.isFolder', { path });
      if (found === undefined || !found.isFile()) return undefined;
      if (found.size > limitBytes)
        throw new ChartReleaseError('file.tooLarge', { path, sizeBytes: found.size, limitBytes });
      return fileSource(path, found.size);
    },
    async create(path) {
      const temporary = join(dirname(path), `.${basename(path)}.${process.pid}.${randomUUID().slice(0, 8)}.tmp`);
      try {
        await mkdir(dirname(path), { recursive: true });
        return new TemporaryFile(path, temporary, await open(temporary, 'wx+', mode));
      } catch (error) {
        throw notWritable(path, error);
      }
    },
  };
}

function fileSource(path: string, sizeBytes: number): BlobSource {
  return {
    sizeBytes,
    open: (start, end) =>
      end <= start ? empty() : createReadStream(path, { start, end: end - 1, highWaterMark: readBytes }),
  };
}

async function* empty(): AsyncGenerator<Uint8Array> {}

class TemporaryFile implements NewFile {
  readonly #path: string;
  readonly #temporary: string;
  readonly #file: FileHandle;
  #state: 'open' | 'closed' | 'kept' = 'open';

  constructor(path: string, temporary: string, file: FileHandle) {
    this.#path = path;
    this.#temporary = temporary;
    this.#file = file;
  }

  async write(part: Uint8Array, position: number): Promise<void> {
    try {
      for (let done = 0; done < part.length;) {
        done += (await this.#file.write(part, done, part.length - done, position + done)).bytesWritten;
      }
    } catch (error) {
      throw notWritable(this.#path, error);
    }
  }

  content(sizeBytes: number): BlobSource {
    return fileSource(this.#temporary, sizeBytes);
  }

  async read(sizeBytes: number): Promise<Uint8Array> {
    const bytes = new Uint8Array(sizeBytes);
    await this.#file.read(bytes, 0, sizeBytes, 0);
    return bytes;
  }

  async keep(): Promise<void> {
    try {
      await this.#file.sync();
      await this.#close();
      await rename(this.#temporary, this.#path);
      this.#state = 'kept';
    } catch (error) {
      throw notWritable(this.#path, error);
    }
  }

  async discard(): Promise<void> {
    await this.#close();
    if (this.#state !== 'kept') await rm(this.#temporary, { force: true });
  }

  async #close(): Promise<void> {
    if (this.#state !== 'open') return;
    this.#state = 'closed';
    await this.#file.close();
  }
}

function notWritable(path: string, error: unknown): ChartReleaseError {
  const reason = error instanceof Error && 'code' in error ? String(error.code) : String(error);
  return new ChartReleaseError('file.notWritable', { path, reason }, { cause: error });
}
