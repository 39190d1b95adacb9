import type { Mark } from './cursor';
import { Scanner } from './scanner';
import type { Token, TokenKind } from './token';
import type { YamlFault } from './yamlFault';
import { parserFault } from './yamlFault';

export type EventKind =
  'documentStart' | 'documentEnd' | 'streamEnd' | 'scalar' | 'alias' | 'mapStart' | 'mapEnd' | 'listStart' | 'listEnd';

export interface YamlEvent {
  readonly kind: EventKind;
  /** Bytes, without anchor and tag. Of an empty value the place where it would stand. */
  readonly start: number;
  readonly end: number;
  /** Counted from 0, of the first property or of the value: where Go says that a node is. */
  readonly line: number;
  /** Of a scalar its text, of an alias its name. */
  readonly text: string;
  /** Not quoted and not tagged: the text decides what it is. */
  readonly implicit: boolean;
  /** Written without quotes, and not as a block. */
  readonly plain: boolean;
  readonly anchor: string;
  /** In full (`tag:yaml.org,2002:str`); empty when there is none. */
  readonly tag: string;
}

/** What to do with the next token. */
type State =
  | 'implicitDocument'
  | 'document'
  | 'documentContent'
  | 'documentEnd'
  | 'blockNode'
  | 'blockListItem'
  | 'indentlessItem'
  | 'blockMapKey'
  | 'blockMapValue'
  | 'flowListFirst'
  | 'flowListItem'
  | 'pairKey'
  | 'pairValue'
  | 'pairEnd'
  | 'flowMapFirst'
  | 'flowMapKey'
  | 'flowMapValue'
  | 'flowMapNoValue'
  | 'end';

interface Properties {
  readonly start: Mark;
  readonly end: Mark;
  readonly anchor: string;
  readonly tag: string;
}

const standardTag = 'tag:yaml.org,2002:';

/** Reads a YAML text event by event, by the grammar of YAML 1.1 and as Go's reader takes it; no tree, no recursion. */
export class YamlEvents {
  readonly #scanner: Scanner;
  #state: State = 'implicitDocument';
  readonly #states: State[] = [];
  /** Where the open collections began. */
  readonly #opened: Mark[] = [];
  #tagHandles = new Map<string, string>();

  constructor(bytes: Uint8Array) {
    this.#scanner = new Scanner(bytes);
  }

  /** Throws `YamlFault`. Behind the end of the stream it gives that again. */
  next(): YamlEvent {
    switch (this.#state) {
      case 'implicitDocument':
        return this.#documentStart(true);
      case 'document':
        return this.#documentStart(false);
      case 'documentContent':
        return this.#isAtDocument()
          ? this.#emptyThen(this.#pop(), this.#scanner.peek().start)
          : this.#node(true, false);
      case 'documentEnd':
        return this.#documentEnd();
      case 'blockNode':
        return this.#node(true, false);
      case 'blockListItem':
        return this.#blockListItem();
      case 'indentlessItem':
        return this.#indentlessItem();
      case 'blockMapKey':
        return this.#blockMapKey();
      case 'blockMapValue':
        return this.#blockMapValue();
      case 'flowListFirst':
      case 'flowListItem':
        return this.#flowListItem(this.#state === 'flowListFirst');
      case 'pairKey':
        return this.#pairKey();
      case 'pairValue':
        return this.#flowValue('pairEnd', 'flowListEnd');
      case 'pairEnd':
        this.#state = 'flowListItem';
        return eventAt('mapEnd', this.#scanner.peek().start);
      case 'flowMapFirst':
      case 'flowMapKey':
        return this.#flowMapKey(this.#state === 'flowMapFirst');
      case 'flowMapValue':
        return this.#flowValue('flowMapKey', 'flowMapEnd');
      case 'flowMapNoValue':
        return this.#emptyThen('flowMapKey', this.#scanner.peek().start);
      case 'end':
        return eventAt('streamEnd', this.#scanner.peek().start);
    }
  }

  #isNext(kind: TokenKind, second?: TokenKind, third?: TokenKind, fourth?: TokenKind): boolean {
    const next = this.#scanner.peek().kind;
    return next === kind || next === second || next === third || next === fourth;
  }

  /** Whether a document ends here, or its end is all that is left. */
  #isAtDocument(): boolean {
    return this.#isNext('version', 'tagDirective', 'documentStart', 'documentEnd') || this.#isNext('streamEnd');
  }

