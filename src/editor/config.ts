import { isAbsolute, join } from 'node:path';
import * as vscode from 'vscode';

const section = 'helmChartRelease';

/** Absolute path of the folder that packages of this chart are written to. */
export function destinationFor(chartDirectory: string): string {
  const uri = vscode.Uri.file(chartDirectory);
  const destination = vscode.workspace.getConfiguration(section, uri).get<string>('destination', 'dist');
  if (isAbsolute(destination)) return destination;
  const folder = vscode.workspace.getWorkspaceFolder(uri);
  return join(folder?.uri.fsPath ?? chartDirectory, destination);
}

export function packageTimesFor(chartDirectory: string): 'reproducible' | 'files' {
  const uri = vscode.Uri.file(chartDirectory);
  const value = vscode.workspace.getConfiguration(section, uri).get<string>('packageTime');
  return value === 'files' ? 'files' : 'reproducible';
}

/** `oci://host/path`, in the user's order, without blanks and repetitions. */
export function configuredRegistries(): readonly string[] {
  const values = vscode.workspace.getConfiguration(section).get<unknown[]>('registries', []);
  const texts = values.filter((value): value is string => typeof value === 'string');
  return [...new Set(texts.map(text => text.trim()).filter(text => text.startsWith('oci://')))];
}

export async function addConfiguredRegistry(target: string): Promise<void> {
  const registries = configuredRegistries();
  if (registries.includes(target)) return;
  await vscode.workspace
    .getConfiguration(section)
    .update('registries', [...registries, target], vscode.ConfigurationTarget.Global);
}

/** Hosts that the user allows plain HTTP for. */
export function insecureHosts(): readonly string[] {
  const values = vscode.workspace.getConfiguration(section).get<unknown[]>('insecureRegistries', []);
  return values.filter((value): value is string => typeof value === 'string');
}
