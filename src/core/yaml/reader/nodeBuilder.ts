import type { TextRange } from '../../findings';
import type { YamlEntry, YamlMap, YamlNode, YamlScalar } from '../goYaml';
import { limits } from '../limits';
import type { YamlEvent, YamlEvents } from './events';
import { goSyntax, isUnsigned } from './goSyntax';
import type { MapKeys } from './repeatedKeys';
import { RepeatedKeys } from './repeatedKeys';
import { scalarValue } from './taggedScalar';
import { YamlFault } from './yamlFault';

export interface BuildOptions {
  /** Also looks for repeated keys. */
  readonly strict?: boolean;
  /**
   * Called with each map or list that has no anchor, when it is complete; what it gives stands in the tree instead. `path`:
   * the keys of the maps around it, with an empty text for each list.
   */
  readonly reduce?: (node: YamlNode, path: readonly string[]) => YamlNode;
  /** How deep a node lies that is to be reduced: the number of collections around it. */
  readonly reduceDepth?: number;
}

/** A collection whose end has not come yet. */
interface Open extends MapKeys {
  readonly event: YamlEvent;
  readonly items: YamlNode[];
  readonly entries: YamlEntry[];
  key?: YamlScalar;
  /** Set when the value to come is that of `<<`, with the fault that was there before: Go looks at its kind first. */
  merges?: { readonly fault: YamlFault | undefined };
  readonly repeatedBefore: number;
  size: number;
  end: number;
}

interface Anchored {
  readonly node: YamlNode;
  /** How often Go counts when it decodes the node. */
  readonly size: number;
  /** Repeated keys in it: from which to which of those found. */
  readonly repeated: readonly [number, number];
  /** What stood for the node while it was read. */
  readonly open?: MapKeys;
}

/**
 * Builds nodes of events, on a stack of its own. Faults of values (tags, keys, aliases) are kept until the text was read, as
 * Go first parses and then decodes.
 */
export class NodeBuilder {
  readonly #anchors = new Map<string, Anchored | undefined>();
  readonly #open: Open[] = [];
  /** Collections being read that have an anchor. */
  #anchoredOpen = 0;
  #aliased = 0;
  #fault: YamlFault | undefined;
  /** A key that JSON has no text for: Go finds it after all else. */
  #unsupported: YamlFault | undefined;
  readonly repeated: RepeatedKeys | undefined;

  /** `toOffset`: from bytes to what ranges count in. */
  constructor(
    private readonly events: YamlEvents,
    private readonly toOffset: (byte: number) => number,
    private readonly options: BuildOptions = {},
  ) {
    this.repeated = options.strict ? new RepeatedKeys() : undefined;
  }

  /** Throws the first fault of a value. To be called when the document was read to its end. */
  finish(): void {
    if (this.#fault !== undefined) throw this.#fault;
    if (this.#unsupported !== undefined && (this.repeated?.found.length ?? 0) === 0) throw this.#unsupported;
  }

  /** The node that begins with this event. Throws `YamlFault`. */
  build(first: YamlEvent): YamlNode {
    for (let event = first; ; event = this.events.next()) {
      const done = this.#take(event);
      if (done !== undefined) return done;
    }
  }

  #take(event: YamlEvent): YamlNode | undefined {
    switch (event.kind) {
      case 'scalar':
        return this.#add(this.#scalar(event), 1, event);
      case 'alias':
        return this.#alias(event);
      case 'mapStart':
      case 'listStart':
        if (this.#open.length >= limits.depth)
          throw new YamlFault('tooDeep', `exceeded max depth of ${limits.depth}`, event.start, event.start + 1);
        if (event.anchor !== '') {
          this.#anchors.set(event.anchor, undefined);
          this.#anchoredOpen++;
        }
        this.#open.push({
          event,
          items: [],
          entries: [],
          size: 1,
          end: event.end,
          repeatedBefore: this.#repeatedCount,
        });
        return undefined;
      default:
        return this.#close(event);
    }
  }

  #scalar(event: YamlEvent): YamlScalar {
    const { text, plain } = event;
    return { kind: 'scalar', value: this.#valueOf(event), text, plain, range: this.#range(event.start, event.end) };
  }

