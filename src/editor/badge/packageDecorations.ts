import * as vscode from 'vscode';
import { verdictView } from '../report/verdictText';
import type { Verifications } from './verifications';

const letters: Readonly<Record<string, string>> = { trusted: '✓', unsigned: '–' };

/** A mark on each package in the Explorer: verified, unsigned, or something is wrong. The tooltip says which. */
export class PackageDecorations implements vscode.FileDecorationProvider, vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<vscode.Uri | vscode.Uri[] | undefined>();
  readonly onDidChangeFileDecorations = this.#changed.event;
  readonly #disposables: vscode.Disposable[];

  constructor(
    private readonly verifications: Verifications,
    onPackagesChange: vscode.Event<void>,
  ) {
    const again = (): void => {
      this.#changed.fire(undefined);
    };
    this.#disposables = [
      verifications.onDidChange(again),
      onPackagesChange(again),
      vscode.window.registerFileDecorationProvider(this),
    ];
  }

  async provideFileDecoration(uri: vscode.Uri): Promise<vscode.FileDecoration | undefined> {
    if (uri.scheme !== 'file' || !uri.path.endsWith('.tgz')) return undefined;
    // A file that cannot be read has no mark; opening it says why.
    const verdict = await this.verifications.report(uri.fsPath).then(
      report => report.verdict,
      () => undefined,
    );
    if (verdict === undefined) return undefined;
    const { label, color } = verdictView(verdict);
    const decoration = new vscode.FileDecoration(letters[verdict] ?? '!', label);
    if (color !== undefined) decoration.color = new vscode.ThemeColor(color);
    return decoration;
  }

  dispose(): void {
    for (const disposable of this.#disposables) disposable.dispose();
    this.#changed.dispose();
  }
}
