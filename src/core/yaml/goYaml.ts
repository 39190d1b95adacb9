import type { CST, Document, Node, ParsedNode } from 'yaml';
import { Composer, isAlias, isMap, isScalar, isSeq, Lexer, Parser } from 'yaml';
import type { TextRange } from '../findings';
import { limits } from './limits';
import type { ScalarValue } from './scalar';
import { resolvePlainScalar } from './scalar';

/** A YAML value as Go's reader sees it, with its place in the text. An alias is the node it stands for. */
export type YamlNode = YamlScalar | YamlMap | YamlList;

export interface YamlScalar {
  readonly kind: 'scalar';
  readonly value: ScalarValue;
  /** As written, for a plain scalar; what the quotes hold, for a quoted one. */
  readonly text: string;
  readonly plain: boolean;
  readonly range: TextRange;
}

export interface YamlEntry {
  readonly key: YamlScalar;
  readonly value: YamlNode;
  /** Whether it came in through `<<`. */
  readonly merged: boolean;
}

export interface YamlMap {
  readonly kind: 'map';
  /** In the order of the text, repeated keys included: the last one counts. Merged entries come first, so that own keys win. */
  readonly entries: readonly YamlEntry[];
  readonly range: TextRange;
}

export interface YamlList {
  readonly kind: 'list';
  readonly items: readonly YamlNode[];
  readonly range: TextRange;
}

export interface YamlProblem {
  readonly reason: 'syntax' | 'tooDeep' | 'tooLarge' | 'aliases' | 'unknownAnchor' | 'key' | 'tag';
  /** The library's sentence for a syntax error. */
  readonly detail: string;
  readonly range: TextRange;
}

/** `root` is missing for an empty document, and when there is a problem. */
export interface YamlDocument {
  readonly root?: YamlNode;
  readonly problem?: YamlProblem;
}

/** Reads the first document of a text; later ones are ignored, as Helm does. Never throws, never recurses deeply. */
export function parseGoYaml(text: string): YamlDocument {
  if (text.length > limits.characters) return failed('tooLarge', '', { start: 0, end: 0 });
  const scanned = firstDocumentTokens(text);
  if ('problem' in scanned) return scanned;
  const composer = new Composer({
    version: '1.1',
    schema: 'failsafe',
    uniqueKeys: false,
    merge: false,
    prettyErrors: false,
    logLevel: 'silent',
  });
  const [document] = composer.compose(scanned.tokens, true, text.length);
  if (document === undefined) return {};
  const [error] = document.errors;
  if (error !== undefined)
    return failed('syntax', error.message, { start: error.pos[0], end: Math.max(error.pos[1], error.pos[0] + 1) });
  return convertDocument(document as Document.Parsed<ParsedNode>);
}

/**
 * The tokens up to the end of the first document. The parser works on a stack of its own, so its depth can be watched
 * here, before the composer, which recurses.
 */
function firstDocumentTokens(
  text: string,
): { readonly tokens: readonly CST.Token[] } | (YamlDocument & { readonly problem: YamlProblem }) {
  const lexer = new Lexer();
  const parser = new Parser();
  const tokens: CST.Token[] = [];
  let documents = 0;
  for (const lexeme of lexer.lex(text)) {
    for (const token of parser.next(lexeme)) {
      if (token.type === 'document' && ++documents > 1) return { tokens };
      tokens.push(token);
    }
    if (parser.stack.length > limits.depth)
      return failed('tooDeep', '', { start: parser.offset, end: parser.offset + 1 });
  }
  for (const token of parser.end()) {
    if (token.type === 'document' && ++documents > 1) break;
    tokens.push(token);
  }
  return { tokens };
}

function failed(reason: YamlProblem['reason'], detail: string, range: TextRange): { readonly problem: YamlProblem } {
  return { problem: { reason, detail, range } };
}

class Unreadable extends Error {
  constructor(readonly problem: YamlProblem) {
    super(problem.reason);
  }
}

function convertDocument(document: Document.Parsed<ParsedNode>): YamlDocument {
  if (document.contents === null) return {};
  try {
    return { root: new Conversion().node(document.contents) };
  } catch (error) {
    if (error instanceof Unreadable) return { problem: error.problem };
    throw error;
  }
}

/** Turns the library's tree into ours. Anchors are met before their aliases, as YAML wants it. */
class Conversion {
  readonly #anchors = new Map<string, { readonly node: YamlNode; readonly size: number }>();
  #size = 0;
  #aliased = 0;

