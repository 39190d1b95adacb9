import * as vscode from 'vscode';
import { ChartReleaseError } from '../core/errors';
import type { CommandId, CommandMap } from './commandMap';
import { logError } from './log';
import type { ErrorAction } from './errorMessage';
import { errorMessage } from './messages';

/**
 * The one error boundary: only here is a command's error shown, with what happened, one fitting action and the log.
 * Cancelling shows nothing.
 */
export function registerCommand<K extends CommandId>(
  log: vscode.LogOutputChannel,
  id: K,
  run: CommandMap[K],
  onDone: (id: CommandId, result: unknown) => void,
): vscode.Disposable {
  const guarded = async (...args: readonly unknown[]): Promise<unknown> => {
    try {
      const result = await (run as (...args: readonly unknown[]) => Promise<unknown>)(...args);
      onDone(id, result);
      return result;
    } catch (error) {
      if (isCancellation(error)) {
        log.info(`${id}: cancelled`);
        return undefined;
      }
      logError(log, id, error);
      void showError(log, error);
      return undefined;
    }
  };
  return vscode.commands.registerCommand(id, guarded);
}

async function showError(log: vscode.LogOutputChannel, error: unknown): Promise<void> {
  const { text, action } = errorMessage(error);
  const showLog = vscode.l10n.t('Show Log');
  const actionTitle = action === undefined ? undefined : action.title;
  const picked = await vscode.window.showErrorMessage(
    text,
    ...(actionTitle === undefined ? [showLog] : [actionTitle, showLog]),
  );
  if (picked === showLog) log.show(true);
  else if (picked !== undefined && action !== undefined) await runAction(action);
}

async function runAction(action: ErrorAction): Promise<void> {
  await vscode.commands.executeCommand(action.command, ...action.arguments);
}

export function isCancellation(error: unknown): boolean {
  return (
    error instanceof vscode.CancellationError ||
    (error instanceof Error && error.name === 'AbortError' && !(error instanceof ChartReleaseError))
  );
}

/** Signing, pushing and running servers need a trusted workspace: hidden by `when` clauses and refused here as well. */
export function requireTrust(action: string): void {
  if (!vscode.workspace.isTrusted) throw new ChartReleaseError('workspace.untrusted', { action });
}
