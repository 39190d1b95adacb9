import type { Finding, Severity } from '../findings';
import { ruleOf } from './rules';

/** What a user sets: whose lint counts, the severity of single rules, and whether warnings fail. */
export interface LintSettings {
  readonly helm: '3' | '4';
  readonly strict: boolean;
  readonly severities: Readonly<Record<string, Severity | 'off'>>;
}

export const defaultLintSettings: LintSettings = { helm: '4', strict: false, severities: {} };

/**
 * Findings with the severity that the settings give them; those that are off are left out. With Helm 3's lint, what only
 * Helm 4's lint reports is a note. Strict mode makes errors of warnings, as `helm lint --strict` fails for both.
 */
export function applySettings(findings: readonly Finding[], settings: LintSettings): readonly Finding[] {
  return findings.flatMap(finding => {
    const severity = severityOf(finding, settings);
    return severity === 'off' ? [] : [severity === finding.severity ? finding : { ...finding, severity }];
  });
}

function severityOf(finding: Finding, settings: LintSettings): Severity | 'off' {
  const chosen = Object.hasOwn(settings.severities, finding.code) ? settings.severities[finding.code] : undefined;
  if (chosen !== undefined) return chosen;
  if (settings.helm === '3' && ruleOf(finding.code)?.origin === 'helm4') return 'info';
  return settings.strict && finding.severity === 'warning' ? 'error' : finding.severity;
}

const severities: readonly string[] = ['error', 'warning', 'info', 'off'];

/** Severities from a settings file: what names no rule or no severity is left out. */
export function readSeverities(value: unknown): LintSettings['severities'] {
  if (typeof value !== 'object' || value === null) return {};
  const entries = Object.entries(value).filter(
    (entry): entry is [string, Severity | 'off'] =>
      ruleOf(entry[0]) !== undefined && typeof entry[1] === 'string' && severities.includes(entry[1]),
  );
  return Object.fromEntries(entries);
}
