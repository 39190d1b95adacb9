import type { OutputUnit, SchemaDraft } from '@cfworker/json-schema';
import { Validator } from '@cfworker/json-schema';
import type { PlainValue } from '../yaml/plainValue';
import { isMap, schemaFault, subschemas } from './schemaFault';

/** One value that its schema does not take. */
export interface Violation {
  /** Keys and indexes from the root of the values. */
  readonly path: readonly string[];
  /** The keyword of the schema: `type`, `required`. */
  readonly keyword: string;
  readonly detail: string;
}

export type SchemaVerdict =
  | { readonly kind: 'checked'; readonly violations: readonly Violation[] }
  /** The schema cannot be used, and why. */
  | { readonly kind: 'faulty'; readonly detail: string }
  /** It leads to other files or addresses, or cannot be decided: nothing is fetched for it. */
  | { readonly kind: 'unknown' };

/**
 * Values against a JSON schema, as Helm 4 holds them (draft 2020-12 unless `$schema` says otherwise; formats are
 * checked up to draft 7). `schema`: parsed JSON.
 */
export function checkValuesSchema(values: PlainValue, schema: unknown): SchemaVerdict {
  const fault = schemaFault(schema);
  if (fault !== undefined) return { kind: 'faulty', detail: fault };
  if (typeof schema === 'boolean') return schema ? { kind: 'checked', violations: [] } : denied;
  if (!isMap(schema)) return { kind: 'unknown' };
  const draft = draftOf(schema['$schema']);
  if (draft === undefined) return { kind: 'unknown' };
  const usable = prepared(schema, draft);
  if (usable === undefined) return { kind: 'unknown' };
  try {
    const { errors } = new Validator(usable as ConstructorParameters<typeof Validator>[0], draft, false).validate(
      asJson(values),
    );
    return { kind: 'checked', violations: violationsOf(errors) };
  } catch {
    return { kind: 'unknown' }; // a reference that leads nowhere, or round and round
  }
}

const denied: SchemaVerdict = { kind: 'checked', violations: [{ path: [], keyword: 'false', detail: '' }] };

/** `undefined`: a dialect of its own, which would have to be fetched. */
function draftOf(uri: unknown): SchemaDraft | undefined {
  if (typeof uri !== 'string' || uri === 'http://json-schema.org/schema#') return '2020-12';
  const known = /^https?:\/\/json-schema\.org\/(?:draft-0([467])|draft\/(2019-09|2020-12))\/schema#?$/.exec(uri);
  if (known === null) return undefined;
  return known[1] === undefined ? (known[2] as SchemaDraft) : known[1] === '4' ? '4' : '7';
}

/** Keywords that a draft does not know yet, or no longer: they say nothing there. Formats are checked up to draft 7. */
const foreign: Readonly<Record<SchemaDraft, readonly string[]>> = {
  '4': ['const', 'contains', 'propertyNames', 'if', 'then', 'else'],
  '7': [],
  '2019-09': ['format', 'dependencies', 'prefixItems'],
  '2020-12': ['format', 'dependencies', 'additionalItems'],
};
const later = ['prefixItems', 'dependentRequired', 'dependentSchemas', 'unevaluatedItems', 'unevaluatedProperties'];

/** The schema without what must not be run here. `undefined`: it refers to something that is not in it. */
function prepared(schema: Readonly<Record<string, unknown>>, draft: SchemaDraft): unknown {
  const dropped = [...foreign[draft], ...(draft === '4' || draft === '7' ? later : [])];
  const copy = structuredClone(schema) as Record<string, unknown>;
  const waiting: Record<string, unknown>[] = [copy];
  for (let part = waiting.pop(); part !== undefined; part = waiting.pop()) {
    const reference = part['$ref'];
    if (typeof reference === 'string' && !reference.startsWith('#')) return undefined;
    for (const keyword of dropped) Reflect.deleteProperty(part, keyword);
    if (typeof part['pattern'] === 'string' && !isQuickPattern(part['pattern'])) return undefined;
    const patterns = part['patternProperties'];
    if (isMap(patterns) && !Object.keys(patterns).every(isQuickPattern)) return undefined;
    for (const [, child] of subschemas(part)) if (isMap(child)) waiting.push(child as Record<string, unknown>);
  }
  return copy;
}

/**
 * Whether JavaScript's engine can be trusted with a pattern from a stranger's file: Go's never backtracks, this one may for
 * ever where a repeated group holds a repetition or a choice.
 */
function isQuickPattern(pattern: string): boolean {
  const simple = pattern.replace(/\\./g, 'x').replace(/\[[^\]]*\]/g, 'x');
  if (/\([^()]*[*+{|][^()]*\)[*+{]/.test(simple) || /\([^()]*\([^()]*\)[^()]*\)[*+{]/.test(simple)) return false;
  return (simple.match(/[*+}]/g) ?? []).length <= 8;
}

function asJson(value: PlainValue): unknown {
  if (typeof value === 'bigint') return Number(value);
  if (Array.isArray(value)) return (value as readonly PlainValue[]).map(asJson);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, asJson(each as PlainValue)]));
}

/** Keywords that only repeat what is wrong inside. */
const around =
  /^(?:properties|patternProperties|items|prefixItems|additionalItems|additionalProperties|allOf|\$ref|\$dynamicRef|if|then|else|dependentSchemas|unevaluated\w+)$/;

function violationsOf(errors: readonly OutputUnit[]): readonly Violation[] {
  const leaves = errors.filter(
    // Of alternatives, that none fits says enough.
    ({ keyword, keywordLocation }) => !around.test(keyword) && !/\/(?:anyOf|oneOf|contains)\/\d/.test(keywordLocation),
  );
  const kept = leaves.length > 0 ? leaves : errors.slice(0, 1);
  const found = kept.map(({ instanceLocation, keyword, error }) => ({
    path: instanceLocation.split('/').slice(1).map(decodePointer),
    keyword,
    detail: inPlainWords(keyword, error),
  }));
  return [...new Map(found.map(each => [JSON.stringify(each), each])).values()];
}

function inPlainWords(keyword: string, error: string): string {
  const [, found, wanted] = /^Instance type "(.*)" is invalid\. Expected "(.*)"\.$/.exec(error) ?? [];
  if (keyword === 'type' && found !== undefined && wanted !== undefined)
    return `it must be ${wanted.replaceAll('", "', ' or ')}, not ${found}`;
  const [, missing] = /required property "(.*)"/.exec(error) ?? [];
  if (keyword === 'required' && missing !== undefined) return `${missing} is missing`;
  if (keyword === 'false') return 'it is not allowed here';
  return error.replace(/^Instance /, 'it ').replace(/\.$/, '');
}

function decodePointer(part: string): string {
  return decodeURIComponent(part).replaceAll('~1', '/').replaceAll('~0', '~');
}
