/** A code for the symbols of an alphabet: the bits of a symbol (reversed, as they are written) and how many. 0: no code. */
export interface HuffmanCode {
  readonly bits: Uint16Array;
  readonly lengths: Uint8Array;
}

/**
 * The shortest code with no length over `maxLength` (package-merge). Among equally short ones it is the one that Go's
 * compress/flate makes: of a leaf and a package that weigh the same the package comes first, and of two symbols with the
 * same count the later one gets the shorter code. One or two symbols get one bit each.
 */
export function buildHuffmanCode(counts: Int32Array, maxLength: number): HuffmanCode {
  const lengths = new Uint8Array(counts.length);
  const used = usedSymbols(counts);
  if (used.length <= 2) for (const symbol of used) lengths[symbol] = 1;
  else assignLengths(used, counts, Math.min(maxLength, used.length - 1), lengths);
  return canonicalCode(lengths);
}

/** The bits that RFC 1951 section 3.2.2 gives to these lengths. */
export function canonicalCode(lengths: Uint8Array): HuffmanCode {
  const perLength = new Uint16Array(17);
  for (const length of lengths) if (length > 0) perLength[length] = (perLength[length] ?? 0) + 1;
  const next = new Uint16Array(17);
  for (let length = 1; length <= 16; length++)
    next[length] = ((next[length - 1] ?? 0) + (perLength[length - 1] ?? 0)) << 1;
  const bits = new Uint16Array(lengths.length);
  lengths.forEach((length, symbol) => {
    if (length === 0) return;
    const code = next[length] ?? 0;
    next[length] = code + 1;
    bits[symbol] = reverse(code, length);
  });
  return { bits, lengths };
}

/** Bits that a text with these counts takes. */
export function codedBits(code: HuffmanCode, counts: Int32Array): number {
  let total = 0;
  for (let symbol = 0; symbol < counts.length; symbol++) total += (counts[symbol] ?? 0) * (code.lengths[symbol] ?? 0);
  return total;
}

/** Rarest first, ties by symbol. */
function usedSymbols(counts: Int32Array): readonly number[] {
  const used: number[] = [];
  counts.forEach((count, symbol) => {
    if (count > 0) used.push(symbol);
  });
  return used.sort((a, b) => (counts[a] ?? 0) - (counts[b] ?? 0) || a - b);
}

/**
 * Each level merges the symbols with packages of two from the level below. The first 2n-2 items of the top level are the
 * optimum; how many symbols are among the items taken of each level says how many codes have at least that length.
 */
function assignLengths(used: readonly number[], counts: Int32Array, maxLength: number, lengths: Uint8Array): void {
  const weights = used.map(symbol => counts[symbol] ?? 0);
  const levels: { readonly weights: readonly number[]; readonly leavesBefore: readonly number[] }[] = [];
  let below: readonly number[] = [];
  for (let level = 0; level < maxLength; level++) {
    const merged = mergeLevel(weights, below);
    levels.push(merged);
    below = merged.weights;
  }
  let taken = 2 * used.length - 2;
  for (const { leavesBefore } of levels.reverse()) {
    const leaves = leavesBefore[taken] ?? 0;
    for (let i = 0; i < leaves; i++) {
      const symbol = used[i] ?? 0;
      lengths[symbol] = (lengths[symbol] ?? 0) + 1;
    }
    taken = 2 * (taken - leaves);
  }
}

/** `leavesBefore[n]`: how many of the first n items are symbols. */
function mergeLevel(
  leaves: readonly number[],
  below: readonly number[],
): { readonly weights: readonly number[]; readonly leavesBefore: readonly number[] } {
  const weights: number[] = [];
  const leavesBefore = [0];
  let leaf = 0;
  let pair = 0;
  for (;;) {
    const leafWeight = leaves[leaf] ?? Infinity;
    const pairWeight = (below[pair] ?? Infinity) + (below[pair + 1] ?? Infinity);
    if (leafWeight === Infinity && pairWeight === Infinity) return { weights, leavesBefore };
    if (leafWeight < pairWeight) leaf++;
    else pair += 2;
    weights.push(Math.min(leafWeight, pairWeight));
    leavesBefore.push(leaf);
  }
}

function reverse(code: number, length: number): number {
  let reversed = 0;
  for (let i = 0; i < length; i++) reversed |= ((code >>> i) & 1) << (length - 1 - i);
  return reversed;
}
