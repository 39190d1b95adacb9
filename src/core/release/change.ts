/** How much a version must rise for a change, in rising order. */
export const bumps = ['none', 'patch', 'minor', 'major'] as const;
export type Bump = (typeof bumps)[number];

/**
 * Every kind of change between two packages, with the rise it asks for. Judged as SemVer 2.0.0 judges an interface, and a
 * chart's interface is: the values it takes, the objects it makes, the clusters it runs on.
 */
export const changeBumps = {
  // --- Chart.yaml
  nameChanged: 'major',
  apiVersionChanged: 'major',
  typeChanged: 'major',
  kubeVersionNarrowed: 'major',
  kubeVersionWidened: 'minor',
  kubeVersionReworded: 'patch',
  appVersionMajor: 'major',
  appVersionMinor: 'minor',
  appVersionPatch: 'patch',
  appVersionLowered: 'major',
  appVersionOther: 'minor',
  deprecated: 'minor',
  deprecationLifted: 'minor',
  descriptionChanged: 'patch',
  homeChanged: 'patch',
  sourcesChanged: 'patch',
  keywordsChanged: 'patch',
  maintainersChanged: 'patch',
  iconChanged: 'patch',
  annotationChanged: 'patch',
  lockChanged: 'patch',
  // --- dependencies
  dependencyAdded: 'minor',
  dependencyRemoved: 'major',
  dependencyMajor: 'major',
  dependencyMinor: 'minor',
  dependencyPatch: 'patch',
  dependencyLowered: 'major',
  dependencyContentChanged: 'patch',
  dependencyRangeChanged: 'patch',
  dependencyRepositoryChanged: 'patch',
  dependencyConditionChanged: 'major',
  dependencyTagsChanged: 'major',
  dependencyAliasChanged: 'major',
  dependencyImportsChanged: 'minor',
  // --- values.yaml
  valuesFileAdded: 'minor',
  valuesFileRemoved: 'major',
  valuesKeyAdded: 'minor',
  valuesKeyRemoved: 'major',
  valuesKeyRenamed: 'major',
  valuesTypeChanged: 'major',
  valuesDefaultChanged: 'minor',
  valuesImageTagChanged: 'patch',
  valuesTextChanged: 'patch',
  valuesUnreadable: 'major',
  // --- values.schema.json
  schemaAdded: 'major',
  schemaRemoved: 'minor',
  schemaRequiredAdded: 'major',
  schemaRequiredRemoved: 'minor',
  schemaTypeNarrowed: 'major',
  schemaTypeWidened: 'minor',
  schemaEnumNarrowed: 'major',
  schemaEnumWidened: 'minor',
  schemaPropertyAdded: 'minor',
  schemaPropertyConstrained: 'major',
  schemaPropertyRemoved: 'major',
  schemaPropertyReleased: 'minor',
  schemaClosed: 'major',
  schemaOpened: 'minor',
  schemaLimitTightened: 'major',
  schemaLimitLoosened: 'minor',
  schemaKeywordChanged: 'major',
  schemaTextChanged: 'patch',
  // --- crds/
  crdFileAdded: 'minor',
  crdFileRemoved: 'major',
  crdVersionAdded: 'minor',
  crdVersionRemoved: 'major',
  crdIdentityChanged: 'major',
  crdChanged: 'minor',
  // --- files
  templateAdded: 'minor',
  templateRemoved: 'major',
  templateRenamed: 'patch',
  templateChanged: 'patch',
  helperChanged: 'patch',
  helperRemoved: 'major',
  notesChanged: 'patch',
  testChanged: 'patch',
  readmeChanged: 'patch',
  fileAdded: 'patch',
  fileRemoved: 'patch',
  fileRenamed: 'patch',
  fileChanged: 'patch',
} as const satisfies Readonly<Record<string, Bump>>;

export type ChangeKind = keyof typeof changeBumps;

export interface ChartChange {
  readonly kind: ChangeKind;
  /** What changed: a path in the package, a dotted key of the values, a field of Chart.yaml, a dependency's name. */
  readonly subject: string;
  readonly before?: string;
  readonly after?: string;
  readonly bump: Bump;
}

export function change(kind: ChangeKind, subject: string, before?: string, after?: string): ChartChange {
  return {
    kind,
    subject,
    ...(before === undefined ? {} : { before }),
    ...(after === undefined ? {} : { after }),
    bump: changeBumps[kind],
  };
}

/** The greatest rise that any change asks for; `none` without changes. */
export function greatestBump(changes: readonly ChartChange[]): Bump {
  return bumps[Math.max(0, ...changes.map(({ bump }) => bumps.indexOf(bump)))] ?? 'none';
}
