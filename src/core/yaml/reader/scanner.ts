import type { Mark } from './cursor';
import { Cursor } from './cursor';
import { scanBlockScalar } from './scanBlock';
import { scanAnchor, scanDirective, scanTag } from './scanProperties';
import { scanPlainScalar, scanQuotedScalar } from './scanScalar';
import type { Token, TokenKind } from './token';
import { makeToken } from './token';
import { scannerFault } from './yamlFault';

/** A token that turns out to be a key when a colon follows on the same line. */
interface SimpleKey {
  possible: boolean;
  /** The token waits in the queue until it is known. Go forgets to wait when a flow collection ends without a key in it. */
  waits: boolean;
  required: boolean;
  tokenNumber: number;
  mark: Mark;
  index: number;
  column: number;
}

const code = (character: string): number => character.charCodeAt(0);
const percent = code('%');
const dash = code('-');
const hash = code('#');
const bar = code('|');
const maxKeyCharacters = 1024;
/** What a plain scalar cannot begin with, whatever follows. */
const indicators = new Set([...',[]{}#&*!|>\'"%@`'].map(code));

/** Makes tokens of a text, with the rules and the oddities of Go's YAML reader. Throws `YamlFault`. */
export class Scanner {
  readonly cursor: Cursor;
  readonly #queue: Token[] = [];
  #head = 0;
  /** Tokens that were taken from the queue. */
  #taken = 0;
  #indent = -1;
  readonly #indents: number[] = [];
  #flowLevel = 0;
  #keyAllowed = true;
  /** One for each flow level; the first one is of the block. */
  readonly #keys: SimpleKey[];
  /** The first token of the queue, once it is known to be no key. */
  #ready: Token | undefined;

  constructor(bytes: Uint8Array) {
    this.cursor = new Cursor(bytes);
    this.#keys = [this.#newKey()];
  }

  /** The next token, which stays. */
  peek(): Token {
    return this.#ready ?? (this.#ready = this.#makeReady());
  }

  take(): Token {
    const token = this.peek();
    this.#ready = undefined;
    this.#head++;
    this.#taken++;
    if (this.#head === this.#queue.length) {
      this.#queue.length = 0;
      this.#head = 0;
    }
    return token;
  }

  #makeReady(): Token {
    for (;;) {
      const token = this.#queue[this.#head];
      if (token !== undefined && !this.#mayBeKey()) return token;
      this.#fetch();
    }
  }

  /** Whether the first token of the queue may turn out to be a key. */
  #mayBeKey(): boolean {
    for (const key of this.#keys) if (key.waits && key.tokenNumber === this.#taken) return this.#isValid(key);
    return false;
  }

