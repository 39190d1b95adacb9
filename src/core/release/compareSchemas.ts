import { decodeUtf8Lossy, equalBytes } from '../../util/bytes';
import type { ChangeKind, ChartChange } from './change';
import { change } from './change';
import { limits } from './limits';

type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
type Schema = Readonly<Record<string, Json>>;

const file = 'values.schema.json';

/** Keywords that say something to people and nothing to a validator. */
const annotations = new Set([
  'title',
  'description',
  'default',
  'examples',
  '$comment',
  '$schema',
  '$id',
  'deprecated',
]);

/** Greater is stricter (`1`), or smaller is stricter (`-1`). */
const numericLimits: Readonly<Record<string, 1 | -1>> = {
  minimum: 1,
  exclusiveMinimum: 1,
  minLength: 1,
  minItems: 1,
  minProperties: 1,
  maximum: -1,
  exclusiveMaximum: -1,
  maxLength: -1,
  maxItems: -1,
  maxProperties: -1,
};

/**
 * Whether values that were accepted may now be refused, keyword by keyword (JSON Schema draft 7, which Helm reads). A keyword
 * whose effect is not compared (`oneOf`, `$ref`, `if`, ...) counts as stricter when it changed: better a version too high.
 */
export function compareSchemas(before: Uint8Array | undefined, after: Uint8Array | undefined): readonly ChartChange[] {
  if (before === undefined) return after === undefined ? [] : [change('schemaAdded', file)];
  if (after === undefined) return [change('schemaRemoved', file)];
  if (equalBytes(before, after)) return [];
  const old = readSchema(before);
  const now = readSchema(after);
  if (old === undefined || now === undefined) return [change('schemaKeywordChanged', file)];
  const comparison = new Comparison();
  comparison.schemas('', old, now, 0);
  return comparison.changes.length > 0 ? comparison.changes : [change('schemaTextChanged', file)];
}

function readSchema(bytes: Uint8Array): Schema | undefined {
  try {
    const value = JSON.parse(decodeUtf8Lossy(bytes)) as Json;
    return asSchema(value);
  } catch {
    return undefined; // the package writer says so, with Helm's words
  }
}

class Comparison {
  readonly changes: ChartChange[] = [];

  schemas(path: string, before: Schema, after: Schema, depth: number): void {
    const handled = new Set(['type', 'enum', 'required', 'properties', 'additionalProperties', 'items', 'pattern']);
    this.#types(path, before['type'], after['type']);
    this.#enums(path, before, after);
    this.#required(path, names(before['required']), names(after['required']));
    this.#properties(path, before, after, depth);
    this.#closing(path, before, after, depth);
    this.#items(path, before, after, depth);
    this.#pattern(path, before['pattern'], after['pattern']);
    for (const key of new Set([...Object.keys(before), ...Object.keys(after)])) {
      if (handled.has(key) || annotations.has(key) || equal(before[key], after[key])) continue;
      this.#keyword(path, key, before[key], after[key], depth);
    }
  }

