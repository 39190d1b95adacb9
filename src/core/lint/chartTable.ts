import type { Report, RuleTable } from '../rule';

/** The rules for the folder of a chart: its other files, and what Chart.yaml promises about them. */
export const chartTable = {
  'chart/chart-yaml-directory': {
    severity: 'error',
    origin: 'both',
    message: 'Chart.yaml must be a file, not a folder.',
  },
  'chart/unloadable': { severity: 'error', origin: 'load', message: 'Helm cannot load this chart: {detail}' },
  'chart/templates-missing': {
    severity: 'warning',
    origin: 'helm4',
    message: 'The chart has no folder templates.',
  },
  'chart/templates-not-folder': { severity: 'error', origin: 'both', message: 'templates must be a folder.' },
  'chart/version-published': {
    severity: 'warning',
    origin: 'own',
    message: '{version} is published in {where} with other contents ({field} differs): raise the version.',
  },
  'values/missing': { severity: 'info', origin: 'both', message: 'The chart has no values.yaml.' },
  'values/syntax': { severity: 'error', origin: 'both', message: 'Helm cannot read this file: {detail}' },
  'values/schema-syntax': {
    severity: 'error',
    origin: 'both',
    message: 'values.schema.json cannot be read: {detail}',
  },
  'values/schema-violation': {
    severity: 'error',
    origin: 'both',
    message: '{place} does not fit values.schema.json: {detail}.',
  },
  'values/rendered-schema': {
    severity: 'error',
    origin: 'both',
    message: 'The chart cannot be rendered: what {chart} gets does not fit its values.schema.json ({place}: {detail}).',
  },
  'crds/not-folder': { severity: 'error', origin: 'helm4', message: 'crds must be a folder.' },
  'crds/syntax': { severity: 'error', origin: 'helm4', message: 'Helm cannot read this file: {detail}' },
  'crds/api-version': {
    severity: 'error',
    origin: 'helm4',
    message: 'apiVersion is not in apiextensions.k8s.io: this is no custom resource definition.',
  },
  'crds/kind': { severity: 'error', origin: 'helm4', message: 'kind is not CustomResourceDefinition.' },
  'dependencies/undeclared': {
    severity: 'error',
    origin: 'both',
    message: 'charts/ holds {name}, which is not in dependencies.',
    fix: 'Declare {name} as a dependency',
    askFirst: true,
  },
  'dependencies/missing': {
    severity: 'warning',
    origin: 'both',
    message: '{name} is not in charts/: run helm dependency update before packaging.',
  },
  'dependencies/wrong-version': {
    severity: 'warning',
    origin: 'own',
    message: 'charts/ holds {name} {found}, which does not satisfy {wanted}.',
  },
  'dependencies/unpacked': {
    severity: 'info',
    origin: 'own',
    message: '{name} is a folder in charts/: helm dependency update does not replace it.',
  },
  'dependencies/several': {
    severity: 'warning',
    origin: 'own',
    message: 'charts/ holds {name} more than once ({found}).',
  },
  'dependencies/unreadable': {
    severity: 'error',
    origin: 'load',
    message: 'charts/{entry} is no chart, and Helm refuses the whole chart: {detail}',
  },
  'dependencies/folder-missing': {
    severity: 'warning',
    origin: 'own',
    message: 'There is no chart in {path}.',
  },
  'dependencies/no-version-fits': {
    severity: 'warning',
    origin: 'own',
    message: 'No known version of {name} satisfies {wanted}; the newest is {newest}.',
    fix: 'Take ^{newest}',
    askFirst: true,
  },
  'dependencies/unknown-chart': {
    severity: 'warning',
    origin: 'own',
    message: '{repository}, as it was last fetched, has no chart {name}.',
  },
  'dependencies/not-locked': {
    severity: 'warning',
    origin: 'own',
    message: '{name} is not in Chart.lock: run helm dependency update.',
  },
  'dependencies/lock-differs': {
    severity: 'warning',
    origin: 'own',
    message: 'Chart.lock has {name} {locked}, which does not fit {wanted}: run helm dependency update.',
  },
  'chart-lock/syntax': { severity: 'error', origin: 'load', message: 'Helm cannot read this file: {detail}' },
  'chart-lock/out-of-date': {
    severity: 'warning',
    origin: 'own',
    message: 'The lock does not belong to the dependencies of Chart.yaml: {reason}. helm dependency build refuses it.',
  },
  'chart-lock/stale-entry': {
    severity: 'warning',
    origin: 'own',
    message: '{name} is locked, but is no longer a dependency.',
  },
  'chart-lock/digest-missing': { severity: 'warning', origin: 'own', message: 'The lock has no digest.' },
  'chart-lock/unused': {
    severity: 'warning',
    origin: 'own',
    message: 'Chart.yaml has no dependencies: this lock is not used.',
  },
} as const satisfies RuleTable;

export type ChartReport = Report<typeof chartTable>;
