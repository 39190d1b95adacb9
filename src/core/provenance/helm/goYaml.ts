import { parseGoYaml } from '../../yaml/goYaml';
import type { YamlNode } from '../../yaml/goYaml';
import { keyText } from '../../yaml/plainValue';
import { stringifyScalar } from '../../yaml/scalar';

/** A YAML value on its way through JSON into a Go struct: scalars keep the text that a string field would get. */
export type GoValue =
  | { readonly kind: 'null' }
  | { readonly kind: 'scalar'; readonly type: 'string' | 'number' | 'bool'; readonly text: string }
  | { readonly kind: 'list'; readonly items: readonly GoValue[] }
  | { readonly kind: 'map'; readonly entries: ReadonlyMap<string, GoValue> };

/** Reads the first YAML document as Helm's decoder does; the error is Helm's. */
export function readGoYaml(text: string): { readonly value: GoValue } | { readonly error: string } {
  const { root, problem } = parseGoYaml(text);
  if (problem !== undefined) return { error: problem.goText };
  return { value: root === undefined ? { kind: 'null' } : convert(root) };
}

function convert(node: YamlNode): GoValue {
  switch (node.kind) {
    case 'list':
      return { kind: 'list', items: node.items.map(convert) };
    case 'map':
      return { kind: 'map', entries: new Map(node.entries.map(entry => [keyText(entry.key), convert(entry.value)])) };
    case 'scalar': {
      const { value } = node;
      if (value === null) return { kind: 'null' };
      const type = typeof value === 'string' ? 'string' : typeof value === 'boolean' ? 'bool' : 'number';
      return { kind: 'scalar', type, text: stringifyScalar(value) };
    }
  }
}

/** What encoding/json calls a value of this kind. */
export function jsonKind(value: GoValue): string {
  switch (value.kind) {
    case 'map':
      return 'object';
    case 'list':
      return 'array';
    case 'scalar':
      return value.type;
    case 'null':
      return 'null';
  }
}
