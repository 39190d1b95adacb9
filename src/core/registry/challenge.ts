/** One challenge of a `WWW-Authenticate` header (RFC 9110, 11.6.1). Scheme and parameter names are in lower case. */
export interface Challenge {
  readonly scheme: string;
  readonly parameters: ReadonlyMap<string, string>;
}

const token = /[!#$%&'*+.^_`|~0-9A-Za-z-]+/y;
const space = /[ \t]*/y;
const token68 = /[A-Za-z0-9._~+/-]+=*(?=[ \t]*(?:,|$))/y;

/**
 * Reads every challenge of a header; several headers come joined by commas. A comma may stand inside a quoted value
 * (`scope="repository:a:pull,push"`). Reading stops without an error at the first thing that is not in the grammar: what
 * was understood until then is returned, and an unknown scheme is left to the caller.
 */
export function parseChallenges(header: string): readonly Challenge[] {
  const reader = new Reader(header.slice(0, 8192));
  const challenges: Challenge[] = [];
  for (;;) {
    reader.skipCommas();
    const scheme = reader.match(token);
    if (scheme === undefined) return challenges;
    const parameters = new Map<string, string>();
    challenges.push({ scheme: scheme.toLowerCase(), parameters });
    reader.match(space);
    if (reader.match(token68) !== undefined) continue;
    while (reader.parameter(parameters)) reader.skipCommas();
  }
}

class Reader {
  #offset = 0;

  constructor(readonly text: string) {}

  match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#offset;
    const found = pattern.exec(this.text)?.[0];
    if (found === undefined) return undefined;
    this.#offset += found.length;
    return found;
  }

  skipCommas(): void {
    while (this.match(/[ \t,]+/y) !== undefined);
  }

  /** Reads `name=value`; leaves the position alone when the next word is a scheme. The first of two equal names counts. */
  parameter(into: Map<string, string>): boolean {
    const start = this.#offset;
    const name = this.match(token);
    this.match(space);
    if (name === undefined || this.match(/=/y) === undefined) return this.#back(start);
    this.match(space);
    const value = this.#quoted() ?? this.match(token);
    if (value === undefined) return this.#back(start);
    const key = name.toLowerCase();
    if (!into.has(key)) into.set(key, value);
    return true;
  }

  #back(offset: number): false {
    this.#offset = offset;
    return false;
  }

  #quoted(): string | undefined {
    const raw = this.match(/"(?:[^"\\]|\\[^])*"/y);
    return raw?.slice(1, -1).replace(/\\([^])/g, '$1');
  }
}
