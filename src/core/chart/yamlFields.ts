import type { TextRange } from '../findings';
import type { YamlEntry, YamlMap, YamlNode } from '../yaml/goYaml';
import { keyText } from '../yaml/plainValue';
import { stringifyScalar } from '../yaml/scalar';

/** The entry that Helm takes for a field: keys in any case, sorted, the last one counts. */
export function fieldEntry(map: YamlMap, name: string): YamlEntry | undefined {
  const wanted = name.toLowerCase();
  const matching = map.entries.filter(entry => keyText(entry.key).toLowerCase() === wanted);
  return [...matching]
    .sort((a, b) => (keyText(a.key) < keyText(b.key) ? -1 : keyText(a.key) > keyText(b.key) ? 1 : 0))
    .at(-1);
}

/** A field as the text Helm reads; empty when it is missing, null or not a scalar. */
export function fieldText(map: YamlMap, name: string): string {
  const value = fieldEntry(map, name)?.value;
  return value?.kind === 'scalar' ? stringifyScalar(value.value) : '';
}

/** The items of a field that is a list. */
export function fieldItems(map: YamlMap, name: string): readonly YamlNode[] {
  const value = fieldEntry(map, name)?.value;
  return value?.kind === 'list' ? value.items : [];
}

export function isNull(node: YamlNode): boolean {
  return node.kind === 'scalar' && node.value === null;
}

/** Where to underline a field: its value, or its key when the value is empty. */
export function fieldRange(map: YamlMap, name: string, otherwise: TextRange): TextRange {
  const entry = fieldEntry(map, name);
  if (entry === undefined) return otherwise;
  return entry.value.range.end > entry.value.range.start ? entry.value.range : entry.key.range;
}
