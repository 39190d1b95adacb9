/** Where a place in a block-style YAML text is: the keys above it, from the outside in. Lines may be half-written. */
export interface YamlPlace {
  /** Keys of the maps around; an item of a list adds nothing. */
  readonly path: readonly string[];
  /** The key of this line, as far as it is written. */
  readonly key: string;
  /** Offsets of the key. */
  readonly keyStart: number;
  readonly keyEnd: number;
  /** Behind the colon; `undefined` while there is none. */
  readonly value: string | undefined;
  readonly valueStart: number;
  /** Whether the place is behind the colon, or in an item without a key. */
  readonly inValue: boolean;
  readonly indent: number;
}

interface Line {
  /** Blanks and dashes in front. */
  readonly lead: string;
  readonly key: string;
  /** The colon with the blanks before it; `undefined` while there is none. */
  readonly colon: string | undefined;
  readonly rest: string;
}

function readLine(line: string): Line {
  const [lead = ''] = /^[ \t]*(?:-(?:[ \t]+|$))*/.exec(line) ?? [];
  const content = line.slice(lead.length);
  const match = /^("[^"]*"|'[^']*'|[^\s:#][^:#]*?)([ \t]*:)(?=[ \t]|$)/.exec(content);
  if (match === null)
    return { lead, key: content.startsWith('#') ? '' : content.trimEnd(), colon: undefined, rest: '' };
  const [whole, key = '', colon = ''] = match;
  return { lead, key, colon, rest: content.slice(whole.length) };
}

/** By indentation alone, so that it also answers for text that is no YAML yet. */
export function placeAt(text: string, offset: number): YamlPlace {
  const start = text.lastIndexOf('\n', offset - 1) + 1;
  const feed = text.indexOf('\n', offset);
  const line = text.slice(start, feed === -1 ? text.length : feed).replace(/\r$/, '');
  const { lead, key, colon, rest } = readLine(line);
  const keyStart = start + lead.length;
  const hasColon = colon !== undefined;
  const valueStart = keyStart + key.length + (colon?.length ?? 0) + (rest.length - rest.trimStart().length);
  return {
    path: parents(text.slice(0, start), lead),
    key: unquote(key.trim()),
    keyStart,
    keyEnd: keyStart + key.trimEnd().length,
    value: hasColon ? rest.trim().replace(/\s+#.*$/, '') : undefined,
    valueStart,
    inValue: hasColon ? offset >= keyStart + key.length + colon.length : lead.includes('-'),
    indent: lead.length,
  };
}

/** Keys of less indented lines above; a dash counts as part of the indentation of what follows it. */
function parents(above: string, lead: string): readonly string[] {
  const path: string[] = [];
  let limit = lead.includes('-') ? lead.indexOf('-') + 0.5 : lead.length;
  const lines = above.split('\n');
  for (let index = lines.length - 1; index >= 0 && limit > 0; index--) {
    const line = (lines[index] ?? '').replace(/\r$/, '');
    if (line.trim() === '' || line.trim().startsWith('#')) continue;
    const { lead: before, key, colon } = readLine(line);
    if (before.includes('-') && before.indexOf('-') < limit) {
      // The first key of the item is a sibling; its list is what the item belongs to.
      if (before.length < limit && colon !== undefined) path.unshift(unquote(key.trim()));
      limit = Math.min(limit, before.indexOf('-') + 0.5);
    } else if (before.length < limit) {
      if (colon !== undefined) path.unshift(unquote(key.trim()));
      limit = before.length;
    }
  }
  return path;
}

function unquote(text: string): string {
  return /^(["']).*\1$/.test(text) ? text.slice(1, -1) : text;
}
