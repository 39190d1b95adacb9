import { encodeUtf8 } from '../../util/bytes';
import { sha256 } from '../../util/digest';
import type { GoJson } from '../../util/goJson';
import { formatGoJson } from '../../util/goJson';
import type { DecodedStruct } from '../yaml/decodeStruct';
import { emitGoYaml } from '../yaml/emitGoYaml';
import { decodeYamlFile, dependencyFromStruct, dependencyToYaml, isNullDocument, unloadable } from './chartYaml';
import type { ChartLock, Dependency } from './metadata';
import { readLockTime } from './lockTime';
import { lockType } from './metadataType';

const zeroTime = '0001-01-01T00:00:00Z';

/** Chart.lock or requirements.lock; an empty file is no lock. Throws `chart.unloadable`. */
export function decodeChartLock(bytes: Uint8Array, file = 'Chart.lock'): ChartLock | undefined {
  const decoded = decodeYamlFile(bytes, lockType, file, undefined);
  if (Object.keys(decoded).length === 0 && isNullDocument(bytes, file)) return undefined;
  const dependencies = decoded['dependencies'] as readonly (DecodedStruct | null)[] | undefined;
  return {
    generated: normalizeTime(String(decoded['generated'] ?? zeroTime), file),
    digest: String(decoded['digest'] ?? ''),
    ...(dependencies === undefined
      ? {}
      : { dependencies: dependencies.filter(item => item !== null).map(dependencyFromStruct) }),
  };
}

function normalizeTime(text: string, file: string): string {
  const time = readLockTime(text);
  if ('text' in time) return time.text;
  throw unloadable(
    'lockTime',
    `cannot load ${file}: error unmarshaling JSON: while decoding JSON: ${time.error}`,
    file,
  );
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
