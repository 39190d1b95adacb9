import { compareUtf8 } from '../../util/bytes';
import { goQuote } from '../../util/goQuote';
import type { TextRange } from '../findings';
import { foldKey } from '../yaml/decodeStruct';
import type { YamlMap, YamlNode } from '../yaml/goYaml';
import { keyText, plainValue } from '../yaml/plainValue';
import { stringifyScalar } from '../yaml/scalar';
import type { HelmRules, IndexProblem } from './chartIndex';
import { GoTimeError, normalizeGoTime } from './goTime';
import type { ReducedVersion } from './scanIndex';
import type { GoField, GoStruct, GoType } from './indexType';

export interface DecodeOptions {
  readonly rules: HelmRules;
  /**
   * `yaml`: keys in sorted order, unknown ones are faults, and a text may be written as a number where Helm knows the
   * field (sigs.k8s.io/yaml UnmarshalStrict). `json`: keys in the order of the file, unknown ones are nothing.
   */
  readonly syntax: 'yaml' | 'json';
}

export type Fault = Pick<IndexProblem, 'reason' | 'range'> & { readonly goText: string };

/** A Go struct: only fields that were set and are not null. */
export type GoValues = Readonly<Record<string, unknown>>;

/** The field that an error of Go's JSON reader names, and those that it lies in. */
interface Place {
  readonly struct: GoStruct;
  readonly field: NamedField;
  readonly around: Place | undefined;
}

/**
 * Decodes onto a Go struct as encoding/json does, with all faults rather than the first, in the order in which Go meets
 * them. A list item that is null stays null. `coerces`: what sigs.k8s.io/yaml knows of the target; it loses its way at
 * embedded structs and lists in them.
 */
export class GoDecoder {
  readonly faults: Fault[] = [];
  /** Go stops at once at a time it cannot read, and forgets what it met before. */
  readonly timeFaults: Fault[] = [];

  constructor(
    private readonly options: DecodeOptions,
    private readonly reduced?: ReadonlyMap<YamlNode, ReducedVersion>,
  ) {}

  struct(node: YamlMap, type: GoStruct, around: Place | undefined, coerces: boolean): GoValues {
    const values: Record<string, unknown> = {};
    for (const entry of this.#inOrder(node)) {
      const name = keyText(entry.key);
      const field = fieldOf(type, name);
      if (field === undefined) {
        if (this.options.syntax === 'yaml')
          this.#fault('unknownKey', `json: unknown field ${goQuote(name)}`, entry.key.range);
        continue;
      }
      const place = { struct: type, field, around };
      const decoded =
        field.name === 'annotations' && field.embeddedIn !== undefined
          ? this.#annotations(entry.value, place, coerces ? type : undefined)
          : this.value(entry.value, field.type, place, coerces && field.embeddedIn === undefined);
      if (decoded !== undefined) values[field.name] = decoded;
    }
    return values;
  }

  /** `undefined`: a null or a fault, which leave the field as it was. */
  value(node: YamlNode, type: GoType, place: Place | undefined, coerces: boolean): unknown {
    if (node.kind === 'scalar' && node.value === null) return type.kind === 'any' ? null : undefined;
    switch (type.kind) {
      case 'string':
        if (node.kind === 'scalar' && typeof node.value === 'string') return node.value;
        if (node.kind === 'scalar' && coerces && this.options.syntax === 'yaml') return stringifyScalar(node.value);
        return this.#mismatch(node, 'string', place);
      case 'bool':
        if (node.kind === 'scalar' && typeof node.value === 'boolean') return node.value;
        return this.#mismatch(node, 'bool', place);
      case 'any':
        return plainValue(node);
      case 'time':
        return this.#time(node);
      case 'list':
        if (node.kind !== 'list') return this.#mismatch(node, type.goName, place);
        return node.items.map(item => this.value(item, type.item, place, coerces) ?? emptyOf(type.item));
      case 'map':
        if (node.kind !== 'map') return this.#mismatch(node, type.goName, place);
        return this.#map(node, type.item, place, () => coerces);
      case 'struct':
        if (node.kind !== 'map') return this.#mismatch(node, type.struct.goName, place);
        return this.#recall(node) ?? this.struct(node, type.struct, place, coerces);
    }
  }

