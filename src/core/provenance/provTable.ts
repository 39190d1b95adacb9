import type { Report, RuleTable } from '../rule';

export const provTable = {
  'prov/frame': {
    severity: 'error',
    origin: 'own',
    message: 'This is not a signed message: {detail}',
  },
  'prov/outside-text': {
    severity: 'warning',
    origin: 'own',
    message: 'This text is outside the signed block: anyone can change it.',
    fix: 'Remove the text',
  },
  'prov/body': { severity: 'error', origin: 'own', message: 'The signed text is not what Helm writes: {detail}' },
  'prov/digest-malformed': {
    severity: 'error',
    origin: 'own',
    message: '"{digest}" is not a digest: sha256: and 64 lower-case hexadecimal digits.',
  },
  'prov/digest-differs': {
    severity: 'error',
    origin: 'own',
    message: '{file} has the digest {actual}: it is not the file that was signed.',
  },
  'prov/archive-missing': { severity: 'warning', origin: 'own', message: 'There is no file {file} beside this one.' },
  'prov/name-differs': {
    severity: 'error',
    origin: 'own',
    message: 'The signature is for {signed}, and this file belongs to {file}: Helm does not verify it.',
  },
  'prov/metadata-differs': {
    severity: 'error',
    origin: 'own',
    message: 'The signed metadata says {field}: {signed}; the package says {actual}.',
  },
} as const satisfies RuleTable;

export type ProvReport = Report<typeof provTable>;
