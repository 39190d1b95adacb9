import { concatBytes } from '../../util/bytes';
import { BlockWriter } from './deflateBlock';

const windowBytes = 32 * 1024;
/** The shortest match that Go writes; the format would allow three. */
const minMatch = 4;
const maxMatch = 258;
/** What must lie ahead before a position is decided, unless the input is at its end. */
const lookaheadBytes = minMatch + maxMatch;
/** Level 6 of Go: how long a match stops the search for a better one, and the look at the next position. */
const niceMatch = 128;
const lazyMatch = 16;
const maxTries = 128;
/** A match of the minimum length is worth it only this near. */
const shortMatchDistance = 4096;
const hashBits = 17;

/**
 * Raw deflate (RFC 1951), byte for byte what Go's compress/flate makes at its default level (6) when it is given these
 * writes one after the other: a package then has the same bytes as Helm's, and the same on every machine, which zlib does
 * not promise. How the input is cut into writes matters, because it decides when the window moves on.
 * Go's output is not promised across its releases; this is that of Go 1.8 to 1.26.
 */
export function deflate(writes: readonly Uint8Array[]): Uint8Array {
  const input = concatBytes(writes);
  const matcher = new Matcher(input);
  let given = 0;
  for (const { length } of writes) {
    for (const end = given + length; given < end;) {
      matcher.run(given, false);
      matcher.moveWindow();
      given = Math.min(end, matcher.windowStart + 2 * windowBytes);
    }
  }
  return matcher.finish();
}

/** Finds repetitions through chains of positions with the same hash, and prefers a longer match one position later. */
class Matcher {
  /** Nothing before this is looked at. */
  windowStart = 0;
  readonly #blocks: BlockWriter;
  /** The last position with a hash, plus one. */
  readonly #newest = new Int32Array(1 << hashBits);
  /** The position before it with the same hash, plus one. */
  readonly #older = new Int32Array(windowBytes);
  #position = 0;
  #blockStart = 0;
  /** The match that begins one position earlier, not written yet; 3: none. */
  #length = minMatch - 1;
  #distance = 0;
  /** The byte before the position is not written yet. */
  #isByteWaiting = false;

  constructor(private readonly input: Uint8Array) {
    this.#blocks = new BlockWriter((input.length >> 2) + 1024);
  }

  /** When the position has come near the end of a window of 64 KiB, its first half goes. */
  moveWindow(): void {
    if (this.#position - this.windowStart >= 2 * windowBytes - lookaheadBytes) this.windowStart += windowBytes;
  }

  finish(): Uint8Array {
    this.run(this.input.length, true);
    return this.#blocks.finish();
  }

  /** Goes on as far as the input up to `end` allows. */
  run(end: number, isLast: boolean): void {
    const stop = isLast ? end : end - lookaheadBytes + 1;
    while (this.#position < stop) this.#step(end);
    if (!isLast) return;
    if (this.#isByteWaiting) {
      this.#blocks.literal(this.input[this.#position - 1] ?? 0);
      this.#isByteWaiting = false;
    }
    if (!this.#blocks.isEmpty) this.#writeBlock();
  }

  #step(end: number): void {
    const position = this.#position;
    const ahead = end - position;
    const waitingLength = this.#length;
    const waitingDistance = this.#distance;
    this.#length = minMatch - 1;
    this.#distance = 0;
    if (ahead >= minMatch) {
      const candidate = this.#remember(position);
      if (ahead > waitingLength && waitingLength < lazyMatch)
        this.#find(position, candidate, Math.min(ahead, maxMatch));
    }
    if (waitingLength >= minMatch && this.#length <= waitingLength) {
      this.#blocks.match(waitingLength, waitingDistance);
      const next = position + waitingLength - 1;
      const last = Math.min(next, end - minMatch + 1);
      for (let i = position + 1; i < last; i++) this.#remember(i);
      this.#position = next;
      this.#isByteWaiting = false;
      this.#length = minMatch - 1;
      if (this.#blocks.isFull) this.#writeBlock();
    } else {
      if (this.#isByteWaiting) this.#blocks.literal(this.input[position - 1] ?? 0);
      // A full block ends before this byte, which waits.
      if (this.#blocks.isFull) this.#writeBlock();
      this.#position = position + 1;
      this.#isByteWaiting = true;
    }
  }

  /** Notes a position under the hash of its four bytes; returns the one noted before, or -1. */
  #remember(position: number): number {
    const { input } = this;
    const word =
      ((input[position] ?? 0) << 24) |
      ((input[position + 1] ?? 0) << 16) |
      ((input[position + 2] ?? 0) << 8) |
      (input[position + 3] ?? 0);
    const hash = Math.imul(word, 0x1e35a7bd) >>> (32 - hashBits);
    const before = this.#newest[hash] ?? 0;
    this.#older[position & (windowBytes - 1)] = before;
    this.#newest[hash] = position + 1;
    return before - 1;
  }

  #find(position: number, newest: number, longest: number): void {
    const { input } = this;
    const older = this.#older;
    const oldest = Math.max(position - windowBytes, this.windowStart);
    const nice = Math.min(niceMatch, longest);
    let best = minMatch - 1;
    let candidate = newest;
    for (let tries = maxTries; tries > 0 && candidate >= oldest; tries--) {
      if (input[candidate + best] === input[position + best]) {
        let length = 0;
        while (length < longest && input[candidate + length] === input[position + length]) length++;
        if (length > best && (length > minMatch || position - candidate <= shortMatchDistance)) {
          best = length;
          this.#length = length;
          this.#distance = position - candidate;
          if (length >= nice) return;
        }
      }
      // Its place in the chain was taken by the position itself.
      if (candidate === position - windowBytes) return;
      candidate = (older[candidate & (windowBytes - 1)] ?? 0) - 1;
    }
  }

  /** Stored instead of coded only while the whole block is still in the window. */
  #writeBlock(): void {
    const source =
      this.#blockStart >= this.windowStart ? this.input.subarray(this.#blockStart, this.#position) : undefined;
    this.#blockStart = this.#position;
    this.#blocks.write(source);
  }
}
