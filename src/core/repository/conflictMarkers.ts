export interface ConflictSides {
  readonly ours: string;
  readonly theirs: string;
  /** Only where git wrote it down (`merge.conflictStyle` diff3 or zdiff3). */
  readonly base?: string;
}

const marker = /^(<{7}|\|{7}|={7}|>{7})(?: .*)?\r?$/;

/** The two texts in one with conflict markers of git. `undefined`: there are none, or not in order. */
export function splitConflicts(text: string): ConflictSides | undefined {
  const sides = { ours: '', theirs: '', base: '' };
  let place: 'all' | 'ours' | 'base' | 'theirs' = 'all';
  let count = 0;
  let withBase = 0;
  for (const line of text.split(/(?<=\n)/)) {
    const sign = marker.exec(line.replace(/\n$/, ''))?.[1]?.[0];
    if (sign === undefined) {
      if (place === 'all') for (const side of ['ours', 'theirs', 'base'] as const) sides[side] += line;
      else sides[place] += line;
      continue;
    }
    const next = nextPlace(place, sign);
    if (next === undefined) return undefined;
    if (sign === '<') count++;
    if (sign === '|') withBase++;
    place = next;
  }
  if (count === 0 || place !== 'all') return undefined;
  const { ours, theirs, base } = sides;
  return { ours, theirs, ...(withBase === count ? { base } : {}) };
}

function nextPlace(place: string, sign: string): 'all' | 'ours' | 'base' | 'theirs' | undefined {
  if (place === 'all') return sign === '<' ? 'ours' : undefined;
  if (place === 'ours') return sign === '|' ? 'base' : sign === '=' ? 'theirs' : undefined;
  if (place === 'base') return sign === '=' ? 'theirs' : undefined;
  return sign === '>' ? 'all' : undefined;
}
