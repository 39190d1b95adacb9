import type { RuleTable } from '../rule';

export const commentTable = {
  'comment/unknown-rule': {
    severity: 'warning',
    origin: 'own',
    message: 'There is no rule {code}.',
  },
} as const satisfies RuleTable;
