import type { Report, RuleTable } from '../rule';

/** `load` here: Helm cannot read the repository at all because of it, or skips the entry. */
export const indexTable = {
  'index/syntax': {
    severity: 'error',
    origin: 'load',
    message: 'Helm cannot read this repository at all because of this line: {detail}',
  },
  'index/unknown-key': {
    severity: 'error',
    origin: 'load',
    message: 'Helm cannot read this repository at all because of this line: it does not know the field {key}.',
    fix: 'Remove {key}',
    askFirst: true,
  },
  'index/duplicate-key': {
    severity: 'error',
    origin: 'load',
    message: 'Helm cannot read this repository at all because of this line: {key} is set more than once.',
    fix: 'Remove this {key}',
    askFirst: true,
  },
  'index/wrong-type': {
    severity: 'error',
    origin: 'load',
    message: 'Helm cannot read this repository at all because of this line: {field} must be {expected}.',
    fix: 'Put in quotes',
  },
  'index/time': {
    severity: 'error',
    origin: 'load',
    message:
      'Helm cannot read this repository at all because of this line: "{value}" is not a time such as 2026-01-31T12:00:00Z.',
  },
  'index/api-version-required': {
    severity: 'error',
    origin: 'load',
    message: 'Helm cannot read this repository at all: apiVersion is missing.',
    fix: 'Add apiVersion: v1',
  },
  'index/skipped-entry': { severity: 'warning', origin: 'load', message: 'Helm ignores this entry: {detail}' },
  'index/name-differs': {
    severity: 'warning',
    origin: 'own',
    message: 'The entry is named {name}, but listed under {key}: helm repo index --merge moves it.',
  },
  'index/repeated-version': {
    severity: 'warning',
    origin: 'own',
    message: '{name} {version} is listed more than once; Helm uses one of them.',
  },
  'index/same-precedence': {
    severity: 'info',
    origin: 'own',
    message: '{version} and {other} are the same version to Helm: build metadata does not count.',
  },
  'index/order': {
    severity: 'info',
    origin: 'own',
    message: '{version} is newer than the entry before it; Helm sorts newest first.',
  },
  'index/urls-missing': {
    severity: 'warning',
    origin: 'own',
    message: 'There is no URL: {name} {version} is listed, but cannot be pulled.',
  },
  'index/url-invalid': { severity: 'warning', origin: 'own', message: '"{url}" is not a URL that Helm can fetch.' },
  'index/url-mixed': {
    severity: 'info',
    origin: 'own',
    message: 'This URL is absolute, the others are relative: a mirror of the repository would still send here.',
  },
  'index/further-urls': { severity: 'info', origin: 'own', message: 'Helm uses the first URL only.' },
  'index/digest-invalid': {
    severity: 'warning',
    origin: 'own',
    message: '"{digest}" is not a SHA-256 digest: 64 lower-case hexadecimal digits.',
  },
  'index/digest-missing': {
    severity: 'info',
    origin: 'own',
    message: '{name} {version} has no digest: a change of its package cannot be noticed.',
  },
  'index/digest-differs': {
    severity: 'error',
    origin: 'own',
    message: 'The file {file} has the digest {actual}.',
    fix: 'Change to the digest of the file',
    askFirst: true,
  },
  'index/package-missing': {
    severity: 'warning',
    origin: 'own',
    message: 'There is no file {file} beside this index.',
  },
  'index/prov-missing': {
    severity: 'info',
    origin: 'own',
    message: '{file} has no provenance file: --verify fails for it.',
  },
  'index/created-changed': {
    severity: 'warning',
    origin: 'own',
    message: 'created changed, the digest did not: the last commit had {before}.',
    fix: 'Change back to {before}',
    askFirst: true,
  },
  'index/version-lost': {
    severity: 'warning',
    origin: 'own',
    message: 'The last commit had {name} {version}; this file has lost it.',
  },
} as const satisfies RuleTable;

export type IndexReport = Report<typeof indexTable>;
