import type { Report, RuleTable } from '../rule';

/** The rules of Artifact Hub for the annotations that it reads; `ah lint` fails for the errors. */
export const artifactHubTable = {
  'artifact-hub/not-text': {
    severity: 'error',
    origin: 'both',
    message: 'The value of an annotation is text. Write the list as a block: {annotation}: |',
    fix: 'Make a text block of it',
  },
  'artifact-hub/syntax': {
    severity: 'error',
    origin: 'own',
    message: 'The text of {annotation} is not YAML: {detail}',
  },
  'artifact-hub/shape': {
    severity: 'error',
    origin: 'own',
    message: '{path} must be {expected}.',
  },
  'artifact-hub/required': { severity: 'error', origin: 'own', message: '{path} is missing.' },
  'artifact-hub/value': {
    severity: 'error',
    origin: 'own',
    message: '"{value}" is not one of: {allowed}.',
    fix: 'Change to {suggestion}',
    askFirst: true,
  },
  'artifact-hub/boolean': {
    severity: 'error',
    origin: 'own',
    message: '{annotation} is "true" or "false", not "{value}".',
    fix: 'Change to {suggestion}',
  },
  'artifact-hub/url': { severity: 'error', origin: 'own', message: '"{url}" is not a complete URL.' },
  'artifact-hub/changes-mixed': {
    severity: 'error',
    origin: 'own',
    message: 'Changes are all texts or all maps with kind and description; they cannot be mixed.',
  },
  'artifact-hub/unknown-field': {
    severity: 'warning',
    origin: 'own',
    message: 'Artifact Hub does not know {key} here.',
  },
  'artifact-hub/unknown-annotation': {
    severity: 'warning',
    origin: 'own',
    message: 'Artifact Hub does not know the annotation {annotation}.',
    fix: 'Change to {suggestion}',
    askFirst: true,
  },
  'artifact-hub/alternative-name': {
    severity: 'error',
    origin: 'own',
    message: 'The alternative name "{value}" must contain the chart\'s name, or be a part of it.',
  },
  'artifact-hub/license': {
    severity: 'warning',
    origin: 'own',
    message: '"{value}" is not a licence of the SPDX list.',
    fix: 'Change to {suggestion}',
    askFirst: true,
  },
} as const satisfies RuleTable;

export type ArtifactHubReport = Report<typeof artifactHubTable>;
