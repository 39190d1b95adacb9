import type { TextFix, TextRange } from '../findings';
import type { YamlEntry, YamlNode } from './goYaml';

/** A plain scalar in quotes: what was written is then what is read. `undefined` for any other value. */
export function quoteFix(node: YamlNode | undefined): TextFix | undefined {
  if (node?.kind !== 'scalar' || !node.plain || node.text === '') return undefined;
  return { range: node.range, newText: JSON.stringify(node.text) };
}

/**
 * Takes an entry of a block map away with its lines. `undefined` when its lines hold more than the entry: in a flow map, or
 * as the first key behind a dash.
 */
export function removeEntry(text: string, entry: YamlEntry): TextFix | undefined {
  return removeLines(text, { start: entry.key.range.start, end: Math.max(entry.key.range.end, entry.value.range.end) });
}

/** Takes an item of a block list away, its dash included. */
export function removeItem(text: string, item: TextRange): TextFix | undefined {
  const lineStart = startOfLine(text, item.start);
  const before = text.slice(lineStart, item.start);
  const dash = before.lastIndexOf('-');
  if (dash === -1 || before.trim() !== '-') return undefined;
  return removeLines(text, { start: lineStart + dash, end: Math.max(item.end, lineStart + dash + 1) });
}

/** Where to underline an item: one that is not there has its dash. */
export function itemRange(text: string, item: TextRange): TextRange {
  if (item.end > item.start) return item;
  const dash = text.lastIndexOf('-', item.start);
  return dash === -1 ? item : { start: dash, end: dash + 1 };
}

/** The whole lines of a range, when nothing but a comment stands beside it. */
function removeLines(text: string, range: TextRange): TextFix | undefined {
  const start = startOfLine(text, range.start);
  if (text.slice(start, range.start).trim() !== '') return undefined;
  // A block's range may reach to the start of the next line.
  const last = text.slice(range.start, range.end).replace(/\s+$/, '').length + range.start;
  const end = endOfLine(text, last);
  if (!/^[ \t]*:?[ \t]*(?:#.*)?$/.test(text.slice(last, end).replace(/\r?\n$/, ''))) return undefined;
  return { range: { start, end }, newText: '' };
}

export function startOfLine(text: string, offset: number): number {
  return Math.max(text.lastIndexOf('\n', offset - 1), offset > 0 ? text.lastIndexOf('\r', offset - 1) : -1) + 1;
}

/** Behind the line's end, so that a removal takes the whole line. */
function endOfLine(text: string, offset: number): number {
  const feed = text.indexOf('\n', offset);
  return feed === -1 ? text.length : feed + 1;
}

/** A line put in front of a place that is the start of a line. */
export function insertLine(text: string, offset: number, line: string): TextFix {
  const eol = text.includes('\r\n') ? '\r\n' : '\n';
  return { range: { start: offset, end: offset }, newText: line + eol };
}
