/**
 * Go's filepath.Match on Unix: `*` and `?` stop at `/`, classes are `[a-z]` and `[^a-z]` and may match `/`, a backslash
 * takes the next character as it is, everything else stands for itself, and the whole text must match. `undefined`: the
 * pattern is malformed.
 */
export function compileGlob(pattern: string): ((text: string) => boolean) | undefined {
  const source = globSource([...pattern]);
  if (source === undefined) return undefined;
  const expression = new RegExp(`^${source}$`, 'su');
  return text => expression.test(text);
}

function globSource(pattern: readonly string[]): string | undefined {
  let source = '';
  for (let i = 0; i < pattern.length; i++) {
    const character = pattern[i] ?? '';
    if (character === '*') {
      // Several stars in a row are one: the expression must not become slow.
      if (pattern[i - 1] !== '*') source += '[^/]*';
    } else if (character === '?') source += '[^/]';
    else if (character === '[') {
      const part = classSource(pattern, i + 1);
      if (part === undefined) return undefined;
      source += part.source;
      i = part.end;
    } else if (character === '\\') {
      const next = pattern[++i];
      if (next === undefined) return undefined;
      source += literal(next);
    } else source += literal(character);
  }
  return source;
}

/** From behind the opening bracket; `end` is the place of the closing one. */
function classSource(
  pattern: readonly string[],
  start: number,
): { readonly source: string; readonly end: number } | undefined {
  const negated = pattern[start] === '^';
  let i = negated ? start + 1 : start;
  const ranges: string[] = [];
  for (;;) {
    if (pattern[i] === ']' && ranges.length > 0) break;
    const low = classCharacter(pattern, i);
    if (low === undefined) return undefined;
    i = low.next;
    let high = low;
    if (pattern[i] === '-') {
      const upper = classCharacter(pattern, i + 1);
      if (upper === undefined) return undefined;
      high = upper;
      i = upper.next;
    }
    // A range upside down matches nothing in Go; a regular expression would refuse it.
    if (low.code <= high.code) ranges.push(`\\u{${low.code.toString(16)}}-\\u{${high.code.toString(16)}}`);
    else ranges.push('');
  }
  const inside = ranges.join('');
  if (inside === '') return { source: negated ? '[\\s\\S]' : '[]', end: i };
  return { source: `[${negated ? '^' : ''}${inside}]`, end: i };
}

/** One character of a class; `-` and `]` only escaped, and one must follow. */
function classCharacter(
  pattern: readonly string[],
  at: number,
): { readonly code: number; readonly next: number } | undefined {
  const character = pattern[at];
  if (character === undefined || character === '-' || character === ']') return undefined;
  const escaped = character === '\\';
  const actual = escaped ? pattern[at + 1] : character;
  const next = at + (escaped ? 2 : 1);
  if (actual === undefined || next >= pattern.length) return undefined;
  return { code: actual.codePointAt(0) ?? 0, next };
}

function literal(character: string): string {
  return character.replace(/[\\^$.*+?()[\]{}|/]/u, '\\$&');
}
