import { basename, dirname } from 'node:path';
import * as vscode from 'vscode';
import type { CommandTarget } from '../commandMap';
import type { Host } from '../host';

const maxIndexFiles = 200;

/**
 * The folder of the index that a command is about: of an index.yaml or a package, a folder itself, that of the file being
 * edited, or asked for. `undefined`: the user chose none.
 */
export async function resolveIndexFolder(
  host: Host,
  target: CommandTarget,
  title: string,
): Promise<string | undefined> {
  if (target instanceof vscode.Uri) return isFile(target) ? dirname(target.fsPath) : target.fsPath;
  const active = vscode.window.activeTextEditor?.document.uri;
  if (active !== undefined && active.scheme === 'file' && basename(active.path) === 'index.yaml')
    return dirname(active.fsPath);
  const indexes = await vscode.workspace.findFiles('**/index.yaml', '**/node_modules/**', maxIndexFiles);
  const packages = await host.packages.all();
  const folders = new Set([...indexes.map(uri => dirname(uri.fsPath)), ...packages.map(file => dirname(file.path))]);
  if (folders.size === 0) {
    void vscode.window.showInformationMessage(
      vscode.l10n.t('There is no folder with packages or an index.yaml. Make a package first with Package Chart.'),
    );
    return undefined;
  }
  const items = [...folders].sort().map(folder => ({ label: vscode.workspace.asRelativePath(folder, false), folder }));
  const placeHolder = vscode.l10n.t('Folder with packages');
  return (await vscode.window.showQuickPick(items, { title, placeHolder }))?.folder;
}

function isFile(uri: vscode.Uri): boolean {
  return basename(uri.path) === 'index.yaml' || uri.path.endsWith('.tgz');
}
