import { decodeText } from '../chart/chartYaml';
import { ChartReleaseError } from '../errors';
import type { YamlMap, YamlNode } from '../yaml/goYaml';
import { parseGoYaml } from '../yaml/goYaml';
import type { PlainValue } from '../yaml/plainValue';
import { keyText, plainValue } from '../yaml/plainValue';
import type { ChartIndex, ChartVersion } from './chartIndex';
import { formatIndex, formatVersions, versionText } from './formatIndex';
import { parseJsonNodes } from './jsonNodes';
import type { Placed } from './placeVersions';
import { placeVersions } from './placeVersions';
import { readIndex, readScanned, skipReason } from './readIndex';
import type { ScannedIndex } from './scanIndex';
import { scanIndex } from './scanIndex';
import { FlowSplice } from './spliceFlow';

/**
 * The text of an index after an edit. Every byte stays of each version that is the same before and after, with the comments
 * above it; so do entries that Helm leaves out, which an edit does not touch unless `dropSkipped`. An index that has a form
 * which cannot be edited in place, as one with keys that are merged in, is written anew as a whole when that loses nothing;
 * else throws `index.cannotKeep`. `bytes`: an index that Helm reads.
 */
export function spliceIndex(bytes: Uint8Array, next: ChartIndex, dropSkipped = false): string {
  const scanned = scanIndex(bytes, 'helm4');
  const { index: before, skipped } = readScanned(scanned, 'helm4');
  const text = decodeText(bytes);
  const spliced =
    before === undefined || text === undefined || !sameTop(before, next)
      ? undefined
      : new Splice(text, scanned, next, dropSkipped).text();
  // What is written must say what was meant, whatever the file looked like.
  if (spliced !== undefined && saysTheSame(spliced, next)) return spliced;
  if (before !== undefined && ((skipped.length > 0 && !dropSkipped) || holdsMore(text ?? '', before)))
    throw new ChartReleaseError('index.cannotKeep', {});
  return formatIndex(next, scanned.syntax);
}

