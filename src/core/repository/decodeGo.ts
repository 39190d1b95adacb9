import { compareUtf8 } from '../../util/bytes';
import { goQuote } from '../chart/goQuote';
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

/** The struct and the field that an error of Go's JSON reader names. */
interface Place {
  readonly struct: string;
  readonly path: string;
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

  struct(node: YamlMap, type: GoStruct, path: string, coerces: boolean): GoValues {
    const values: Record<string, unknown> = {};
    const struct = type.goName.slice(type.goName.indexOf('.') + 1);
    for (const entry of this.#inOrder(node)) {
      const name = keyText(entry.key);
      const field = fieldOf(type, name);
      if (field === undefined) {
        if (this.options.syntax === 'yaml')
          this.#fault('unknownKey', `json: unknown field ${goQuote(name)}`, entry.key.range);
        continue;
      }
      const place = { struct, path: this.#fieldPath(path, field) };
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
        return this.#recall(node) ?? this.struct(node, type.struct, place?.path ?? '', coerces);
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
    if (this.options.syntax === 'json') return node.entries;
    const last = new Map(node.entries.map(entry => [keyText(entry.key), entry]));
    return [...last].sort(([a], [b]) => compareUtf8(a, b)).map(([, entry]) => entry);
  }

  #fieldPath(path: string, field: NamedField): string {
    const parts = [path, this.options.rules === 'helm4' ? (field.embeddedIn ?? '') : '', field.name];
    return parts.filter(part => part !== '').join('.');
  }

  #mismatch(node: YamlNode, goType: string, place: Place | undefined): undefined {
    const target =
      place === undefined
        ? `Go value of type ${goType}`
        : `Go struct field ${place.struct}.${place.path} of type ${goType}`;
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
  const exact = Object.hasOwn(type.fields, key) ? type.fields[key] : undefined;
  if (exact !== undefined) return { ...exact, name: key };
  const folded = foldKey(key);
  const found = Object.entries(type.fields).find(([name]) => foldKey(name) === folded);
  return found === undefined ? undefined : { ...found[1], name: found[0] };
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
