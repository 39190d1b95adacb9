import { goQuote } from '../../../util/goQuote';
import type { YamlNode } from '../goYaml';
import { formatFloat64 } from '../scalar';

/** A decoded value as Go prints it with `%#v`. */
export function goSyntax(node: YamlNode): string {
  switch (node.kind) {
    case 'list':
      return `[]interface {}{${node.items.map(inner).join(', ')}}`;
    case 'map': {
      // The last of repeated keys counts, and Go prints them sorted.
      const pairs = new Map(node.entries.map(({ key, value }) => [inner(key), inner(value)]));
      const sorted = [...pairs].sort(([a], [b]) => (a < b ? -1 : 1));
      return `map[interface {}]interface {}{${sorted.map(([key, value]) => `${key}:${value}`).join(', ')}}`;
    }
    case 'scalar':
      if (node.value === null) return '<nil>';
      if (typeof node.value === 'string') return goQuote(node.value);
      if (typeof node.value === 'number') return formatFloat64(node.value);
      return isUnsigned(node.value) ? `0x${node.value.toString(16)}` : String(node.value);
  }
}

function inner(node: YamlNode): string {
  return node.kind === 'scalar' && node.value === null ? 'interface {}(nil)' : goSyntax(node);
}

/** An integer that only fits a uint64. */
export function isUnsigned(value: unknown): value is bigint {
  return typeof value === 'bigint' && value >= 2n ** 63n;
}
