import assert from 'node:assert/strict';
import { join } from 'node:path';
import * as vscode from 'vscode';

interface Manifest {
  readonly contributes: { readonly commands: readonly { readonly command: string }[] };
}

export function extension(): vscode.Extension<unknown> {
  const found = vscode.extensions.getExtension('helm-chart-release.helm-chart-release');
  assert.ok(found, 'the extension is installed in this host');
  return found;
}

export function manifest(): Manifest {
  return extension().packageJSON as Manifest;
}

/** A path in the copy of the sample workspace that this host has open. */
export function inShop(...parts: readonly string[]): string {
  const [folder] = vscode.workspace.workspaceFolders ?? [];
  assert.ok(folder, 'a workspace is open');
  return join(folder.uri.fsPath, ...parts);
}

/** Runs a command as a menu does. */
export async function run<T>(command: string, ...args: readonly unknown[]): Promise<T> {
  return (await vscode.commands.executeCommand<T>(`helmChartRelease.${command}`, ...args)) as T;
}
