import * as vscode from 'vscode';
import type { CommandId } from '../commandMap';

const command: CommandId = 'helmChartRelease.mergeConflictedIndex';
const marker = /^<{7}(?: |$)/;

/** Offers to merge an index.yaml by chart and version, above each place where git left a conflict. */
export function registerConflictLens(): vscode.Disposable {
  return vscode.languages.registerCodeLensProvider({ pattern: '**/index.yaml', scheme: 'file' }, { provideCodeLenses });
}

function provideCodeLenses(document: vscode.TextDocument): vscode.CodeLens[] {
  const lenses: vscode.CodeLens[] = [];
  for (let line = 0; line < document.lineCount; line++) {
    if (!marker.test(document.lineAt(line).text)) continue;
    const title = vscode.l10n.t('Merge Index by Chart and Version');
    lenses.push(new vscode.CodeLens(new vscode.Range(line, 0, line, 0), { title, command, arguments: [document.uri] }));
  }
  return lenses;
}