  #fetch(): void {
    const { cursor } = this;
    cursor.need(1);
    this.#skipToToken();
    this.#unroll(cursor.column);
    cursor.need(4);
    const byte = cursor.peek();
    if (byte === 0) this.#endStream();
    else if (cursor.column === 0 && byte === percent) this.#atTop(() => scanDirective(cursor));
    else if (cursor.isDocumentMark()) {
      this.#atTop(() => this.#indicator(byte === dash ? 'documentStart' : 'documentEnd', 3));
    } else this.#fetchContent(byte);
  }

  #fetchContent(byte: number): void {
    const { cursor } = this;
    const inFlow = this.#flowLevel > 0;
    switch (byte) {
      case 0x5b: // [
        return this.#openFlow('flowListStart');
      case 0x7b: // {
        return this.#openFlow('flowMapStart');
      case 0x5d: // ]
        return this.#closeFlow('flowListEnd');
      case 0x7d: // }
        return this.#closeFlow('flowMapEnd');
      case 0x2c: // ,
        this.#removeKey();
        this.#keyAllowed = true;
        return this.#add(this.#indicator('flowEntry'));
      case 0x2d: // -
        if (cursor.isBlankOrEnd(1)) return this.#blockEntry();
        break;
      case 0x3f: // ?
        if (inFlow || cursor.isBlankOrEnd(1)) return this.#key();
        break;
      case 0x3a: // :
        if (inFlow || cursor.isBlankOrEnd(1)) return this.#value();
        break;
      case 0x2a: // *
        return this.#node(() => scanAnchor(cursor, 'alias'));
      case 0x26: // &
        return this.#node(() => scanAnchor(cursor, 'anchor'));
      case 0x21: // !
        return this.#node(() => scanTag(cursor));
      case 0x7c: // |
      case 0x3e: // >
        if (!inFlow) return this.#blockScalar(byte === bar);
        break;
      case 0x27: // '
      case 0x22: // "
        return this.#quotedScalar();
    }
    if (indicators.has(byte) || cursor.isBlankOrEnd())
      throw scannerFault('found character that cannot start any token', cursor.mark());
    this.#plainScalar();
  }

  #plainScalar(): void {
    this.#saveKey();
    this.#keyAllowed = false;
    const { token, broken } = scanPlainScalar(this.cursor, this.#indent, this.#flowLevel > 0);
    this.#add(token);
    if (broken) this.#keyAllowed = true;
  }

  #quotedScalar(): void {
    this.#saveKey();
    this.#keyAllowed = false;
    this.#add(scanQuotedScalar(this.cursor));
  }

  #blockScalar(literal: boolean): void {
    this.#removeKey();
    this.#keyAllowed = true;
    this.#add(scanBlockScalar(this.cursor, this.#indent, literal));
  }

  /** A token that may be a key and after which none may begin. */
  #node(scan: () => Token): void {
    this.#saveKey();
    this.#keyAllowed = false;
    this.#add(scan());
  }

  /** A directive or a mark between documents. */
  #atTop(scan: () => Token): void {
    this.#unroll(-1);
    this.#removeKey();
    this.#keyAllowed = false;
    this.#add(scan());
  }

  #endStream(): void {
    this.cursor.endLine();
    this.#unroll(-1);
    this.#removeKey();
    this.#keyAllowed = false;
    this.#add(this.#indicator('streamEnd', 0));
  }

  #openFlow(kind: TokenKind): void {
    this.#saveKey();
    this.#keys.push(this.#newKey());
    this.#flowLevel++;
    this.#keyAllowed = true;
    this.#add(this.#indicator(kind));
  }

  #closeFlow(kind: TokenKind): void {
    this.#removeKey();
    if (this.#flowLevel > 0) {
      this.#flowLevel--;
      const number = this.#keys.pop()?.tokenNumber;
      for (const key of this.#keys) if (key.tokenNumber === number) key.waits = false;
    }
    this.#keyAllowed = false;
    this.#add(this.#indicator(kind));
  }

  #blockEntry(): void {
    if (this.#flowLevel === 0) {
      this.#mustBeAllowed('block sequence entries are not allowed in this context');
      this.#roll(this.cursor.column, -1, 'blockListStart', this.cursor.mark());
    }
    this.#removeKey();
    this.#keyAllowed = true;
    this.#add(this.#indicator('blockEntry'));
  }

  #key(): void {
    if (this.#flowLevel === 0) {
      this.#mustBeAllowed('mapping keys are not allowed in this context');
      this.#roll(this.cursor.column, -1, 'blockMapStart', this.cursor.mark());
    }
    this.#removeKey();
    this.#keyAllowed = this.#flowLevel === 0;
    this.#add(this.#indicator('key'));
  }

  #value(): void {
    const key = this.#keys.at(-1);
    if (key !== undefined && this.#isValid(key)) {
      this.#insert(key.tokenNumber - this.#taken, makeToken('key', key.mark, key.mark));
      this.#roll(key.column, key.tokenNumber, 'blockMapStart', key.mark);
      key.possible = key.waits = false;
      this.#keyAllowed = false;
    } else {
      if (this.#flowLevel === 0) {
        this.#mustBeAllowed('mapping values are not allowed in this context');
        this.#roll(this.cursor.column, -1, 'blockMapStart', this.cursor.mark());
      }
      this.#keyAllowed = this.#flowLevel === 0;
    }
    this.#add(this.#indicator('value'));
  }

  #mustBeAllowed(sentence: string): void {
    if (!this.#keyAllowed) throw scannerFault(sentence, this.cursor.mark());
  }

  #indicator(kind: TokenKind, bytes = 1): Token {
    const start = this.cursor.mark();
    if (bytes === 0) return makeToken(kind, start, start);
    this.cursor.skipBytes(bytes);
    return makeToken(kind, start, this.cursor.mark());
  }

  #add(token: Token): void {
    this.#queue.push(token);
  }

  #insert(position: number, token: Token): void {
    if (position < 0) this.#queue.push(token);
    else this.#queue.splice(this.#head + position, 0, token);
  }

  /** Opens a block when the column is deeper than the one it stands in. `number`: of the token before which it opens. */
  #roll(column: number, number: number, kind: TokenKind, mark: Mark): void {
    if (this.#flowLevel > 0 || this.#indent >= column) return;
    this.#indents.push(this.#indent);
    this.#indent = column;
    this.#insert(number === -1 ? -1 : number - this.#taken, makeToken(kind, mark, mark));
  }

  /** Closes the blocks that are deeper than the column. */
  #unroll(column: number): void {
    if (this.#flowLevel > 0) return;
    while (this.#indent > column) {
      this.#add(this.#indicator('blockEnd', 0));
      this.#indent = this.#indents.pop() ?? -1;
    }
  }

  #newKey(): SimpleKey {
    const { cursor } = this;
    return {
      possible: false,
      waits: false,
      required: false,
      tokenNumber: this.#taken + this.#queue.length - this.#head,
      mark: cursor.mark(),
      index: cursor.index,
      column: cursor.column,
    };
  }

  /** YAML 1.1: a key without `?` stands on one line, and its colon at most 1024 characters on. */
  #isValid(key: SimpleKey): boolean {
    if (!key.possible) return false;
    const { cursor } = this;
    if (key.mark.line >= cursor.line && key.index + maxKeyCharacters >= cursor.index) return true;
    this.#mustNotBeRequired(key);
    key.possible = false;
    return false;
  }

  #saveKey(): void {
    if (!this.#keyAllowed) return;
    const { cursor } = this;
    const key = this.#keys.at(-1);
    if (key === undefined) return;
    const { column } = cursor;
    const required = this.#flowLevel === 0 && this.#indent === column;
    this.#removeKey();
    key.possible = key.waits = true;
    key.required = required;
    key.tokenNumber = this.#taken + this.#queue.length - this.#head;
    key.mark = cursor.mark();
    key.index = cursor.index;
    key.column = column;
  }

  #removeKey(): void {
    const key = this.#keys.at(-1);
    if (key === undefined || !key.possible) return;
    this.#mustNotBeRequired(key);
    key.possible = key.waits = false;
  }

  #mustNotBeRequired(key: SimpleKey): void {
    if (key.required) throw scannerFault("could not find expected ':'", this.cursor.mark(), key.mark);
  }

  /** Skips blanks, comments and line breaks. A tab may not indent. */
  #skipToToken(): void {
    const { cursor } = this;
    for (;;) {
      cursor.need(1);
      const tabs = this.#flowLevel > 0 || !this.#keyAllowed;
      while (cursor.peek() === 0x20 || (tabs && cursor.peek() === 0x09)) {
        cursor.skipBytes(1);
        cursor.need(1);
      }
      if (cursor.peek() === hash) cursor.skipLine();
      if (cursor.breakWidth() === 0) return;
      cursor.need(2);
      cursor.readBreak();
      if (this.#flowLevel === 0) this.#keyAllowed = true;
    }
  }
}
