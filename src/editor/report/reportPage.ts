import { basename, isAbsolute } from 'node:path';
import * as vscode from 'vscode';
import type { VerificationReport } from '../../core/provenance/report';
import { openPage } from './page';
import { reportPageModel, reportText } from './reportText';

/** The open reports: one tab for each package, replaced when it is verified again. */
export class ReportPages implements vscode.Disposable {
  readonly #panels = new Map<string, vscode.WebviewPanel>();

  constructor(private readonly extensionUri: vscode.Uri) {}

  /** `again`: verifies anew; for a package on disk that is clear. */
  show(path: string, report: VerificationReport, again: () => Thenable<unknown> = verifyAgain(path)): void {
    this.#panels.get(path)?.dispose();
    const title = vscode.l10n.t('Verification: {0}', basename(path));
    const panel = openPage(
      this.extensionUri,
      'helmChartRelease.report',
      title,
      reportPageModel(report, isAbsolute(path)),
      id => {
        void act(id, path, report, again);
      },
    );
    this.#panels.set(path, panel);
    panel.onDidDispose(() => {
      if (this.#panels.get(path) === panel) this.#panels.delete(path);
    });
  }

  dispose(): void {
    for (const panel of [...this.#panels.values()]) panel.dispose();
  }
}

function verifyAgain(path: string): () => Thenable<unknown> {
  return () => vscode.commands.executeCommand('helmChartRelease.verifyPackage', vscode.Uri.file(path));
}

async function act(
  id: string,
  path: string,
  report: VerificationReport,
  again: () => Thenable<unknown>,
): Promise<void> {
  switch (id) {
    case 'text':
      return openText('plaintext', reportText(report));
    case 'json':
      return openText('json', `${JSON.stringify(report, undefined, 2)}\n`);
    case 'digest':
      return vscode.env.clipboard.writeText(report.digest);
    case 'copy':
      return vscode.env.clipboard.writeText(reportText(report));
    case 'tamper':
      await vscode.commands.executeCommand('helmChartRelease.tamperReport', vscode.Uri.file(path));
      return;
    case 'again':
      await again();
  }
}

async function openText(language: string, content: string): Promise<void> {
  const document = await vscode.workspace.openTextDocument({ language, content });
  await vscode.window.showTextDocument(document, { preview: false });
}
