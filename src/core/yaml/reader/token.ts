import type { Mark } from './cursor';

export type TokenKind =
  | 'streamEnd'
  | 'version'
  | 'tagDirective'
  | 'documentStart'
  | 'documentEnd'
  | 'blockListStart'
  | 'blockMapStart'
  | 'blockEnd'
  | 'flowListStart'
  | 'flowListEnd'
  | 'flowMapStart'
  | 'flowMapEnd'
  | 'blockEntry'
  | 'flowEntry'
  | 'key'
  | 'value'
  | 'alias'
  | 'anchor'
  | 'tag'
  | 'scalar';

export interface Token {
  readonly kind: TokenKind;
  readonly start: Mark;
  readonly end: Mark;
  /** Of a scalar its text, of an anchor or alias its name, of a tag or %TAG its handle, of %YAML its version. */
  readonly text: string;
  /** Of a tag its suffix, of %TAG its prefix. */
  readonly suffix: string;
  /** Whether a scalar is written without quotes and not as a block. */
  readonly plain: boolean;
}

export function makeToken(kind: TokenKind, start: Mark, end: Mark, text = '', suffix = '', plain = false): Token {
  return { kind, start, end, text, suffix, plain };
}
