import * as vscode from 'vscode';
import type { Finding, TextFix } from '../../core/findings';
import { fixesForAll, separateFixes } from '../../core/lint/applyFixes';
import { LineIndex } from '../../util/lineIndex';
import { kindOf } from './documents';
import { fixTitle, rangeIn, toDiagnostic } from './findings';
import type { LintedDocument, Linter } from './linter';

const fixAllKind = vscode.CodeActionKind.SourceFixAll.append('helmChartRelease');

/** Fixes as edits of exactly the range that is wrong; fix-all for those with one answer; and the comment that silences a rule. */
export class QuickFixes implements vscode.CodeActionProvider {
  static readonly metadata: vscode.CodeActionProviderMetadata = {
    providedCodeActionKinds: [vscode.CodeActionKind.QuickFix, fixAllKind],
  };

  constructor(private readonly linter: Linter) {}

  provideCodeActions(
    document: vscode.TextDocument,
    range: vscode.Range,
    context: vscode.CodeActionContext,
  ): vscode.CodeAction[] {
    const linted = this.linter.of(document);
    if (linted === undefined) return [];
    const lines = new LineIndex(linted.text);
    const wantsAll = context.only !== undefined && fixAllKind.contains(context.only);
    const actions: vscode.CodeAction[] = [];
    if (context.only?.contains(vscode.CodeActionKind.QuickFix) !== false) {
      const here = linted.findings.filter(finding => rangeIn(lines, finding.range).intersection(range) !== undefined);
      for (const finding of here) actions.push(...fixesFor(document, finding, linted, lines));
      if (here.some(finding => finding.fix !== undefined)) actions.push(...this.#all(document, linted, lines, false));
      actions.push(...here.flatMap(finding => silence(document, finding, lines) ?? []));
    }
    if (wantsAll || context.only?.contains(fixAllKind) === true)
      actions.push(...this.#all(document, linted, lines, true));
    return actions;
  }

  #all(
    document: vscode.TextDocument,
    linted: LintedDocument,
    lines: LineIndex,
    asSource: boolean,
  ): vscode.CodeAction[] {
    const fixes = separateFixes(fixesForAll(linted.findings));
    if (fixes.length === 0 || (!asSource && fixes.length < 2)) return [];
    const title = vscode.l10n.t('Fix all problems that have one answer ({0})', fixes.length);
    const action = new vscode.CodeAction(title, asSource ? fixAllKind : vscode.CodeActionKind.QuickFix);
    action.edit = editOf(document, fixes, lines);
    return [action];
  }
}

function fixesFor(
  document: vscode.TextDocument,
  finding: Finding,
  linted: LintedDocument,
  lines: LineIndex,
): vscode.CodeAction[] {
  if (finding.fix === undefined) return [];
  const action = new vscode.CodeAction(fixTitle(finding), vscode.CodeActionKind.QuickFix);
  action.edit = editOf(document, [finding.fix], lines);
  action.diagnostics = [toDiagnostic(finding, lines)];
  const twins = linted.findings.filter(each => each.code === finding.code && each.fix !== undefined);
  action.isPreferred =
    twins.length > 0 && linted.findings.filter(each => each.range.start === finding.range.start)[0] === finding;
  if (twins.length < 2) return [action];
  const all = new vscode.CodeAction(
    vscode.l10n.t('{0} (all {1} of this kind)', fixTitle(finding), twins.length),
    vscode.CodeActionKind.QuickFix,
  );
  all.edit = editOf(document, separateFixes(twins.flatMap(each => each.fix ?? [])), lines);
  return [action, all];
}

/** Adds `# helm-chart-release-ignore CODE` in a line of its own above. */
function silence(document: vscode.TextDocument, finding: Finding, lines: LineIndex): vscode.CodeAction | undefined {
  const kind = kindOf(document);
  if (kind === 'provenance' || kind === 'index' || document.lineCount === 0) return undefined;
  const { line } = lines.positionAt(finding.range.start);
  const { text, firstNonWhitespaceCharacterIndex: indent } = document.lineAt(line);
  const action = new vscode.CodeAction(
    vscode.l10n.t('Ignore {0} on this line', finding.code),
    vscode.CodeActionKind.QuickFix,
  );
  action.edit = new vscode.WorkspaceEdit();
  const eol = document.eol === vscode.EndOfLine.CRLF ? '\r\n' : '\n';
  const comment = `${text.slice(0, indent)}# helm-chart-release-ignore ${finding.code}${eol}`;
  action.edit.insert(document.uri, new vscode.Position(line, 0), comment);
  return action;
}

function editOf(document: vscode.TextDocument, fixes: readonly TextFix[], lines: LineIndex): vscode.WorkspaceEdit {
  const edit = new vscode.WorkspaceEdit();
  for (const fix of fixes) edit.replace(document.uri, rangeIn(lines, fix.range), fix.newText);
  return edit;
}