  #valueOf(event: YamlEvent): YamlScalar['value'] {
    try {
      return scalarValue(event);
    } catch (error) {
      if (!(error instanceof YamlFault)) throw error;
      this.#fail(error);
      return null;
    }
  }

  #alias(event: YamlEvent): YamlNode | undefined {
    const { text, start, end } = event;
    if (!this.#anchors.has(text))
      throw new YamlFault('unknownAnchor', `unknown anchor '${text}' referenced`, start, end);
    const target = this.#anchors.get(text);
    if (target === undefined) {
      this.#fail(new YamlFault('aliases', `anchor '${text}' value contains itself`, start, end));
      return this.#add(this.#scalar({ ...event, text: '', implicit: true }), 1, event);
    }
    this.#aliased += target.size;
    if (this.#aliased > limits.aliasedValues)
      throw new YamlFault('aliases', 'document contains excessive aliasing', start, end);
    const top = this.#open.at(-1);
    const isMerged = top?.merges !== undefined || (top?.event.kind === 'listStart' && this.#isMerged());
    this.repeated?.repeat(target.repeated, isMerged ? target.open : undefined);
    return this.#add(target.node, 1 + target.size, event);
  }

  #close(event: YamlEvent): YamlNode | undefined {
    const top = this.#open.pop();
    if (top === undefined) throw new YamlFault('syntax', '', event.start, event.end);
    if (top.event.anchor !== '') this.#anchoredOpen--;
    // A block ends behind its last value, not where the next thing begins.
    const range = this.#range(top.event.start, Math.max(top.end, event.end > event.start ? event.end : 0));
    const node: YamlNode =
      event.kind === 'mapEnd'
        ? { kind: 'map', entries: top.entries, range }
        : { kind: 'list', items: top.items, range };
    const end = Math.max(top.end, event.end > event.start ? event.end : 0);
    return this.#add(this.#reduced(node, top), top.size, { ...top.event, end }, top);
  }

  #reduced(node: YamlNode, { event }: Open): YamlNode {
    const { reduce, reduceDepth } = this.options;
    if (reduce === undefined || this.#open.length !== reduceDepth || event.anchor !== '') return node;
    return reduce(
      node,
      this.#open.map(({ key }) => key?.text ?? ''),
    );
  }

  get #repeatedCount(): number {
    return this.repeated?.found.length ?? 0;
  }

  /** Puts a node where it belongs; gives it back when it belongs nowhere. */
  #add(node: YamlNode, size: number, event: YamlEvent, open?: Open): YamlNode | undefined {
    if (event.kind !== 'alias' && event.anchor !== '') {
      const repeated = [open?.repeatedBefore ?? this.#repeatedCount, this.#repeatedCount] as const;
      this.#anchors.set(event.anchor, { node, size, repeated, ...(open === undefined ? {} : { open }) });
    }
    const top = this.#open.at(-1);
    if (top === undefined) return node;
    top.size += size;
    top.end = Math.max(top.end, event.end);
    if (top.event.kind === 'listStart') top.items.push(node);
    else if (top.merges !== undefined) this.#merge(top, node);
    else if (top.key === undefined) this.#addKey(top, node, event);
    else this.#addValue(top, top.key, node, event);
    return undefined;
  }

  #addKey(top: Open, node: YamlNode, event: YamlEvent): void {
    if (event.kind === 'scalar' && event.text === '<<' && (event.implicit || event.tag === mergeTag)) {
      top.merges = { fault: this.#fault };
      return;
    }
    if (node.kind === 'scalar') {
      top.key = node;
      return;
    }
    this.#fail(new YamlFault('key', `invalid map key: ${goSyntax(node)}`, event.start, event.end));
    top.key = { kind: 'scalar', value: '', text: '', plain: true, range: node.range };
  }

  #addValue(top: Open, key: YamlScalar, value: YamlNode, event: YamlEvent): void {
    delete top.key;
    if (key.value === null || isUnsigned(key.value)) this.#unsupported ??= unsupportedKey(key, value, event);
    if (this.repeated !== undefined) {
      const isMerged = this.#isMerged();
      if (isMerged || this.#anchoredOpen > 0) this.repeated.keepLine(key, event.line);
      this.repeated.add(isMerged ? undefined : top, key, event.line);
    }
    top.entries.push({ key, value, merged: false });
  }

  /** Whether the map being read is the value of `<<` or in its list: Go sets its keys in the map around it. */
  #isMerged(): boolean {
    const around = this.#open.at(-2);
    if (around?.event.kind === 'listStart') return this.#open.at(-3)?.merges !== undefined;
    return around?.merges !== undefined;
  }

  /** `<<` takes a map or a list of maps; of several, the first one wins, so it goes last. */
  #merge(top: Open, value: YamlNode): void {
    const before = top.merges?.fault;
    delete top.merges;
    const maps = value.kind === 'list' ? [...value.items].reverse() : [value];
    if (!maps.every(map => map.kind === 'map')) {
      const { start, end } = value.range;
      const sentence = 'map merge requires map or sequence of maps as the value';
      this.#fault = before ?? new YamlFault('key', sentence, start, end);
      return;
    }
    for (const map of maps as readonly YamlMap[]) {
      for (const entry of map.entries) {
        this.repeated?.merge(top, entry);
        top.entries.push({ ...entry, merged: true });
      }
    }
  }

  #fail(fault: YamlFault): void {
    this.#fault ??= fault;
  }

  #range(start: number, end: number): TextRange {
    return { start: this.toOffset(start), end: this.toOffset(end) };
  }
}

function unsupportedKey(key: YamlScalar, value: YamlNode, { start, end }: YamlEvent): YamlFault {
  const type = key.value === null ? '%!s(<nil>)' : 'uint64';
  const sentence = `unsupported map key of type: ${type}, key: ${goSyntax(key)}, value: ${goSyntax(value)}`;
  return new YamlFault('unsupportedKey', sentence, start, end);
}

const mergeTag = 'tag:yaml.org,2002:merge';
