/**
 * Where this product refuses what Helm 4.1.4 packages, by code and reason of the refusal. Each entry is a decision; a
 * difference that is not in this table fails the differential test.
 */
export const stricter: ReadonlyMap<string, string> = new Map([
  [
    'archive.hostile backslash',
    'Helm packages a name with a backslash and cannot load the package again: it takes the backslash for a separator',
  ],
  [
    'archive.hostile collidingNames',
    'two subcharts of one name, or names that differ only by case or Unicode form: which file counts depends on the reader',
  ],
  [
    'archive.hostile windowsReservedName',
    'Windows drops a dot or blank at the end of a name and has devices for names: another file, or none, when unpacked there',
  ],
  [
    'archive.hostile requirementsOverride',
    'a requirements.yaml that changes name or version behind the back of Chart.yaml: what is signed is not what is shown',
  ],
]);

/** Both refuse, in other words. */
export const worded: readonly { readonly ours: RegExp; readonly helm: RegExp; readonly reason: string }[] = [
  { ours: /yaml: /, helm: /yaml: /, reason: 'broken YAML is described by the words of another parser' },
  {
    ours: /^error evaluating symlink /,
    helm: /./,
    reason: 'Helm looks at Chart.yaml before it walks the folder; here the walk comes first',
  },
  {
    ours: /^archive\./,
    helm: /^error unpacking subchart /,
    reason: 'a damaged packed subchart has an error of its own',
  },
];
