import { ClassSet, foldVariants } from './goRegexpClass';

/**
 * A regular expression of Go (RE2), compiled for this engine; `undefined` when Go refuses it. `.`, `\s`, the anchors and the
 * classes are Go's, and flags hold from where they stand to the end of their group (regexp/syntax). Only whether and where
 * it matches is kept: groups have no names or numbers.
 */
export function compileGoRegexp(pattern: string): RegExp | undefined {
  try {
    return new RegExp(new Parser(pattern).pattern(), 'u');
  } catch (error) {
    if (error instanceof Refused || error instanceof SyntaxError) return undefined;
    throw error;
  }
}

export class Refused extends Error {}

interface Flags {
  readonly i: boolean;
  readonly m: boolean;
  readonly s: boolean;
}

const endOfText = '(?![^])';
/** Go's bound on one repetition, and on repetitions in each other. */
const maxRepeat = 1000;

class Parser {
  #at = 0;
  #flags: Flags = { i: false, m: false, s: false };
  readonly #characters: readonly string[];

  constructor(pattern: string) {
    this.#characters = [...withoutQuotes(pattern)];
  }

  pattern(): string {
    const { source } = this.#alternatives();
    if (this.#at < this.#characters.length) throw new Refused();
    return source;
  }

  #alternatives(): { readonly source: string; readonly repeats: number } {
    let source = '';
    let repeats = 1;
    for (;;) {
      const character = this.#characters[this.#at];
      if (character === undefined || character === ')') return { source, repeats };
      if (character === '|') {
        this.#at++;
        source += '|';
        continue;
      }
      const atom = this.#atom();
      const bounded = this.#repetition();
      // Flags alone are nothing that could be repeated.
      if (atom === undefined) {
        if (bounded !== undefined) throw new Refused();
        continue;
      }
      const count = atom.repeats * (bounded?.count ?? 1);
      if (count > maxRepeat) throw new Refused();
      repeats = Math.max(repeats, count);
      source += bounded === undefined ? atom.source : `(?:${atom.source})${bounded.text}`;
    }
  }

  #repetition(): { readonly text: string; readonly count: number } | undefined {
    const found = this.#oneRepetition();
    if (found !== undefined && this.#oneRepetition() !== undefined) throw new Refused();
    return found;
  }

