import { compareUtf8 } from '../../util/bytes';
import type { GoJson } from '../../util/goJson';
import { formatGoJson, formatGoJsonIndented } from '../../util/goJson';
import type { TextRange } from '../findings';
import type { YamlList, YamlMap, YamlNode } from '../yaml/goYaml';
import { keyText } from '../yaml/plainValue';
import type { ChartIndex, ChartVersion } from './chartIndex';
import { versionMembers } from './formatIndex';
import { orderVersions } from './placeVersions';

/** What an edit has to know of the file besides its text. */
export interface FlowEdit {
  readonly next: ChartIndex;
  readonly dropSkipped: boolean;
  /** The version that Helm reads of an item; none: Helm leaves it out. */
  readonly versionOf: (item: YamlNode) => ChartVersion | undefined;
}

/**
 * Edits what is written in brackets, JSON or the flow style of YAML: every byte stays of what does not change, with the
 * comments before it. What is new is written as JSON, on lines of its own where its neighbours are. `undefined`: the text
 * has a form that this does not know, as keys that are merged in.
 */
export class FlowSplice {
  readonly #lineBreak: string;

  constructor(
    private readonly source: string,
    private readonly edit: FlowEdit,
  ) {
    this.#lineBreak = source.includes('\r\n') ? '\r\n' : '\n';
  }

  /** The whole file, which is one map. */
  file(root: YamlMap): string | undefined {
    const { next } = this.edit;
    const split = this.#split(root);
    if (split === undefined) return undefined;
    const names = root.entries.map(({ key }) => keyText(key).toLowerCase());
    let failed = false;
    const parts = root.entries.map(({ value }, at) => {
      const part = split.parts[at] ?? noPart;
      if (names[at] === 'generated') return replaceIn(part, value.range, JSON.stringify(next.generated));
      if (names[at] !== 'entries') return part.text;
      const charts = this.entries(value, leadOf(part));
      failed ||= charts === undefined;
      return replaceIn(part, value.range, charts ?? '');
    });
    if (failed) return undefined;
    const lead = leadOf(split.parts.at(-1));
    if (!names.includes('entries')) {
      const charts = this.#format(this.#allCharts(), lead);
      parts.push(`${lead}"entries": ${charts}`);
    }
    if (!names.includes('generated')) parts.push(`${lead}"generated": ${JSON.stringify(next.generated)}`);
    return `{${parts.join(',')}${split.tail}}`;
  }

