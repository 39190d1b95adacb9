import * as vscode from 'vscode';
import { daysLeft, expiryStage } from '../../core/provenance/keyExpiry';
import type { KeyInfo } from '../../core/provenance/keyring';
import { formatDate } from './keyText';

/** A sentence from 30 days before the end, a sharper one from 7; `undefined` while there is time. */
export function expiryWarning(info: KeyInfo, nowMs: number): string | undefined {
  const stage = expiryStage(info, nowMs);
  const ends = info.expiresAtSeconds ?? 0;
  const days = daysLeft(ends, nowMs);
  switch (stage) {
    case undefined:
      return undefined;
    case 'expired':
      return vscode.l10n.t(
        'The key expired on {0}: Helm 4 refuses all its charts until it is extended and published.',
        formatDate(ends),
      );
    case 'urgent':
      return days <= 1
        ? vscode.l10n.t(
            'The key expires within a day ({0}). Helm 4 then refuses all its charts: extend it and publish it now.',
            formatDate(ends),
          )
        : vscode.l10n.t(
            'The key expires in {0} days ({1}). Helm 4 then refuses all its charts: extend it and publish it now.',
            days,
            formatDate(ends),
          );
    case 'soon':
      return vscode.l10n.t(
        'The key expires in {0} days ({1}). Extend it and publish it before: Helm 4 refuses all charts of an expired key.',
        days,
        formatDate(ends),
      );
  }
}
