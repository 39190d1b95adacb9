import { parseConstraint, satisfies } from '../chart/constraint';
import { parseVersion } from '../chart/version';
import type { ChartIndex, ChartVersion, HelmRules } from './chartIndex';

export type LookUp =
  | {
      readonly found: ChartVersion;
      /** Not the text that was asked for: it fits the constraint. */ readonly exact: boolean;
    }
  | {
      readonly found?: undefined;
      readonly reason: 'noChart' | 'noVersion' | 'badConstraint';
      readonly helmText: string;
    };

/**
 * The version that Helm takes for a constraint (pkg/repo Get): the one whose version is that very text, else the newest
 * that fits. No constraint means the newest that is no prerelease.
 */
export function lookUpVersion(index: ChartIndex, name: string, constraint = '', rules: HelmRules = 'helm4'): LookUp {
  const versions = index.entries.get(name);
  if (versions === undefined) return { reason: 'noChart', helmText: 'no chart name found' };
  if (versions.length === 0) return { reason: 'noVersion', helmText: 'no chart version found' };
  const parsed = parseConstraint(constraint === '' ? '*' : constraint);
  if (parsed === undefined) return { reason: 'badConstraint', helmText: `improper constraint: ${constraint}` };
  const exact = constraint === '' ? undefined : versions.find(({ metadata }) => metadata.version === constraint);
  if (exact !== undefined) return { found: exact, exact: true };
  const fitting = versions.find(({ metadata }) => {
    const version = parseVersion(metadata.version);
    return version !== undefined && satisfies(parsed, version, rules);
  });
  if (fitting === undefined)
    return { reason: 'noVersion', helmText: `no chart version found for ${name}-${constraint}` };
  return { found: fitting, exact: false };
}
