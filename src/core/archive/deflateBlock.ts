import { BitWriter } from './bitWriter';
import type { HuffmanCode } from './huffmanCode';
import { buildHuffmanCode, canonicalCode, codedBits } from './huffmanCode';

/** Tokens of one block. Go ends a block at exactly this many. */
export const maxBlockTokens = 1 << 14;

const endOfBlock = 256;
const firstLength = 257;
const literalSymbols = 286;
const distanceSymbols = 30;
const maxStoredBytes = 65535;
const minLength = 3;
/** The order in which the lengths of the code for code lengths stand (RFC 1951 section 3.2.7). */
const lengthOrder = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

/** Extra bits and first value of each symbol (RFC 1951 section 3.2.5). */
const lengthExtra = Uint8Array.from({ length: 29 }, (_, code) => (code < 8 || code === 28 ? 0 : (code >> 2) - 1));
const distanceExtra = Uint8Array.from({ length: distanceSymbols }, (_, code) => (code < 4 ? 0 : (code >> 1) - 1));
const lengthStart = starts(lengthExtra);
const distanceStart = starts(distanceExtra);
lengthStart[28] = 255;
const lengthSymbol = symbolTable(lengthStart, 256);
/** By the distance minus one: below 256 directly, above by its upper bits. */
const nearSymbol = symbolTable(distanceStart, 256);
const farSymbol = symbolTable(
  distanceStart.map(start => start >> 7),
  256,
);

function starts(extra: Uint8Array): Uint16Array {
  const first = new Uint16Array(extra.length);
  for (let code = 1; code < extra.length; code++) first[code] = (first[code - 1] ?? 0) + (1 << (extra[code - 1] ?? 0));
  return first;
}

function symbolTable(start: Uint16Array, size: number): Uint8Array {
  const table = new Uint8Array(size);
  let symbol = 0;
  for (let value = 0; value < size; value++) {
    while (symbol + 1 < start.length && (start[symbol + 1] ?? 0) <= value) symbol++;
    table[value] = symbol;
  }
  return table;
}

const fixedLiterals = canonicalCode(
  Uint8Array.from({ length: 288 }, (_, symbol) => (symbol < 144 ? 8 : symbol < 256 ? 9 : symbol < 280 ? 7 : 8)),
);
const fixedDistances = canonicalCode(new Uint8Array(distanceSymbols).fill(5));

/**
 * Collects literals and matches, and writes each block in the smallest of the three forms, with the choices of Go's
 * compress/flate: fixed codes on a tie with dynamic ones, coded on a tie with stored.
 */
export class BlockWriter {
  readonly #out: BitWriter;
  /** A literal is its byte; a match is its distance minus one, shifted by 8, its length minus three, and the sign bit. */
  readonly #tokens = new Int32Array(maxBlockTokens + 1);
  readonly #literalCounts = new Int32Array(literalSymbols);
  readonly #distanceCounts = new Int32Array(distanceSymbols);
  #count = 0;

  constructor(expectedBytes: number) {
    this.#out = new BitWriter(expectedBytes);
  }

  get isFull(): boolean {
    return this.#count === maxBlockTokens;
  }

  get isEmpty(): boolean {
    return this.#count === 0;
  }

  literal(byte: number): void {
    this.#tokens[this.#count++] = byte;
    this.#literalCounts[byte] = (this.#literalCounts[byte] ?? 0) + 1;
  }

  /** Length from 3 to 258, distance from 1 to 32768. */
  match(length: number, distance: number): void {
    this.#tokens[this.#count++] = ((distance - 1) << 8) | (length - minLength) | 0x80000000;
    const literal = firstLength + (lengthSymbol[length - minLength] ?? 0);
    this.#literalCounts[literal] = (this.#literalCounts[literal] ?? 0) + 1;
    const symbol = distanceSymbol(distance - 1);
    this.#distanceCounts[symbol] = (this.#distanceCounts[symbol] ?? 0) + 1;
  }

