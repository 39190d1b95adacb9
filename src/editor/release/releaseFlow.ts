import { basename, join, sep } from 'node:path';
import * as vscode from 'vscode';
import { isReleasable } from '../../core/release/plannedChart';
import { chartHistory } from '../../node/chartHistory';
import { releaseJournal } from '../../node/releaseJournal';
import { sha256 } from '../../util/digest';
import { folderTarget } from '../../workflows/release/folderTarget';
import type { ReleasePlans } from '../../workflows/release/planReleases';
import { planReleases } from '../../workflows/release/planReleases';
import type { ReleaseTarget } from '../../workflows/release/ports';
import type { ReleaseReceipt } from '../../workflows/release/receipt';
import { receiptText } from '../../workflows/release/receipt';
import { registryTarget } from '../../workflows/release/registryTarget';
import type { RunPorts, RunResult } from '../../workflows/release/runRelease';
import { runRelease } from '../../workflows/release/runRelease';
import { limits } from '../../workflows/limits';
import { destinationFor, packageTimesFor } from '../config';
import type { Host } from '../host';
import { pickSigningKey } from '../keyring/pickKey';
import { withSigner } from '../keyring/withSigner';
import { runWithProgress } from '../progress';
import { isUnwritten, writeVersionsAndLogs } from './changeLogEdits';
import { pickReleaseTargets } from './pickReleaseTargets';
import { askAboutPlan } from './planPage';

/** `folder`: whose settings hold for the release. */
export interface ReleaseRequest {
  readonly title: string;
  /** The head of the plan. */
  readonly heading: string;
  readonly directories: readonly string[];
  readonly folder: string;
}

/**
 * Plans a release of these charts, shows the plan, and carries it out when the user agrees. Writing versions and change logs
 * leads to a new plan: what was shown is what is released.
 */
export async function releaseCharts(host: Host, request: ReleaseRequest): Promise<ReleaseReceipt | undefined> {
  const { title, directories, folder } = request;
  const key = await pickSigningKey(host.keyring, title);
  if (key === undefined) return undefined;
  const targets = await pickReleaseTargets(host, title);
  if (targets.length === 0) return undefined;
  const destination = destinationFor(folder);
  for (;;) {
    const plan = await planFor(host, directories, targets, folder);
    const unwritten = new Set<string>();
    for (const chart of plan.charts) if (await isUnwritten(chart)) unwritten.add(chart.directory);
    const answer = await askAboutPlan(host.context.extensionUri, {
      title: request.heading,
      plan,
      targets,
      key,
      destination,
      unwritten,
      replaced: await replacedPackages(host, plan, destination),
      unsaved: unsavedFiles(directories),
    });
    if (answer.kind === 'cancel') {
      host.log.info(`${title}: not confirmed, nothing was done`);
      return undefined;
    }
    if (answer.kind === 'prepare') {
      await writeVersionsAndLogs(plan.charts, answer.logs);
      continue;
    }
    const result = await withSigner(host, title, key, signer =>
      runWithProgress(host.log, title, context =>
        runRelease(runPorts(host, destination), plan, { destination, signer }, context),
      ),
    );
    return announce(host, result, destination);
  }
}

/** The plan for these charts and targets, under a progress notification. */
export function planFor(
  host: Host,
  directories: readonly string[],
  addresses: readonly string[],
  folder: string,
): Promise<ReleasePlans> {
  const ports = { ...host.ports, history: chartHistory(process.env) };
  const targets = addresses.map(address => targetAt(host, address));
  return runWithProgress(host.log, vscode.l10n.t('Planning release'), context =>
    planReleases(ports, { directories, targets, times: packageTimesFor(folder) }, context),
  );
}

/** Charts in whose place another package of the same version lies. */
async function replacedPackages(host: Host, plan: ReleasePlans, destination: string): Promise<ReadonlySet<string>> {
  const replaced = new Set<string>();
  for (const { directory, archive, ...chart } of plan.charts) {
    if (archive === undefined || !isReleasable({ directory, ...chart })) continue;
    const there = await host.ports.store.read(join(destination, archive.fileName), limits.archiveBytes);
    if (there !== undefined && sha256(there) !== archive.digest) replaced.add(directory);
  }
  return replaced;
}

function unsavedFiles(directories: readonly string[]): readonly string[] {
  return vscode.workspace.textDocuments
    .filter(document => document.isDirty && document.uri.scheme === 'file')
    .map(document => document.uri.fsPath)
    .filter(path => directories.some(directory => path.startsWith(directory + sep)));
}

export function targetAt(host: Host, address: string): ReleaseTarget {
  return address.startsWith('oci://') ? registryTarget(address, host.ports) : folderTarget(address, host.ports);
}

export function runPorts(host: Host, destination: string): RunPorts {
  return {
    ...host.ports,
    journal: releaseJournal(destination),
    targetAt: address => targetAt(host, address),
  };
}

/** Says what was released; one chart shows its verification, several their receipt. */
export async function announce(
  host: Host,
  result: RunResult | undefined,
  destination: string,
): Promise<ReleaseReceipt | undefined> {
  if (result === undefined) {
    void vscode.window.showInformationMessage(vscode.l10n.t('Nothing to release.'));
    return undefined;
  }
  const { receipt } = result;
  const receiptFile = vscode.Uri.file(result.receiptPath.replace(/\.json$/, '.txt'));
  host.log.info(receiptText(receipt));
  host.packages.refresh();
  void vscode.commands.executeCommand('helmChartRelease.refreshRegistries');
  const [chart] = receipt.charts;
  if (chart === undefined || receipt.charts.length > 1) {
    await vscode.window.showTextDocument(receiptFile, { preview: false });
  } else {
    const path = join(destination, basename(chart.file));
    host.reports.show(path, await host.verifications.report(path));
  }
  void offerReceipt(receipt, receiptFile);
  return receipt;
}

async function offerReceipt(receipt: ReleaseReceipt, receiptFile: vscode.Uri): Promise<void> {
  const t = vscode.l10n.t;
  const [first] = receipt.charts;
  const text =
    first !== undefined && receipt.charts.length === 1
      ? t('Released {0} {1}: published, pulled back and verified.', first.name, first.version)
      : t('Released {0} charts: published, pulled back and verified.', receipt.charts.length);
  const show = t('Show Receipt');
  const copy = t('Copy References');
  const picked = await vscode.window.showInformationMessage(text, show, copy);
  if (picked === show) await vscode.window.showTextDocument(receiptFile, { preview: false });
  const references = receipt.charts.flatMap(({ targets }) => targets.map(({ reference }) => reference));
  if (picked === copy) await vscode.env.clipboard.writeText(references.join('\n'));
}
