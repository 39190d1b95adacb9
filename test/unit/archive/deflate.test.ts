import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { inflateRawSync } from 'node:zlib';
import fc from 'fast-check';
import { deflate } from '../../../src/core/archive/deflate';
import { concatBytes, encodeUtf8 } from '../../../src/util/bytes';

interface GoldenCase {
  readonly kind: string;
  readonly seed: number;
  readonly sizeBytes: number;
  readonly pieceBytes: number;
  readonly outputBytes: number;
  readonly sha256: string;
}

const golden = JSON.parse(readFileSync('test/fixtures/deflate/golden.json', 'utf8')) as {
  readonly go: string;
  readonly cases: readonly GoldenCase[];
};

/** The recipes of test/fixtures/deflate/make.go. */
class Random {
  #state: number;
  constructor(seed: number) {
    this.#state = seed;
  }
  next(): number {
    let x = this.#state;
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    this.#state = x;
    return x >>> 0;
  }
  below(limit: number): number {
    return this.next() % limit;
  }
  byte(): number {
    return (this.next() >>> 11) & 0xff;
  }
}

const words = [
  'apiVersion: v2\n',
  'name: ',
  '  - key: value\n',
  '{{ .Values.image }}',
  'metadata:\n',
  'shop',
  '-',
  '\n',
  '        ',
  'replicas: 3\n',
  'ä',
  '0123456789abcdef',
].map(encodeUtf8);

function makeInput(kind: string, random: Random, size: number): Uint8Array {
  const out = new Uint8Array(size + 100_000);
  let length = 0;
  const push = (byte: number): void => {
    out[length++] = byte;
  };
  const pushWord = (): void => {
    const word = words[random.below(words.length)]!;
    out.set(word, length);
    length += word.length;
  };
  while (length < size) {
    if (kind === 'random') push(random.byte());
    else if (kind === 'zeros') push(0);
    else if (kind === 'skewed') {
      const value = random.next();
      push(value % (1 + random.below(40)));
    } else if (kind === 'words') pushWord();
    else if (kind === 'numbers') push(0x30 + random.below(10));
    else if (kind === 'mixed') {
      if (random.below(8) === 0) for (let n = random.below(3000); n > 0; n--) push(random.byte());
      for (let n = random.below(200); n > 0; n--) pushWord();
    } else if (kind === 'period') {
      if (length < 32400) push(random.byte());
      else {
        const back = 32400 + random.below(500);
        for (let n = 3 + random.below(300); n > 0; n--) push(back > length ? random.byte() : out[length - back]!);
        push(random.byte());
      }
    } else {
      const back = 1 + random.below(5000);
      for (let n = 3 + random.below(6); n > 0; n--)
        push(back > length || random.below(9) === 0 ? random.byte() : out[length - back]!);
    }
  }
  return out.subarray(0, size);
}

function writesOf({ kind, seed, sizeBytes, pieceBytes }: GoldenCase): readonly Uint8Array[] {
  const random = new Random(seed);
  const input = makeInput(kind, random, sizeBytes);
  const writes: Uint8Array[] = [];
  for (let start = 0; start < sizeBytes;) {
    const length = pieceBytes === 0 ? 1 + random.below(3000) : pieceBytes;
    writes.push(input.subarray(start, start + length));
    start += length;
  }
  return writes;
}

describe('deflate', function () {
  this.timeout(60_000);

  for (const kind of new Set(golden.cases.map(({ kind }) => kind))) {
    it(`writes the bytes of Go's encoder for ${kind}`, () => {
      const cases = golden.cases.filter(one => one.kind === kind);
      assert.ok(cases.length > 40);
      for (const one of cases) {
        const output = deflate(writesOf(one));
        const what = `${kind} seed ${one.seed}, ${one.sizeBytes} bytes in pieces of ${one.pieceBytes}`;
        assert.equal(output.length, one.outputBytes, what);
        assert.equal(createHash('sha256').update(output).digest('hex'), one.sha256, what);
      }
    });
  }

  it('is undone by any inflater', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.uint8Array({ maxLength: 2000 }), fc.string({ maxLength: 300 }).map(encodeUtf8)), {
          maxLength: 30,
        }),
        writes => {
          assert.deepEqual(new Uint8Array(inflateRawSync(deflate(writes))), concatBytes(writes));
        },
      ),
      { numRuns: 300 },
    );
  });
});
