import { compareUtf8 } from './bytes';

/** A Go struct is a `Map` in field order; a Go map is a plain object, written with sorted keys. `undefined` is left out. */
export type GoJson =
  null | undefined | boolean | number | bigint | string | readonly GoJson[] | ReadonlyMap<string, GoJson> | GoObject;

export interface GoObject {
  readonly [key: string]: GoJson;
}

/**
 * JSON, byte for byte as Go's `encoding/json` Marshal writes it since Go 1.22: `<`, `>`, `&`, U+2028 and U+2029
 * are escaped, map keys are sorted by their UTF-8 bytes, other text is raw UTF-8, and what is not a character becomes the
 * escape of U+FFFD. JSON.stringify differs in those, and orders keys like `10` and `9` as numbers.
 */
export function formatGoJson(value: GoJson): string {
  return new Writer('').value(value, '\n');
}

/** The same with each member on a line of its own, as MarshalIndent writes it. */
export function formatGoJsonIndented(value: GoJson, indent: string): string {
  return new Writer(indent).value(value, '\n');
}

class Writer {
  constructor(private readonly indent: string) {}

  /** `line`: a line break and the blanks that the value's own lines begin with. */
  value(value: GoJson, line: string): string {
    if (value === null || value === undefined) return 'null';
    if (typeof value === 'string') return quote(value);
    if (typeof value === 'number') return formatNumber(value);
    if (typeof value === 'boolean' || typeof value === 'bigint') return String(value);
    const inner = line + this.indent;
    if (isArray(value))
      return this.#enclose(
        '[',
        value.map(item => this.value(item, inner)),
        ']',
        line,
      );
    const entries = isMap(value) ? [...value] : Object.entries(value).sort(([a], [b]) => compareUtf8(a, b));
    const colon = this.indent === '' ? ':' : ': ';
    const members = entries.flatMap(([key, member]) =>
      member === undefined ? [] : [quote(key) + colon + this.value(member, inner)],
    );
    return this.#enclose('{', members, '}', line);
  }

  #enclose(open: string, members: readonly string[], close: string, line: string): string {
    if (this.indent === '' || members.length === 0) return open + members.join(',') + close;
    return open + line + this.indent + members.join(`,${line}${this.indent}`) + line + close;
  }
}

const loneSurrogate = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

function quote(text: string): string {
  const parts = text.split(loneSurrogate).map(part => JSON.stringify(part).slice(1, -1));
  const escaped = parts.join('\\ufffd').replace(/[<>&\u2028\u2029]/g, escapeUnit);
  return `"${escaped}"`;
}

function escapeUnit(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

/** Go and JavaScript both write the shortest decimal that reads back, with the same bounds for the exponent. */
function formatNumber(value: number): string {
  if (!Number.isFinite(value)) throw new RangeError('JSON has no infinity and no NaN');
  return Object.is(value, -0) ? '-0' : String(value);
}

function isArray(value: GoJson): value is readonly GoJson[] {
  return Array.isArray(value);
}

function isMap(value: ReadonlyMap<string, GoJson> | GoObject): value is ReadonlyMap<string, GoJson> {
  return value instanceof Map;
}
