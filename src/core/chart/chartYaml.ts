import { decodeUtf8 } from '../../util/bytes';
import { ChartReleaseError } from '../errors';
import type { DecodedStruct } from '../yaml/decodeStruct';
import { decodeStruct, TypeMismatch } from '../yaml/decodeStruct';
import type { YamlValue } from '../yaml/emitGoYaml';
import { emitGoYaml } from '../yaml/emitGoYaml';
import type { YamlNode } from '../yaml/goYaml';
import { parseGoYaml } from '../yaml/goYaml';
import { findUnconvertible } from '../yaml/jsonConversion';
import type { StructType } from '../yaml/decodeStruct';
import type { ChartMetadata, DecodedMetadata, Dependency } from './metadata';
import { chartBaseType, metadataType } from './metadataType';
import { sanitizeMetadata } from './sanitizeMetadata';

/**
 * Decodes a Chart.yaml (its first YAML document) as Helm 4 does; see `decodeStruct`. `base`: onto what was decoded before, as
 * Helm does for a second Chart.yaml and for requirements.yaml. Not validated: `validateMetadata` does that.
 * Throws `chart.unloadable` for what Helm cannot read.
 */
export function decodeChartYaml(bytes: Uint8Array, base?: DecodedMetadata, file = 'Chart.yaml'): DecodedMetadata {
  const decoded = decodeYamlFile(bytes, metadataType, file, base === undefined ? undefined : toStruct(base));
  return sanitizeMetadata(fromStruct(decoded));
}

/**
 * What `helm package` 4 looks at before it loads anything (internal/chart/loader load.go, chartBase): the apiVersion alone, with
 * every other field read as JSON would have it. It knows v3 and refuses to package it later. Throws `chart.unloadable`.
 */
export function checkApiVersion(bytes: Uint8Array): void {
  const { apiVersion } = decodeYamlFile(bytes, chartBaseType, 'Chart.yaml');
  const known = [undefined, '', 'v1', 'v2', 'v3'];
  if (!known.includes(apiVersion as string | undefined))
    throw unloadable('apiVersion', 'unsupported chart version', 'Chart.yaml');
}

/** Decodes the first document of a file onto a struct. Throws `chart.unloadable` with Helm's text. */
export function decodeYamlFile(bytes: Uint8Array, type: StructType, file: string, base?: DecodedStruct): DecodedStruct {
  const root = readRoot(bytes, file);
  const unconvertible = findUnconvertible(root, { kind: 'struct', struct: type });
  if (unconvertible !== undefined)
    throw unloadable('notJson', `cannot load ${file}: error converting YAML to JSON: ${unconvertible.goText}`, file);
  try {
    return decodeStruct(root, type, base);
  } catch (error) {
    if (!(error instanceof TypeMismatch)) throw error;
    throw unloadable(
      'wrongType',
      `cannot load ${file}: error unmarshaling JSON: while decoding JSON: ${error.goText}`,
      file,
    );
  }
}

/** Whether the first document of a file is empty or null. Throws `chart.unloadable` for what Helm cannot read. */
export function isNullDocument(bytes: Uint8Array, file: string): boolean {
  const root = readRoot(bytes, file);
  return root === undefined || (root.kind === 'scalar' && root.value === null);
}

function readRoot(bytes: Uint8Array, file: string): YamlNode | undefined {
  const text = decodeText(bytes);
  if (text === undefined)
    throw unloadable(
      'notUtf8',
      `cannot load ${file}: error converting YAML to JSON: yaml: invalid leading UTF-8 octet`,
      file,
    );
  const { root, problem } = parseGoYaml(text);
  if (problem === undefined) return root;
  throw unloadable('yaml', `cannot load ${file}: error converting YAML to JSON: ${problem.goText}`, file);
}

/** UTF-8 with or without a byte order mark, or UTF-16 with one, as the YAML reader takes them. `undefined`: neither. */
export function decodeText(bytes: Uint8Array): string | undefined {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  return decodeUtf8(bytes)?.replace(/^\uFEFF/, '');
}

/** Chart.yaml as Helm writes it into packages. */
export function formatChartYaml(metadata: ChartMetadata): string {
  return emitGoYaml(toYaml(metadata));
}

/** The members that Go's JSON would write: empty texts, empty lists and `false` are left out. */
function toYaml(metadata: ChartMetadata): YamlValue {
  const { dependencies, maintainers, ...rest } = metadata;
  return withoutEmpty({
    ...rest,
    maintainers: maintainers?.map(maintainer => withoutEmpty({ ...maintainer })),
    dependencies: dependencies?.map(dependencyToYaml),
  });
}

export function dependencyToYaml(dependency: Dependency): YamlValue {
  const { name, repository, importValues, ...rest } = dependency;
  return { name, repository, ...withoutEmpty({ ...rest, 'import-values': importValues as YamlValue | undefined }) };
}

function withoutEmpty(value: Readonly<Record<string, YamlValue | undefined>>): Readonly<Record<string, YamlValue>> {
  const kept = Object.entries(value).filter((entry): entry is [string, YamlValue] => !isEmpty(entry[1]));
  return Object.fromEntries(kept);
}

function isEmpty(value: YamlValue | undefined): boolean {
  if (value === undefined || value === '' || value === false) return true;
  return typeof value === 'object' && value !== null && Object.keys(value).length === 0;
}

function toStruct(metadata: DecodedMetadata): DecodedStruct {
  return {
    ...metadata,
    dependencies: metadata.dependencies?.map(
      dependency => dependency && { ...dependency, 'import-values': dependency.importValues },
    ),
  };
}

function fromStruct(decoded: DecodedStruct): DecodedMetadata {
  const { dependencies, ...rest } = decoded;
  const list = dependencies as readonly (DecodedStruct | null)[] | undefined;
  const set = Object.fromEntries(Object.entries(rest).filter(([, value]) => !isEmpty(value as YamlValue)));
  return {
    name: '',
    version: '',
    ...set,
    apiVersion: typeof set['apiVersion'] === 'string' ? set['apiVersion'] : 'v1',
    ...(list === undefined || list.length === 0
      ? {}
      : { dependencies: list.map(item => item && dependencyFromStruct(item)) }),
  } as DecodedMetadata;
}

export function dependencyFromStruct(decoded: DecodedStruct): Dependency {
  const { 'import-values': importValues, importValues: _, ...rest } = decoded;
  const set = Object.fromEntries(Object.entries(rest).filter(([, value]) => !isEmpty(value as YamlValue)));
  const values = importValues as readonly unknown[] | undefined;
  return {
    name: '',
    repository: '',
    ...set,
    ...(values === undefined || values.length === 0 ? {} : { importValues: values }),
  } as Dependency;
}

export function unloadable(reason: string, helmText: string, path?: string): ChartReleaseError<'chart.unloadable'> {
  return new ChartReleaseError('chart.unloadable', { reason, helmText, ...(path === undefined ? {} : { path }) });
}
