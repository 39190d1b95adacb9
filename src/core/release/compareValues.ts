import { decodeUtf8Lossy, equalBytes } from '../../util/bytes';
import { parseGoYaml } from '../yaml/goYaml';
import type { PlainValue } from '../yaml/plainValue';
import { plainValue } from '../yaml/plainValue';
import type { ChartChange } from './change';
import { change } from './change';

type Leaves = ReadonlyMap<string, PlainValue>;

/**
 * Changes of the default values, key by key. A list counts as one value, and an empty map as one: users may put anything in
 * it. A key that went while another came with the same, telling value is a renaming.
 */
export function compareValues(before: Uint8Array | undefined, after: Uint8Array | undefined): readonly ChartChange[] {
  if (before === undefined) return after === undefined ? [] : [change('valuesFileAdded', 'values.yaml')];
  if (after === undefined) return [change('valuesFileRemoved', 'values.yaml')];
  if (equalBytes(before, after)) return [];
  const old = readValues(before);
  const now = readValues(after);
  if (old === undefined || now === undefined) return [change('valuesUnreadable', 'values.yaml')];
  const changes = keyChanges(old, now);
  return changes.length > 0 ? changes : [change('valuesTextChanged', 'values.yaml')];
}

/** `undefined`: not a map; the loader says so with Helm's words. */
function readValues(bytes: Uint8Array): PlainValue | undefined {
  const { root, problem } = parseGoYaml(decodeUtf8Lossy(bytes));
  if (problem !== undefined) return undefined;
  const value = root === undefined ? null : plainValue(root);
  return value === null ? {} : isMap(value) ? value : undefined;
}

function keyChanges(before: PlainValue, after: PlainValue): readonly ChartChange[] {
  const old = leavesOf(before);
  const now = leavesOf(after);
  const gone = [...old.keys()].filter(key => !now.has(key));
  const come = [...now.keys()].filter(key => !old.has(key));
  const changes: ChartChange[] = [];
  for (const key of gone) {
    const deeper = come.filter(other => other.startsWith(`${key}.`));
    const shallower = come.find(other => key.startsWith(`${other}.`));
    const before = old.get(key) ?? null;
    if (deeper.length > 0 && isEmptyMap(before)) {
      continue; // an empty map got keys: those are told as added
    } else if (deeper.length > 0) {
      changes.push(change('valuesTypeChanged', key, typeName(before), 'map'));
      remove(come, deeper);
    } else if (shallower !== undefined && !isEmptyMap(now.get(shallower) ?? null)) {
      changes.push(change('valuesTypeChanged', shallower, 'map', typeName(now.get(shallower) ?? null)));
      remove(come, [shallower]);
    } else {
      const renamed = come.find(other => isRenaming(key, before, other, now.get(other) ?? null));
      if (renamed === undefined) changes.push(change('valuesKeyRemoved', key, shown(before)));
      else changes.push(change('valuesKeyRenamed', key, key, renamed));
      if (renamed !== undefined) remove(come, [renamed]);
    }
  }
  for (const [key, value] of old) if (now.has(key)) changes.push(...valueChange(key, value, now.get(key) ?? null));
  return [...changes, ...come.filter(key => !isMadeEmpty(key, old, now)).map(key => change('valuesKeyAdded', key))];
}

/** A map that lost all its keys is told by them. */
function isMadeEmpty(key: string, old: Leaves, now: Leaves): boolean {
  return isEmptyMap(now.get(key) ?? null) && [...old.keys()].some(other => other.startsWith(`${key}.`));
}

function valueChange(key: string, before: PlainValue, after: PlainValue): readonly ChartChange[] {
  if (shown(before) === shown(after)) return [];
  const from = typeName(before);
  const to = typeName(after);
  // `null` is a place for anything: giving it a default, or taking the default away, changes the default only.
  if (from !== to && from !== 'null' && to !== 'null') return [change('valuesTypeChanged', key, from, to)];
  const kind = /(^|\.)image\.tag$|(^|\.)imageTag$/.test(key) ? 'valuesImageTagChanged' : 'valuesDefaultChanged';
  return [change(kind, key, shown(before), shown(after))];
}

/** Same value and same last part of the key (moved), or same value and same parent (renamed); values such as `{}` tell nothing. */
function isRenaming(key: string, value: PlainValue, other: string, otherValue: PlainValue): boolean {
  if (shown(value) !== shown(otherValue)) return false;
  const [parent, last] = split(key);
  const [otherParent, otherLast] = split(other);
  if (last === otherLast) return true;
  return parent === otherParent && (sounds(last) === sounds(otherLast) || isTelling(value));
}

function isTelling(value: PlainValue): boolean {
  if (typeof value === 'string') return value.length > 0;
  return typeof value === 'number' || typeof value === 'bigint' ? Math.abs(Number(value)) > 1 : false;
}

function sounds(name: string): string {
  return name.replace(/[-_]/g, '').toLowerCase();
}

function split(key: string): readonly [string, string] {
  const dot = key.lastIndexOf('.');
  return dot === -1 ? ['', key] : [key.slice(0, dot), key.slice(dot + 1)];
}

function leavesOf(value: PlainValue, prefix = '', leaves = new Map<string, PlainValue>()): Map<string, PlainValue> {
  if (!isMap(value)) return leaves;
  for (const [name, inner] of Object.entries(value)) {
    const key = prefix === '' ? name : `${prefix}.${name}`;
    if (isMap(inner) && Object.keys(inner).length > 0) leavesOf(inner, key, leaves);
    else leaves.set(key, inner);
  }
  return leaves;
}

function isMap(value: PlainValue): value is { readonly [key: string]: PlainValue } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isEmptyMap(value: PlainValue): boolean {
  return isMap(value) && Object.keys(value).length === 0;
}

function typeName(value: PlainValue): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'list';
  if (typeof value === 'bigint' || typeof value === 'number') return 'number';
  return typeof value === 'object' ? 'map' : typeof value;
}

function shown(value: PlainValue): string {
  return JSON.stringify(value, (_, inner: unknown) => (typeof inner === 'bigint' ? jsonNumber(inner) : inner));
}

/** A number stays one: `1` and `"1"` are different values. */
function jsonNumber(value: bigint): number | string {
  return Number.isSafeInteger(Number(value)) ? Number(value) : `${value}n`;
}

function remove(list: string[], items: readonly string[]): void {
  for (const item of items) list.splice(list.indexOf(item), 1);
}
