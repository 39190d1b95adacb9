import { join } from 'node:path';
import * as vscode from 'vscode';
import { debounce } from '../../util/debounce';
import type { PlannedChart } from '../../core/release/plannedChart';
import type { BoardPage, BoardRow } from '../../webview/pageModel';
import { requireTrust } from '../commands';
import type { Host } from '../host';
import { logError } from '../log';
import { openPage } from '../report/page';
import { boardRows } from './boardRows';
import { pickReleaseTargets } from './pickReleaseTargets';
import type { ReleaseCommandMap } from './releaseCommandMap';
import { planFor, releaseCharts } from './releaseFlow';

const settleMs = 300;

/** Which destinations the board looked at last; addresses hold no secrets. */
const memory = 'board.targets';

/** The one board of a window. */
export class ReleaseBoard implements vscode.Disposable {
  #panel: vscode.WebviewPanel | undefined;
  #rows: readonly BoardRow[] = [];
  #plans: ReadonlyMap<string, PlannedChart> = new Map();
  #targets: readonly string[] = [];

  constructor(private readonly host: Host) {}

  /** Returns the number of charts. */
  readonly show: ReleaseCommandMap['helmChartRelease.releaseBoard'] = async () => {
    if (this.#panel === undefined) {
      this.#targets = this.host.context.workspaceState.get<readonly string[]>(memory, []);
      this.#rows = await this.#read();
      this.#open();
    } else {
      this.#panel.reveal();
      await this.#update();
    }
    return this.#rows.length;
  };

  dispose(): void {
    this.#panel?.dispose();
  }

  #open(): void {
    const { host } = this;
    const title = vscode.l10n.t('Release Board');
    const page = (): BoardPage => boardModel(title, this.#rows, this.#targets);
    const panel = openPage(host.context.extensionUri, 'helmChartRelease.board', title, page, (id, texts) => {
      this.#act(id, texts).catch((error: unknown) => {
        logError(host.log, 'release board', error);
      });
    });
    this.#panel = panel;
    const soon = debounce(() => {
      this.#update().catch((error: unknown) => {
        logError(host.log, 'release board', error);
      });
    }, settleMs);
    const sources = [
      host.charts.onDidChange(soon),
      host.packages.onDidChange(soon),
      host.verifications.onDidChange(soon),
      vscode.languages.onDidChangeDiagnostics(soon),
    ];
    panel.onDidDispose(() => {
      soon.cancel();
      for (const source of sources) source.dispose();
      this.#panel = undefined;
      this.#plans = new Map();
    });
  }

  async #read(): Promise<readonly BoardRow[]> {
    return boardRows(this.host, await this.host.charts.all(), this.#plans);
  }

  async #update(): Promise<void> {
    this.#rows = await this.#read();
    const model = boardModel(vscode.l10n.t('Release Board'), this.#rows, this.#targets);
    await this.#panel?.webview.postMessage(model);
  }

  async #act(id: string, texts: Readonly<Record<string, string>>): Promise<void> {
    const rows = (texts['rows'] ?? '').split('\n').filter(row => row !== '');
    switch (id) {
      case 'open': {
        const row = texts['row'] ?? '';
        if (this.host.charts.at(row) === undefined) return;
        await vscode.commands.executeCommand('vscode.open', vscode.Uri.file(join(row, 'Chart.yaml')));
        return;
      }
      case 'choose': {
        const targets = await pickReleaseTargets(this.host, vscode.l10n.t('Release Board'));
        if (targets.length === 0) return;
        this.#targets = targets;
        await this.host.context.workspaceState.update(memory, targets);
        return this.#lookUp();
      }
      case 'look':
        return this.#lookUp();
      case 'release':
        // Through the command, so that its one error boundary shows what goes wrong.
        await vscode.commands.executeCommand('helmChartRelease.releaseBoardCharts', rows);
        return;
    }
  }

  /** Plans as a release does, and so writes nothing. */
  async #lookUp(): Promise<void> {
    const directories = (await this.host.charts.all()).map(({ directory }) => directory);
    const [folder] = directories;
    if (folder === undefined || this.#targets.length === 0) return;
    const plan = await planFor(this.host, directories, this.#targets, folder);
    this.#plans = new Map(plan.charts.map(chart => [chart.directory, chart]));
    await this.#update();
  }
}

/** Releases the charts of these folders, from one plan. */
export function releaseBoardChartsCommand(host: Host): ReleaseCommandMap['helmChartRelease.releaseBoardCharts'] {
  return async target => {
    const title = vscode.l10n.t('Release Charts');
    requireTrust(title);
    const known = (await host.charts.all()).map(({ directory }) => directory);
    const chosen = Array.isArray(target) ? known.filter(directory => target.includes(directory)) : known;
    const [folder] = chosen;
    if (folder === undefined) return undefined;
    return releaseCharts(host, { title, heading: title, directories: chosen, folder });
  };
}

function boardModel(heading: string, rows: readonly BoardRow[], targets: readonly string[]): BoardPage {
  const t = vscode.l10n.t;
  return {
    kind: 'board',
    heading,
    intro:
      targets.length === 0
        ? t('Choose destinations to see what is published there, and what changed since.')
        : t('Destinations: {0}', targets.join(', ')),
    help: t(
      'Arrow keys move, Space marks a chart, Enter opens it. Buttons mean the marked charts, else all that are shown.',
    ),
    searchLabel: t('Search charts'),
    filtersLabel: t('Filters'),
    markLabel: t('Marked'),
    countText: t('{0} of {1} charts shown, {2} marked', '{0}', '{1}', '{2}'),
    empty: t('No chart fits. Choose another filter or empty the search field.'),
    columns: [
      t('Chart'),
      t('Version here'),
      t('Published'),
      t('Changed since'),
      t('Signed'),
      t('Verified'),
      t('Destination'),
      t('Problems'),
    ],
    filters: [
      { id: 'all', label: t('All') },
      { id: 'release', label: t('To release') },
      { id: 'blocked', label: t('In the way') },
      { id: 'unsigned', label: t('Not signed') },
      { id: 'problems', label: t('With problems') },
    ],
    rows,
    actions: [
      { id: 'release', label: t('Release…'), primary: true },
      { id: 'choose', label: t('Choose Destinations…') },
      ...(targets.length === 0 ? [] : [{ id: 'look', label: t('Compare with Published') }]),
    ],
  };
}
