import * as vscode from 'vscode';
import type { IndexChecker } from '../../node/indexChecker';
import type { LintPorts } from '../../workflows/lintChart';
import type { KnownCharts } from '../language/knownCharts';
import { indexCheck, provenanceCheck } from './besideChecks';
import { askWhenOpened, knownCheck } from './knownChecks';
import { Linter } from './linter';
import { QuickFixes } from './quickFixes';

/** Every document that the linter may know; it decides by name and file system. */
const lintedSelector: vscode.DocumentSelector = [
  { pattern: '**/{Chart.yaml,Chart.lock,values.yaml,index.yaml,.helmignore}' },
  { pattern: '**/*.prov' },
  { scheme: 'untitled', pattern: '**/{Chart.yaml,Chart.lock,index.yaml,.helmignore}' },
];

export function registerDiagnostics(ports: LintPorts, checker: IndexChecker, known: KnownCharts): vscode.Disposable {
  const linter = new Linter(ports);
  linter.addCheck(indexCheck(checker));
  linter.addCheck(provenanceCheck(ports.store));
  linter.addCheck(knownCheck(known));
  return vscode.Disposable.from(
    linter,
    known.onDidChange(() => {
      linter.lintAll();
    }),
    askWhenOpened(known),
    vscode.languages.registerCodeActionsProvider(lintedSelector, new QuickFixes(linter), QuickFixes.metadata),
  );
}
