import type { TextRange } from '../../findings';
import type { YamlMap, YamlScalar } from '../goYaml';
import { goSyntax } from './goSyntax';

export interface RepeatedKey {
  /** Where the value begins, as Go counts it: from 1. */
  readonly line: number;
  /** As Go prints it: texts in quotes. */
  readonly key: string;
  readonly range: TextRange;
}

/** Keys that a map has twice, merged ones counted: Go's reader refuses them in its strict mode (yaml.v2 UnmarshalStrict). */
export class RepeatedKeys {
  readonly found: RepeatedKey[] = [];
  /** What stands for the map of each key found. */
  readonly #maps: object[] = [];
  readonly #seen = new WeakMap<object, Set<string>>();
  readonly #lines = new WeakMap<YamlScalar, number>();

  /** `map`: stands for the map being read; missing when its keys are set elsewhere. `line`: of the value, counted from 0. */
  add(map: object | undefined, key: YamlScalar, line: number): void {
    this.#lines.set(key, line);
    if (map !== undefined) this.#note(map, key, line);
  }

  merge(map: object, merged: readonly YamlMap[]): void {
    for (const { entries } of merged) for (const { key } of entries) this.#note(map, key, this.#lines.get(key) ?? 0);
  }

  /**
   * Go decodes an aliased value again, and complains again: of the keys found from one to another, but those of `merged`,
   * whose keys are set elsewhere this time.
   */
  repeat([from, to]: readonly [number, number], merged?: object): void {
    for (let at = from; at < to; at++) {
      const key = this.found[at];
      const map = this.#maps[at];
      if (key === undefined || map === undefined || map === merged) continue;
      this.found.push(key);
      this.#maps.push(map);
    }
  }

  #note(map: object, key: YamlScalar, line: number): void {
    // Not even itself is the same as it.
    if (Number.isNaN(key.value)) return;
    let seen = this.#seen.get(map);
    if (seen === undefined) this.#seen.set(map, (seen = new Set()));
    const text = `${typeof key.value} ${goSyntax(key)}`;
    if (seen.has(text)) {
      this.found.push({ line: line + 1, key: goSyntax(key), range: key.range });
      this.#maps.push(map);
    }
    seen.add(text);
  }
}
