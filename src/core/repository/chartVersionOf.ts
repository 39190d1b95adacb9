import type { DecodedMetadata, Dependency, Maintainer } from '../chart/metadata';
import { sanitizeMetadata } from '../chart/sanitizeMetadata';
import type { ChartVersion } from './chartIndex';
import { zeroTime } from './chartIndex';
import type { GoValues } from './decodeGo';

const ownFields = new Set(['urls', 'created', 'removed', 'digest']);
const legacyFields = new Set(['checksum', 'engine', 'tillerVersion', 'url']);

/** An entry as Helm goes on with it: sanitised, a missing apiVersion is `v1`, empty fields are left out. */
export function chartVersionOf(values: GoValues): ChartVersion {
  const { urls, created, removed, digest } = values;
  const legacy = pick(values, name => legacyFields.has(name));
  return {
    metadata: metadataOf(pick(values, name => !ownFields.has(name) && !legacyFields.has(name))),
    urls: (urls ?? []) as readonly string[],
    created: (created ?? zeroTime) as string,
    ...(digest === undefined || digest === '' ? {} : { digest: digest as string }),
    ...(removed === true ? { removed } : {}),
    ...(Object.keys(legacy).length === 0 ? {} : { legacy }),
  };
}

function metadataOf(values: GoValues): DecodedMetadata {
  const { annotations, dependencies, ...rest } = values;
  const list = dependencies as readonly (GoValues | null)[] | undefined;
  return sanitizeMetadata({
    name: '',
    version: '',
    apiVersion: 'v1',
    ...rest,
    ...(annotations === undefined
      ? {}
      : { annotations: Object.fromEntries(annotations as ReadonlyMap<string, string>) }),
    ...(list === undefined ? {} : { dependencies: list.map(item => item && dependencyOf(item)) }),
    ...(rest['maintainers'] === undefined
      ? {}
      : { maintainers: rest['maintainers'] as readonly (Maintainer | null)[] }),
  });
}

function dependencyOf(values: GoValues): Dependency {
  const { 'import-values': importValues, ...rest } = values;
  return {
    name: '',
    repository: '',
    ...rest,
    ...(importValues === undefined ? {} : { importValues: importValues as readonly unknown[] }),
  };
}

/** The named fields that hold something. */
function pick(values: GoValues, wanted: (name: string) => boolean): GoValues {
  const picked: Record<string, unknown> = {};
  for (const name in values) if (wanted(name) && !isEmpty(values[name])) picked[name] = values[name];
  return picked;
}

function isEmpty(value: unknown): boolean {
  if (value === '' || value === false || value === undefined) return true;
  if (value instanceof Map) return value.size === 0;
  return Array.isArray(value) && value.length === 0;
}
