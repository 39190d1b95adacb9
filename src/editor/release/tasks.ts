import { basename, isAbsolute, join } from 'node:path';
import * as vscode from 'vscode';
import type { WorkspaceChart } from '../charts/workspaceCharts';
import type { CommandId } from '../commandMap';
import type { Host } from '../host';
import { errorMessage } from '../messages';
import { reportText } from '../report/reportText';
import { lintLines } from './lintLines';

const type = 'helm-chart-release';
const kinds = ['package', 'verify', 'push', 'lint', 'release'] as const;
type TaskKind = (typeof kinds)[number];

interface Definition extends vscode.TaskDefinition {
  readonly task: TaskKind;
  /** Folder of a chart, or a package; relative to the workspace folder. Without it: all charts or packages. */
  readonly path?: string;
}

type Print = (text: string) => void;

/**
 * Tasks that do what the commands do, with the keyring and the logins of the editor: nothing secret is on a command line.
 * `push` and `release` ask and show what the commands ask and show. Exit code 0: done; 1: refused or failed.
 */
export function registerTasks(host: Host): vscode.Disposable {
  return vscode.tasks.registerTaskProvider(type, {
    async provideTasks() {
      const charts = (await host.charts.all()).map(({ uri }) => vscode.workspace.asRelativePath(uri, false));
      return [
        ...kinds.map(task => makeTask(host, { type, task })),
        ...charts.flatMap(path =>
          (['package', 'lint', 'release'] as const).map(task => makeTask(host, { type, task, path })),
        ),
      ].filter(task => task !== undefined);
    },
    resolveTask(task) {
      return makeTask(host, task.definition, task.scope);
    },
  });
}

function makeTask(
  host: Host,
  definition: vscode.TaskDefinition,
  scope: vscode.Task['scope'] = vscode.TaskScope.Workspace,
): vscode.Task | undefined {
  if (!isDefinition(definition)) return undefined;
  const { task, path } = definition;
  const folder = typeof scope === 'object' ? scope : vscode.workspace.workspaceFolders?.[0];
  const at = path === undefined || isAbsolute(path) ? path : join(folder?.uri.fsPath ?? '', path);
  const execution = new vscode.CustomExecution(() =>
    Promise.resolve(new TaskTerminal(print => runTask(host, task, at, print))),
  );
  const name = path === undefined ? task : `${task} ${path}`;
  const made = new vscode.Task(definition, scope, name, type, execution, ['$helm-chart-release']);
  made.detail = detailOf(task);
  if (task === 'package') made.group = vscode.TaskGroup.Build;
  if (task === 'lint' || task === 'verify') made.group = vscode.TaskGroup.Test;
  return made;
}

function isDefinition(definition: vscode.TaskDefinition): definition is Definition {
  return kinds.includes(definition['task'] as TaskKind) && ['string', 'undefined'].includes(typeof definition['path']);
}

function detailOf(task: TaskKind): string {
  const t = vscode.l10n.t;
  switch (task) {
    case 'package':
      return t('Make the package of a chart');
    case 'verify':
      return t('Check packages against their provenance files');
    case 'push':
      return t('Push a package to a registry');
    case 'lint':
      return t('Find problems of charts');
    case 'release':
      return t('Plan and carry out a release');
  }
}

async function runTask(host: Host, task: TaskKind, path: string | undefined, print: Print): Promise<boolean> {
  const charts = (await host.charts.all()).filter(({ directory }) => path === undefined || directory === path);
  const uri = path === undefined ? undefined : vscode.Uri.file(path);
  switch (task) {
    case 'lint':
      return lint(host, charts, print);
    case 'verify':
      return verify(host, path, print);
    case 'package':
      return allOf(charts, ({ directory }) => command('packageChart', vscode.Uri.file(directory), print));
    case 'push':
      return command('pushPackage', uri, print);
    case 'release':
      return command(uri === undefined ? 'releaseChangedCharts' : 'releaseChart', uri, print);
  }
}

async function lint(host: Host, charts: readonly WorkspaceChart[], print: Print): Promise<boolean> {
  const { signal } = new AbortController();
  return allOf(charts, async chart => {
    const { lines, hasErrors } = await lintLines(host, chart, signal);
    for (const line of lines) print(line);
    return !hasErrors;
  });
}

async function verify(host: Host, path: string | undefined, print: Print): Promise<boolean> {
  const paths = path === undefined ? (await host.packages.all()).map(file => file.path) : [path];
  return allOf(paths, async each => {
    const report = await host.verifications.report(each);
    // The first line is for the problem matcher.
    if (report.verdict !== 'trusted')
      print(`${each}:1:1: error: ${basename(each)}: ${report.verdict} [${report.verdict}]`);
    print(reportText(report));
    return report.verdict === 'trusted';
  });
}

/** Runs one of our commands; its result goes out as JSON. Without a result it was cancelled or has shown its error. */
async function command(name: string, target: vscode.Uri | undefined, print: Print): Promise<boolean> {
  const id = `helmChartRelease.${name}` as CommandId;
  const result = await vscode.commands.executeCommand<unknown>(id, target);
  print(result === undefined ? vscode.l10n.t('Not done.') : JSON.stringify(result, undefined, 2));
  return result !== undefined;
}

async function allOf<T>(items: readonly T[], run: (item: T) => Promise<boolean>): Promise<boolean> {
  let all = true;
  for (const item of items) all = (await run(item)) && all;
  return all;
}

/** The terminal of a task: prints lines, and ends with an exit code. */
class TaskTerminal implements vscode.Pseudoterminal {
  readonly #write = new vscode.EventEmitter<string>();
  readonly #close = new vscode.EventEmitter<number>();
  readonly onDidWrite = this.#write.event;
  readonly onDidClose = this.#close.event;

  constructor(private readonly run: (print: Print) => Promise<boolean>) {}

  open(): void {
    const print = (text: string): void => {
      this.#write.fire(`${text.replaceAll(/\r?\n/g, '\r\n')}\r\n`);
    };
    this.run(print)
      .catch((error: unknown) => {
        print(errorMessage(error).text);
        return false;
      })
      .then(
        done => {
          this.#close.fire(done ? 0 : 1);
        },
        () => undefined,
      );
  }

  close(): void {
    this.#write.dispose();
    this.#close.dispose();
  }
}
