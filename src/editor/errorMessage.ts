import * as vscode from 'vscode';
import { displayText } from '../util/displayText';

/** One thing to do next, offered as a button beside an error. */
export interface ErrorAction {
  readonly title: string;
  readonly command: string;
  readonly arguments: readonly unknown[];
}

export interface ErrorMessage {
  /** What happened, where, and what to do next. */
  readonly text: string;
  readonly action?: ErrorAction;
}

/** A detail of an error, made safe to show and at most 300 characters long. */
export const safe = (text: string | number): string => displayText(String(text), 300);

export const say = (text: string, action?: ErrorAction): ErrorMessage =>
  action === undefined ? { text } : { text, action };

export const openFile = (path: string): ErrorAction => ({
  title: vscode.l10n.t('Open File'),
  command: 'vscode.open',
  arguments: [vscode.Uri.file(path)],
});

export const openSetting = (id: string): ErrorAction => ({
  title: vscode.l10n.t('Open Setting'),
  command: 'workbench.action.openSettings',
  arguments: [id],
});

/** An operating system's error code in words. */
export function errnoText(code: string): string {
  switch (code) {
    case 'EACCES':
    case 'EPERM':
      return vscode.l10n.t('no permission (EACCES)');
    case 'EROFS':
      return vscode.l10n.t('the file system is read-only');
    case 'ENOSPC':
      return vscode.l10n.t('the disk is full');
    case 'ENOTDIR':
    case 'EEXIST':
      return vscode.l10n.t('a file is where a folder should be');
    case 'EISDIR':
      return vscode.l10n.t('a folder of that name is in the way');
    default:
      return safe(code);
  }
}
