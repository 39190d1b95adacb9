import type { FieldType, StructType } from '../yaml/decodeStruct';
import { fieldFor } from '../yaml/decodeStruct';
import type { YamlEntry, YamlMap, YamlNode } from '../yaml/goYaml';
import { keyText } from '../yaml/plainValue';
import { stringifyScalar } from '../yaml/scalar';
import type { Report } from './chartYamlRules';
import { metadataType } from './metadataType';

/** Repeated, unknown and differently written keys, at every level that has fields. */
export function checkKeys(root: YamlMap, report: Report): void {
  visitKeys(root, metadataType, report);
}

function visitKeys(map: YamlMap, type: StructType, report: Report): void {
  const seen = new Set<string>();
  for (const entry of map.entries) {
    if (entry.merged) continue;
    const key = keyText(entry.key);
    const field = fieldFor(type, key);
    if (seen.has(key)) {
      report(
        'chart-yaml/duplicate-key',
        entry.key.range,
        { key },
        {
          helmText: `failed to strictly parse chart metadata file\n\terror converting YAML to JSON: yaml: unmarshal errors:\n  key ${JSON.stringify(key)} already set in map`,
        },
      );
    }
    seen.add(key);
    if (field === undefined) {
      report(
        'chart-yaml/unknown-key',
        entry.key.range,
        { key },
        {
          helmText: `failed to strictly parse chart metadata file\n\terror unmarshaling JSON: while decoding JSON: json: unknown field ${JSON.stringify(key)}`,
        },
      );
      continue;
    }
    if (field.name !== key) {
      report(
        'chart-yaml/case-variant-key',
        entry.key.range,
        { key, field: field.name },
        { fix: { range: entry.key.range, newText: field.name } },
      );
    }
    visitNested(entry, field.type, report);
  }
}

function visitNested({ value }: YamlEntry, type: FieldType, report: Report): void {
  if (type.kind === 'struct' && value.kind === 'map') visitKeys(value, type.struct, report);
  if (type.kind !== 'list' || type.item.kind !== 'struct' || value.kind !== 'list') return;
  for (const item of value.items) if (item.kind === 'map') visitKeys(item, type.item.struct, report);
}

/** Values that do not fit their field, and scalars that YAML 1.1 turns into another text. */
export function checkTypes(root: YamlMap, report: Report): void {
  visitStruct(root, metadataType, '', report);
}

function visitStruct(map: YamlMap, type: StructType, path: string, report: Report): void {
  for (const entry of map.entries) {
    const field = fieldFor(type, keyText(entry.key));
    if (field !== undefined)
      visitValue(entry.value, field.type, path === '' ? field.name : `${path}.${field.name}`, report);
  }
}

function visitValue(node: YamlNode, type: FieldType, path: string, report: Report): void {
  if (node.kind === 'scalar' && node.value === null) return;
  const wrong = (expected: string): void => {
    report('chart-yaml/wrong-type', node.range, { field: path, expected });
  };
  switch (type.kind) {
    case 'string':
      if (node.kind === 'scalar') checkScalar(node, report);
      else wrong('text');
      return;
    case 'bool':
      if (node.kind !== 'scalar' || typeof node.value !== 'boolean') wrong('true or false');
      return;
    case 'stringMap':
      if (node.kind !== 'map') return wrong('map');
      for (const entry of node.entries)
        visitValue(entry.value, { kind: 'string' }, `${path}.${keyText(entry.key)}`, report);
      return;
    case 'list':
      if (node.kind !== 'list') return wrong('list');
      for (const item of node.items) visitValue(item, type.item, path, report);
      return;
    case 'struct':
      if (node.kind === 'map') visitStruct(node, type.struct, path, report);
      else wrong('map');
      return;
    case 'any':
      return;
  }
}

/** `1.10` is the number 1.1, `y` is true, `010` is 8: Helm writes what it understood, not what was written. */
function checkScalar(node: Extract<YamlNode, { kind: 'scalar' }>, report: Report): void {
  if (!node.plain) return;
  const read = stringifyScalar(node.value);
  if (read === node.text) return;
  report(
    'chart-yaml/changed-scalar',
    node.range,
    { written: node.text, read },
    { fix: { range: node.range, newText: JSON.stringify(node.text) } },
  );
}
