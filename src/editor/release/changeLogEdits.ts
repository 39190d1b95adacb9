import { join } from 'node:path';
import * as vscode from 'vscode';
import { addToChangelog, formatChangesAnnotation } from '../../core/release/changelog';
import type { ChangelogEntry } from '../../core/release/changelog';
import { parseEntryLines } from '../../core/release/changelogText';
import { withChanges, withVersion } from '../../core/release/editChartYaml';
import type { PlannedChart } from '../../core/release/plannedChart';
import { changeLogPlaces } from '../config';

/** Whether the version is too low, or the entries are not yet where the user keeps change logs. */
export async function isUnwritten(chart: PlannedChart): Promise<boolean> {
  if (chart.state === 'unchanged' || chart.state === 'broken' || chart.state === 'incomplete') return false;
  if (!chart.advice.enough) return true;
  if (chart.changelog.length === 0) return false;
  const places = changeLogPlaces(chart.directory);
  if (places.includes('annotation') && chart.changelogSource !== 'chart') return true;
  if (!places.includes('file')) return false;
  const text = await read(changelogUri(chart));
  return addToChangelog(text, chart.version, today(), chart.changelog) !== text;
}

/**
 * Writes versions that are too low, and change logs, into the charts and saves them. `logs`: the edited entries by the
 * chart's folder. Throws `release.notEditable` before anything is changed.
 */
export async function writeVersionsAndLogs(
  charts: readonly PlannedChart[],
  logs: ReadonlyMap<string, string>,
): Promise<void> {
  const edit = new vscode.WorkspaceEdit();
  const touched: vscode.Uri[] = [];
  const replace = (uri: vscode.Uri, before: string | undefined, after: string): void => {
    if (before === after) return;
    if (before === undefined) edit.createFile(uri, { ignoreIfExists: true });
    edit.replace(uri, new vscode.Range(0, 0, (before ?? '').length, 0), after);
    touched.push(uri);
  };
  for (const chart of charts) {
    if (chart.state === 'unchanged' || chart.state === 'broken') continue;
    const log = logs.get(chart.directory);
    const entries = log === undefined ? chart.changelog : parseEntryLines(log);
    const version = chart.advice.enough ? chart.version : (chart.advice.suggested ?? chart.version);
    const places = changeLogPlaces(chart.directory);
    const chartUri = vscode.Uri.file(join(chart.directory, 'Chart.yaml'));
    const before = await read(chartUri);
    if (before !== undefined)
      replace(chartUri, before, chartYaml(before, version, places.includes('annotation') ? entries : []));
    if (!places.includes('file') || entries.length === 0) continue;
    const old = await read(changelogUri(chart));
    replace(changelogUri(chart), old, addToChangelog(old, version, today(), entries));
  }
  await vscode.workspace.applyEdit(edit);
  for (const uri of touched) await (await vscode.workspace.openTextDocument(uri)).save();
}

function chartYaml(text: string, version: string, entries: readonly ChangelogEntry[]): string {
  const raised = withVersion(text, version);
  return entries.length === 0 ? raised : withChanges(raised, formatChangesAnnotation(entries));
}

function changelogUri({ directory }: PlannedChart): vscode.Uri {
  return vscode.Uri.file(join(directory, 'CHANGELOG.md'));
}

/** As the editor has it, saved or not; `undefined` when there is no such file. */
async function read(uri: vscode.Uri): Promise<string | undefined> {
  return vscode.workspace.openTextDocument(uri).then(
    document => document.getText(),
    () => undefined,
  );
}

/** `YYYY-MM-DD`, in UTC. */
function today(): string {
  return new Date().toISOString().slice(0, 10);
}
