/** Content that is sent, from memory or from disk; it may be asked for more than once. */
export interface BlobSource {
  readonly sizeBytes: number;
  /** The bytes from `start` to before `end`. */
  open(start: number, end: number): AsyncIterable<Uint8Array>;
}

/** Where content that is received goes. Positions may be written again when an attempt is repeated. */
export interface BlobTarget {
  write(part: Uint8Array, position: number): Promise<void>;
}

export function memorySource(bytes: Uint8Array): BlobSource {
  return {
    sizeBytes: bytes.length,
    async *open(start, end) {
      yield await Promise.resolve(bytes.subarray(start, end));
    },
  };
}

/** Keeps what it gets, for content of a known small size. */
export class MemoryTarget implements BlobTarget {
  readonly bytes: Uint8Array;

  constructor(sizeBytes: number) {
    this.bytes = new Uint8Array(sizeBytes);
  }

  write(part: Uint8Array, position: number): Promise<void> {
    this.bytes.set(part, position);
    return Promise.resolve();
  }
}
