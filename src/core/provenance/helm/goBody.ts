import { compareUtf8, decodeUtf8 } from '../../../util/bytes';
import { GoError } from './goError';
import { checkMetadata } from './goMetadata';
import type { HelmVersion } from './goRules';
import { jsonKind, readGoYaml } from './goYaml';
import type { GoValue } from './goYaml';

/**
 * The digest that the signed text lists for a file name; `undefined` when it lists none (provenance/sign.go
 * parseMessageBlock and the look-up after it). Only the part after the first separator counts, keys in any case, the last
 * of several. Helm 3 decodes the metadata, too, and fails when it cannot. Throws the `GoError` that Helm prints.
 */
export function findSum(helm: HelmVersion, plaintext: Uint8Array, fileName: string): string | undefined {
  const text = Buffer.from(plaintext.buffer, plaintext.byteOffset, plaintext.byteLength).toString('latin1');
  const parts = text.split('\n...\n').map(part => new Uint8Array(Buffer.from(part, 'latin1')));
  const [metadata, sums] = parts;
  if (metadata === undefined || sums === undefined)
    throw new GoError('other', 'message block must have at least two parts');
  if (helm === 3) checkMetadata(decode(metadata));
  return readFiles(decode(sums)).get(fileName);
}

function decode(bytes: Uint8Array): GoValue {
  const text = decodeUtf8(bytes);
  if (text === undefined) throw conversion('yaml: invalid leading UTF-8 octet');
  const result = readGoYaml(text);
  if ('error' in result) throw conversion(result.error);
  return result.value;
}

function conversion(text: string): GoError {
  return new GoError('other', `error converting YAML to JSON: ${text}`);
}

function unmarshalError(text: string): GoError {
  return new GoError('other', `error unmarshaling JSON: while decoding JSON: json: cannot unmarshal ${text}`);
}

/** encoding/json into `struct { Files, Images map[string]string }`. */
function readFiles(value: GoValue): ReadonlyMap<string, string> {
  const files = new Map<string, string>();
  if (value.kind === 'null') return files;
  if (value.kind !== 'map') throw unmarshalError(`${jsonKind(value)} into Go value of type provenance.SumCollection`);
  for (const [key, entry] of sorted(value.entries)) {
    const field = key.toLowerCase();
    if (field !== 'files' && field !== 'images') continue;
    if (entry.kind === 'null') {
      if (field === 'files') files.clear();
      continue;
    }
    if (entry.kind !== 'map')
      throw unmarshalError(`${jsonKind(entry)} into Go struct field SumCollection.${field} of type map[string]string`);
    for (const [name, sum] of sorted(entry.entries)) {
      if (sum.kind === 'map' || sum.kind === 'list') {
        throw unmarshalError(`${jsonKind(sum)} into Go struct field SumCollection.${field} of type string`);
      }
      if (field === 'files') files.set(name, sum.kind === 'null' ? (files.get(name) ?? '') : sum.text);
    }
  }
  return files;
}

/** The order in which the JSON in between lists the keys. */
function sorted(entries: ReadonlyMap<string, GoValue>): readonly (readonly [string, GoValue])[] {
  return [...entries].sort(([a], [b]) => compareUtf8(a, b));
}
