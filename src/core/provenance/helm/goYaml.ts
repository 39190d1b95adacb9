import { LineIndex } from '../../../util/lineIndex';
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

/**
 * Reads the first YAML document as Helm's decoder does. The error starts like Helm's; for broken syntax the sentence is
 * that of our YAML library, which words it differently.
 */
export function readGoYaml(text: string): { readonly value: GoValue } | { readonly error: string } {
  // yaml_parser_update_buffer of the Go port of libyaml.
  if (/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u0084\u0086-\u009f\ufffe\uffff]/.test(text)) {
    return { error: 'yaml: control characters are not allowed' };
  }
  const { root, problem } = parseGoYaml(text);
  if (problem?.reason === 'aliases') return { error: 'yaml: document contains excessive aliasing' };
  if (problem?.reason === 'unknownAnchor') return { error: `yaml: unknown anchor '${problem.detail}' referenced` };
  if (problem) {
    const line = new LineIndex(text).positionAt(problem.range.start).line + 1;
    const detail = problem.detail === '' ? problem.reason : problem.detail.split('\n')[0];
    return { error: `yaml: line ${line}: ${detail ?? problem.reason}` };
  }
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
