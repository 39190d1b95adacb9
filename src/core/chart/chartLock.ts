import { encodeUtf8 } from '../../util/bytes';
import { sha256 } from '../../util/digest';
import type { GoJson } from '../../util/goJson';
import { formatGoJson } from '../../util/goJson';
import type { DecodedStruct } from '../yaml/decodeStruct';
import { emitGoYaml } from '../yaml/emitGoYaml';
import { decodeYamlFile, dependencyFromStruct, dependencyToYaml, unloadable } from './chartYaml';

import type { ChartLock, Dependency } from './metadata';
import { lockType } from './metadataType';

const zeroTime = '0001-01-01T00:00:00Z';
const rfc3339 = /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2})(?:[.,](\d{1,9})\d*)?(Z|[+-]\d{2}:\d{2})$/;

/** Chart.lock or requirements.lock; an empty file is no lock. Throws `chart.unloadable`. */
export function decodeChartLock(bytes: Uint8Array, file = 'Chart.lock'): ChartLock | undefined {
  const decoded = decodeYamlFile(bytes, lockType, file, undefined);
  if (Object.keys(decoded).length === 0 && isBlank(bytes)) return undefined;
  const dependencies = decoded['dependencies'] as readonly (DecodedStruct | null)[] | undefined;
  return {
    generated: normalizeTime(String(decoded['generated'] ?? zeroTime), file),
    digest: String(decoded['digest'] ?? ''),
    ...(dependencies === undefined
      ? {}
      : { dependencies: dependencies.filter(item => item !== null).map(dependencyFromStruct) }),
  };
}

/** Whether a file is an empty document: nothing but comments and blanks, or `null`. */
function isBlank(bytes: Uint8Array): boolean {
  const text = Buffer.from(bytes).toString('utf8');
  return text.split('\n').every(line => /^\s*(?:#.*|---|~|null)?\s*$/.test(line));
}

/** As Go prints a time: trailing zeros of the fraction dropped, the zone as it was. */
function normalizeTime(text: string, file: string): string {
  const match = rfc3339.exec(text);
  if (match === null) {
    throw unloadable(
      'lockTime',
      `cannot load ${file}: error unmarshaling JSON: while decoding JSON: parsing time ${JSON.stringify(text)} as "2006-01-02T15:04:05Z07:00"`,
      file,
    );
  }
  const [, seconds = '', fraction = '', zone = ''] = match;
  const digits = fraction.replace(/0+$/, '');
  return `${seconds}${digits === '' ? '' : `.${digits}`}${zone === '+00:00' || zone === '-00:00' ? 'Z' : zone}`;
}

/** The lock as Helm writes it. */
export function formatChartLock(lock: ChartLock): string {
  return emitGoYaml({
    dependencies: lock.dependencies?.map(dependencyToYaml) ?? null,
    digest: lock.digest,
    generated: lock.generated,
  });
}

/**
 * The digest that ties Chart.lock to the dependencies of Chart.yaml: sha256 over Go's JSON of both lists
 * (internal/resolver HashReq of Helm). Repository names (`@stable`) are to be replaced by their URL before.
 */
export function lockDigest(requested: readonly Dependency[], locked: readonly Dependency[]): string {
  const pinned = locked.map(({ name, version, repository }) =>
    goDependency({ name, repository, ...(version === undefined ? {} : { version }) }),
  );
  return sha256(encodeUtf8(formatGoJson([requested.map(goDependency), pinned])));
}

/** Members in the order of the Go struct; empty ones left out, name and repository always there. */
function goDependency(dependency: Dependency): ReadonlyMap<string, GoJson> {
  const { name, version, repository, condition, tags, enabled, importValues, alias } = dependency;
  const members: readonly (readonly [string, GoJson])[] = [
    ['name', name],
    ['version', version === '' ? undefined : version],
    ['repository', repository],
    ['condition', condition === '' ? undefined : condition],
    ['tags', tags?.length ? tags : undefined],
    ['enabled', enabled ? true : undefined],
    ['import-values', importValues?.length ? (importValues as readonly GoJson[]) : undefined],
    ['alias', alias === '' ? undefined : alias],
  ];
  return new Map(members);
}
