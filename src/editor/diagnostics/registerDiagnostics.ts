import * as vscode from 'vscode';
import { IndexChecker } from '../../node/indexChecker';
import type { LintPorts } from '../../workflows/lintChart';
import { indexCheck, provenanceCheck } from './besideChecks';
import { Linter } from './linter';
import { QuickFixes } from './quickFixes';

/** Every document that the linter may know; it decides by name and file system. */
const lintedSelector: vscode.DocumentSelector = [
  { pattern: '**/{Chart.yaml,Chart.lock,values.yaml,index.yaml,.helmignore}' },
  { pattern: '**/*.prov' },
  { scheme: 'untitled', pattern: '**/{Chart.yaml,Chart.lock,index.yaml,.helmignore}' },
];

/** `indexWorkerPath`: the bundle that runs as a thread for indexes. */
export function registerDiagnostics(ports: LintPorts, indexWorkerPath: string): vscode.Disposable {
  const linter = new Linter(ports);
  const checker = new IndexChecker(indexWorkerPath);
  linter.addCheck(indexCheck(checker));
  linter.addCheck(provenanceCheck(ports.store));
  return vscode.Disposable.from(
    linter,
    checker,
    vscode.languages.registerCodeActionsProvider(lintedSelector, new QuickFixes(linter), QuickFixes.metadata),
  );
}
