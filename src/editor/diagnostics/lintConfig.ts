import * as vscode from 'vscode';
import type { LintSettings } from '../../core/lint/settings';
import { readSeverities } from '../../core/lint/settings';

const section = 'helmChartRelease.lint';

export function lintSettingsFor(uri: vscode.Uri): LintSettings {
  const settings = vscode.workspace.getConfiguration(section, uri);
  return {
    helm: settings.get<string>('helm') === '3' ? '3' : '4',
    strict: settings.get<boolean>('strict') === true,
    severities: readSeverities(settings.get<unknown>('rules')),
  };
}

export function onDidChangeLintSettings(listener: () => void): vscode.Disposable {
  return vscode.workspace.onDidChangeConfiguration(event => {
    if (event.affectsConfiguration(section)) listener();
  });
}

/** What the schema and the parser of the YAML extension report as well. */
const shapes = new Set([
  'chart-yaml/syntax',
  'chart-yaml/not-a-map',
  'chart-yaml/wrong-type',
  'chart-yaml/unknown-key',
  'chart-yaml/duplicate-key',
  'chart-yaml/name-required',
  'chart-yaml/version-required',
  'chart-yaml/version-not-text',
  'chart-yaml/app-version-not-text',
  'chart-yaml/api-version-required',
  'chart-yaml/api-version-invalid',
  'chart-yaml/type-invalid',
  'chart-lock/syntax',
]);

/** Whether a finding is left to the YAML extension: it is there, and checks this document with our schemas. */
export function isLeftToYamlExtension(code: string, document: vscode.TextDocument): boolean {
  if (!shapes.has(code) || document.languageId !== 'yaml') return false;
  if (vscode.extensions.getExtension('redhat.vscode-yaml')?.isActive !== true) return false;
  return vscode.workspace.getConfiguration('yaml', document.uri).get<boolean>('validate') !== false;
}
