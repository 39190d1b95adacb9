import type { ChartMetadata } from '../chart/metadata';
import { parseConstraint, satisfies } from '../chart/constraint';
import { parseVersion } from '../chart/version';
import type { ChangeKind, ChartChange } from './change';
import { change } from './change';
import { versionStep } from './versionStep';

/** Holds the change log itself: it is written by a release, and is no change of the chart. */
export const changesAnnotation = 'artifacthub.io/changes';

/** Kubernetes 1.0 to 1.60: beyond what a constraint of today can mean. */
const kubernetesMinors = 60;

const plainFields = [
  ['description', 'descriptionChanged'],
  ['home', 'homeChanged'],
  ['sources', 'sourcesChanged'],
  ['keywords', 'keywordsChanged'],
  ['maintainers', 'maintainersChanged'],
  ['icon', 'iconChanged'],
] as const satisfies readonly (readonly [keyof ChartMetadata, ChangeKind])[];

/** Changes of Chart.yaml apart from its version and its dependencies. */
export function compareMetadata(before: ChartMetadata, after: ChartMetadata): readonly ChartChange[] {
  const changes: ChartChange[] = [];
  if (before.name !== after.name) changes.push(change('nameChanged', 'name', before.name, after.name));
  if (before.apiVersion !== after.apiVersion)
    changes.push(change('apiVersionChanged', 'apiVersion', before.apiVersion, after.apiVersion));
  if (typeOf(before) !== typeOf(after)) changes.push(change('typeChanged', 'type', typeOf(before), typeOf(after)));
  changes.push(...kubeVersionChange(before.kubeVersion, after.kubeVersion));
  changes.push(...appVersionChange(before.appVersion, after.appVersion));
  if ((before.deprecated ?? false) !== (after.deprecated ?? false))
    changes.push(change(after.deprecated ? 'deprecated' : 'deprecationLifted', 'deprecated'));
  for (const [field, kind] of plainFields) {
    if (JSON.stringify(before[field]) !== JSON.stringify(after[field]))
      changes.push(change(kind, field, text(before[field]), text(after[field])));
  }
  changes.push(...annotationChanges(before.annotations ?? {}, after.annotations ?? {}));
  return changes;
}

function typeOf(metadata: ChartMetadata): string {
  return metadata.type ?? 'application';
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function annotationChanges(
  before: Readonly<Record<string, string>>,
  after: Readonly<Record<string, string>>,
): readonly ChartChange[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
  return names
    .filter(name => name !== changesAnnotation && before[name] !== after[name])
    .map(name => change('annotationChanged', `annotations.${name}`, before[name], after[name]));
}

/** Without a constraint every cluster fits. Narrowed: a cluster that fitted before no longer does. */
function kubeVersionChange(before: string | undefined, after: string | undefined): readonly ChartChange[] {
  if (before === after) return [];
  const old = fitting(before);
  const now = fitting(after);
  const lost = old.some((fits, index) => fits && !now[index]);
  const gained = now.some((fits, index) => fits && !old[index]);
  const kind = lost ? 'kubeVersionNarrowed' : gained ? 'kubeVersionWidened' : 'kubeVersionReworded';
  return [change(kind, 'kubeVersion', before, after)];
}

function fitting(text: string | undefined): readonly boolean[] {
  const constraint = text === undefined ? undefined : parseConstraint(text);
  const fits: boolean[] = [];
  for (let minor = 0; minor <= kubernetesMinors; minor++) {
    // The first and a late patch, and one as managed clusters report it, with a prerelease behind.
    for (const patch of ['0', '5', '99', '99-eks-1']) {
      const version = parseVersion(`1.${minor}.${patch}`);
      if (version === undefined) continue;
      fits.push(text === undefined || (constraint !== undefined && satisfies(constraint, version, 'helm3')));
    }
  }
  return fits;
}

function appVersionChange(before: string | undefined, after: string | undefined): readonly ChartChange[] {
  if (before === after) return [];
  const kinds = {
    major: 'appVersionMajor',
    minor: 'appVersionMinor',
    patch: 'appVersionPatch',
    lowered: 'appVersionLowered',
    same: 'appVersionPatch',
    unknown: 'appVersionOther',
  } as const;
  return [change(kinds[versionStep(before, after)], 'appVersion', before, after)];
}