/** Whether the file holds comments or keys that Helm does not read, which writing it anew would lose. */
function holdsMore(text: string, index: ChartIndex): boolean {
  const json = parseJsonNodes(text);
  if (json === undefined && /(?:^|\s)#/.test(text)) return true;
  const root = json ?? parseGoYaml(text).root;
  const again = parseJsonNodes(formatIndex(index, 'json'));
  return root !== undefined && again !== undefined && hasMore(plainValue(root), plainValue(again));
}

/** Whether a map in `value` has a key that says something and is not at the same place in `kept`. */
function hasMore(value: PlainValue, kept: PlainValue | undefined): boolean {
  if (value === null || value === '' || typeof value !== 'object') return false;
  const said = Object.entries(value).filter(([, member]) => !isNothing(member));
  if (said.length === 0) return false;
  if (typeof kept !== 'object' || kept === null || Array.isArray(kept) !== Array.isArray(value)) return true;
  if (Array.isArray(value)) return listHasMore(value as readonly PlainValue[], kept as readonly PlainValue[]);
  const there = new Map(Object.entries(kept));
  return said.some(([key, member]) => !there.has(key) || hasMore(member, there.get(key)));
}

/** Lists of versions are sorted when they are read: each is sought in the other. */
function listHasMore(value: readonly PlainValue[], kept: readonly PlainValue[]): boolean {
  return value.some(member => kept.every(other => hasMore(member, other)));
}

function isNothing(value: PlainValue): boolean {
  return (
    value === null || value === '' || value === false || (typeof value === 'object' && Object.keys(value).length === 0)
  );
}

function sameTop(a: ChartIndex, b: ChartIndex): boolean {
  const top = (index: ChartIndex): string => formatIndex({ ...index, generated: '', entries: new Map() }, 'json');
  return top(a) === top(b);
}

function saysTheSame(text: string, next: ChartIndex): boolean {
  const { index } = readIndex(Buffer.from(text));
  if (index === undefined || index.generated !== next.generated) return false;
  const listed = (of: ChartIndex): string[] =>
    [...of.entries].flatMap(([chart, versions]) => versions.map(version => `${chart} ${versionText(version)}`)).sort();
  const ours = listed(index);
  const wanted = listed(next);
  return ours.length === wanted.length && ours.every((line, at) => line === wanted[at]);
}

class Splice {
  readonly #lineBreak: string;
  readonly #flow: FlowSplice;

  constructor(
    private readonly source: string,
    private readonly scanned: ScannedIndex,
    private readonly next: ChartIndex,
    private readonly dropSkipped: boolean,
  ) {
    this.#lineBreak = source.includes('\r\n') ? '\r\n' : '\n';
    this.#flow = new FlowSplice(source, { next, dropSkipped, versionOf: item => this.#versionOf(item) });
  }

  /** `undefined`: the text is not laid out in lines. */
  text(): string | undefined {
    const { root } = this.scanned;
    if (root?.kind !== 'map') return undefined;
    if (this.source[root.range.start] === '{') {
      const { start, end } = root.range;
      const file = this.#flow.file(root);
      return file === undefined ? undefined : this.source.slice(0, start) + file + this.source.slice(end);
    }
    const entry = topEntry(root, 'entries');
    const generated = topEntry(root, 'generated');
    if (entry === undefined) return undefined;
    const { value } = entry;
    if (value.kind === 'map' && value.entries.length > 0 && this.source[value.range.start] === '{') {
      const charts = this.#flow.entries(value, '');
      if (charts === undefined) return undefined;
      const head = this.source.slice(0, value.range.start);
      return this.#withGenerated(head, charts, this.source.slice(value.range.end), generated?.value);
    }
    const isEmpty = entry.value.kind === 'scalar' || (entry.value.kind === 'map' && entry.value.entries.length === 0);
    const start = isEmpty ? entry.key.range.end : this.#lineEnd(entry.key.range.end);
    const end = this.#lineEnd(Math.max(entry.key.range.end, entry.value.range.end));
    const charts = isEmpty ? this.#allNew() : this.#charts(entry.value, start);
    if (charts === undefined) return undefined;
    const head = this.source.slice(0, entry.key.range.end);
    const between = charts === '' ? ': {}' : isEmpty ? ':' : this.source.slice(entry.key.range.end, start);
    const middle = isEmpty || charts === '' ? `${between}${this.#lineBreak}${charts}` : between + charts;
    return this.#withGenerated(head, middle, this.source.slice(end), generated?.value);
  }

  #withGenerated(head: string, middle: string, tail: string, value: YamlNode | undefined): string {
    const text = JSON.stringify(this.next.generated);
    if (value === undefined) {
      const whole = head + middle + tail;
      return `${whole}${/[\r\n]$/.test(whole) ? '' : this.#lineBreak}generated: ${text}${this.#lineBreak}`;
    }
    const { start, end } = value.range;
    if (end <= head.length) return head.slice(0, start) + text + head.slice(end) + middle + tail;
    const shift = this.source.length - tail.length;
    return head + middle + tail.slice(0, start - shift) + text + tail.slice(end - shift);
  }

  /** Behind the line break of the line that the offset is on. */
  #lineEnd(offset: number): number {
    // A block text ends at the beginning of a line.
    if (offset > 0 && this.source[offset - 1] === '\n') return offset;
    const at = this.source.indexOf('\n', offset);
    return at === -1 ? this.source.length : at + 1;
  }

  #allNew(): string {
    return [...this.next.entries.keys()]
      .sort()
      .map(chart => this.#newChart(chart))
      .join('');
  }

  #newChart(chart: string): string {
    const versions = this.next.entries.get(chart) ?? [];
    if (versions.length === 0) return '';
    return this.#lines(formatVersions(chart, versions));
  }

  #lines(text: string): string {
    return this.#lineBreak === '\n' ? text : text.replaceAll('\n', this.#lineBreak);
  }

  #charts(entries: YamlNode, start: number): string | undefined {
    if (entries.kind !== 'map' || this.source[entries.range.start] === '{') return undefined;
    const there = new Set(entries.entries.map(({ key }) => keyText(key)));
    const added = [...this.next.entries.keys()].filter(chart => !there.has(chart)).sort();
    let text = '';
    let from = start;
    for (const { key, value, merged } of entries.entries) {
      const name = keyText(key);
      if (merged) return undefined;
      while (added[0] !== undefined && added[0] < name) text += this.#newChart(added.shift() ?? '');
      const end = this.#lineEnd(Math.max(key.range.end, value.range.end));
      const block = this.#chart(name, value, from, this.#lineEnd(key.range.end), end);
      if (block === undefined) return undefined;
      text += block;
      from = end;
    }
    return text + added.map(chart => this.#newChart(chart)).join('');
  }

  /** One chart: its key from `start` to `first`, then its versions up to `end`. */
  #chart(name: string, list: YamlNode, start: number, first: number, end: number): string | undefined {
    const wanted = this.next.entries.get(name) ?? [];
    const isEmpty = list.kind === 'scalar' || (list.kind === 'list' && list.items.length === 0);
    if (isEmpty) return wanted.length === 0 && !this.dropSkipped ? this.source.slice(start, end) : this.#newChart(name);
    if (list.kind !== 'list') return undefined;
    if (this.source[list.range.start] === '[') {
      const versions = this.#flow.versions(name, list);
      if (versions === undefined || versions === '') return versions;
      return this.source.slice(start, list.range.start) + versions + this.source.slice(list.range.end, end);
    }
    if (this.source[list.range.start] !== '-') return undefined;
    const pieces = this.#pieces(list.items, first);
    const column = list.range.start - (this.source.lastIndexOf('\n', list.range.start) + 1);
    const kept = this.dropSkipped ? pieces.filter(piece => piece.version !== undefined) : pieces;
    const placed = placeVersions(kept, wanted, versions => this.#newVersions(name, versions, column));
    if (placed === pieces.map(piece => piece.text).join('')) return this.source.slice(start, end);
    return placed === '' ? '' : this.source.slice(start, first) + placed;
  }

  #pieces(items: readonly YamlNode[], first: number): readonly Placed[] {
    let from = first;
    return items.map(item => {
      const end = this.#lineEnd(item.range.end);
      const version = this.#versionOf(item);
      const piece = { text: this.source.slice(from, end), ...(version === undefined ? {} : { version }) };
      from = end;
      return piece;
    });
  }

  /** `undefined` for an item that Helm leaves out. */
  #versionOf(item: YamlNode): ChartVersion | undefined {
    const version = this.scanned.reduced.get(item)?.version;
    return version !== undefined && skipReason(version, 'helm4') === undefined ? version : undefined;
  }

  /** As Helm writes them, moved to the column of the dashes around them. */
  #newVersions(chart: string, versions: readonly ChartVersion[], column: number): string {
    const lines = formatVersions(chart, versions).split('\n').slice(1);
    const moved = lines.map(line => (line === '' ? '' : ' '.repeat(column) + line.slice(2)));
    return this.#lines(moved.join('\n'));
  }
}

function topEntry(root: YamlMap, name: string): YamlMap['entries'][number] | undefined {
  return root.entries.find(({ key }) => keyText(key).toLowerCase() === name);
}
