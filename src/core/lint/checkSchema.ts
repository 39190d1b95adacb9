import { decodeText } from '../chart/chartYaml';
import type { Finding } from '../findings';
import { collector } from '../rule';
import { chartTable } from './chartTable';

/** values.schema.json: whether it is JSON. An empty file is no schema. */
export function checkSchemaFile(bytes: Uint8Array): readonly Finding[] {
  const { findings, report } = collector(chartTable);
  const text = decodeText(bytes) ?? '';
  if (bytes.length === 0) return findings;
  try {
    JSON.parse(text);
  } catch (error) {
    const detail = error instanceof Error ? error.message : '';
    const at = Number(/position (\d+)/.exec(detail)?.[1] ?? 0);
    report(
      'values/schema-syntax',
      { start: Math.min(at, text.length), end: Math.min(at + 1, text.length) },
      { detail },
    );
  }
  return findings;
}
