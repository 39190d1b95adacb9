import { LineIndex } from '../../util/lineIndex';
import type { TextRange } from '../findings';
import { goQuote } from '../chart/goQuote';
import type { YamlNode, YamlScalar } from '../yaml/goYaml';
import { stringifyScalar } from '../yaml/scalar';

export interface RepeatedKey {
  /** Where the value begins, as Go counts it: from 1. */
  readonly line: number;
  /** As Go prints it: texts in quotes. */
  readonly key: string;
  readonly range: TextRange;
}

/** Keys that a map has twice, merged ones counted, which Helm refuses in an index (yaml.v2 in its strict mode). */
export function repeatedKeys(root: YamlNode, text: string): readonly RepeatedKey[] {
  const found: RepeatedKey[] = [];
  const lines = new LineIndex(text);
  const seen = new Set<YamlNode>();
  const waiting = [root];
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    // A node that aliases share is met several times.
    if (node.kind === 'scalar' || seen.has(node)) continue;
    seen.add(node);
    if (node.kind === 'list') waiting.push(...[...node.items].reverse());
    else {
      const keys = new Set<string>();
      for (const { key, value } of node.entries) {
        const text = goValue(key);
        if (keys.has(text))
          found.push({ line: lines.positionAt(value.range.start).line + 1, key: text, range: key.range });
        keys.add(text);
      }
      waiting.push(...node.entries.map(entry => entry.value).reverse());
    }
  }
  return found.sort((a, b) => a.range.start - b.range.start);
}

function goValue({ value }: YamlScalar): string {
  if (value === null) return 'interface {}(nil)';
  return typeof value === 'string' ? goQuote(value) : stringifyScalar(value);
}
