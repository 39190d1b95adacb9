import * as vscode from 'vscode';
import type { ChangeKind, ChartChange } from '../../core/release/change';
import { displayText } from '../../util/displayText';

type Text = (subject: string, before: string, after: string) => string;

const t = vscode.l10n.t;

/** Why each kind of change asks for its rise. */
const texts: Readonly<Record<ChangeKind, Text>> = {
  nameChanged: (_s, b, a) => t('The chart is called {1} instead of {0}: nobody finds it under its old name', b, a),
  apiVersionChanged: (_s, b, a) => t('ApiVersion is {1} instead of {0}: other versions of Helm read it', b, a),
  typeChanged: (_s, b, a) => t('The type is {1} instead of {0}: it is installed or included in another way', b, a),
  kubeVersionNarrowed: (_s, b, a) =>
    t('KubeVersion is {1} instead of {0}: clusters that could install it no longer can', b, a),
  kubeVersionWidened: (_s, b, a) => t('KubeVersion is {1} instead of {0}: more clusters can install it', b, a),
  kubeVersionReworded: () => t('KubeVersion says the same in other words'),
  appVersionMajor: (_s, b, a) => t('AppVersion {0} became {1}: the application itself broke with its past', b, a),
  appVersionMinor: (_s, b, a) => t('AppVersion {0} became {1}: the application has new features', b, a),
  appVersionPatch: (_s, b, a) => t('AppVersion {0} became {1}: the application has fixes', b, a),
  appVersionLowered: (_s, b, a) => t('AppVersion went back from {0} to {1}', b, a),
  appVersionOther: (_s, b, a) => t('AppVersion {0} became {1}', b, a),
  deprecated: () => t('The chart is deprecated now'),
  deprecationLifted: () => t('The chart is no longer deprecated'),
  descriptionChanged: () => t('The description changed'),
  homeChanged: () => t('The home page changed'),
  sourcesChanged: () => t('The sources changed'),
  keywordsChanged: () => t('The keywords changed'),
  maintainersChanged: () => t('The maintainers changed'),
  iconChanged: () => t('The icon changed'),
  annotationChanged: s => t('{0} changed', s),
  lockChanged: () => t('Chart.lock changed'),
  dependencyAdded: s => t('The dependency {0} is new', s),
  dependencyRemoved: s => t('The dependency {0} is gone, and what it made with it', s),
  dependencyMajor: (s, b, a) => t('The dependency {0} {1} became {2}: it broke with its past', s, b, a),
  dependencyMinor: (s, b, a) => t('The dependency {0} {1} became {2}: it has new features', s, b, a),
  dependencyPatch: (s, b, a) => t('The dependency {0} {1} became {2}: it has fixes', s, b, a),
  dependencyLowered: (s, b, a) => t('The dependency {0} went back from {1} to {2}', s, b, a),
  dependencyContentChanged: (s, _b, a) => t('The dependency {0} has other files under the version {1}', s, a),
  dependencyRangeChanged: (s, b, a) => t('The range of the dependency {0} is {2} instead of {1}', s, b, a),
  dependencyRepositoryChanged: (s, b, a) => t('The dependency {0} comes from {2} instead of {1}', s, b, a),
  dependencyConditionChanged: (s, b, a) => t('The dependency {0} is switched by {2} instead of {1}', s, b, a),
  dependencyTagsChanged: (s, b, a) => t('The tags of the dependency {0} are {2} instead of {1}', s, b, a),
  dependencyAliasChanged: (s, b, a) =>
    t('The dependency {0} is called {2} instead of {1}: its values are under another key', s, b, a),
  dependencyImportsChanged: s => t('The values imported from the dependency {0} changed', s),
  valuesFileAdded: () => t('There is a values.yaml now'),
  valuesFileRemoved: () => t('There is no values.yaml any more'),
  valuesKeyAdded: s => t('The value {0} is new', s),
  valuesKeyRemoved: s => t('The value {0} is gone: whoever sets it sets nothing now', s),
  valuesKeyRenamed: (_s, b, a) => t('The value {0} is called {1} now: whoever sets the old name sets nothing', b, a),
  valuesTypeChanged: (s, b, a) => t('The value {0} is a {2} instead of a {1}: what users set may not fit', s, b, a),
  valuesDefaultChanged: (s, b, a) => t('The default of {0} is {2} instead of {1}', s, b, a),
  valuesImageTagChanged: (s, b, a) => t('The image tag {0} is {2} instead of {1}', s, b, a),
  valuesTextChanged: () => t('Comments or order in values.yaml changed'),
  valuesUnreadable: () => t('Values.yaml cannot be compared'),
  schemaAdded: () => t('There is a schema now: values that passed may be refused'),
  schemaRemoved: () => t('There is no schema any more: every value passes'),
  schemaRequiredAdded: s => t('{0} is required now', s),
  schemaRequiredRemoved: s => t('{0} is no longer required', s),
  schemaTypeNarrowed: (s, b, a) => t('{0} must be {2}, no longer {1}', s, b, a),
  schemaTypeWidened: (s, b, a) => t('{0} may be {2}, not only {1}', s, b, a),
  schemaEnumNarrowed: (s, b, a) => t('{0} has fewer choices: {2} instead of {1}', s, b, a),
  schemaEnumWidened: (s, b, a) => t('{0} has more choices: {2} instead of {1}', s, b, a),
  schemaPropertyAdded: s => t('The schema knows {0} now', s),
  schemaPropertyConstrained: s => t('The schema has rules for {0}, where anything passed', s),
  schemaPropertyRemoved: s => t('The schema forbids {0} now', s),
  schemaPropertyReleased: s => t('The schema has no rules for {0} any more', s),
  schemaClosed: s => t('{0} takes no unknown keys any more', s),
  schemaOpened: s => t('{0} takes more than before', s),
  schemaLimitTightened: (s, b, a) => t('{0} has a tighter limit: {2} instead of {1}', s, b, a),
  schemaLimitLoosened: (s, b, a) => t('{0} has a looser limit: {2} instead of {1}', s, b, a),
  schemaKeywordChanged: (s, b) => t('{0} is checked by other rules ({1}), whose effect is not compared', s, b),
  schemaTextChanged: () => t('Descriptions or order in the schema changed'),
  crdFileAdded: s => t('The custom resource definition {0} is new', s),
  crdFileRemoved: s => t('{0} is gone; Helm leaves it in clusters that have it, new ones lack it', s),
  crdVersionAdded: (s, _b, a) =>
    t('The custom resource {0} has a new version {1}; Helm does not update it, so users apply it by hand', s, a),
  crdVersionRemoved: (s, b) =>
    t('The custom resource {0} no longer serves {1}: objects of that version cannot be read', s, b),
  crdIdentityChanged: (s, b, a) => t('The custom resource {0} is another one now: {2} instead of {1}', s, b, a),
  crdChanged: s => t('{0} changed; Helm does not update it, so users apply it by hand', s),
  templateAdded: s => t('The template {0} is new', s),
  templateRemoved: s => t('The template {0} is gone, and what it made', s),
  templateRenamed: (_s, b, a) => t('The template {0} is called {1} now', b, a),
  templateChanged: s => t('The template {0} changed', s),
  helperChanged: s => t('The helper {0} changed', s),
  helperRemoved: s => t('The helper {0} is gone: whoever includes what it defines fails', s),
  notesChanged: () => t('The notes changed'),
  testChanged: s => t('The test {0} changed', s),
  readmeChanged: () => t('The README changed'),
  fileAdded: s => t('The file {0} is new', s),
  fileRemoved: s => t('The file {0} is gone', s),
  fileRenamed: (_s, b, a) => t('The file {0} is called {1} now', b, a),
  fileChanged: s => t('The file {0} changed', s),
};

/** What changed, and so why the version must rise, in a sentence. */
export function changeText({ kind, subject, before, after }: ChartChange): string {
  const show = (text: string | undefined): string => (text === undefined ? t('nothing') : displayText(text, 120));
  return texts[kind](displayText(subject, 200), show(before), show(after));
}