  #oneRepetition(): { readonly text: string; readonly count: number } | undefined {
    const rest = this.#characters.slice(this.#at, this.#at + 32).join('');
    const match = /^(?:[*+?]|\{(\d+)(?:,(\d*))?\})/.exec(rest);
    if (match === null) return undefined;
    const [text, low = '0', high] = match;
    const least = Number(low);
    const most = high === undefined || high === '' ? least : Number(high);
    if (least > maxRepeat || most > maxRepeat || most < least) throw new Refused();
    this.#at += text.length;
    const lazy = this.#characters[this.#at] === '?' ? '?' : '';
    this.#at += lazy.length;
    return { text: text + lazy, count: Math.max(1, most) };
  }

  /** `undefined`: flags for what follows. */
  #atom(): { readonly source: string; readonly repeats: number } | undefined {
    const character = this.#characters[this.#at] ?? '';
    const one = (source: string): { readonly source: string; readonly repeats: number } => ({ source, repeats: 1 });
    switch (character) {
      case '(':
        return this.#group();
      case '[':
        return one(this.#class());
      case '\\':
        return one(this.#escape());
      case '*':
      case '+':
      case '?':
        throw new Refused();
      case '.':
        this.#at++;
        return one(this.#flags.s ? '[^]' : '[^\\n]');
      case '^':
        this.#at++;
        return one(this.#flags.m ? '(?<![^\\n])' : '(?<![^])');
      case '$':
        this.#at++;
        return one(this.#flags.m ? `(?=\\n|${endOfText})` : endOfText);
      default:
        // A brace that is no repetition is itself; one that is has nothing in front of it.
        if (character === '{' && this.#oneRepetition() !== undefined) throw new Refused();
        this.#at++;
        return one(this.#literal(character));
    }
  }

  #literal(character: string): string {
    const variants = this.#flags.i ? foldVariants(character) : [character];
    const set = new ClassSet();
    for (const each of variants) set.add(each.codePointAt(0) ?? 0);
    return set.source(false);
  }

  #group(): { readonly source: string; readonly repeats: number } | undefined {
    const rest = this.#characters.slice(this.#at).join('');
    const outer = this.#flags;
    const named = /^\(\?P?<([A-Za-z0-9_]+)>/.exec(rest);
    const flagged = /^\(\?([imsU]*)(?:-([imsU]+))?([:)])/.exec(rest);
    if (named !== null) {
      this.#at += [...named[0]].length;
    } else if (flagged !== null) {
      const [text, on = '', off = '', end] = flagged;
      this.#at += text.length;
      const flag = (name: 'i' | 'm' | 's'): boolean => (outer[name] || on.includes(name)) && !off.includes(name);
      this.#flags = { i: flag('i'), m: flag('m'), s: flag('s') };
      if (end === ')') return undefined;
    } else if (rest.startsWith('(?')) throw new Refused();
    else this.#at++;
    const { source, repeats } = this.#alternatives();
    if (this.#characters[this.#at] !== ')') throw new Refused();
    this.#at++;
    this.#flags = outer;
    return { source: `(?:${source})`, repeats };
  }

  /** Behind a backslash, outside of a class. */
  #escape(): string {
    const character = this.#characters[this.#at + 1];
    const anchors: Readonly<Record<string, string>> = { A: '(?<![^])', z: endOfText, b: '\\b', B: '\\B' };
    const anchor = character === undefined ? undefined : anchors[character];
    if (anchor !== undefined) {
      this.#at += 2;
      return anchor;
    }
    const set = new ClassSet();
    this.#escapeInto(set);
    if (this.#flags.i) set.fold();
    return set.source(false);
  }

  #class(): string {
    this.#at++;
    const negated = this.#characters[this.#at] === '^';
    if (negated) this.#at++;
    const set = new ClassSet();
    // As in Perl, a bracket that stands first is a member.
    for (let first = true; first || this.#characters[this.#at] !== ']'; first = false) {
      if (this.#characters[this.#at] === undefined) throw new Refused();
      this.#member(set);
    }
    this.#at++;
    if (this.#flags.i) set.fold();
    return set.source(negated);
  }

  #member(set: ClassSet): void {
    const rest = this.#characters.slice(this.#at, this.#at + 16).join('');
    const posix = /^\[:(\^?)(\w*):\]/.exec(rest);
    if (posix !== null) {
      if (!set.addPosix(posix[2] ?? '', posix[1] === '^')) throw new Refused();
      this.#at += posix[0].length;
      return;
    }
    const low = this.#memberCharacter(set);
    if (low === undefined) return;
    const isRange = this.#characters[this.#at] === '-' && ![undefined, ']'].includes(this.#characters[this.#at + 1]);
    if (!isRange) return set.add(low);
    this.#at++;
    const high = this.#memberCharacter();
    if (high === undefined || high < low) throw new Refused();
    set.add(low, high);
  }

  /** `undefined`: a class such as `\d`, which was added to the set. */
  #memberCharacter(set?: ClassSet): number | undefined {
    const character = this.#characters[this.#at];
    if (character !== '\\') {
      this.#at++;
      return character?.codePointAt(0);
    }
    const own = new ClassSet();
    const code = this.#escapeInto(own);
    if (code !== undefined) return code;
    if (set === undefined) throw new Refused();
    set.addAll(own);
    return undefined;
  }

  /** Adds what an escape stands for; the result is its code when it is one character. */
  #escapeInto(set: ClassSet): number | undefined {
    const rest = this.#characters.slice(this.#at, this.#at + 64).join('');
    const perl = /^\\([dDwWsS])/.exec(rest);
    const property = /^\\([pP])(?:\{(\^?)(\w+)\}|(\w))/.exec(rest);
    if (perl !== null) {
      set.addPerl(perl[1] ?? '');
      this.#at += 2;
      return undefined;
    }
    if (property !== null) {
      const [text, kind, caret, name, letter] = property;
      if (!set.addProperty(name ?? letter ?? '', (kind === 'P') !== (caret === '^'))) throw new Refused();
      this.#at += text.length;
      return undefined;
    }
    const { code, length } = escapedCode(rest);
    this.#at += length;
    set.add(code);
    return code;
  }
}

/** `\Q...\E` as escapes of its own characters. */
function withoutQuotes(pattern: string): string {
  return pattern.replace(/\\Q([^]*?)(?:\\E|$)|\\[^]/g, (whole, quoted?: string) =>
    quoted === undefined ? whole : quoted.replace(/[!-/:-@[-`{-~]/g, '\\$&'),
  );
}

const named: Readonly<Record<string, number>> = { a: 7, f: 12, t: 9, n: 10, r: 13, v: 11 };

function escapedCode(rest: string): { readonly code: number; readonly length: number } {
  const hexadecimal = /^\\x(?:\{([0-9A-Fa-f]+)\}|([0-9A-Fa-f]{2}))/.exec(rest);
  if (hexadecimal !== null) {
    const code = parseInt(hexadecimal[1] ?? hexadecimal[2] ?? '', 16);
    if (code > 0x10ffff) throw new Refused();
    return { code, length: hexadecimal[0].length };
  }
  const octal = /^\\(?:0[0-7]{0,2}|[1-7][0-7]{1,2})/.exec(rest);
  if (octal !== null) return { code: parseInt(octal[0].slice(1), 8), length: octal[0].length };
  const character = rest[1] ?? '';
  const code = named[character];
  if (code !== undefined) return { code, length: 2 };
  if (!/^[\x00-\x7f]$/.test(character) || /[A-Za-z0-9]/.test(character)) throw new Refused();
  return { code: character.charCodeAt(0), length: 2 };
}
