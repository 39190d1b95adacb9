/** From every place where a text may have got to, the places where it may go on. Positions are UTF-16 offsets. */
export type Part = (text: string, from: ReadonlySet<number>) => ReadonlySet<number>;

/**
 * A regular expression without backtracking: all ways are followed at once, so that no text takes more than about the
 * square of its length. For expressions that JavaScript's own engine would take for ever with.
 */
export function matchesWhole(part: Part, text: string): boolean {
  return part(text, new Set([0])).has(text.length);
}

export function seq(...parts: readonly Part[]): Part {
  return (text, from) => parts.reduce((places, part) => (places.size === 0 ? places : part(text, places)), from);
}

export function either(...parts: readonly Part[]): Part {
  return (text, from) => new Set(parts.flatMap(part => [...part(text, from)]));
}

export function optional(part: Part): Part {
  return (text, from) => new Set([...from, ...part(text, from)]);
}

export function literal(word: string): Part {
  return (text, from) => new Set([...from].filter(at => text.startsWith(word, at)).map(at => at + word.length));
}

/** One or more characters of a set. */
export function run(characters: RegExp): Part {
  return (text, from) => {
    const ends = new Set<number>();
    for (const start of from)
      for (let at = start; at < text.length && characters.test(text.charAt(at)) && !ends.has(at + 1); at++)
        ends.add(at + 1);
    return ends;
  };
}

/** Any number of times, none included. */
export function repeated(part: Part): Part {
  return (text, from) => {
    const reached = new Set(from);
    let fresh = reached;
    while (fresh.size > 0) {
      fresh = new Set([...part(text, fresh)].filter(at => !reached.has(at)));
      for (const at of fresh) reached.add(at);
    }
    return reached;
  };
}
