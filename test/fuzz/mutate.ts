/** A small generator with a seed (xorshift32): the same inputs on every machine. */
export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = seed | 0 || 0x9e3779b9;
  }

  /** From 0 to `below`, not included. */
  next(below: number): number {
    this.#state ^= this.#state << 13;
    this.#state ^= this.#state >>> 17;
    this.#state ^= this.#state << 5;
    return (this.#state >>> 0) % below;
  }

  pick<T>(items: readonly T[]): T {
    return items[this.next(items.length)]!;
  }
}

const telling = [0, 1, 0x0a, 0x0d, 0x20, 0x2d, 0x2f, 0x3a, 0x5c, 0x7f, 0x80, 0x99, 0xc6, 0xef, 0xfe, 0xff];

/** A copy with one to eight changes: bytes flipped, set, cut out, repeated, put in from elsewhere, or cut off at the end. */
export function mutate(input: Uint8Array, other: Uint8Array, random: Random): Uint8Array {
  let bytes = Buffer.from(input);
  for (let changes = 1 + random.next(8); changes > 0 && bytes.length > 0; changes--) {
    const at = random.next(bytes.length);
    const length = 1 + random.next(Math.min(64, bytes.length - at));
    switch (random.next(7)) {
      case 0:
        bytes[at] = bytes[at]! ^ (1 << random.next(8));
        break;
      case 1:
        bytes[at] = random.pick(telling);
        break;
      case 2:
        bytes = Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + length)]);
        break;
      case 3: {
        const part = bytes.subarray(at, at + length);
        const copies = Array.from({ length: 1 + random.next(random.next(20) === 0 ? 500 : 4) }, () => part);
        bytes = Buffer.concat([bytes.subarray(0, at), ...copies, bytes.subarray(at)]);
        break;
      }
      case 4: {
        const from = random.next(other.length);
        bytes = Buffer.concat([bytes.subarray(0, at), other.subarray(from, from + length), bytes.subarray(at)]);
        break;
      }
      case 5:
        bytes[at] = random.next(256);
        break;
      default:
        if (random.next(4) === 0) bytes = bytes.subarray(0, at);
    }
  }
  return new Uint8Array(bytes);
}
