import { join } from 'node:path';
import * as vscode from 'vscode';
import { quietContext } from '../../core/context';
import { compareWithPackage } from '../../workflows/compareWithPackage';
import { debounce } from '../../util/debounce';
import { displayText } from '../../util/displayText';
import type { WorkspaceChart } from '../charts/workspaceCharts';
import type { CommandId } from '../commandMap';
import { destinationFor } from '../config';
import type { Host } from '../host';
import { formatFingerprint } from '../keyring/keyText';
import { errorMessage } from '../messages';
import { verdictView } from '../report/verdictText';
import type { BadgeState } from './badgeState';

const settleMs = 300;
const priority = 10;

/** The status bar item for the chart of the active editor; hidden when the editor shows no file of a chart. */
export function registerBadge(host: Host): vscode.Disposable {
  const item = vscode.window.createStatusBarItem('helmChartRelease.badge', vscode.StatusBarAlignment.Right, priority);
  item.name = vscode.l10n.t('Helm Chart Verification');
  let current = 0;

  const update = async (): Promise<void> => {
    const turn = ++current;
    const state = await activeState(host);
    if (turn !== current) return; // a newer update is on its way
    if (state === undefined) item.hide();
    else show(item, state);
  };
  const updateSoon = debounce(() => {
    update().catch((error: unknown) => {
      host.log.warn(`badge: ${String(error)}`);
    });
  }, settleMs);

  updateSoon();
  return vscode.Disposable.from(
    item,
    { dispose: updateSoon.cancel },
    vscode.window.onDidChangeActiveTextEditor(updateSoon),
    vscode.window.tabGroups.onDidChangeTabs(updateSoon),
    vscode.workspace.onDidSaveTextDocument(updateSoon),
    host.charts.onDidChange(updateSoon),
    host.packages.onDidChange(updateSoon),
    host.verifications.onDidChange(updateSoon),
  );
}

async function activeState(host: Host): Promise<BadgeState | undefined> {
  const uri = vscode.window.activeTextEditor?.document.uri;
  if (uri?.scheme !== 'file') return undefined;
  await host.charts.all();
  const chart = host.charts.containing(uri.fsPath);
  return chart === undefined ? undefined : stateOf(host, chart);
}

async function stateOf(host: Host, chart: WorkspaceChart): Promise<BadgeState> {
  const { metadata } = chart;
  if (metadata === undefined) return { kind: 'broken', problem: chart.problem ?? '' };
  const { name, version } = metadata;
  const path = join(destinationFor(chart.directory), `${name}-${version}.tgz`);
  try {
    const differences = await compareWithPackage(host.ports, chart.directory, path, quietContext);
    if (differences === undefined) return { kind: 'notPackaged', name, version };
    const report = await host.verifications.report(path);
    const failed = report.verdict !== 'unsigned' && report.checks.some(check => check.state === 'failed');
    if (differences.length > 0 && !failed) return { kind: 'changed', name, version, path, differences };
    return { kind: 'verified', name, version, path, report };
  } catch (error) {
    return { kind: 'broken', problem: errorMessage(error).text };
  }
}

function show(item: vscode.StatusBarItem, state: BadgeState): void {
  const view = badgeView(state);
  item.text = `$(${view.icon}) ${view.text}`;
  item.tooltip = view.tooltip;
  item.command = view.command;
  item.backgroundColor =
    view.background === undefined ? undefined : new vscode.ThemeColor(`statusBarItem.${view.background}Background`);
  item.accessibilityInformation = { label: `${vscode.l10n.t('Helm chart')} ${view.text}` };
  item.show();
}

interface BadgeView {
  readonly icon: string;
  readonly text: string;
  readonly tooltip: string;
  readonly command: vscode.Command;
  readonly background?: 'error' | 'warning';
}

function badgeView(state: BadgeState): BadgeView {
  const t = vscode.l10n.t;
  switch (state.kind) {
    case 'broken':
      return {
        icon: 'error',
        text: t('chart cannot be loaded'),
        tooltip: tooltip(t('The chart cannot be loaded'), [state.problem]),
        command: command('workbench.actions.view.problems' as CommandId, t('Show Problems')),
      };
    case 'notPackaged':
      return {
        icon: 'package',
        text: t('{0} {1}: not packaged', displayText(state.name, 60), displayText(state.version, 40)),
        tooltip: tooltip(t('There is no package of this version yet.'), [t('Click to package the chart.')]),
        command: command('helmChartRelease.packageChart', t('Package Chart')),
      };
    case 'changed':
      return {
        icon: 'edit',
        text: t('{0} {1}: changed since packaging', displayText(state.name, 60), displayText(state.version, 40)),
        tooltip: tooltip(t('The chart differs from its package:'), [
          ...state.differences.slice(0, 8),
          ...(state.differences.length > 8 ? ['…'] : []),
          t('Click for the verification report.'),
        ]),
        command: command('helmChartRelease.showReport', t('Show Verification Report'), vscode.Uri.file(state.path)),
      };
    case 'verified': {
      const { report } = state;
      const view = verdictView(report.verdict);
      const bad =
        report.verdict === 'bad-signature' ||
        report.verdict === 'digest-mismatch' ||
        report.verdict === 'malformed' ||
        report.verdict === 'revoked-key';
      const signer = report.signer;
      const lines = [
        view.meaning,
        ...(signer === undefined
          ? []
          : [
              t('Signer: {0}', signer.userIds.map(id => displayText(id, 120)).join(', ')),
              t('Fingerprint: {0}', formatFingerprint(signer.fingerprint)),
            ]),
        t('Digest: {0}', report.digest),
        t(
          'Checked: {0} of {1} passed',
          report.checks.filter(check => check.state === 'passed').length,
          report.checks.length,
        ),
        view.next,
      ];
      return {
        icon: view.icon,
        text: t('{0} {1}: {2}', displayText(state.name, 60), displayText(state.version, 40), view.label),
        tooltip: tooltip(t('Verification of {0}', report.fileName), lines),
        command: command('helmChartRelease.showReport', t('Show Verification Report'), vscode.Uri.file(state.path)),
        ...(bad
          ? { background: 'error' as const }
          : report.verdict === 'unknown-key'
            ? { background: 'warning' as const }
            : {}),
      };
    }
  }
}

function command(id: CommandId, title: string, ...args: readonly unknown[]): vscode.Command {
  return { command: id, title, arguments: [...args] };
}

/** Plain text: in Markdown, even escaped, an address in a user id would become a link. */
function tooltip(heading: string, lines: readonly string[]): string {
  return [heading, '', ...lines].join('\n');
}