  /** Writes what was collected. `source`: the bytes it stands for, when they may be stored instead. */
  write(source: Uint8Array | undefined): void {
    this.#literalCounts[endOfBlock] = 1;
    const distances = highestSymbol(this.#distanceCounts);
    // A dynamic block has at least one distance code, and Go counts its use.
    if (distances === 0) this.#distanceCounts[0] = 1;
    const literalCode = buildHuffmanCode(this.#literalCounts, 15);
    const distanceCode = buildHuffmanCode(this.#distanceCounts, 15);
    const head = new DynamicHead(literalCode, highestSymbol(this.#literalCounts), distanceCode, Math.max(distances, 1));

    const extraBits = this.#extraBits();
    const fixedSize =
      3 + codedBits(fixedLiterals, this.#literalCounts) + codedBits(fixedDistances, this.#distanceCounts) + extraBits;
    const dynamicSize =
      head.sizeBits +
      codedBits(literalCode, this.#literalCounts) +
      codedBits(distanceCode, this.#distanceCounts) +
      extraBits;
    const smallest = Math.min(fixedSize, dynamicSize);
    if (source !== undefined && source.length <= maxStoredBytes && (source.length + 5) * 8 < smallest) {
      this.#putStored(source, false);
    } else if (dynamicSize < fixedSize) {
      head.write(this.#out);
      this.#putTokens(literalCode, distanceCode);
    } else {
      this.#out.reserve(8);
      this.#out.put(0b010, 3);
      this.#putTokens(fixedLiterals, fixedDistances);
    }
    this.#count = 0;
    this.#literalCounts.fill(0);
    this.#distanceCounts.fill(0);
  }

  /** Go ends every stream with an empty stored block. */
  finish(): Uint8Array {
    this.#putStored(new Uint8Array(0), true);
    return this.#out.finish();
  }

  #extraBits(): number {
    let bits = 0;
    for (let symbol = 0; symbol < lengthExtra.length; symbol++)
      bits += (this.#literalCounts[firstLength + symbol] ?? 0) * (lengthExtra[symbol] ?? 0);
    for (let symbol = 0; symbol < distanceSymbols; symbol++)
      bits += (this.#distanceCounts[symbol] ?? 0) * (distanceExtra[symbol] ?? 0);
    return bits;
  }

  #putStored(bytes: Uint8Array, isLast: boolean): void {
    this.#out.reserve(8);
    this.#out.put(isLast ? 1 : 0, 3);
    this.#out.align();
    this.#out.reserve(8);
    this.#out.put(bytes.length, 16);
    this.#out.put(bytes.length ^ 0xffff, 16);
    this.#out.putBytes(bytes);
  }

  #putTokens(literals: HuffmanCode, distances: HuffmanCode): void {
    const out = this.#out;
    // A match takes at most 15 + 5 + 15 + 13 bits.
    out.reserve(6 * this.#count + 8);
    for (let i = 0; i < this.#count; i++) {
      const token = this.#tokens[i] ?? 0;
      if (token >= 0) {
        out.put(literals.bits[token] ?? 0, literals.lengths[token] ?? 0);
        continue;
      }
      const length = token & 0xff;
      const lengthCode = lengthSymbol[length] ?? 0;
      out.put(literals.bits[firstLength + lengthCode] ?? 0, literals.lengths[firstLength + lengthCode] ?? 0);
      out.put(length - (lengthStart[lengthCode] ?? 0), lengthExtra[lengthCode] ?? 0);
      const distance = (token & 0x7fffffff) >> 8;
      const distanceCode = distanceSymbol(distance);
      out.put(distances.bits[distanceCode] ?? 0, distances.lengths[distanceCode] ?? 0);
      out.put(distance - (distanceStart[distanceCode] ?? 0), distanceExtra[distanceCode] ?? 0);
    }
    out.put(literals.bits[endOfBlock] ?? 0, literals.lengths[endOfBlock] ?? 0);
  }
}

function distanceSymbol(distanceMinusOne: number): number {
  return (distanceMinusOne < 256 ? nearSymbol[distanceMinusOne] : farSymbol[distanceMinusOne >> 7]) ?? 0;
}

/** One more than the last symbol that occurs. */
function highestSymbol(counts: Int32Array): number {
  let size = counts.length;
  while (size > 0 && counts[size - 1] === 0) size--;
  return size;
}

/** The two codes of a dynamic block in front of it: their lengths, repeated ones shortened, in a code of their own. */
class DynamicHead {
  readonly sizeBits: number;
  /** Symbols of the code for lengths; behind 16, 17 and 18 the repetitions minus their smallest number. */
  readonly #items: number[] = [];
  readonly #counts = new Int32Array(19);
  readonly #code: HuffmanCode;
  readonly #lengthsWritten: number;

  constructor(
    literalCode: HuffmanCode,
    private readonly literals: number,
    distanceCode: HuffmanCode,
    private readonly distances: number,
  ) {
    this.#collect([...literalCode.lengths.subarray(0, literals), ...distanceCode.lengths.subarray(0, distances)]);
    this.#code = buildHuffmanCode(this.#counts, 7);
    let written = lengthOrder.length;
    while (written > 4 && this.#counts[lengthOrder[written - 1] ?? 0] === 0) written--;
    this.#lengthsWritten = written;
    const repeatBits = (this.#counts[16] ?? 0) * 2 + (this.#counts[17] ?? 0) * 3 + (this.#counts[18] ?? 0) * 7;
    this.sizeBits = 3 + 5 + 5 + 4 + 3 * written + codedBits(this.#code, this.#counts) + repeatBits;
  }

  write(out: BitWriter): void {
    out.reserve(1024);
    out.put(0b100, 3);
    out.put(this.literals - 257, 5);
    out.put(this.distances - 1, 5);
    out.put(this.#lengthsWritten - 4, 4);
    for (const symbol of lengthOrder.slice(0, this.#lengthsWritten)) out.put(this.#code.lengths[symbol] ?? 0, 3);
    for (let i = 0; i < this.#items.length; i++) {
      const symbol = this.#items[i] ?? 0;
      out.put(this.#code.bits[symbol] ?? 0, this.#code.lengths[symbol] ?? 0);
      if (symbol >= 16) out.put(this.#items[++i] ?? 0, symbol === 16 ? 2 : symbol === 17 ? 3 : 7);
    }
  }

  #collect(lengths: readonly number[]): void {
    for (let start = 0; start < lengths.length;) {
      const length = lengths[start] ?? 0;
      let end = start + 1;
      while (end < lengths.length && lengths[end] === length) end++;
      if (length === 0) this.#zeros(end - start);
      else this.#repeated(length, end - start);
      start = end;
    }
  }

  #zeros(count: number): void {
    let left = count;
    while (left >= 11) {
      const run = Math.min(left, 138);
      this.#item(18, run - 11);
      left -= run;
    }
    if (left >= 3) this.#item(17, left - 3);
    else for (; left > 0; left--) this.#item(0);
  }

  #repeated(length: number, count: number): void {
    this.#item(length);
    let left = count - 1;
    while (left >= 3) {
      const run = Math.min(left, 6);
      this.#item(16, run - 3);
      left -= run;
    }
    for (; left > 0; left--) this.#item(length);
  }

  #item(symbol: number, repeats?: number): void {
    this.#items.push(symbol);
    if (repeats !== undefined) this.#items.push(repeats);
    this.#counts[symbol] = (this.#counts[symbol] ?? 0) + 1;
  }
}
