import * as vscode from 'vscode';
import type { LintPorts } from '../../workflows/lintChart';
import { Linter } from './linter';
import { QuickFixes } from './quickFixes';

/** Every document that the linter may know; it decides by name and file system. */
export const lintedSelector: vscode.DocumentSelector = [
  { pattern: '**/{Chart.yaml,Chart.lock,values.yaml,index.yaml,.helmignore}' },
  { pattern: '**/*.prov' },
  { scheme: 'untitled', pattern: '**/{Chart.yaml,Chart.lock,index.yaml,.helmignore}' },
];

export function registerDiagnostics(ports: LintPorts): {
  readonly linter: Linter;
  readonly disposable: vscode.Disposable;
} {
  const linter = new Linter(ports);
  const fixes = vscode.languages.registerCodeActionsProvider(
    lintedSelector,
    new QuickFixes(linter),
    QuickFixes.metadata,
  );
  return { linter, disposable: vscode.Disposable.from(linter, fixes) };
}
