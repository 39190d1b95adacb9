import { dirname } from 'node:path';
import * as vscode from 'vscode';
import { readHelmignore } from '../../core/chart/helmignore';
import { displayText } from '../../util/displayText';
import type { ShipPorts } from '../../workflows/listShipped';

const shown = 20;

/** What the line leaves out of the package, as the chart folder is now. */
export class HelmignoreHover implements vscode.HoverProvider {
  constructor(private readonly ports: ShipPorts) {}

  async provideHover(
    document: vscode.TextDocument,
    position: vscode.Position,
    token: vscode.CancellationToken,
  ): Promise<vscode.Hover | undefined> {
    const rule = readHelmignore(document.getText()).rules.find(each => each.line === position.line + 1);
    if (rule === undefined || document.uri.scheme !== 'file') return undefined;
    const abort = new AbortController();
    token.onCancellationRequested(() => {
      abort.abort();
    });
    const ignored = await this.ports.chartFiles.listIgnored(dirname(document.uri.fsPath), abort.signal).catch(() => []);
    const own = ignored.filter(each => each.rule.line === rule.line);
    const text = new vscode.MarkdownString();
    text.appendText(
      own.length === 0
        ? vscode.l10n.t('This line leaves nothing out at present.')
        : vscode.l10n.t('This line leaves out {0}:', own.length),
    );
    for (const { path, isDirectory } of own.slice(0, shown))
      text.appendMarkdown('\n- ').appendText(displayText(path, 200) + (isDirectory ? '/' : ''));
    if (own.length > shown) text.appendMarkdown('\n- …');
    return new vscode.Hover(text, document.lineAt(position.line).range);
  }
}