  /** The value of `entries`. `around`: the blanks before its key. */
  entries(value: YamlNode, around: string): string | undefined {
    const { next, dropSkipped } = this.edit;
    if (value.kind === 'scalar' || (value.kind === 'map' && value.entries.length === 0))
      return this.#format(this.#allCharts(), around);
    const split = value.kind === 'map' ? this.#split(value) : undefined;
    if (value.kind !== 'map' || split === undefined) return undefined;
    const lead = leadOf(split.parts[0]);
    const there = new Set(value.entries.map(({ key }) => keyText(key)));
    const added = [...next.entries.keys()].filter(chart => !there.has(chart)).sort(compareUtf8);
    const parts: string[] = [];
    for (const [at, { key, value: list }] of value.entries.entries()) {
      const name = keyText(key);
      while (added[0] !== undefined && compareUtf8(added[0], name) < 0) parts.push(this.#newChart(added.shift(), lead));
      const part = split.parts[at] ?? noPart;
      const wanted = next.entries.get(name) ?? [];
      if (list.kind === 'scalar' || (list.kind === 'list' && list.items.length === 0)) {
        if (wanted.length > 0)
          parts.push(replaceIn(part, list.range, this.#format(wanted.map(versionMembers), leadOf(part))));
        else if (!dropSkipped) parts.push(part.text);
        continue;
      }
      const text = list.kind === 'list' ? this.versions(name, list) : undefined;
      if (text === undefined) return undefined;
      if (text !== '') parts.push(replaceIn(part, list.range, text));
    }
    parts.push(...added.map(chart => this.#newChart(chart, lead)));
    return parts.length === 0 ? '{}' : `{${parts.join(',')}${split.tail}}`;
  }

  /** The list of a chart's versions, in brackets; empty when none is left. */
  versions(chart: string, list: YamlList): string | undefined {
    const split = this.#split(list);
    if (split === undefined) return undefined;
    const { next, dropSkipped, versionOf } = this.edit;
    const lead = leadOf(split.parts[0]);
    const pieces = list.items.map((item, at) => {
      const version = versionOf(item);
      return { text: split.parts[at]?.text ?? '', ...(version === undefined ? {} : { version }) };
    });
    const kept = dropSkipped ? pieces.filter(({ version }) => version !== undefined) : pieces;
    const parts = orderVersions(kept, next.entries.get(chart) ?? []).map(each =>
      'added' in each ? lead + this.#format(versionMembers(each.added), lead) : each.text,
    );
    return parts.length === 0 ? '' : `[${parts.join(',')}${split.tail}]`;
  }

  #newChart(chart = '', lead: string): string {
    const versions = (this.edit.next.entries.get(chart) ?? []).map(versionMembers);
    return `${lead}${formatGoJson(chart)}: ${this.#format(versions, lead)}`;
  }

  #allCharts(): GoJson {
    const charts = [...this.edit.next.entries].sort(([a], [b]) => compareUtf8(a, b));
    return new Map(charts.map(([name, versions]) => [name, versions.map(versionMembers)]));
  }

  /** As JSON on lines of its own when the blanks before it hold a line break, else on one line. */
  #format(value: GoJson, lead: string): string {
    if (!lead.includes('\n')) return formatGoJson(value);
    const indent = lead.slice(lead.lastIndexOf('\n') + 1);
    return formatGoJsonIndented(value, '  ').replaceAll('\n', this.#lineBreak + indent);
  }

  /** What stands between the commas, each up to the comma behind it, and what is left before the closing bracket. */
  #split(node: YamlMap | YamlList): { readonly parts: readonly Part[]; readonly tail: string } | undefined {
    const { start, end } = node.range;
    const [open, close] = node.kind === 'map' ? ['{', '}'] : ['[', ']'];
    if (this.source[start] !== open || this.source[end - 1] !== close) return undefined;
    if (node.kind === 'map' && node.entries.some(({ merged }) => merged)) return undefined;
    const ends =
      node.kind === 'map'
        ? node.entries.map(({ key, value }) => Math.max(key.range.end, value.range.end))
        : node.items.map(({ range }) => range.end);
    const parts: Part[] = [];
    let from = start + 1;
    for (const [at, itemEnd] of ends.entries()) {
      const isLast = at === ends.length - 1;
      const to = isLast ? itemEnd : this.#comma(itemEnd);
      if (to === undefined || to < from) return undefined;
      parts.push({ start: from, text: this.source.slice(from, to) });
      from = isLast ? to : to + 1;
    }
    return { parts, tail: this.source.slice(from, end - 1) };
  }

  /** The comma behind blanks and comments. */
  #comma(from: number): number | undefined {
    for (let at = from; at < this.source.length; at++) {
      const character = this.source[at] ?? '';
      if (character === ',') return at;
      if (character === '#') at = (this.source.indexOf('\n', at) + 1 || this.source.length) - 1;
      else if (!/\s/.test(character)) return undefined;
    }
    return undefined;
  }
}

/** What stands between two commas. */
interface Part {
  readonly start: number;
  readonly text: string;
}

const noPart: Part = { start: 0, text: '' };

/** The blanks that a part begins with. */
function leadOf({ text }: Part = noPart): string {
  return /^\s*/.exec(text)?.[0] ?? '';
}

function replaceIn({ start, text }: Part, range: TextRange, by: string): string {
  return text.slice(0, range.start - start) + by + text.slice(range.end - start);
}
