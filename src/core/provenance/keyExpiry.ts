import type { KeyInfo } from './keyring';

const msPerDay = 24 * 3600 * 1000;
/** Days before the end: time to plan, and the last call. */
const soonDays = 30;
const urgentDays = 7;

export type ExpiryStage = 'expired' | 'urgent' | 'soon';

/** How near the end of a key is; `undefined`: more than 30 days, never, or it is revoked, which is worse. */
export function expiryStage(
  { expiresAtSeconds, revoked }: Pick<KeyInfo, 'expiresAtSeconds' | 'revoked'>,
  nowMs: number,
): ExpiryStage | undefined {
  if (expiresAtSeconds === undefined || revoked) return undefined;
  const leftMs = expiresAtSeconds * 1000 - nowMs;
  if (leftMs <= 0) return 'expired';
  if (leftMs <= urgentDays * msPerDay) return 'urgent';
  return leftMs <= soonDays * msPerDay ? 'soon' : undefined;
}

/** Whole days that are left, the begun one counted: 1 on the last. */
export function daysLeft(expiresAtSeconds: number, nowMs: number): number {
  return Math.max(0, Math.ceil((expiresAtSeconds * 1000 - nowMs) / msPerDay));
}
