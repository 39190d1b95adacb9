import { Sha256 } from '../../util/digest';
import type { Digest } from '../../util/digest';
import type { BlobTarget } from './blobPorts';

/** A body that is passed on as it comes. It counts, hashes, and knows where a broken answer has to go on. */
export class Download {
  readonly #target: BlobTarget;
  readonly #onBytes: (receivedBytes: number) => void;
  #hash = new Sha256();
  #receivedBytes = 0;

  constructor(target: BlobTarget, onBytes: (receivedBytes: number) => void) {
    this.#target = target;
    this.#onBytes = onBytes;
  }

  /** What is there from earlier attempts: the next one asks for the rest only. */
  get receivedBytes(): number {
    return this.#receivedBytes;
  }

  /** An answer begins here: at what is there, or at 0 when the registry does not send parts. */
  begin(position: number): void {
    if (position === this.#receivedBytes) return;
    this.#hash = new Sha256();
    this.#receivedBytes = 0;
  }

  async write(part: Uint8Array): Promise<void> {
    this.#hash.update(part);
    await this.#target.write(part, this.#receivedBytes);
    this.#receivedBytes += part.length;
    this.#onBytes(this.#receivedBytes);
  }

  /** Once, at the end. */
  digest(): Digest {
    return this.#hash.digest();
  }
}
