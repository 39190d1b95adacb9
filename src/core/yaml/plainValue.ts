import type { YamlNode } from './goYaml';
import { stringifyScalar } from './scalar';

export type PlainValue =
  string | number | bigint | boolean | null | readonly PlainValue[] | { readonly [key: string]: PlainValue };

/** A node as a plain value, as Go decodes into `interface{}` and then JSON: keys become text, the last of repeated keys counts. */
export function plainValue(node: YamlNode): PlainValue {
  switch (node.kind) {
    case 'scalar':
      return node.value;
    case 'list':
      return node.items.map(plainValue);
    case 'map': {
      // No prototype: a key named __proto__ is a key like any other.
      const value = Object.create(null) as Record<string, PlainValue>;
      for (const entry of node.entries) value[keyText(entry.key)] = plainValue(entry.value);
      return { ...value };
    }
  }
}

/** The text of a map key: what was quoted as it is, a plain scalar by its value (`no` is `false`). */
export function keyText(key: { readonly value: string | number | bigint | boolean | null }): string {
  if (key.value === null) return 'null';
  const text = stringifyScalar(key.value);
  return typeof key.value === 'number' ? (unbounded.get(text) ?? text) : text;
}

/** sigs.k8s.io/yaml writes these keys as YAML does. */
const unbounded: ReadonlyMap<string, string> = new Map([
  ['+Inf', '.inf'],
  ['-Inf', '-.inf'],
  ['NaN', '.nan'],
]);
