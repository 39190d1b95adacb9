import { basename, dirname } from 'node:path';
import * as vscode from 'vscode';
import { parseVersion } from '../../core/chart/version';
import { debounce } from '../../util/debounce';
import { destinationFor } from '../config';
import type { WorkspaceChart, WorkspaceCharts } from './workspaceCharts';

/** A `.tgz` in the workspace or in a chart's destination folder. */
export interface PackageFile {
  readonly path: string;
  readonly uri: vscode.Uri;
  readonly fileName: string;
}

const exclude = '**/{node_modules,.git}/**';
const settleMs = 200;

/** The packages on disk, found again when a `.tgz` or `.prov` comes, goes or changes. */
export class Packages implements vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<void>();
  readonly onDidChange = this.#changed.event;
  readonly #disposables: vscode.Disposable[] = [];
  #found: Promise<readonly PackageFile[]> | undefined;

  constructor(private readonly charts: WorkspaceCharts) {
    const watcher = vscode.workspace.createFileSystemWatcher('**/*.{tgz,prov}');
    const again = debounce(() => {
      this.refresh();
    }, settleMs);
    watcher.onDidCreate(again);
    watcher.onDidChange(again);
    watcher.onDidDelete(again);
    this.#disposables.push(watcher, { dispose: again.cancel });
  }

  refresh(): void {
    this.#found = undefined;
    this.#changed.fire();
  }

  async all(): Promise<readonly PackageFile[]> {
    this.#found ??= this.#find();
    return this.#found;
  }

  /** Packages named `<chart>-<version>.tgz`, newest file name last as the file system orders them. */
  async of(chart: WorkspaceChart): Promise<readonly PackageFile[]> {
    const name = chart.metadata?.name;
    if (name === undefined) return [];
    return (await this.all()).filter(file => isPackageOf(file.fileName, name));
  }

  /** Packages that belong to no chart of the workspace. */
  async others(charts: readonly WorkspaceChart[]): Promise<readonly PackageFile[]> {
    const names = charts.flatMap(chart => chart.metadata?.name ?? []);
    return (await this.all()).filter(file => !names.some(name => isPackageOf(file.fileName, name)));
  }

  async #find(): Promise<readonly PackageFile[]> {
    const charts = await this.charts.all();
    const inWorkspace = await vscode.workspace.findFiles('**/*.tgz', exclude);
    const elsewhere = await Promise.all(destinationsOutside(charts).map(listPackages));
    const files = [
      ...inWorkspace.filter(uri => uri.scheme === 'file' && !isDependency(uri, charts)),
      ...elsewhere.flat(),
    ];
    const folders = inWorkspace
      .map(uri => vscode.Uri.joinPath(uri, '..'))
      .flatMap(({ fsPath, path }) => [fsPath, path]);
    await vscode.commands.executeCommand('setContext', 'helmChartRelease.packageFolders', [...new Set(folders)]);
    return files
      .map(uri => ({ path: uri.fsPath, uri, fileName: basename(uri.fsPath) }))
      .sort((a, b) => (a.path < b.path ? -1 : 1));
  }

  dispose(): void {
    for (const disposable of this.#disposables) disposable.dispose();
    this.#changed.dispose();
  }
}

function isPackageOf(fileName: string, chartName: string): boolean {
  if (!fileName.startsWith(`${chartName}-`) || !fileName.endsWith('.tgz')) return false;
  return parseVersion(fileName.slice(chartName.length + 1, -'.tgz'.length)) !== undefined;
}

/** A `.tgz` in a chart's own `charts/` folder is a dependency of it, not a package of ours. */
function isDependency(uri: vscode.Uri, charts: readonly WorkspaceChart[]): boolean {
  const folder = dirname(uri.path);
  return charts.some(chart => folder === `${chart.uri.path}/charts` || folder.startsWith(`${chart.uri.path}/charts/`));
}

function destinationsOutside(charts: readonly WorkspaceChart[]): readonly string[] {
  const destinations = new Set(charts.map(chart => destinationFor(chart.directory)));
  return [...destinations].filter(path => vscode.workspace.getWorkspaceFolder(vscode.Uri.file(path)) === undefined);
}

async function listPackages(directory: string): Promise<readonly vscode.Uri[]> {
  const folder = vscode.Uri.file(directory);
  try {
    const entries = await vscode.workspace.fs.readDirectory(folder);
    return entries.filter(([name]) => name.endsWith('.tgz')).map(([name]) => vscode.Uri.joinPath(folder, name));
  } catch {
    return []; // the destination is made with the first package
  }
}
