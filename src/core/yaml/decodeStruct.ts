import type { YamlMap, YamlNode } from './goYaml';
import type { PlainValue } from './plainValue';
import { keyText, plainValue } from './plainValue';
import { stringifyScalar } from './scalar';

/** The type of a Go struct field, as far as charts use them. */
export type FieldType =
  | { readonly kind: 'string' }
  | { readonly kind: 'bool' }
  | { readonly kind: 'any' }
  | { readonly kind: 'list'; readonly item: FieldType; readonly goName: string }
  | { readonly kind: 'stringMap' }
  | { readonly kind: 'struct'; readonly struct: StructType };

export interface StructType {
  /** As Go's errors print it: `v2.Metadata`. */
  readonly goName: string;
  readonly fields: Readonly<Record<string, FieldType>>;
}

/** A decoded struct: only fields that were set and are not null. A null list item stays null. */
export type DecodedStruct = Readonly<Record<string, unknown>>;

/** The first value of the wrong type, in Go's words (encoding/json UnmarshalTypeError). */
export class TypeMismatch extends Error {
  constructor(
    readonly goText: string,
    readonly node: YamlNode,
  ) {
    super(goText);
  }
}

/**
 * Decodes a map onto a struct as sigs.k8s.io/yaml does: YAML to JSON guided by the struct, then encoding/json. Field names
 * match in any case; keys are visited in sorted order, the last one counts; unknown keys are dropped; a null leaves what
 * was there. Throws `TypeMismatch` for the first value that does not fit, after visiting all.
 */
export function decodeStruct(node: YamlNode | undefined, type: StructType, base: DecodedStruct = {}): DecodedStruct {
  if (node === undefined || (node.kind === 'scalar' && node.value === null)) return base;
  if (node.kind !== 'map')
    throw new TypeMismatch(`json: cannot unmarshal ${jsonKind(node)} into Go value of type ${type.goName}`, node);
  return new StructDecoder().struct(node, type, '', base).value;
}

interface Decoded<T> {
  readonly value: T;
}

class StructDecoder {
  struct(node: YamlMap, type: StructType, path: string, base: DecodedStruct): Decoded<DecodedStruct> {
    const target: Record<string, unknown> = { ...base };
    for (const [key, value] of sortedEntries(node)) {
      const field = fieldFor(type, key);
      if (field === undefined) continue;
      const fieldPath = path === '' ? field.name : `${path}.${field.name}`;
      const decoded = this.value(value, field.type, type, fieldPath, target[field.name]);
      if (decoded !== undefined) target[field.name] = decoded.value;
    }
    return { value: target };
  }

  /** `undefined`: a null that changes nothing. `before`: what the field holds; Go decodes into it, list items included. */
  value(
    node: YamlNode,
    type: FieldType,
    owner: StructType,
    path: string,
    before: unknown,
  ): Decoded<unknown> | undefined {
    if (node.kind === 'scalar' && node.value === null) return nullFor(type);
    const fail = (goType: string): never => {
      const structName = owner.goName.split('.').at(-1) ?? owner.goName;
      throw new TypeMismatch(
        `json: cannot unmarshal ${jsonKind(node)} into Go struct field ${structName}.${path} of type ${goType}`,
        node,
      );
    };
    switch (type.kind) {
      case 'string':
        return node.kind === 'scalar' ? { value: stringifyScalar(node.value) } : fail('string');
      case 'bool':
        return node.kind === 'scalar' && typeof node.value === 'boolean' ? { value: node.value } : fail('bool');
      case 'any':
        return { value: plainValue(node) };
      case 'stringMap': {
        if (node.kind !== 'map') return fail('map[string]string');
        return { value: this.stringMap(node, owner, path, before) };
      }
      case 'list': {
        if (node.kind !== 'list') return fail(type.goName);
        const items = Array.isArray(before) ? (before as readonly unknown[]) : [];
        return {
          value: node.items.map((item, index) => {
            const decoded = this.value(item, type.item, owner, path, items[index]);
            return decoded === undefined
              ? (items[index] ?? emptyItem(type.item))
              : (decoded.value ?? emptyItem(type.item));
          }),
        };
      }
      case 'struct':
        return node.kind === 'map'
          ? this.struct(node, type.struct, path, (before ?? {}) as DecodedStruct)
          : fail(type.struct.goName);
    }
  }

  stringMap(node: YamlMap, owner: StructType, path: string, before: unknown): Readonly<Record<string, string>> {
    const map = new Map<string, string>(Object.entries((before ?? {}) as Readonly<Record<string, string>>));
    for (const [key, value] of sortedEntries(node)) {
      const decoded = this.value(value, { kind: 'string' }, owner, path, undefined);
      map.set(key, decoded === undefined ? '' : String(decoded.value));
    }
    return Object.fromEntries(map);
  }
}

/** A null empties lists, maps and pointers; texts and flags keep what they hold. */
function nullFor(type: FieldType): Decoded<unknown> | undefined {
  switch (type.kind) {
    case 'string':
    case 'bool':
      return undefined;
    case 'any':
    case 'struct':
      return { value: null };
    case 'list':
    case 'stringMap':
      return { value: undefined };
  }
}

/** A null in a list of texts is an empty text; in a list of pointers it stays a null. */
function emptyItem(type: FieldType): unknown {
  return type.kind === 'string' ? '' : null;
}

/** The last of repeated keys, sorted as JSON writes them. */
function sortedEntries(node: YamlMap): readonly (readonly [string, YamlNode])[] {
  const last = new Map(node.entries.map(entry => [keyText(entry.key), entry.value]));
  return [...last].sort(([a], [b]) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
}

/** A field by its name, or by its name in another case. */
export function fieldFor(
  type: StructType,
  key: string,
): { readonly name: string; readonly type: FieldType } | undefined {
  const exact = Object.hasOwn(type.fields, key) ? type.fields[key] : undefined;
  if (exact !== undefined) return { name: key, type: exact };
  const folded = foldKey(key);
  const found = Object.entries(type.fields).find(([name]) => foldKey(name) === folded);
  return found === undefined ? undefined : { name: found[0], type: found[1] };
}

/** As encoding/json folds: simple case folding, with the Kelvin sign for k and the long s for s. */
export function foldKey(key: string): string {
  return key.replaceAll('\u212A', 'k').replaceAll('\u017F', 's').toLowerCase();
}

function jsonKind(node: YamlNode): string {
  if (node.kind === 'map') return 'object';
  if (node.kind === 'list') return 'array';
  const value: PlainValue = node.value;
  return typeof value === 'boolean' ? 'bool' : typeof value === 'string' ? 'string' : 'number';
}