  #add(kind: ChangeKind, path: string, before?: string, after?: string): void {
    this.changes.push(change(kind, path === '' ? file : path, before, after));
  }

  #keyword(path: string, key: string, before: Json | undefined, after: Json | undefined, depth: number): void {
    const direction = Object.hasOwn(numericLimits, key) ? numericLimits[key] : undefined;
    if (direction !== undefined) return this.#limit(path, key, direction, before, after);
    if (key === 'definitions' || key === '$defs')
      return this.#definitions(path, asSchema(before), asSchema(after), depth);
    this.#add(after === undefined ? 'schemaOpened' : 'schemaKeywordChanged', path, key);
  }

  #limit(path: string, key: string, direction: 1 | -1, before: Json | undefined, after: Json | undefined): void {
    const open = -direction * Infinity;
    const old = typeof before === 'number' ? before : open;
    const now = typeof after === 'number' ? after : open;
    const stricter = direction * (now - old) > 0;
    const show = (value: Json | undefined): string | undefined =>
      value === undefined ? undefined : `${key} ${JSON.stringify(value)}`;
    this.#add(stricter ? 'schemaLimitTightened' : 'schemaLimitLoosened', path, show(before), show(after));
  }

  /** A definition has an effect where it is used: each is compared by itself, unused ones too. */
  #definitions(path: string, before: Schema = {}, after: Schema = {}, depth: number): void {
    for (const name of Object.keys(before)) {
      const old = asSchema(before[name]);
      const now = asSchema(after[name]);
      if (old !== undefined && now !== undefined) this.#deeper(join(path, name), old, now, depth);
    }
  }

  #types(path: string, before: Json | undefined, after: Json | undefined): void {
    const old = typeNames(before);
    const now = typeNames(after);
    if (equal(old, now)) return;
    const lost = [...old].some(type => !now.includes(type));
    this.#add(lost ? 'schemaTypeNarrowed' : 'schemaTypeWidened', path, typeText(before), typeText(after));
  }

  #enums(path: string, before: Schema, after: Schema): void {
    const old = list(before['enum']);
    const now = list(after['enum']);
    if (equal(old ?? null, now ?? null)) return;
    const has = (values: readonly Json[] | undefined, value: Json): boolean =>
      values === undefined || values.some(other => equal(other, value));
    const narrowed = now !== undefined && (old === undefined || old.some(value => !has(now, value)));
    const text = (values: readonly Json[] | undefined): string | undefined => values && JSON.stringify(values);
    this.#add(narrowed ? 'schemaEnumNarrowed' : 'schemaEnumWidened', path, text(old), text(now));
  }

  #required(path: string, before: readonly string[], after: readonly string[]): void {
    for (const name of after) if (!before.includes(name)) this.#add('schemaRequiredAdded', join(path, name));
    for (const name of before) if (!after.includes(name)) this.#add('schemaRequiredRemoved', join(path, name));
  }

  #properties(path: string, before: Schema, after: Schema, depth: number): void {
    const old = asSchema(before['properties']) ?? {};
    const now = asSchema(after['properties']) ?? {};
    for (const name of Object.keys(old)) {
      const oldProperty = asSchema(old[name]) ?? {};
      if (Object.hasOwn(now, name)) this.#deeper(join(path, name), oldProperty, asSchema(now[name]) ?? {}, depth);
      else this.#add(isClosed(after) ? 'schemaPropertyRemoved' : 'schemaPropertyReleased', join(path, name));
    }
    for (const name of Object.keys(now).filter(other => !Object.hasOwn(old, other))) {
      // Where anything was allowed under this name, a rule for it can refuse what was accepted.
      const constrains = !isClosed(before) && Object.keys(asSchema(now[name]) ?? {}).some(key => !annotations.has(key));
      this.#add(constrains ? 'schemaPropertyConstrained' : 'schemaPropertyAdded', join(path, name));
    }
  }

  #closing(path: string, before: Schema, after: Schema, depth: number): void {
    const old = before['additionalProperties'] ?? true;
    const now = after['additionalProperties'] ?? true;
    if (equal(old, now)) return;
    const oldSchema = asSchema(old);
    const nowSchema = asSchema(now);
    if (oldSchema !== undefined && nowSchema !== undefined)
      return this.#deeper(join(path, '*'), oldSchema, nowSchema, depth);
    const opened = now === true || old === false;
    this.#add(opened ? 'schemaOpened' : 'schemaClosed', path);
  }

  #items(path: string, before: Schema, after: Schema, depth: number): void {
    const old = before['items'];
    const now = after['items'];
    if (equal(old ?? null, now ?? null)) return;
    const oldSchema = asSchema(old ?? {});
    const nowSchema = asSchema(now ?? {});
    if (oldSchema !== undefined && nowSchema !== undefined) this.#deeper(`${path}[]`, oldSchema, nowSchema, depth);
    else this.#add('schemaKeywordChanged', path, 'items');
  }

  #pattern(path: string, before: Json | undefined, after: Json | undefined): void {
    if (equal(before ?? null, after ?? null)) return;
    const show = (value: Json | undefined): string | undefined =>
      value === undefined ? undefined : `pattern ${JSON.stringify(value)}`;
    this.#add(after === undefined ? 'schemaLimitLoosened' : 'schemaLimitTightened', path, show(before), show(after));
  }

  #deeper(path: string, before: Schema, after: Schema, depth: number): void {
    if (depth >= limits.schemaDepth) {
      if (!equal(before, after)) this.#add('schemaKeywordChanged', path);
      return;
    }
    this.schemas(path, before, after, depth + 1);
  }
}

const allTypes = ['array', 'boolean', 'integer', 'null', 'number', 'object', 'string'];

/** Sorted; `number` includes `integer`, and no type includes all. */
function typeNames(type: Json | undefined): readonly string[] {
  if (type === undefined) return allTypes;
  const written = typeof type === 'string' ? [type] : names(type);
  return [...new Set(written.includes('number') ? [...written, 'integer'] : written)].sort();
}

function typeText(type: Json | undefined): string | undefined {
  if (type === undefined) return undefined;
  return typeof type === 'string' ? type : names(type).join(', ');
}

function isClosed(schema: Schema): boolean {
  return schema['additionalProperties'] === false;
}

function join(path: string, name: string): string {
  return path === '' ? name : `${path}.${name}`;
}

function asSchema(value: Json | undefined): Schema | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Schema) : undefined;
}

function list(value: Json | undefined): readonly Json[] | undefined {
  return Array.isArray(value) ? (value as readonly Json[]) : undefined;
}

function names(value: Json | undefined): readonly string[] {
  return (list(value) ?? []).filter(item => typeof item === 'string');
}

function equal(a: Json | undefined, b: Json | undefined): boolean {
  return canonical(a) === canonical(b);
}

/** Keys in a fixed order, so that the same schema written in another order is the same. */
function canonical(value: Json | undefined): string | undefined {
  return JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}