  /** What was decoded before, with its faults where they belong in order. */
  #recall(node: YamlNode): ReducedVersion | undefined {
    const known = this.reduced?.get(node);
    if (known === undefined) return undefined;
    for (const fault of known.faults) this.faults.push(fault);
    for (const fault of known.timeFaults) this.timeFaults.push(fault);
    return known;
  }

  /**
   * For the annotations of a chart sigs.k8s.io/yaml still believes to be in Metadata: an annotation that is named as a
   * text field of it may be a number.
   */
  #annotations(node: YamlNode, place: Place, owner: GoStruct | undefined): unknown {
    if (node.kind !== 'map')
      return this.value(node, { kind: 'map', item: { kind: 'string' }, goName: 'map[string]string' }, place, false);
    const coerces = (key: string): boolean => {
      const field = owner === undefined ? undefined : fieldOf(owner, key);
      return field?.embeddedIn !== undefined && field.type.kind === 'string';
    };
    return this.#map(node, { kind: 'string' }, place, coerces);
  }

  #map(
    node: YamlMap,
    item: GoType,
    place: Place | undefined,
    coerces: (key: string) => boolean,
  ): ReadonlyMap<string, unknown> {
    const map = new Map<string, unknown>();
    for (const entry of this.#inOrder(node)) {
      const key = keyText(entry.key);
      map.set(key, this.value(entry.value, item, place, coerces(key)) ?? emptyOf(item));
    }
    return map;
  }

  #time(node: YamlNode): string | undefined {
    try {
      if (node.kind !== 'scalar' || typeof node.value !== 'string')
        throw new GoTimeError('Time.UnmarshalJSON: input is not a JSON string');
      return normalizeGoTime(node.value);
    } catch (error) {
      if (!(error instanceof GoTimeError)) throw error;
      this.timeFaults.push({ reason: 'time', goText: error.message, range: node.range });
      return undefined;
    }
  }

  #inOrder(node: YamlMap): YamlMap['entries'] {
    const { entries } = node;
    if (this.options.syntax === 'json' || isSorted(entries)) return entries;
    const last = new Map(entries.map(entry => [keyText(entry.key), entry]));
    return [...last].sort(([a], [b]) => compareUtf8(a, b)).map(([, entry]) => entry);
  }

  /** `ChartVersion.entries.version`, and of Helm 4 `ChartVersion.entries.Metadata.version`. */
  #nameOf({ struct, field, around }: Place): string {
    const parts: string[] = [];
    for (let place: Place | undefined = { struct, field, around }; place !== undefined; place = place.around) {
      parts.unshift(place.field.name);
      if (this.options.rules === 'helm4' && place.field.embeddedIn !== undefined) parts.unshift(place.field.embeddedIn);
    }
    return [struct.goName.slice(struct.goName.indexOf('.') + 1), ...parts].join('.');
  }

  #mismatch(node: YamlNode, goType: string, place: Place | undefined): undefined {
    const target =
      place === undefined ? `Go value of type ${goType}` : `Go struct field ${this.#nameOf(place)} of type ${goType}`;
    this.#fault('wrongType', `json: cannot unmarshal ${jsonKind(node)} into ${target}`, node.range);
    return undefined;
  }

  #fault(reason: Fault['reason'], goText: string, range: TextRange): void {
    this.faults.push({ reason, goText, range });
  }
}

type NamedField = GoField & { readonly name: string };

/** A field by its name, or by its name in another case. */
function fieldOf(type: GoStruct, key: string): NamedField | undefined {
  let fields = fieldsByName.get(type);
  if (fields === undefined) {
    const named = Object.entries(type.fields).map(([name, field]) => ({ ...field, name }));
    fields = new Map([
      ...named.map(field => [foldKey(field.name), field] as const),
      ...named.map(field => [field.name, field] as const),
    ]);
    fieldsByName.set(type, fields);
  }
  return fields.get(key) ?? fields.get(foldKey(key));
}

/** By their names, and by their names folded. */
const fieldsByName = new WeakMap<GoStruct, Map<string, NamedField>>();

/** Whether the keys are texts in sorted order, as Helm writes them. */
function isSorted(entries: YamlMap['entries']): boolean {
  let before = '';
  for (const { key } of entries) {
    if (typeof key.value !== 'string' || compareUtf8(before, key.value) >= 0) return false;
    before = key.value;
  }
  return true;
}

/** What Go leaves in a list or a map for a null. */
function emptyOf(type: GoType): unknown {
  switch (type.kind) {
    case 'string':
      return '';
    case 'list':
      return [];
    default:
      return null;
  }
}

function jsonKind(node: YamlNode): string {
  if (node.kind === 'map') return 'object';
  if (node.kind === 'list') return 'array';
  return typeof node.value === 'boolean' ? 'bool' : typeof node.value === 'string' ? 'string' : 'number';
}
