import type { TextFix } from '../findings';
import type { FieldType, StructType } from '../yaml/decodeStruct';
import { fieldFor } from '../yaml/decodeStruct';
import { quoteFix, removeEntry } from '../yaml/edits';
import type { YamlEntry, YamlMap, YamlNode } from '../yaml/goYaml';
import { keyText } from '../yaml/plainValue';
import type { RepeatedKey } from '../yaml/reader/repeatedKeys';
import type { ScalarValue } from '../yaml/scalar';
import { stringifyScalar } from '../yaml/scalar';
import type { ChartYamlReport } from './chartYamlTable';
import { metadataType } from './metadataType';

/** Repeated, unknown and differently written keys, at every level that has fields. */
export function checkKeys(
  root: YamlMap,
  repeated: readonly RepeatedKey[],
  text: string,
  report: ChartYamlReport,
): void {
  visitKeys(root, metadataType, text, report);
  reportRepeated(root, repeated, text, report);
}

function visitKeys(map: YamlMap, type: StructType, text: string, report: ChartYamlReport): void {
  for (const entry of map.entries) {
    const key = keyText(entry.key);
    const field = fieldFor(type, key);
    if (field === undefined) {
      report(
        'chart-yaml/unknown-key',
        entry.key.range,
        { key },
        {
          helmText: `${strictly}\n\terror unmarshaling JSON: while decoding JSON: json: unknown field ${JSON.stringify(key)}`,
          ...withFix(entry.merged ? undefined : removeEntry(text, entry)),
        },
      );
      continue;
    }
    if (field.name !== key && !entry.merged) {
      report(
        'chart-yaml/case-variant-key',
        entry.key.range,
        { key, field: field.name },
        { fix: { range: entry.key.range, newText: field.name } },
      );
    }
    visitNested(entry, field.type, text, report);
  }
}

const strictly = 'failed to strictly parse chart metadata file';

function visitNested({ value }: YamlEntry, type: FieldType, text: string, report: ChartYamlReport): void {
  if (type.kind === 'struct' && value.kind === 'map') visitKeys(value, type.struct, text, report);
  if (type.kind !== 'list' || type.item.kind !== 'struct' || value.kind !== 'list') return;
  for (const item of value.items) if (item.kind === 'map') visitKeys(item, type.item.struct, text, report);
}

/** A key of any map in the file, also of one that Helm does not know, or that `<<` brings in. The earlier one does not count, so that one goes. */
function reportRepeated(root: YamlMap, repeated: readonly RepeatedKey[], text: string, report: ChartYamlReport): void {
  if (repeated.length === 0) return;
  const earlier = earlierEntries(root);
  const places = new Map(repeated.map(each => [each.range.start, each]));
  for (const { range, key } of places.values()) {
    const helmText = `${strictly}\n\terror converting YAML to JSON: yaml: unmarshal errors:\n  key ${key} already set in map`;
    const before = earlier.get(range.start);
    const fix = withFix(before === undefined ? undefined : removeEntry(text, before));
    report('chart-yaml/duplicate-key', range, { key: text.slice(range.start, range.end) }, { helmText, ...fix });
  }
}

/** For each repeated key, by its place, the entry of the same map that it replaces. */
function earlierEntries(root: YamlMap): ReadonlyMap<number, YamlEntry> {
  const found = new Map<number, YamlEntry>();
  const visited = new Set<YamlNode>();
  const waiting: YamlNode[] = [root];
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    if (visited.has(node)) continue;
    visited.add(node);
    if (node.kind === 'list') waiting.push(...node.items);
    if (node.kind !== 'map') continue;
    const seen = new Map<ScalarValue, YamlEntry>();
    for (const entry of node.entries) {
      waiting.push(entry.value);
      if (entry.merged) continue;
      const before = seen.get(entry.key.value);
      if (before !== undefined) found.set(entry.key.range.start, before);
      seen.set(entry.key.value, entry);
    }
  }
  return found;
}

/** Values that do not fit their field, and scalars that YAML 1.1 turns into another text. */
export function checkTypes(root: YamlMap, report: ChartYamlReport): void {
  visitStruct(root, metadataType, '', report);
}

function visitStruct(map: YamlMap, type: StructType, path: string, report: ChartYamlReport): void {
  for (const entry of counting(map)) {
    const field = fieldFor(type, keyText(entry.key));
    if (field !== undefined)
      visitValue(entry.value, field.type, path === '' ? field.name : `${path}.${field.name}`, report);
  }
}

/** Of repeated keys the last one is read, whatever the others hold. */
function counting(map: YamlMap): Iterable<YamlEntry> {
  return new Map(map.entries.map(entry => [keyText(entry.key), entry])).values();
}

function visitValue(node: YamlNode, type: FieldType, path: string, report: ChartYamlReport): void {
  if (node.kind === 'scalar' && node.value === null) return;
  const wrong = (expected: string, suggestion = ''): void => {
    report(
      'chart-yaml/wrong-type',
      node.range,
      { field: path, expected, suggestion },
      suggestion === '' ? {} : { fix: { range: node.range, newText: suggestion } },
    );
  };
  switch (type.kind) {
    case 'string':
      if (node.kind === 'scalar') checkScalar(node, report);
      else wrong('a text');
      return;
    case 'bool':
      if (node.kind !== 'scalar' || typeof node.value !== 'boolean') wrong('true or false', asBoolean(node));
      return;
    case 'stringMap':
      if (node.kind !== 'map') return wrong('a map');
      for (const entry of counting(node))
        visitValue(entry.value, { kind: 'string' }, `${path}.${keyText(entry.key)}`, report);
      return;
    case 'list':
      if (node.kind !== 'list') return wrong('a list', asList(node, type.item));
      for (const item of node.items) visitValue(item, type.item, path, report);
      return;
    case 'struct':
      if (node.kind === 'map') visitStruct(node, type.struct, path, report);
      else wrong('a map');
      return;
    case 'any':
      return;
  }
}

/** `"true"` in quotes has one answer; `enabled` has none. */
function asBoolean(node: YamlNode): string {
  return node.kind === 'scalar' && (node.value === 'true' || node.value === 'false') ? node.value : '';
}

/** One text where a list of texts is wanted. */
function asList(node: YamlNode, item: FieldType): string {
  if (node.kind !== 'scalar' || item.kind !== 'string' || typeof node.value !== 'string') return '';
  return `[${JSON.stringify(node.value)}]`;
}

/** `1.10` is the number 1.1, `y` is true, `010` is 8: Helm writes what it understood, not what was written. */
function checkScalar(node: Extract<YamlNode, { kind: 'scalar' }>, report: ChartYamlReport): void {
  if (!node.plain) return;
  const read = stringifyScalar(node.value);
  if (read === node.text) return;
  report('chart-yaml/changed-scalar', node.range, { written: node.text, read }, withFix(quoteFix(node)));
}

export function withFix(fix: TextFix | undefined): { readonly fix?: TextFix } {
  return fix === undefined ? {} : { fix };
}
