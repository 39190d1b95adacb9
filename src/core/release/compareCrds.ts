import type { ChartFile } from '../chart/chart';
import { decodeUtf8Lossy, equalBytes } from '../../util/bytes';
import { parseGoYaml } from '../yaml/goYaml';
import type { PlainValue } from '../yaml/plainValue';
import { plainValue } from '../yaml/plainValue';
import type { ChartChange } from './change';
import { change } from './change';

/** What makes a custom resource the one it is: changing any of it is a new kind of resource to the cluster. */
interface Definition {
  readonly identity: string;
  readonly versions: readonly string[];
}

/**
 * Changes of the files in `crds/`. Helm installs them once and never updates or deletes them, so that whoever upgrades must
 * apply a change by hand; and objects of a version that is no longer served cannot be read.
 */
export function compareCrds(before: readonly ChartFile[], after: readonly ChartFile[]): readonly ChartChange[] {
  const now = new Map(after.map(file => [file.path as string, file]));
  const old = new Map(before.map(file => [file.path as string, file]));
  return [
    ...before.flatMap(file => {
      const other = now.get(file.path);
      if (other === undefined) return [change('crdFileRemoved', file.path)];
      return equalBytes(file.bytes, other.bytes) ? [] : fileChanges(file, other);
    }),
    ...after.filter(file => !old.has(file.path)).map(file => change('crdFileAdded', file.path)),
  ];
}

function fileChanges(before: ChartFile, after: ChartFile): readonly ChartChange[] {
  const old = definitionsOf(before.bytes);
  const now = definitionsOf(after.bytes);
  const changes: ChartChange[] = [];
  for (const [name, definition] of old) {
    const other = now.get(name);
    if (other === undefined) changes.push(change('crdIdentityChanged', name));
    else changes.push(...definitionChanges(name, definition, other));
  }
  return changes.length > 0 ? changes : [change('crdChanged', before.path)];
}

function definitionChanges(name: string, before: Definition, after: Definition): readonly ChartChange[] {
  const lost = before.versions.filter(version => !after.versions.includes(version));
  const won = after.versions.filter(version => !before.versions.includes(version));
  return [
    ...(before.identity === after.identity
      ? []
      : [change('crdIdentityChanged', name, before.identity, after.identity)]),
    ...lost.map(version => change('crdVersionRemoved', name, version)),
    ...won.map(version => change('crdVersionAdded', name, undefined, version)),
  ];
}

function definitionsOf(bytes: Uint8Array): ReadonlyMap<string, Definition> {
  const definitions = new Map<string, Definition>();
  for (const document of decodeUtf8Lossy(bytes).split(/^---.*$/m)) {
    const { root } = parseGoYaml(document);
    const value = root === undefined ? null : plainValue(root);
    const spec = field(value, 'spec');
    const name = field(field(value, 'metadata'), 'name');
    if (typeof name !== 'string' || spec === null) continue;
    const identity = [field(spec, 'group'), field(field(spec, 'names'), 'kind'), field(spec, 'scope')].map(String);
    const list = field(spec, 'versions');
    const versions = (Array.isArray(list) ? (list as readonly PlainValue[]) : [])
      .filter(version => field(version, 'served') !== false)
      .map(version => String(field(version, 'name')));
    definitions.set(name, { identity: identity.join(' '), versions });
  }
  return definitions;
}

function field(value: PlainValue, name: string): PlainValue {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null;
  return (value as Readonly<Record<string, PlainValue>>)[name] ?? null;
}
