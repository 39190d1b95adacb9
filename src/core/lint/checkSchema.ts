import type { Chart } from '../chart/chart';
import { decodeText } from '../chart/chartYaml';
import type { Finding, TextRange } from '../findings';
import { collector } from '../rule';
import type { YamlNode } from '../yaml/goYaml';
import { parseGoYaml } from '../yaml/goYaml';
import { keyText, plainValue } from '../yaml/plainValue';
import { chartTable } from './chartTable';
import { renderedValues } from './renderedValues';
import { schemaFault } from './schemaFault';
import type { SchemaVerdict, Violation } from './valuesSchema';
import { checkValuesSchema } from './valuesSchema';

/** values.schema.json: whether it is JSON, and a schema. An empty file is no schema. */
export function checkSchemaFile(bytes: Uint8Array): readonly Finding[] {
  const { findings, report } = collector(chartTable);
  if (bytes.length === 0) return findings;
  const text = decodeText(bytes) ?? '';
  if (bytes[0] === 0xef && bytes[1] === 0xbb) {
    report('values/schema-syntax', { start: 0, end: 1 }, { detail: 'the file begins with a byte order mark' });
    return findings;
  }
  const parsed = parseJson(text);
  if ('fault' in parsed) {
    const at = Math.min(Number(/position (\d+)/.exec(parsed.fault)?.[1] ?? text.length), text.length);
    report('values/schema-syntax', { start: at, end: Math.min(at + 1, text.length) }, { detail: parsed.fault });
    return findings;
  }
  const fault = schemaFault(parsed.value);
  if (fault === undefined) return findings;
  const range = placeOf(parseGoYaml(text).root, fault.split('/').slice(1));
  report('values/schema-syntax', range, { detail: `${fault} is not what a JSON schema may hold there` });
  return findings;
}

/** values.yaml (its first document, as Helm's lint reads it) against the schema of the chart. */
export function checkValuesBySchema(values: string, schema: Uint8Array): readonly Finding[] {
  const { findings, report } = collector(chartTable);
  if (schema.length === 0 || schema[0] === 0xef) return findings; // a byte order mark is a fault of its own
  const { root } = parseGoYaml(values);
  const verdict = judge(root === undefined ? {} : (plainValue(root) ?? {}), schema);
  if (verdict.kind !== 'checked') return findings;
  for (const violation of verdict.violations)
    report('values/schema-violation', placeOf(root, violation.path), {
      place: nameOf(violation),
      detail: violation.detail,
    });
  return findings;
}

/** The values that each chart gets when the chart is rendered, against its own schema: also those of subcharts. */
export function checkRenderedValues(chart: Chart, values: string): readonly Finding[] {
  const { findings, report } = collector(chartTable);
  const { root } = parseGoYaml(values);
  for (const { chain, chart: each, values: given } of renderedValues(chart) ?? []) {
    if (each.schema === undefined) continue;
    const name = chain.length === 0 ? each.metadata.name : chain.join('/');
    const verdict = judge(given, each.schema.bytes);
    if (verdict.kind === 'faulty') {
      const args = { chart: name, place: 'values.schema.json', detail: `it is no JSON schema: ${verdict.detail}` };
      report('values/rendered-schema', placeOf(root, chain), args);
    }
    for (const violation of verdict.kind === 'checked' ? verdict.violations : []) {
      const args = { chart: name, place: nameOf(violation), detail: violation.detail };
      report('values/rendered-schema', placeOf(root, [...chain, ...violation.path]), args);
    }
  }
  return findings;
}

function judge(values: Parameters<typeof checkValuesSchema>[0], schema: Uint8Array): SchemaVerdict {
  const parsed = parseJson(decodeText(schema) ?? '');
  return 'fault' in parsed ? { kind: 'faulty', detail: parsed.fault } : checkValuesSchema(values, parsed.value);
}

function parseJson(text: string): { readonly value: unknown } | { readonly fault: string } {
  try {
    return { value: JSON.parse(text) as unknown };
  } catch (error) {
    return { fault: error instanceof Error ? error.message : '' };
  }
}

function nameOf({ path }: Violation): string {
  return path.length === 0 ? 'values.yaml' : path.join('.');
}

/** The place of a path, or of the last part of it that is written: the value of a scalar, the key of a map or list. */
function placeOf(root: YamlNode | undefined, path: readonly string[]): TextRange {
  let range: TextRange = { start: 0, end: root?.kind === 'map' ? (root.entries[0]?.key.range.end ?? 0) : 0 };
  let node = root;
  for (const part of path) {
    if (node?.kind === 'map') {
      const entry = node.entries.filter(({ key }) => keyText(key) === part).at(-1);
      if (entry === undefined) return range;
      node = entry.value;
      range = node.kind === 'scalar' && node.range.end > node.range.start ? node.range : entry.key.range;
    } else if (node?.kind === 'list') {
      const item = node.items[Number(part)];
      if (item === undefined) return range;
      node = item;
      range = item.kind === 'scalar' ? item.range : { start: item.range.start, end: firstEnd(item) };
    } else return range;
  }
  return range;
}

function firstEnd(node: YamlNode): number {
  return node.kind === 'map' ? (node.entries[0]?.key.range.end ?? node.range.end) : node.range.end;
}
