import { unloadable } from './chartYaml';
import { goQuote } from '../../util/goQuote';
import type { ChartMetadata, DecodedMetadata } from './metadata';
import { parseVersion } from './version';

/** One reason why Helm refuses metadata; `field` is where it is. */
export interface MetadataFault {
  readonly reason:
    | 'nameRequired'
    | 'nameNotAllowed'
    | 'nameInvalid'
    | 'versionRequired'
    | 'versionInvalid'
    | 'typeInvalid'
    | 'maintainerEmpty'
    | 'dependencyEmpty'
    | 'dependencyAlias'
    | 'dependencyRepeated';
  readonly field: 'name' | 'version' | 'type' | 'maintainers' | 'dependencies';
  /** Position in the list, for maintainers and dependencies. */
  readonly index?: number;
  /** Helm 4's sentence, without its `validation: `. */
  readonly helmText: string;
}

const aliasPattern = /^[a-zA-Z0-9_-]+$/;

/** Helm 4's checks on loading (pkg/chart/v2 Metadata.Validate), in its order. The first fault throws `chart.unloadable`. */
export function validateMetadata(metadata: DecodedMetadata): asserts metadata is ChartMetadata {
  const fault = findMetadataFault(metadata);
  if (fault !== undefined) throw unloadable(fault.reason, `validation: ${fault.helmText}`);
}

export function findMetadataFault(metadata: DecodedMetadata): MetadataFault | undefined {
  const { name, version, type } = metadata;
  if (name === '') return { reason: 'nameRequired', field: 'name', helmText: 'chart.metadata.name is required' };
  if (name === '.' || name === '..')
    return { reason: 'nameNotAllowed', field: 'name', helmText: `chart.metadata.name ${goQuote(name)} is not allowed` };
  if (name.includes('/') && name !== '/')
    // Helm asks whether the name is its own last part
    return { reason: 'nameInvalid', field: 'name', helmText: `chart.metadata.name ${goQuote(name)} is invalid` };
  if (version === '')
    return { reason: 'versionRequired', field: 'version', helmText: 'chart.metadata.version is required' };
  if (parseVersion(version) === undefined)
    return {
      reason: 'versionInvalid',
      field: 'version',
      helmText: `chart.metadata.version ${goQuote(version)} is invalid`,
    };
  if (type !== undefined && type !== 'application' && type !== 'library') {
    return { reason: 'typeInvalid', field: 'type', helmText: 'chart.metadata.type must be application or library' };
  }
  const emptyMaintainer = metadata.maintainers?.indexOf(null) ?? -1;
  if (emptyMaintainer >= 0) {
    return {
      reason: 'maintainerEmpty',
      field: 'maintainers',
      index: emptyMaintainer,
      helmText: 'maintainers must not contain empty or null nodes',
    };
  }
  return findDependencyFault(metadata);
}

function findDependencyFault(metadata: DecodedMetadata): MetadataFault | undefined {
  const seen = new Set<string>();
  for (const [index, dependency] of (metadata.dependencies ?? []).entries()) {
    const at = { field: 'dependencies', index } as const;
    if (dependency === null)
      return { ...at, reason: 'dependencyEmpty', helmText: 'dependencies must not contain empty or null nodes' };
    const { alias, name } = dependency;
    if (alias !== undefined && !aliasPattern.test(alias)) {
      return {
        ...at,
        reason: 'dependencyAlias',
        helmText: `dependency ${goQuote(name)} has disallowed characters in the alias`,
      };
    }
    const key = alias ?? name;
    if (seen.has(key))
      return {
        ...at,
        reason: 'dependencyRepeated',
        helmText: `more than one dependency with name or alias ${goQuote(key)}`,
      };
    seen.add(key);
  }
  return undefined;
}
