import { isMap, isScalar, parseDocument } from 'yaml';
import type { Pair, Scalar, YAMLMap } from 'yaml';
import { ChartReleaseError } from '../errors';
import { parseGoYaml } from '../yaml/goYaml';
import type { PlainValue } from '../yaml/plainValue';
import { plainValue } from '../yaml/plainValue';
import { changesAnnotation } from './compareMetadata';

/** Chart.yaml with another version; every other byte stays. Throws `release.notEditable`. */
export function withVersion(text: string, version: string): string {
  const pair = pairOf(rootOf(text), 'version');
  const range = pair && isScalar(pair.value) ? pair.value.range : undefined;
  if (range === undefined || range === null) throw notEditable('version');
  const old = text.slice(range[0], range[1]);
  const quote = /^(["'])/.exec(old)?.[1] ?? '';
  return checked(text, splice(text, range[0], range[1], `${quote}${version}${quote}`), root => ({ ...root, version }));
}

/** Chart.yaml with this value of `artifacthub.io/changes`; every other byte stays. Throws `release.notEditable`. */
export function withChanges(text: string, changes: string): string {
  return withAnnotation(text, changesAnnotation, changes);
}

/** Chart.yaml with this value of an annotation, lines with a line end each; every other byte stays. Throws `release.notEditable`. */
export function withAnnotation(text: string, name: string, value: string): string {
  const annotations = pairOf(rootOf(text), 'annotations');
  const eol = text.includes('\r\n') ? '\r\n' : '\n';
  const edited = edit(text, annotations, name, value).replaceAll(/\r?\n/g, eol);
  return checked(text, edited, before => ({
    ...before,
    annotations: { ...(isPlainMap(before['annotations']) ? before['annotations'] : {}), [name]: value },
  }));
}

function edit(text: string, annotations: Pair | undefined, name: string, value: string): string {
  const block = (indent: string): string =>
    `${name}: |\n${value.replace(/^(?=.)/gm, `${indent}  `)}`.replace(/\n$/, '');
  if (annotations === undefined || !isMap(annotations.value)) {
    if (annotations !== undefined && !isEmpty(annotations.value)) throw notEditable('annotations');
    if (annotations !== undefined) return replacePair(text, annotations, `annotations:\n  ${block('  ')}`);
    return `${text.replace(/\s*$/, '')}\nannotations:\n  ${block('  ')}\n`;
  }
  const map = annotations.value;
  const existing = pairOf(map, name);
  if (map.flow) return replacePair(text, annotations, flowAnnotations(text, map, name, value));
  const indent = ' '.repeat(columnOf(text, startOf(map.items[0])));
  if (existing !== undefined) return replacePair(text, existing, block(indent));
  const end = endOfContent(text, map.range?.[1] ?? 0);
  return splice(text, end, end, `\n${indent}${block(indent)}`);
}

/** An inline map holds no block text: it is written as a block, its other entries as they are meant. */
function flowAnnotations(text: string, map: YAMLMap, name: string, value: string): string {
  const kept = map.items.filter(item => !(isScalar(item.key) && item.key.value === name));
  const written = ({ range }: Scalar): string => (range ? text.slice(range[0], range[1]) : '');
  const lines = kept.map(item => {
    if (!isScalar(item.key) || !isScalar(item.value)) throw notEditable('annotations');
    return `  ${written(item.key)}: ${written(item.value)}`;
  });
  const block = `  ${name}: |\n${value.replace(/^(?=.)/gm, '    ')}`.replace(/\n$/, '');
  return ['annotations:', ...lines, block].join('\n');
}

function isEmpty(value: unknown): boolean {
  return value === null || (isScalar(value) && value.source === '');
}

/** From the key to the end of the value; comments and blank lines behind stay. */
function replacePair(text: string, pair: Pair, written: string): string {
  const value = pair.value as { readonly range?: readonly [number, number, number] | null } | null;
  const start = startOf(pair);
  const keyEnd = (pair.key as Scalar).range?.[1] ?? start;
  const end = endOfContent(text, Math.max(value?.range?.[1] ?? 0, text.indexOf(':', keyEnd) + 1));
  return splice(text, start, end, written);
}

/** Without the white space in front: a block text's range holds its last line end. */
function endOfContent(text: string, end: number): number {
  return end - (/\s*$/.exec(text.slice(0, end))?.[0].length ?? 0);
}

function rootOf(text: string): YAMLMap {
  const document = parseDocument(text, { version: '1.1', schema: 'failsafe', uniqueKeys: false, merge: false });
  if (document.errors.length > 0 || !isMap(document.contents) || document.contents.flow) throw notEditable('root');
  return document.contents;
}

function pairOf(map: YAMLMap, name: string): Pair | undefined {
  const pairs = map.items.filter(item => isScalar(item.key) && item.key.value === name);
  if (pairs.length > 1) throw notEditable(name);
  return pairs[0];
}

function startOf(pair: Pair | undefined): number {
  const range = pair === undefined ? undefined : (pair.key as Scalar).range;
  if (range === undefined || range === null) throw notEditable('annotations');
  return range[0];
}

function columnOf(text: string, offset: number): number {
  return offset - (text.lastIndexOf('\n', offset - 1) + 1);
}

function splice(text: string, start: number, end: number, written: string): string {
  return text.slice(0, start) + written + text.slice(end);
}

/** Never trust an edit of a text: what is read back must differ in exactly what was meant. */
function checked(
  before: string,
  after: string,
  expected: (root: Readonly<Record<string, PlainValue>>) => Readonly<Record<string, PlainValue>>,
): string {
  const old = valueOf(before);
  const now = valueOf(after);
  const meant = old === undefined ? undefined : expected(old);
  if (now === undefined || meant === undefined || canonical(now) !== canonical(meant)) throw notEditable('result');
  return after;
}

function valueOf(text: string): Readonly<Record<string, PlainValue>> | undefined {
  const { root } = parseGoYaml(text);
  const value = root === undefined ? null : plainValue(root);
  return isPlainMap(value) ? value : undefined;
}

function isPlainMap(value: PlainValue | undefined): value is { readonly [key: string]: PlainValue } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function canonical(value: Readonly<Record<string, PlainValue>>): string {
  return JSON.stringify(value, (_, inner: unknown) => {
    if (typeof inner === 'bigint') return `${inner}n`;
    if (typeof inner !== 'object' || inner === null || Array.isArray(inner)) return inner;
    return Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}

function notEditable(part: string): ChartReleaseError {
  return new ChartReleaseError('release.notEditable', { part });
}
