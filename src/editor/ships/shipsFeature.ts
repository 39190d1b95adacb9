import { basename, dirname } from 'node:path';
import * as vscode from 'vscode';
import { looksSecret, formatShipList } from '../../core/lint/shipList';
import { ignoredBy, readHelmignore } from '../../core/chart/helmignore';
import { displayText } from '../../util/displayText';
import type { ShipPorts } from '../../workflows/listShipped';
import { listShipped } from '../../workflows/listShipped';
import { resolveChart } from '../chartTarget';
import type { WorkspaceCharts } from '../charts/workspaceCharts';
import type { CommandTarget } from '../commandMap';

const scheme = 'helm-chart-ships';

/** *What Ships* as a read-only document that follows the chart, and marks in the Explorer on what stays behind. */
export class ShipsFeature
  implements vscode.TextDocumentContentProvider, vscode.FileDecorationProvider, vscode.Disposable
{
  readonly #changed = new vscode.EventEmitter<vscode.Uri>();
  readonly onDidChange = this.#changed.event;
  readonly #decorations = new vscode.EventEmitter<undefined>();
  readonly onDidChangeFileDecorations = this.#decorations.event;
  readonly #disposables: vscode.Disposable[];
  readonly #abort = new AbortController();

  constructor(
    private readonly ports: ShipPorts,
    private readonly charts: WorkspaceCharts,
  ) {
    const watcher = vscode.workspace.createFileSystemWatcher('**/.helmignore');
    const again = (): void => {
      this.#decorations.fire(undefined);
    };
    this.#disposables = [
      watcher,
      watcher.onDidChange(again),
      watcher.onDidCreate(again),
      watcher.onDidDelete(again),
      vscode.workspace.registerTextDocumentContentProvider(scheme, this),
      vscode.window.registerFileDecorationProvider(this),
      vscode.workspace.onDidSaveTextDocument(() => {
        for (const document of vscode.workspace.textDocuments)
          if (document.uri.scheme === scheme) this.#changed.fire(document.uri);
      }),
    ];
  }

  async show(target: CommandTarget): Promise<string | undefined> {
    const directory = await resolveChart(this.charts, target, vscode.l10n.t('What Ships'));
    if (directory === undefined) return undefined;
    const uri = vscode.Uri.from({ scheme, path: `${vscode.Uri.file(directory).path}/What ships` });
    this.#changed.fire(uri);
    const document = await vscode.workspace.openTextDocument(uri);
    await vscode.window.showTextDocument(document, { preview: true });
    return document.getText();
  }

  async provideTextDocumentContent(uri: vscode.Uri): Promise<string> {
    const directory = dirname(vscode.Uri.file(uri.path).fsPath);
    const list = await listShipped(this.ports, directory, this.#abort.signal);
    return formatShipList(displayText(basename(directory), 100), list);
  }

  async provideFileDecoration(uri: vscode.Uri): Promise<vscode.FileDecoration | undefined> {
    if (uri.scheme !== 'file') return undefined;
    const chart = this.charts.containing(uri.fsPath);
    if (chart === undefined || chart.uri.path === uri.path) return undefined;
    const path = uri.path.slice(chart.uri.path.length + 1);
    const rules = await rulesOf(chart.uri);
    const parts = path.split('/');
    for (let length = 1; length <= parts.length; length++) {
      const isFolder = length < parts.length || (await isDirectory(uri));
      const rule = ignoredBy(rules, parts.slice(0, length).join('/'), isFolder);
      if (rule === undefined) continue;
      const line = rule.line === 0 ? vscode.l10n.t('built in') : `.helmignore:${rule.line}`;
      const tooltip = vscode.l10n.t('Not packaged: {0} ({1})', displayText(rule.text, 100), line);
      return { badge: '∅', tooltip, color: new vscode.ThemeColor('gitDecoration.ignoredResourceForeground') };
    }
    if (!looksSecret(path)) return undefined;
    return {
      badge: '!',
      tooltip: vscode.l10n.t('Looks like a secret, and is packaged'),
      color: new vscode.ThemeColor('list.warningForeground'),
    };
  }

  dispose(): void {
    this.#abort.abort();
    for (const disposable of this.#disposables) disposable.dispose();
    this.#changed.dispose();
    this.#decorations.dispose();
  }
}

async function rulesOf(chart: vscode.Uri): Promise<ReturnType<typeof readHelmignore>['rules']> {
  try {
    const bytes = await vscode.workspace.fs.readFile(vscode.Uri.joinPath(chart, '.helmignore'));
    return readHelmignore(new TextDecoder().decode(bytes)).rules;
  } catch {
    return readHelmignore('').rules; // there is none
  }
}

async function isDirectory(uri: vscode.Uri): Promise<boolean> {
  try {
    return (await vscode.workspace.fs.stat(uri)).type === vscode.FileType.Directory;
  } catch {
    return false; // gone meanwhile
  }
}
