import { encodeUtf8 } from '../../util/bytes';
import type { TextRange } from '../findings';
import { limits } from './limits';
import { YamlEvents } from './reader/events';
import type { BuildOptions } from './reader/nodeBuilder';
import { NodeBuilder } from './reader/nodeBuilder';
import { unitOffsets } from './reader/unitOffsets';
import type { RepeatedKey } from './reader/repeatedKeys';
import { YamlFault } from './reader/yamlFault';
import type { ScalarValue } from './scalar';

/** A YAML value as Go's reader sees it, with its place in the text. An alias is the node it stands for. */
export type YamlNode = YamlScalar | YamlMap | YamlList;

export interface YamlScalar {
  readonly kind: 'scalar';
  readonly value: ScalarValue;
  /** As written, for a plain scalar; what the quotes hold, for a quoted one. */
  readonly text: string;
  readonly plain: boolean;
  readonly range: TextRange;
}

export interface YamlEntry {
  readonly key: YamlScalar;
  readonly value: YamlNode;
  /** Whether it came in through `<<`. */
  readonly merged: boolean;
}

export interface YamlMap {
  readonly kind: 'map';
  /** In the order in which Go sets them, repeated keys included: the last one counts. Merged entries stand where `<<` does. */
  readonly entries: readonly YamlEntry[];
  readonly range: TextRange;
}

export interface YamlList {
  readonly kind: 'list';
  readonly items: readonly YamlNode[];
  readonly range: TextRange;
}

export interface YamlProblem {
  readonly reason: 'syntax' | 'tooDeep' | 'tooLarge' | 'aliases' | 'unknownAnchor' | 'key' | 'tag';
  /** Go's sentence, without the line that it names. */
  readonly detail: string;
  /** As Helm prints it behind `error converting YAML to JSON: `; the line that it names can be one off. */
  readonly goText: string;
  readonly range: TextRange;
}

/** `root` is missing for an empty document, and when there is a problem. */
export interface YamlDocument {
  readonly root?: YamlNode;
  readonly problem?: YamlProblem;
  /** Keys that stand twice in a map; only looked for in strict mode. */
  readonly repeated?: readonly RepeatedKey[];
}

/**
 * Reads the first document of a text; later ones are ignored, as Helm does. Never throws, never recurses deeply. `strict`:
 * also tells of repeated keys.
 */
export function parseGoYaml(text: string, options: { readonly strict?: boolean } = {}): YamlDocument {
  if (text.length > limits.characters)
    return {
      problem: { reason: 'tooLarge', detail: '', goText: 'yaml: the text is too long', range: { start: 0, end: 0 } },
    };
  if (options.strict === true || text.length > rememberedCharacters) return parseGoYamlBytes(encodeUtf8(text), options);
  if (remembered?.text !== text) remembered = { text, document: parseGoYamlBytes(encodeUtf8(text)) };
  return remembered.document;
}

const rememberedCharacters = 64 * 1024;
/** The last text that was read: each check of a package reads the same Chart.yaml again. */
let remembered: { readonly text: string; readonly document: YamlDocument } | undefined;

/** The same of UTF-8 bytes, however many. `reduce` takes values out of the tree while it grows. */
export function parseGoYamlBytes(bytes: Uint8Array, options: BuildOptions = {}): YamlDocument {
  const toOffset = unitOffsets(bytes);
  try {
    const events = new YamlEvents(bytes);
    const builder = new NodeBuilder(events, toOffset, options);
    if (events.next().kind === 'streamEnd') return {};
    const root = builder.build(events.next());
    // The end of the document shows whether what follows belongs to it.
    events.next();
    builder.finish();
    return { root, ...(builder.repeated === undefined ? {} : { repeated: builder.repeated.found }) };
  } catch (error) {
    if (!(error instanceof YamlFault)) throw error;
    const range = { start: toOffset(error.start), end: toOffset(error.end) };
    const reason = error.reason === 'unsupportedKey' ? 'key' : error.reason;
    return { problem: { reason, detail: error.sentence, goText: error.goText, range } };
  }
}
