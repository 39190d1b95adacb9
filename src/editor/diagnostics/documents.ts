import { basename } from 'node:path';
import * as vscode from 'vscode';

export type LintedKind = 'chartYaml' | 'chartLock' | 'values' | 'helmignore' | 'index' | 'provenance';

const names: Readonly<Record<string, LintedKind>> = {
  'Chart.yaml': 'chartYaml',
  'Chart.lock': 'chartLock',
  'values.yaml': 'values',
  '.helmignore': 'helmignore',
  'index.yaml': 'index',
};

/**
 * What a document is to us. `undefined` also for documents of no file system that can be written: the left side of a diff,
 * the history, a preview. Untitled documents count by their name.
 */
export function kindOf(document: vscode.TextDocument): LintedKind | undefined {
  const { scheme, path } = document.uri;
  if (scheme !== 'untitled' && vscode.workspace.fs.isWritableFileSystem(scheme) !== true) return undefined;
  const name = basename(path);
  if (name.endsWith('.prov') || document.languageId === 'helm-provenance') return 'provenance';
  return Object.hasOwn(names, name) ? names[name] : undefined;
}
