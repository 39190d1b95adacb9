import type { Mark } from './cursor';

/** What stops a text from being read, in the words of Go's reader, with its place in bytes. */
export class YamlFault extends Error {
  constructor(
    readonly reason: 'syntax' | 'tooDeep' | 'aliases' | 'unknownAnchor' | 'key' | 'tag' | 'unsupportedKey',
    /** Without the line. */
    readonly sentence: string,
    readonly start: number,
    readonly end: number,
    /** As Go says it; missing where Go names none. */
    readonly line?: number,
  ) {
    super(sentence);
  }

  /** As Helm prints it behind `error converting YAML to JSON: `. */
  get goText(): string {
    if (this.reason === 'unsupportedKey') return this.sentence;
    return `yaml: ${this.line === undefined ? '' : `line ${this.line}: `}${this.sentence}`;
  }
}

const begunThing = /^could not find expected ':'|^found unexpected end of stream/;

/** `at`: where the scanner stood. `context`: where the thing began that it could not finish; the user looks there. */
export function scannerFault(sentence: string, at: Mark, context: Mark = at): YamlFault {
  const place = begunThing.test(sentence) ? context.offset : at.offset;
  return new YamlFault('syntax', sentence, place, place + 1, at.line === 0 ? undefined : at.line + 1);
}

/** Go names the line before here: it counts from 0 and does not add one. */
export function parserFault(sentence: string, at: Mark, context?: Mark): YamlFault {
  const line = at.line !== 0 ? at.line : (context?.line ?? 0);
  return new YamlFault('syntax', sentence, at.offset, at.offset + 1, line === 0 ? undefined : line);
}
