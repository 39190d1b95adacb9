import { decodeText } from '../chart/chartYaml';
import { encodeUtf8 } from '../../util/bytes';
import type { YamlDocument, YamlNode } from '../yaml/goYaml';
import { parseGoYamlBytes } from '../yaml/goYaml';
import type { ChartVersion, HelmRules } from './chartIndex';
import { chartVersionOf } from './chartVersionOf';
import type { Fault } from './decodeGo';
import { GoDecoder } from './decodeGo';
import { indexTypes, versionType } from './indexType';
import { parseJsonNodes } from './jsonNodes';

/** A version of a chart that was decoded as soon as it was read, so that no tree of it has to be kept. */
export interface ReducedVersion {
  readonly version: ChartVersion;
  readonly faults: readonly Fault[];
  readonly timeFaults: readonly Fault[];
}

/** An index file whose versions are decoded: in the tree each stands as an empty map with its range. */
export interface ScannedIndex extends YamlDocument {
  readonly syntax: 'yaml' | 'json';
  readonly reduced: ReadonlyMap<YamlNode, ReducedVersion>;
}

/** Reads the bytes of an index without keeping a tree of the whole; a file of 150 MB is read so. Never throws. */
export function scanIndex(bytes: Uint8Array, rules: HelmRules): ScannedIndex {
  const reduced = new Map<YamlNode, ReducedVersion>();
  if (mayBeJson(bytes)) {
    const json = readJson(bytes, versionReducer(rules, 'json', reduced));
    if (json !== undefined) return { root: json, syntax: 'json', reduced };
    reduced.clear();
  }
  const isUtf16 = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
  const utf8 = isUtf16 ? encodeUtf8(decodeText(bytes) ?? '') : withoutMark(bytes);
  const reduce = versionReducer(rules, 'yaml', reduced);
  const document = parseGoYamlBytes(utf8, { strict: true, reduce, reduceDepth: entryDepth });
  return { ...document, syntax: 'yaml', reduced };
}

/** A version lies in the list of its chart, that in `entries`, and that in the map that the file is. */
const entryDepth = 3;

type Reducer = (node: YamlNode, path: readonly string[]) => YamlNode;

function versionReducer(rules: HelmRules, syntax: 'yaml' | 'json', reduced: Map<YamlNode, ReducedVersion>): Reducer {
  const index = indexTypes[rules];
  const type = versionType(index);
  const entries = index.fields['entries'];
  const around = entries && { struct: index, field: { ...entries, name: 'entries' }, around: undefined };
  return (node, [top = '', , list]) => {
    if (node.kind !== 'map' || list !== '' || top.toLowerCase() !== 'entries') return node;
    const decoder = new GoDecoder({ rules, syntax });
    const version = chartVersionOf(decoder.struct(node, type, around, true));
    const stub: YamlNode = { kind: 'map', entries: [], range: node.range };
    reduced.set(stub, { version, faults: decoder.faults, timeFaults: decoder.timeFaults });
    return stub;
  };
}

function readJson(bytes: Uint8Array, reduce: Reducer): YamlNode | undefined {
  const text = decodeText(bytes);
  return text === undefined ? undefined : parseJsonNodes(text, { reduce, depth: entryDepth });
}

/** An index is an object; what begins otherwise is no JSON, or none that Helm takes. */
function mayBeJson(bytes: Uint8Array): boolean {
  let at = 0;
  while (bytes[at] === 0x20 || bytes[at] === 0x09 || bytes[at] === 0x0a || bytes[at] === 0x0d) at++;
  return bytes[at] !== undefined && '{["-0123456789tfn'.includes(String.fromCharCode(bytes[at] ?? 0));
}

function withoutMark(bytes: Uint8Array): Uint8Array {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? bytes.subarray(3) : bytes;
}
