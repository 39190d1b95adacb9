import { basename, join, sep } from 'node:path';
import * as vscode from 'vscode';
import { greatestBump } from '../../core/release/change';
import type { PlannedChart } from '../../core/release/plannedChart';
import { isReleasable } from '../../core/release/plannedChart';
import { displayText } from '../../util/displayText';
import { mapLimited } from '../../util/mapLimited';
import type { BoardCell, BoardRow, LinkState } from '../../webview/pageModel';
import type { WorkspaceChart } from '../charts/workspaceCharts';
import { destinationFor } from '../config';
import type { Host } from '../host';
import { errorMessage } from '../messages';
import { verdictView } from '../report/verdictText';
import { changeText } from './changeText';
import { bumpText } from './planPage';

/** Verifications at once. Each is some milliseconds of computing; more would not be faster. */
const verifiedAtOnce = 4;

/** What the board shows of each chart. `plans`: by folder, once destinations were looked at. */
export async function boardRows(
  host: Host,
  charts: readonly WorkspaceChart[],
  plans: ReadonlyMap<string, PlannedChart>,
): Promise<readonly BoardRow[]> {
  const problems = problemsByChart(charts);
  const packages = new Map((await host.packages.all()).map(file => [file.path, file]));
  return mapLimited(charts, verifiedAtOnce, async chart => {
    const { metadata, directory } = chart;
    const path =
      metadata === undefined ? '' : join(destinationFor(directory), `${metadata.name}-${metadata.version}.tgz`);
    const verdict = packages.has(path)
      ? await host.verifications.report(path).then(
          report => report.verdict,
          () => undefined,
        )
      : undefined;
    const plan = plans.get(directory);
    const count = (problems.get(directory) ?? 0) + (chart.problem === undefined && plan?.state !== 'broken' ? 0 : 1);
    return {
      id: directory,
      cells: [
        cell(metadata?.name ?? basename(directory), undefined, vscode.workspace.asRelativePath(chart.uri, false)),
        cell(metadata?.version ?? '–'),
        publishedCell(plan),
        changedCell(plan),
        signedCell(packages.has(path), verdict),
        verifiedCell(packages.has(path), verdict),
        cell(plan?.targets.map(target => shortTarget(target.target, target.state)).join(', ') ?? '–'),
        count === 0
          ? cell(vscode.l10n.t('none'))
          : cell(
              String(count),
              'failed',
              chart.problem ?? (plan?.problem === undefined ? undefined : errorMessage(plan.problem).text),
            ),
      ],
      groups: [
        ...(plan !== undefined && isReleasable(plan) ? ['release'] : []),
        ...(plan?.state === 'taken' || plan?.state === 'broken' ? ['blocked'] : []),
        ...(verdict === undefined || verdict === 'unsigned' ? ['unsigned'] : []),
        ...(count > 0 ? ['problems'] : []),
      ],
    };
  });
}

function cell(text: string, state?: LinkState, title?: string): BoardCell {
  return {
    text: displayText(text, 200),
    ...(state === undefined ? {} : { state }),
    ...(title === undefined ? {} : { title: displayText(title, 600) }),
  };
}

function publishedCell(plan: PlannedChart | undefined): BoardCell {
  if (plan === undefined) return cell(vscode.l10n.t('not looked up'));
  if (plan.published === undefined) return cell(vscode.l10n.t('nothing'));
  return cell(plan.published.version, undefined, `${plan.published.reference}\n${plan.published.archiveDigest}`);
}

function changedCell(plan: PlannedChart | undefined): BoardCell {
  const t = vscode.l10n.t;
  if (plan === undefined) return cell('–');
  const reasons = plan.changes.map(change => `${bumpText(change.bump)}: ${changeText(change)}`).join('\n');
  const bump = bumpText(greatestBump(plan.changes));
  switch (plan.state) {
    case 'new':
      return cell(t('new'));
    case 'unchanged':
      return cell(t('no'), 'passed');
    case 'broken':
      return cell(t('cannot be packaged'), 'failed');
    case 'incomplete':
      return cell(t('missing at a destination'), 'warned');
    case 'taken':
      return cell(t('yes, version too low ({0})', bump), 'failed', reasons);
    case 'changed':
      return cell(t('yes ({0})', bump), plan.advice.enough ? 'passed' : 'warned', reasons);
  }
}

function signedCell(isPackaged: boolean, verdict: string | undefined): BoardCell {
  const t = vscode.l10n.t;
  if (!isPackaged) return cell(t('no package'));
  return verdict === undefined || verdict === 'unsigned' ? cell(t('no'), 'skipped') : cell(t('yes'), 'passed');
}

function verifiedCell(isPackaged: boolean, verdict: Parameters<typeof verdictView>[0] | undefined): BoardCell {
  if (!isPackaged) return cell('–');
  if (verdict === undefined) return cell(vscode.l10n.t('cannot be read'), 'failed');
  const { label, meaning, color } = verdictView(verdict);
  const state = verdict === 'trusted' ? 'passed' : color === undefined ? 'skipped' : 'warned';
  return cell(label, color === 'list.errorForeground' ? 'failed' : state, meaning);
}

function shortTarget(address: string, state: 'absent' | 'same' | 'taken'): string {
  const name = address.startsWith('oci://') ? address.slice('oci://'.length) : basename(address);
  return state === 'same' ? vscode.l10n.t('{0} (there)', name) : name;
}

/** Errors in the Problems view, by the chart's folder. */
function problemsByChart(charts: readonly WorkspaceChart[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const [uri, diagnostics] of vscode.languages.getDiagnostics()) {
    const errors = diagnostics.filter(({ severity }) => severity === vscode.DiagnosticSeverity.Error).length;
    const chart = errors === 0 ? undefined : charts.find(({ directory }) => uri.fsPath.startsWith(directory + sep));
    if (chart !== undefined) counts.set(chart.directory, (counts.get(chart.directory) ?? 0) + errors);
  }
  return counts;
}
