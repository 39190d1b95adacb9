import type * as vscode from 'vscode';
import { ChartReleaseError } from '../core/errors';

/** Logs an error with its whole chain of causes. Details hold no secrets by their table; foreign errors lose their URLs' credentials. */
export function logError(log: vscode.LogOutputChannel, what: string, error: unknown): void {
  for (let cause = error, depth = 0; cause !== undefined && depth < 5; depth++) {
    const text = cause instanceof ChartReleaseError ? cause.message : String(cause);
    log.error(`${depth === 0 ? what : '  caused by'}: ${withoutUserInfo(text)}`);
    cause = cause instanceof Error ? cause.cause : undefined;
  }
}

function withoutUserInfo(text: string): string {
  return text.replace(/(\/\/)[^/@\s]+@/g, '$1…@');
}
