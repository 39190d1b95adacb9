import * as vscode from 'vscode';
import type { KeyInfo } from '../../core/provenance/keyring';
import { formatDate } from './keyText';

const msPerDay = 24 * 3600 * 1000;
/** Days before the end: time to plan, and the last call. */
const soonDays = 30;
const urgentDays = 7;

export type ExpiryStage = 'expired' | 'urgent' | 'soon';

export function expiryStage(info: KeyInfo, nowMs: number): ExpiryStage | undefined {
  if (info.expiresAtSeconds === undefined || info.revoked) return undefined;
  const leftMs = info.expiresAtSeconds * 1000 - nowMs;
  if (leftMs <= 0) return 'expired';
  if (leftMs <= urgentDays * msPerDay) return 'urgent';
  return leftMs <= soonDays * msPerDay ? 'soon' : undefined;
}

/** A sentence from 30 days before the end; `undefined` while there is time. */
export function expiryWarning(info: KeyInfo, nowMs: number): string | undefined {
  const stage = expiryStage(info, nowMs);
  const ends = info.expiresAtSeconds ?? 0;
  switch (stage) {
    case undefined:
      return undefined;
    case 'expired':
      return vscode.l10n.t(
        'The key expired on {0}: Helm 4 refuses all its charts until it is extended and published.',
        formatDate(ends),
      );
    case 'urgent':
    case 'soon': {
      const days = Math.ceil((ends * 1000 - nowMs) / msPerDay);
      return vscode.l10n.t(
        'The key expires in {0} days ({1}); Helm 4 then refuses all its charts. Extend it and publish it.',
        days,
        formatDate(ends),
      );
    }
  }
}
