import { dirname } from 'node:path';
import * as vscode from 'vscode';
import { decodeChartYaml } from '../../core/chart/chartYaml';
import type { ChartMetadata } from '../../core/chart/metadata';
import { validateMetadata } from '../../core/chart/validateMetadata';
import { debounce } from '../../util/debounce';
import { errorMessage } from '../messages';

/** A folder with a Chart.yaml. `metadata` is missing when it cannot be read; `problem` then says why, in Helm's words. */
export interface WorkspaceChart {
  readonly directory: string;
  readonly uri: vscode.Uri;
  readonly metadata?: ChartMetadata;
  readonly problem?: string;
}

const exclude = '**/{node_modules,.git}/**';
const settleMs = 200;

/** The charts of the workspace, kept up to date. Vendored charts (inside another chart's `charts/`) are not listed. */
export class WorkspaceCharts implements vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<void>();
  readonly onDidChange = this.#changed.event;
  readonly #disposables: vscode.Disposable[] = [];
  #charts: readonly WorkspaceChart[] = [];
  #scan: Promise<readonly WorkspaceChart[]> | undefined;
  #first: NodeJS.Timeout | undefined;

  constructor() {
    const watcher = vscode.workspace.createFileSystemWatcher('**/Chart.yaml');
    const rescan = debounce(() => void this.refresh(), settleMs);
    watcher.onDidCreate(rescan);
    watcher.onDidChange(rescan);
    watcher.onDidDelete(rescan);
    this.#disposables.push(watcher, vscode.workspace.onDidChangeWorkspaceFolders(rescan), { dispose: rescan.cancel });
  }

  /** Scans after activation: menus of the Explorer ask for chart folders before any view is opened. */
  scanSoon(): void {
    this.#first = setTimeout(() => void this.all(), 0);
  }

  /** The last scan's charts; starts the first scan when there was none. */
  async all(): Promise<readonly WorkspaceChart[]> {
    this.#scan ??= this.#find();
    return this.#scan;
  }

  async refresh(): Promise<void> {
    this.#scan = this.#find();
    await this.#scan;
    this.#changed.fire();
  }

  /** The innermost chart that a file lies in, from the last scan. */
  containing(path: string): WorkspaceChart | undefined {
    const holds = (chart: WorkspaceChart) =>
      path === chart.directory || path.startsWith(withSeparator(chart.directory));
    return this.#charts.filter(holds).sort((a, b) => b.directory.length - a.directory.length)[0];
  }

  at(directory: string): WorkspaceChart | undefined {
    return this.#charts.find(chart => chart.directory === directory);
  }

  async #find(): Promise<readonly WorkspaceChart[]> {
    const found = await vscode.workspace.findFiles('**/Chart.yaml', exclude);
    const files = found
      .filter(uri => uri.scheme === 'file')
      .sort((a, b) => (dirname(a.path) < dirname(b.path) ? -1 : 1));
    const directories = new Set(files.map(uri => dirname(uri.path)));
    const own = files.filter(uri => !isVendored(dirname(uri.path), directories));
    this.#charts = await Promise.all(own.map(readWorkspaceChart));
    const folders = this.#charts.flatMap(chart => [chart.uri.fsPath, chart.uri.path]);
    await vscode.commands.executeCommand('setContext', 'helmChartRelease.chartFolders', [...new Set(folders)]);
    await vscode.commands.executeCommand('setContext', 'helmChartRelease.chartsScanned', true);
    return this.#charts;
  }

  dispose(): void {
    clearTimeout(this.#first);
    for (const disposable of this.#disposables) disposable.dispose();
    this.#changed.dispose();
  }
}

/** Whether a folder lies below the `charts/` folder of another chart: a dependency, not a chart of its own. */
function isVendored(directory: string, charts: ReadonlySet<string>): boolean {
  const parts = directory.split('/');
  return parts.some((part, index) => part === 'charts' && index > 0 && charts.has(parts.slice(0, index).join('/')));
}

async function readWorkspaceChart(file: vscode.Uri): Promise<WorkspaceChart> {
  const uri = vscode.Uri.joinPath(file, '..');
  const directory = uri.fsPath;
  try {
    const metadata = decodeChartYaml(await vscode.workspace.fs.readFile(file));
    validateMetadata(metadata);
    return { directory, uri, metadata };
  } catch (error) {
    return { directory, uri, problem: errorMessage(error).text };
  }
}

function withSeparator(directory: string): string {
  return directory.endsWith('/') || directory.endsWith('\\')
    ? directory
    : directory + (directory.includes('\\') ? '\\' : '/');
}