  node(source: Node | null | undefined, at?: TextRange): YamlNode {
    if (source === null || source === undefined) {
      this.#size++;
      return { kind: 'scalar', value: null, text: '', plain: true, range: at ?? { start: 0, end: 0 } };
    }
    const range = rangeOf(source);
    if (isAlias(source)) return this.#alias(source.source, range);
    const before = this.#size++;
    const node = this.#convert(source, range);
    const anchor = (source as { readonly anchor?: string }).anchor;
    if (anchor !== undefined) this.#anchors.set(anchor, { node, size: this.#size - before });
    return node;
  }

  #alias(name: string, range: TextRange): YamlNode {
    const target = this.#anchors.get(name);
    if (target === undefined) throw new Unreadable({ reason: 'unknownAnchor', detail: name, range });
    this.#aliased += target.size;
    this.#size += target.size;
    if (this.#aliased > limits.aliasedValues) throw new Unreadable({ reason: 'aliases', detail: name, range });
    return target.node;
  }

  #convert(source: Node, range: TextRange): YamlNode {
    if (isScalar(source)) return scalar(source as ScalarSource, range);
    if (isSeq(source)) {
      const items = source.items.map(item => this.node(item as Node | null, range));
      return { kind: 'list', items, range };
    }
    if (isMap(source)) return this.#map(source.items as readonly PairSource[], range);
    throw new Unreadable({ reason: 'syntax', detail: '', range });
  }

  #map(pairs: readonly PairSource[], range: TextRange): YamlMap {
    const own: YamlEntry[] = [];
    const merged: YamlEntry[] = [];
    for (const pair of pairs) {
      const key = this.node(pair.key, range);
      if (key.kind !== 'scalar') throw new Unreadable({ reason: 'key', detail: '', range: key.range });
      const value = this.node(pair.value, { start: key.range.end, end: key.range.end });
      if (key.plain && key.text === '<<') merged.push(...mergedEntries(value));
      else own.push({ key, value, merged: false });
    }
    return { kind: 'map', entries: [...merged, ...own], range };
  }
}

interface PairSource {
  readonly key: Node | null;
  readonly value: Node | null;
}

/** `<<` takes a map or a list of maps; of several, the first one wins, so it goes last. */
function mergedEntries(value: YamlNode): readonly YamlEntry[] {
  if (value.kind === 'map') return value.entries.map(entry => ({ ...entry, merged: true }));
  if (value.kind === 'list') return [...value.items].reverse().flatMap(mergedEntries);
  throw new Unreadable({ reason: 'key', detail: '<<', range: value.range });
}

interface ScalarSource {
  readonly value: unknown;
  readonly source?: string;
  readonly type?: string;
  readonly tag?: string;
}

function scalar(source: ScalarSource, range: TextRange): YamlScalar {
  const text = source.source ?? (typeof source.value === 'string' ? source.value : '');
  const plain = source.type === 'PLAIN' || source.type === undefined;
  return { kind: 'scalar', value: taggedValue(text, plain, source.tag, range), text, plain, range };
}

/** An unknown tag leaves the text as it is; `!!str`, `!!int` and their like decide over the style. */
function taggedValue(text: string, plain: boolean, tag: string | undefined, range: TextRange): ScalarValue {
  const core = 'tag:yaml.org,2002:';
  if (tag === undefined) return plain ? resolvePlainScalar(text) : text;
  if (!tag.startsWith(core) && !tag.startsWith('!!')) return text;
  const kind = tag.replace(core, '').replace('!!', '');
  switch (kind) {
    case 'str':
      return text;
    case 'binary':
      return Buffer.from(text.replace(/\s/g, ''), 'base64').toString('utf8');
    case 'int':
    case 'float':
    case 'bool':
    case 'null':
    case 'timestamp': {
      const value = resolvePlainScalar(text);
      if (!fits(kind, value)) throw new Unreadable({ reason: 'tag', detail: tag, range });
      return kind === 'float' && typeof value === 'bigint' ? Number(value) : value;
    }
    default:
      return text;
  }
}

function fits(kind: string, value: ScalarValue): boolean {
  switch (kind) {
    case 'int':
      return typeof value === 'bigint';
    case 'float':
      return typeof value === 'bigint' || typeof value === 'number';
    case 'bool':
      return typeof value === 'boolean';
    case 'null':
      return value === null;
    default:
      return typeof value === 'string';
  }
}

function rangeOf(node: Node): TextRange {
  const range = node.range;
  return range === null || range === undefined ? { start: 0, end: 0 } : { start: range[0], end: range[1] };
}
