import type { TextRange } from '../../findings';
import type { YamlEntry, YamlScalar } from '../goYaml';
import type { ScalarValue } from '../scalar';
import { goSyntax } from './goSyntax';

export interface RepeatedKey {
  /** Where the value begins, as Go counts it: from 1. */
  readonly line: number;
  /** As Go prints it: texts in quotes. */
  readonly key: string;
  readonly range: TextRange;
}

/** A map that is being read: the keys that were set so far. */
export interface MapKeys {
  readonly entries: readonly YamlEntry[];
  /** Made when there are many. */
  keys?: Set<ScalarValue>;
}

const fewKeys = 24;

/** Keys that a map has twice, merged ones counted: Go's reader refuses them in its strict mode (yaml.v2 UnmarshalStrict). */
export class RepeatedKeys {
  readonly found: RepeatedKey[] = [];
  /** The map of each key found. */
  readonly #maps: MapKeys[] = [];
  /** Of keys in anchored maps, which may be merged. */
  readonly #lines = new WeakMap<YamlScalar, number>();

  /** Before the key is set. `map`: missing when its keys are set elsewhere. `line`: of the value, counted from 0. */
  add(map: MapKeys | undefined, key: YamlScalar, line: number): void {
    if (map !== undefined) this.#note(map, key, line);
  }

  /** Keeps the line of a key that may be merged into another map. */
  keepLine(key: YamlScalar, line: number): void {
    this.#lines.set(key, line);
  }

  /** Before the entry is set. */
  merge(map: MapKeys, { key }: YamlEntry): void {
    this.#note(map, key, this.#lines.get(key) ?? 0);
  }

  /**
   * Go decodes an aliased value again, and complains again: of the keys found from one to another, but those of `merged`,
   * whose keys are set elsewhere this time.
   */
  repeat([from, to]: readonly [number, number], merged?: MapKeys): void {
    for (let at = from; at < to; at++) {
      const key = this.found[at];
      const map = this.#maps[at];
      if (key === undefined || map === undefined || map === merged) continue;
      this.found.push(key);
      this.#maps.push(map);
    }
  }

  #note(map: MapKeys, key: YamlScalar, line: number): void {
    if (!has(map, key.value)) return;
    this.found.push({ line: line + 1, key: goSyntax(key), range: key.range });
    this.#maps.push(map);
  }
}

function has(map: MapKeys, value: ScalarValue): boolean {
  const { entries } = map;
  if (entries.length < fewKeys) {
    for (const { key } of entries) if (key.value === value) return true;
    return false;
  }
  map.keys ??= new Set(entries.map(({ key }) => key.value));
  // What is no number is not even the same as itself.
  if (map.keys.has(value) && !Number.isNaN(value)) return true;
  map.keys.add(value);
  return false;
}
