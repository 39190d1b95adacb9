/**
 * Go's filepath.Match on Unix, step by step: `*` and `?` stop at `/`, classes are `[a-z]` and `[^a-z]` and may match `/`, a
 * backslash takes the next character as it is, everything else stands for itself, and the whole text must match. Works on
 * bytes, as Go does. `undefined`: Go came upon a fault in the pattern. It looks no further than the part at which the text
 * fails, so that one text shows a fault and another does not.
 */
export function matchGlob(pattern: string, text: string): boolean | undefined {
  let rest = bytesOf(pattern);
  let name = bytesOf(text);
  while (rest !== '') {
    const { star, chunk, after } = scanChunk(rest);
    rest = after;
    if (star && chunk === '') return !name.includes('/');
    const here = matchChunk(chunk, name);
    if (here === undefined) return undefined;
    if (here !== false && (here === '' || rest !== '')) {
      name = here;
      continue;
    }
    const skipped = star ? skipAndMatch(chunk, name, rest === '') : false;
    if (skipped === undefined || skipped === false) return skipped;
    name = skipped;
  }
  return name === '';
}

/** One character for each byte of the text in UTF-8. */
function bytesOf(text: string): string {
  return Buffer.from(text).toString('latin1');
}

/** What is left of the name behind a star and a chunk. */
function skipAndMatch(chunk: string, name: string, isLast: boolean): string | false | undefined {
  for (let i = 0; i < name.length && name[i] !== '/'; i++) {
    const left = matchChunk(chunk, name.slice(i + 1));
    if (left === undefined) return undefined;
    if (left !== false && !(isLast && left !== '')) return left;
  }
  return false;
}

/** The pattern up to its next star that is not in a class. */
function scanChunk(pattern: string): { readonly star: boolean; readonly chunk: string; readonly after: string } {
  const stripped = pattern.replace(/^\*+/, '');
  const star = stripped.length < pattern.length;
  let inClass = false;
  for (let i = 0; i < stripped.length; i++) {
    const character = stripped[i];
    if (character === '\\') i++;
    else if (character === '[') inClass = true;
    else if (character === ']') inClass = false;
    else if (character === '*' && !inClass) return { star, chunk: stripped.slice(0, i), after: stripped.slice(i) };
  }
  return { star, chunk: stripped, after: '' };
}

/** What is left of a text that begins with what a chunk without stars stands for; `false`: it does not. */
function matchChunk(chunk: string, text: string): string | false | undefined {
  let at = 0;
  let failed = false;
  for (let i = 0; i < chunk.length;) {
    failed ||= at >= text.length;
    if (chunk[i] === '[') {
      const rune = failed ? undefined : runeAt(text, at);
      const found = matchClass(chunk, i + 1, rune?.code ?? 0);
      if (found === undefined) return undefined;
      at += rune?.length ?? 0;
      i = found.next;
      failed ||= !found.matches;
    } else if (chunk[i] === '?') {
      if (!failed) {
        failed = text[at] === '/';
        at += runeAt(text, at).length;
      }
      i++;
    } else {
      if (chunk[i] === '\\' && ++i >= chunk.length) return undefined;
      if (!failed) failed = chunk[i] !== text[at++];
      i++;
    }
  }
  return failed ? false : text.slice(at);
}

/** From behind the opening bracket. */
function matchClass(
  chunk: string,
  start: number,
  code: number,
): { readonly matches: boolean; readonly next: number } | undefined {
  const negated = chunk[start] === '^';
  let i = negated ? start + 1 : start;
  let matches = false;
  for (let ranges = 0; ; ranges++) {
    if (chunk[i] === ']' && ranges > 0) return { matches: matches !== negated, next: i + 1 };
    const low = classRune(chunk, i);
    if (low === undefined) return undefined;
    i = low.next;
    let high = low.code;
    if (chunk[i] === '-') {
      const upper = classRune(chunk, i + 1);
      if (upper === undefined) return undefined;
      high = upper.code;
      i = upper.next;
    }
    matches ||= low.code <= code && code <= high;
  }
}

/** One character of a class; `-` and `]` only escaped, and something must follow. */
function classRune(chunk: string, at: number): { readonly code: number; readonly next: number } | undefined {
  const first = chunk[at];
  if (first === undefined || first === '-' || first === ']') return undefined;
  const start = first === '\\' ? at + 1 : at;
  if (start >= chunk.length) return undefined;
  const { code, length } = runeAt(chunk, start);
  const next = start + length;
  return (code === 0xfffd && length === 1) || next >= chunk.length ? undefined : { code, next };
}

/** utf8.DecodeRune: a byte that begins no character is U+FFFD of length 1. */
function runeAt(bytes: string, at: number): { readonly code: number; readonly length: number } {
  const lead = bytes.charCodeAt(at);
  if (lead < 0x80) return { code: lead, length: 1 };
  const length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
  const decoded = Buffer.from(bytes.slice(at, at + length), 'latin1').toString('utf8');
  const code = decoded.codePointAt(0) ?? 0xfffd;
  const isWhole = Buffer.byteLength(decoded) === length && [...decoded].length === 1 && lead >= 0xc2;
  return isWhole ? { code, length } : { code: 0xfffd, length: 1 };
}
