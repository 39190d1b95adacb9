const lastCode = 0x10ffff;
type Range = readonly [low: number, high: number];

const posix: Readonly<Record<string, readonly Range[]>> = {
  alnum: ranges('09AZaz'),
  alpha: ranges('AZaz'),
  ascii: [[0, 0x7f]],
  blank: ranges('\t\t  '),
  cntrl: [
    [0, 0x1f],
    [0x7f, 0x7f],
  ],
  digit: ranges('09'),
  graph: ranges('!~'),
  lower: ranges('az'),
  print: ranges(' ~'),
  punct: ranges('!/:@[`{~'),
  space: ranges('\t\r  '),
  upper: ranges('AZ'),
  word: ranges('09AZaz__'),
  xdigit: ranges('09AFaf'),
};

/** Go's `\s` has no vertical tab. */
const perl: Readonly<Record<string, readonly Range[]>> = {
  d: ranges('09'),
  w: ranges('09AZaz__'),
  s: ranges('\t\n\f\r  '),
};

/** Pairs of characters, each the two ends of a range. */
function ranges(pairs: string): readonly Range[] {
  const codes = [...pairs].map(each => each.charCodeAt(0));
  return codes.flatMap((low, at): readonly Range[] => (at % 2 === 0 ? [[low, codes[at + 1] ?? low]] : []));
}

/** The members of a character class. */
export class ClassSet {
  readonly #ranges: Range[] = [];
  /** Unicode classes, as this engine writes them. */
  readonly #properties: string[] = [];

  add(low: number, high = low): void {
    this.#ranges.push([low, high]);
  }

  addAll(other: ClassSet): void {
    this.#ranges.push(...other.#ranges);
    this.#properties.push(...other.#properties);
  }

  /** `false`: there is no such class. */
  addPosix(name: string, negated: boolean): boolean {
    const members = Object.hasOwn(posix, name) ? posix[name] : undefined;
    if (members === undefined) return false;
    this.#ranges.push(...(negated ? complement(members) : members));
    return true;
  }

  addPerl(letter: string): void {
    const members = perl[letter.toLowerCase()] ?? [];
    this.#ranges.push(...(letter === letter.toLowerCase() ? members : complement(members)));
  }

  /** A general category or a script of Unicode. `false`: there is no such one. */
  addProperty(name: string, negated: boolean): boolean {
    const letter = negated ? 'P' : 'p';
    if (name === 'Any') {
      if (!negated) this.add(0, lastCode);
      return true;
    }
    // Go knows the categories by their short names only.
    const source = name.length <= 2 ? `\\${letter}{${name}}` : `\\${letter}{Script=${name}}`;
    try {
      new RegExp(source, 'u');
    } catch {
      return false;
    }
    this.#properties.push(source);
    return true;
  }

  /** Adds what differs from a member in case only. */
  fold(): void {
    for (const [low, high] of [...this.#ranges])
      for (let code = low; code <= Math.min(high, lastCased); code++)
        for (const each of foldVariants(String.fromCodePoint(code))) this.add(each.codePointAt(0) ?? code);
    if (this.#properties.some(each => /^\\p\{L[ult]\}$/.test(each)))
      this.#properties.push('\\p{Lu}', '\\p{Ll}', '\\p{Lt}');
  }

  source(negated: boolean): string {
    const members = this.#ranges.map(([low, high]) => (low === high ? hex(low) : `${hex(low)}-${hex(high)}`));
    const [only] = members;
    if (!negated && members.length === 1 && this.#properties.length === 0 && only?.includes('-') === false) return only;
    return `[${negated ? '^' : ''}${members.join('')}${this.#properties.join('')}]`;
  }
}

/** Behind the last letter that has a case. */
const lastCased = 0x1e943;

/** The character and those that differ in case only, one code each (unicode.SimpleFold). */
export function foldVariants(character: string): readonly string[] {
  const lower = character.toLowerCase();
  const upper = character.toUpperCase();
  const own = [character, lower, upper, upper.toLowerCase(), lower.toUpperCase()];
  // The long s, the Kelvin and the Angstrom sign, which their letters do not lead to.
  const signs: Readonly<Record<string, string>> = { s: '\u017f', k: '\u212a', å: '\u212b' };
  const sign = signs[lower];
  const all = sign === undefined ? own : [...own, sign];
  return [...new Set(all.filter(each => [...each].length === 1))];
}

function complement(members: readonly Range[]): readonly Range[] {
  const result: Range[] = [];
  let next = 0;
  for (const [low, high] of [...members].sort(([a], [b]) => a - b)) {
    if (low > next) result.push([next, low - 1]);
    next = high + 1;
  }
  result.push([next, lastCode]);
  return result;
}

function hex(code: number): string {
  return `\\u{${code.toString(16)}}`;
}
