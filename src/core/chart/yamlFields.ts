import type { TextRange } from '../findings';
import type { YamlEntry, YamlMap, YamlNode } from '../yaml/goYaml';
import { foldKey } from '../yaml/decodeStruct';
import { keyText } from '../yaml/plainValue';
import { stringifyScalar } from '../yaml/scalar';

/** The entry that Helm takes for a field: keys in any case, sorted, the last one counts; a null leaves a scalar before it. */
export function fieldEntry(map: YamlMap, name: string): YamlEntry | undefined {
  const wanted = foldKey(name);
  const matching = new Map<string, YamlEntry>();
  for (const entry of map.entries) {
    const key = keyText(entry.key);
    if (foldKey(key) === wanted) matching.set(key, entry);
  }
  const sorted = [...matching].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, entry]) => entry);
  const last = sorted.at(-1);
  if (last === undefined || !isNull(last.value)) return last;
  return sorted.findLast(({ value }) => value.kind === 'scalar' && value.value !== null) ?? last;
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
