import { isAlias, isMap, isScalar, isSeq, parseDocument } from 'yaml';
import type { Document } from 'yaml';

/** A YAML value on its way through JSON into a Go struct: scalars keep the text that a string field would get. */
export type GoValue =
  | { readonly kind: 'null' }
  | { readonly kind: 'scalar'; readonly type: 'string' | 'number' | 'bool'; readonly text: string }
  | { readonly kind: 'list'; readonly items: readonly GoValue[] }
  | { readonly kind: 'map'; readonly entries: ReadonlyMap<string, GoValue> };

/** Nodes an alias bomb may expand to: more than any provenance has. */
const maxNodes = 100_000;

/**
 * Reads YAML as Helm's decoder does as far as provenance needs it: YAML 1.1, merge keys, the last of duplicate keys, first
 * document only. The error is Helm's text where it is the same for every input of its kind.
 */
export function parseGoYaml(text: string): { readonly value: GoValue } | { readonly error: string } {
  // yaml_parser_update_buffer of the Go port of libyaml.
  if (/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u0084\u0086-\u009f\ufffe\uffff]/.test(text)) {
    return { error: 'yaml: control characters are not allowed' };
  }
  const document: Document = parseDocument(text, {
    version: '1.1',
    merge: true,
    uniqueKeys: false,
    logLevel: 'silent',
    stringKeys: false,
  });
  const [first] = document.errors;
  if (first) return { error: `yaml: line ${(first.linePos?.[0].line ?? 1) - 1}: ${first.code}` };
  const budget = { nodes: 0 };
  const value = convert(document, document.contents, budget);
  return budget.nodes > maxNodes ? { error: 'yaml: document contains excessive aliasing' } : { value };
}

function convert(document: Document, node: unknown, budget: { nodes: number }): GoValue {
  if (++budget.nodes > maxNodes) return { kind: 'null' };
  if (isAlias(node)) return convert(document, node.resolve(document), budget);
  if (isSeq(node)) return { kind: 'list', items: node.items.map(item => convert(document, item, budget)) };
  if (isMap(node)) {
    const entries = new Map<string, GoValue>();
    const merged: GoValue[] = [];
    for (const pair of node.items) {
      const value = convert(document, pair.value, budget);
      const key = convert(document, pair.key, budget);
      if (isScalar(pair.key) && pair.key.source === '<<')
        merged.push(...(value.kind === 'list' ? value.items : [value]));
      else if (key.kind === 'scalar') entries.set(key.text, value);
    }
    for (const map of merged) {
      if (map.kind === 'map') for (const [key, value] of map.entries) if (!entries.has(key)) entries.set(key, value);
    }
    return { kind: 'map', entries };
  }
  return isScalar(node) ? convertScalar(node.value) : { kind: 'null' };
}

function convertScalar(value: unknown): GoValue {
  if (value === null || value === undefined) return { kind: 'null' };
  if (typeof value === 'boolean') return { kind: 'scalar', type: 'bool', text: String(value) };
  if (typeof value === 'number' || typeof value === 'bigint')
    return { kind: 'scalar', type: 'number', text: String(value) };
  if (value instanceof Uint8Array) return { kind: 'scalar', type: 'string', text: Buffer.from(value).toString('utf8') };
  return { kind: 'scalar', type: 'string', text: value instanceof Date ? value.toISOString() : String(value) };
}
