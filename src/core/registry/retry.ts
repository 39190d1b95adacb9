import { ChartReleaseError } from '../errors';
import type { RegistryLimits } from './limits';

const retryable = new Set([408, 425, 429, 500, 502, 503, 504]);

export function isRetryableStatus(status: number): boolean {
  return retryable.has(status);
}

/** Answers by which a server says that it did not act on the request. */
export function isUnprocessedStatus(status: number): boolean {
  return status === 429 || status === 503;
}

/**
 * Whether a failure without an answer may pass by itself. A wrong certificate, an unknown name and a closed port will not
 * within seconds: the user hears of them at once.
 */
export function isPassingFailure(error: unknown): boolean {
  if (!ChartReleaseError.is(error, 'registry.unreachable')) return false;
  const { reason } = error.details;
  return !/^(?:ENOTFOUND|ECONNREFUSED|CERT_|ERR_|EPROTO|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO|HOSTNAME)/.test(reason);
}

/** Milliseconds before the next attempt. `Retry-After` (seconds or a date) is honoured up to the limit. */
export function retryDelayMs(
  attempt: number,
  retryAfter: string | undefined,
  limits: RegistryLimits,
  nowMs: number,
): number {
  const asked = retryAfter === undefined ? undefined : retryAfterMs(retryAfter, nowMs);
  if (asked !== undefined) return Math.min(asked, limits.retryAfterMs);
  const base = limits.backoffMs * 2 ** (attempt - 1);
  // Clients that failed together must not come back together.
  return base * (0.5 + Math.random());
}

function retryAfterMs(value: string, nowMs: number): number | undefined {
  if (/^[0-9]+$/.test(value)) return Number(value) * 1000;
  const at = Date.parse(value);
  return Number.isNaN(at) ? undefined : Math.max(0, at - nowMs);
}
