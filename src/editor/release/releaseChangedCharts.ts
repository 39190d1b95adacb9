import { join } from 'node:path';
import * as vscode from 'vscode';
import { addToChangelog, formatChangesAnnotation } from '../../core/release/changelog';
import { withChanges, withVersion } from '../../core/release/editChartYaml';
import type { PlannedChart } from '../../core/release/plannedChart';
import { chartHistory } from '../../node/chartHistory';
import { releaseJournal } from '../../node/releaseJournal';
import { folderTarget } from '../../workflows/release/folderTarget';
import { planReleases } from '../../workflows/release/planReleases';
import type { ReleaseTarget } from '../../workflows/release/ports';
import type { ReleaseReceipt } from '../../workflows/release/receipt';
import { receiptText } from '../../workflows/release/receipt';
import { registryTarget } from '../../workflows/release/registryTarget';
import type { RunPorts, RunResult } from '../../workflows/release/runRelease';
import { resumeRelease, runRelease, unfinishedRelease } from '../../workflows/release/runRelease';
import { requireTrust } from '../commands';
import { destinationFor, packageTimesFor } from '../config';
import type { Host } from '../host';
import { pickSigningKey } from '../keyring/pickKey';
import { withSigner } from '../keyring/withSigner';
import { runWithProgress } from '../progress';
import { pickReleaseTargets } from './pickReleaseTargets';
import type { ReleaseCommandMap } from './releaseCommandMap';
import { askAboutPlan, needsHigherVersion } from './releasesPage';

/** Plans a release of every chart of the workspace, shows the plan, and carries it out when the user agrees. */
export function releaseChangedChartsCommand(host: Host): ReleaseCommandMap['helmChartRelease.releaseChangedCharts'] {
  return async () => {
    const title = vscode.l10n.t('Release Changed Charts');
    requireTrust(title);
    const folder = releaseFolder();
    if (folder === undefined) return undefined;
    const directories = (await host.charts.all()).map(chart => chart.directory);
    const key = await pickSigningKey(host.keyring, title);
    if (key === undefined) return undefined;
    const addresses = await pickReleaseTargets(host, title);
    if (addresses.length === 0) return undefined;
    const targets = addresses.map(address => targetAt(host, address));
    const ports = { ...host.ports, history: chartHistory(process.env) };
    const request = { directories, targets, times: packageTimesFor(folder) };
    const plan = await runWithProgress(host.log, vscode.l10n.t('Planning release'), context =>
      planReleases(ports, request, context),
    );
    const answer = await askAboutPlan(host.context.extensionUri, plan.charts, addresses, key);
    if (answer === 'prepare') await writeVersions(plan.charts.filter(needsHigherVersion));
    if (answer !== 'release') return undefined;
    const destination = destinationFor(folder);
    const result = await withSigner(host, title, key, signer =>
      runWithProgress(host.log, title, context =>
        runRelease(runPorts(host, destination), plan, { destination, signer }, context),
      ),
    );
    return announce(host, result);
  };
}

/** Goes on with the release that was interrupted, with the key that signed its first package. */
export function resumeReleaseCommand(host: Host): ReleaseCommandMap['helmChartRelease.resumeRelease'] {
  return async () => {
    const title = vscode.l10n.t('Resume Release');
    requireTrust(title);
    const folder = releaseFolder();
    if (folder === undefined) return undefined;
    const destination = destinationFor(folder);
    const ports = runPorts(host, destination);
    const state = await unfinishedRelease(ports.journal);
    if (state === undefined) {
      void vscode.window.showInformationMessage(vscode.l10n.t('There is no unfinished release.'));
      return undefined;
    }
    const keys = await host.keyring.signingKeys();
    const key =
      keys.find(({ info }) => info.fingerprint === state.begin.fingerprint) ??
      (await pickSigningKey(host.keyring, title));
    if (key === undefined) return undefined;
    const result = await withSigner(host, title, key, signer =>
      runWithProgress(host.log, title, context => resumeRelease(ports, { destination, signer }, context)),
    );
    return announce(host, result);
  };
}

/** The workspace folder whose settings hold for a release of all charts. */
function releaseFolder(): string | undefined {
  return vscode.workspace.workspaceFolders?.[0]?.uri.fsPath;
}

function targetAt(host: Host, address: string): ReleaseTarget {
  return address.startsWith('oci://') ? registryTarget(address, host.ports) : folderTarget(address, host.ports);
}

function runPorts(host: Host, destination: string): RunPorts {
  return {
    ...host.ports,
    journal: releaseJournal(destination),
    targetAt: address => targetAt(host, address),
  };
}

async function announce(host: Host, result: RunResult | undefined): Promise<ReleaseReceipt | undefined> {
  if (result === undefined) {
    void vscode.window.showInformationMessage(vscode.l10n.t('Nothing to release.'));
    return undefined;
  }
  host.log.info(receiptText(result.receipt));
  host.packages.refresh();
  void vscode.commands.executeCommand('helmChartRelease.refreshRegistries');
  const document = await vscode.workspace.openTextDocument(result.receiptPath.replace(/\.json$/, '.txt'));
  await vscode.window.showTextDocument(document, { preview: false });
  return result.receipt;
}

/** Into the editor, not onto the disk: the maintainer sees, edits, saves and commits what was suggested. */
async function writeVersions(charts: readonly PlannedChart[]): Promise<void> {
  const edit = new vscode.WorkspaceEdit();
  const date = new Date().toISOString().slice(0, 10);
  for (const { directory, advice, changelog } of charts) {
    if (advice.suggested === undefined) continue;
    const uri = vscode.Uri.file(join(directory, 'Chart.yaml'));
    const text = (await vscode.workspace.openTextDocument(uri)).getText();
    const raised = withVersion(text, advice.suggested);
    const logged = changelog.length === 0 ? raised : withChanges(raised, formatChangesAnnotation(changelog));
    edit.replace(uri, new vscode.Range(0, 0, text.length, 0), logged);
    if (changelog.length > 0) await editChangelog(edit, directory, advice.suggested, date, changelog);
  }
  await vscode.workspace.applyEdit(edit);
}

async function editChangelog(
  edit: vscode.WorkspaceEdit,
  directory: string,
  version: string,
  date: string,
  entries: PlannedChart['changelog'],
): Promise<void> {
  const uri = vscode.Uri.file(join(directory, 'CHANGELOG.md'));
  const there = await vscode.workspace.openTextDocument(uri).then(
    document => document.getText(),
    () => undefined,
  );
  if (there === undefined) edit.createFile(uri, { ignoreIfExists: true });
  const written = addToChangelog(there, version, date, entries);
  edit.replace(uri, new vscode.Range(0, 0, (there ?? '').length, 0), written);
}
