import type { TextRange } from '../findings';
import type { FieldType, StructType } from './decodeStruct';
import { fieldFor } from './decodeStruct';
import type { YamlNode } from './goYaml';
import { keyText } from './plainValue';
import { formatFloat32 } from './scalar';

type Target = FieldType | { readonly kind: 'struct'; readonly struct: StructType };

export interface Unconvertible {
  readonly goText: string;
  readonly range: TextRange;
}

/**
 * What of a document Go cannot write as JSON, in Go's words: infinities and NaN where no text is wanted, and keys that are
 * null. Helm converts the whole document before it looks at any field, so this comes before every other complaint, also
 * for keys nobody knows. `undefined`: nothing.
 */
export function findUnconvertible(node: YamlNode | undefined, target?: Target): Unconvertible | undefined {
  return node === undefined ? undefined : (findNullKey(node) ?? findNotFinite(node, target));
}

/** Keys are converted while the tree is walked; values are looked at when the JSON is written. */
function findNullKey(node: YamlNode): Unconvertible | undefined {
  switch (node.kind) {
    case 'scalar':
      return undefined;
    case 'list':
      return firstOf(node.items, findNullKey);
    case 'map':
      return firstOf(node.entries, ({ key, value }) =>
        key.value === null
          ? {
              goText: `unsupported map key of type: %!s(<nil>), key: <nil>, value: ${goSyntax(value)}`,
              range: key.range,
            }
          : findNullKey(value),
      );
  }
}

function findNotFinite(node: YamlNode, target: Target | undefined): Unconvertible | undefined {
  switch (node.kind) {
    case 'scalar': {
      const isText = target?.kind === 'string';
      const isFinite = typeof node.value !== 'number' || Number.isFinite(node.value);
      return isText || isFinite
        ? undefined
        : { goText: `json: unsupported value: ${formatFloat32(Number(node.value))}`, range: node.range };
    }
    case 'list': {
      const item = target?.kind === 'list' ? target.item : undefined;
      return firstOf(node.items, value => findNotFinite(value, item));
    }
    case 'map':
      // The last of repeated keys counts; the others are gone by then.
      return firstOf([...new Map(node.entries.map(entry => [keyText(entry.key), entry.value]))], ([key, value]) =>
        findNotFinite(value, memberTarget(target, key)),
      );
  }
}

function memberTarget(target: Target | undefined, key: string): Target | undefined {
  if (target?.kind === 'stringMap') return { kind: 'string' };
  return target?.kind === 'struct' ? fieldFor(target.struct, key)?.type : undefined;
}

function firstOf<T>(items: readonly T[], find: (item: T) => Unconvertible | undefined): Unconvertible | undefined {
  for (const item of items) {
    const found = find(item);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Go's `%+#v` of a scalar; what stands in a map or list is not spelt out. */
function goSyntax(node: YamlNode): string {
  if (node.kind === 'map') return 'map[interface {}]interface {}{...}';
  if (node.kind === 'list') return '[]interface {}{...}';
  return typeof node.value === 'string'
    ? JSON.stringify(node.value)
    : node.value === null
      ? '<nil>'
      : String(node.value);
}
