import * as vscode from 'vscode';
import type { Context, ProgressReport } from '../core/context';

/**
 * Runs a workflow under a notification with Cancel. The only bridge from the editor's CancellationToken to the
 * AbortSignal that the workflow, its sockets and its child processes see.
 */
export function runWithProgress<T>(
  log: vscode.LogOutputChannel,
  title: string,
  run: (context: Context) => Promise<T>,
): Promise<T> {
  const options = { location: vscode.ProgressLocation.Notification, title, cancellable: true };
  return Promise.resolve(
    vscode.window.withProgress(options, async (progress, token) => {
      const abort = new AbortController();
      const subscription = token.onCancellationRequested(() => {
        abort.abort();
      });
      try {
        return await run({
          signal: abort.signal,
          log,
          progress: report => {
            progress.report({ message: describeProgress(report) });
          },
        });
      } finally {
        subscription.dispose();
      }
    }),
  );
}

function describeProgress(report: ProgressReport): string {
  const subject = report.subject === undefined ? '' : (report.subject.split(/[\\/]/).at(-1) ?? '');
  const amount = report.done !== undefined && report.total ? ` ${Math.round((100 * report.done) / report.total)}%` : '';
  return `${stepName(report.step)} ${subject}${amount}`.trim();
}

function stepName(step: ProgressReport['step']): string {
  switch (step) {
    case 'reading':
      return vscode.l10n.t('reading');
    case 'checking':
      return vscode.l10n.t('checking');
    case 'packing':
      return vscode.l10n.t('packing');
    case 'signing':
      return vscode.l10n.t('signing');
    case 'verifying':
      return vscode.l10n.t('verifying');
    case 'uploading':
      return vscode.l10n.t('uploading');
    case 'downloading':
      return vscode.l10n.t('downloading');
    case 'writing':
      return vscode.l10n.t('writing');
  }
}
