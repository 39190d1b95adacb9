import { ChartReleaseError } from '../core/errors';
import { formatTrustScope, parseTrustScope } from '../core/trust/scope';
import type { TrustScope } from '../core/trust/scope';

/** What the user decided about a key of a ring. */
export interface TrustDecision {
  readonly trusted: boolean;
  /** None: everywhere. */
  readonly scopes: readonly TrustScope[];
  /** Where the key came from; empty when it was in the ring before. */
  readonly source: string;
}

/** One text for the same decisions, so that a repository sees a change only where there is one. */
export function formatDecisions(decisions: ReadonlyMap<string, TrustDecision>): string {
  const keys = Object.fromEntries(
    [...decisions]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([fingerprint, { trusted, scopes, source }]) => [
        fingerprint,
        { trusted, scopes: scopes.map(formatTrustScope), ...(source === '' ? {} : { source }) },
      ]),
  );
  return `${JSON.stringify({ keys }, undefined, 2)}\n`;
}

/** Throws `trust.unreadable`: decisions that cannot be read must not turn into trust in everything. */
export function parseDecisions(text: string | undefined, path: string): ReadonlyMap<string, TrustDecision> {
  const unreadable = (reason: string) => new ChartReleaseError('trust.unreadable', { path, reason });
  let value: unknown;
  try {
    value = JSON.parse(text ?? '');
  } catch {
    throw unreadable('notJson');
  }
  const keys = isRecord(value) ? value['keys'] : undefined;
  if (!isRecord(keys)) throw unreadable('noKeys');
  return new Map(
    Object.entries(keys).map(([fingerprint, entry]) => {
      const scopes = isRecord(entry) ? (entry['scopes'] ?? []) : undefined;
      if (!isRecord(entry) || typeof entry['trusted'] !== 'boolean' || !Array.isArray(scopes))
        throw unreadable(`badEntry ${fingerprint}`);
      const source = typeof entry['source'] === 'string' ? entry['source'] : '';
      return [fingerprint, { trusted: entry['trusted'], scopes: parseScopes(scopes), source }];
    }),
  );
}

/** Scopes as texts, as they are stored. Throws `trust.badScope`: a scope that is not understood must not become "everywhere". */
export function parseScopes(texts: readonly unknown[]): readonly TrustScope[] {
  const scopes = texts.map(text => parseTrustScope(String(text)));
  return scopes.includes('everywhere') ? [] : scopes.filter(scope => scope !== 'everywhere');
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