  #pop(): State {
    return this.#states.pop() ?? 'end';
  }

  #documentStart(implicit: boolean): YamlEvent {
    while (!implicit && this.#isNext('documentEnd')) this.#scanner.take();
    const first = this.#scanner.peek();
    if (first.kind === 'streamEnd') {
      this.#state = 'end';
      return eventAt('streamEnd', first.start);
    }
    const isExplicit = !implicit || this.#isNext('version', 'tagDirective', 'documentStart');
    this.#readDirectives();
    if (isExplicit) {
      const token = this.#scanner.peek();
      if (token.kind !== 'documentStart') throw parserFault('did not find expected <document start>', token.start);
      this.#scanner.take();
    }
    this.#states.push('documentEnd');
    this.#state = isExplicit ? 'documentContent' : 'blockNode';
    return eventAt('documentStart', first.start);
  }

  #readDirectives(): void {
    let hasVersion = false;
    for (; this.#isNext('version', 'tagDirective'); this.#scanner.take()) {
      const { kind, start, text, suffix } = this.#scanner.peek();
      if (kind === 'version') {
        if (hasVersion) throw parserFault('found duplicate %YAML directive', start);
        if (text !== '1.1') throw parserFault('found incompatible YAML document', start);
        hasVersion = true;
      } else {
        if (this.#tagHandles.has(text)) throw parserFault('found duplicate %TAG directive', start);
        this.#tagHandles.set(text, suffix);
      }
    }
    if (!this.#tagHandles.has('!')) this.#tagHandles.set('!', '!');
    if (!this.#tagHandles.has('!!')) this.#tagHandles.set('!!', standardTag);
  }

  #documentEnd(): YamlEvent {
    const { kind, start } = this.#scanner.peek();
    if (kind === 'documentEnd') this.#scanner.take();
    this.#tagHandles = new Map();
    this.#state = 'document';
    return eventAt('documentEnd', start);
  }

  #node(block: boolean, indentless: boolean): YamlEvent {
    const first = this.#scanner.peek();
    if (first.kind === 'alias') {
      this.#scanner.take();
      this.#state = this.#pop();
      return { ...eventAt('alias', first.start), end: first.end.offset, text: first.text };
    }
    const properties = this.#readProperties(first);
    const token = this.#scanner.peek();
    switch (token.kind) {
      case 'blockEntry':
        if (!indentless) break;
        return this.#open('listStart', 'indentlessItem', token, properties);
      case 'scalar':
        this.#scanner.take();
        this.#state = this.#pop();
        return scalarEvent(token, properties);
      case 'flowListStart':
        return this.#open('listStart', 'flowListFirst', token, properties);
      case 'flowMapStart':
        return this.#open('mapStart', 'flowMapFirst', token, properties);
      case 'blockListStart':
        if (!block) break;
        return this.#open('listStart', 'blockListItem', token, properties);
      case 'blockMapStart':
        if (!block) break;
        return this.#open('mapStart', 'blockMapKey', token, properties);
    }
    if (properties.anchor === '' && properties.tag === '')
      throw parserFault('did not find expected node content', token.start, properties.start);
    this.#state = this.#pop();
    return { ...emptyAt(properties.end), ...propertiesOf(properties), implicit: properties.tag === '' };
  }

  #readProperties(first: Token): Properties {
    let last = first;
    let anchor: Token | undefined;
    let tag: Token | undefined;
    if (this.#isNext('anchor')) last = anchor = this.#scanner.take();
    if (this.#isNext('tag')) {
      last = tag = this.#scanner.take();
      if (anchor === undefined && this.#isNext('anchor')) last = anchor = this.#scanner.take();
    }
    const fullTag = tag === undefined ? '' : this.#fullTag(tag, first.start);
    return { start: first.start, end: last.end, anchor: anchor?.text ?? '', tag: fullTag };
  }

  #fullTag({ text: handle, suffix, start }: Token, context: Mark): string {
    if (handle === '') return suffix;
    const prefix = this.#tagHandles.get(handle);
    if (prefix === undefined) throw parserFault('found undefined tag handle', start, context);
    return prefix + suffix;
  }

  /** Begins a collection. The token that a block begins with says no more; a bracket is part of it. */
  #open(kind: EventKind, state: State, token: Token, properties: Properties): YamlEvent {
    if (state !== 'indentlessItem') {
      this.#opened.push(token.start);
      this.#scanner.take();
    }
    this.#state = state;
    return { ...eventAt(kind, token.start), end: token.end.offset, ...propertiesOf(properties) };
  }

  #close(kind: EventKind): YamlEvent {
    const { start, end } = this.#scanner.take();
    this.#opened.pop();
    this.#state = this.#pop();
    return { ...eventAt(kind, start), end: end.offset };
  }

  #unexpected(sentence: string): YamlFault {
    return parserFault(sentence, this.#scanner.peek().start, this.#opened.at(-1));
  }

  #blockListItem(): YamlEvent {
    if (this.#isNext('blockEnd')) return this.#close('listEnd');
    if (!this.#isNext('blockEntry')) throw this.#unexpected("did not find expected '-' indicator");
    const { end } = this.#scanner.take();
    if (this.#isNext('blockEntry', 'blockEnd')) return this.#emptyThen('blockListItem', end);
    return this.#nodeThen('blockListItem', true, false);
  }

  /** A list whose dashes stand no deeper than the key that it belongs to. */
  #indentlessItem(): YamlEvent {
    if (!this.#isNext('blockEntry')) {
      this.#state = this.#pop();
      return eventAt('listEnd', this.#scanner.peek().start);
    }
    const { end } = this.#scanner.take();
    if (this.#isNext('blockEntry', 'key', 'value', 'blockEnd')) return this.#emptyThen('indentlessItem', end);
    return this.#nodeThen('indentlessItem', true, false);
  }

  #blockMapKey(): YamlEvent {
    if (this.#isNext('blockEnd')) return this.#close('mapEnd');
    if (!this.#isNext('key')) throw this.#unexpected('did not find expected key');
    const { end } = this.#scanner.take();
    if (this.#isNext('key', 'value', 'blockEnd')) return this.#emptyThen('blockMapValue', end);
    return this.#nodeThen('blockMapValue', true, true);
  }

  #blockMapValue(): YamlEvent {
    if (!this.#isNext('value')) return this.#emptyThen('blockMapKey', this.#scanner.peek().start);
    const { end } = this.#scanner.take();
    if (this.#isNext('key', 'value', 'blockEnd')) return this.#emptyThen('blockMapKey', end);
    return this.#nodeThen('blockMapKey', true, true);
  }

  #flowListItem(first: boolean): YamlEvent {
    this.#betweenItems(first, 'flowListEnd', "did not find expected ',' or ']'");
    if (this.#isNext('flowListEnd')) return this.#close('listEnd');
    if (!this.#isNext('key')) return this.#nodeThen('flowListItem', false, false);
    const { start, end } = this.#scanner.take();
    this.#state = 'pairKey';
    return { ...eventAt('mapStart', start), end: end.offset };
  }

  #pairKey(): YamlEvent {
    if (!this.#isNext('value', 'flowEntry', 'flowListEnd')) return this.#nodeThen('pairValue', false, false);
    // Go drops the token here.
    const { end } = this.#scanner.take();
    return this.#emptyThen('pairValue', end);
  }

  #flowMapKey(first: boolean): YamlEvent {
    this.#betweenItems(first, 'flowMapEnd', "did not find expected ',' or '}'");
    if (this.#isNext('flowMapEnd')) return this.#close('mapEnd');
    if (!this.#isNext('key')) return this.#nodeThen('flowMapNoValue', false, false);
    this.#scanner.take();
    if (this.#isNext('value', 'flowEntry', 'flowMapEnd'))
      return this.#emptyThen('flowMapValue', this.#scanner.peek().start);
    return this.#nodeThen('flowMapValue', false, false);
  }

  #flowValue(then: State, close: TokenKind): YamlEvent {
    if (this.#isNext('value')) {
      this.#scanner.take();
      if (!this.#isNext('flowEntry', close)) return this.#nodeThen(then, false, false);
    }
    return this.#emptyThen(then, this.#scanner.peek().start);
  }

  #betweenItems(first: boolean, close: TokenKind, sentence: string): void {
    if (first || this.#isNext(close)) return;
    if (!this.#isNext('flowEntry')) throw this.#unexpected(sentence);
    this.#scanner.take();
  }

  #nodeThen(state: State, block: boolean, indentless: boolean): YamlEvent {
    this.#states.push(state);
    return this.#node(block, indentless);
  }

  #emptyThen(state: State, at: Mark): YamlEvent {
    this.#state = state;
    return emptyAt(at);
  }
}

function eventAt(kind: EventKind, { offset, line }: Mark): YamlEvent {
  return { kind, start: offset, end: offset, line, text: '', implicit: false, plain: false, anchor: '', tag: '' };
}

function emptyAt({ offset, line }: Mark): YamlEvent {
  return {
    kind: 'scalar',
    start: offset,
    end: offset,
    line,
    text: '',
    implicit: true,
    plain: true,
    anchor: '',
    tag: '',
  };
}

function scalarEvent({ start, end, text, plain }: Token, { start: first, anchor, tag }: Properties): YamlEvent {
  const implicit = (tag === '' && plain) || tag === '!';
  return { kind: 'scalar', start: start.offset, end: end.offset, line: first.line, text, implicit, plain, anchor, tag };
}

function propertiesOf({ start, anchor, tag }: Properties): Pick<YamlEvent, 'line' | 'anchor' | 'tag'> {
  return { line: start.line, anchor, tag };
}
