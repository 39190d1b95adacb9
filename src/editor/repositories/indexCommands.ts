import { basename, join, relative, sep } from 'node:path';
import * as vscode from 'vscode';
import type { VersionRef } from '../../core/repository/chartIndex';
import { packageFolder } from '../../node/packageFolder';
import { displayText } from '../../util/displayText';
import { generateIndex } from '../../workflows/generateIndex';
import type { IndexEdit, IndexPlan } from '../../workflows/index/planIndex';
import { applyIndexPlan, planIndex } from '../../workflows/index/planIndex';
import { mergeConflictedIndex } from '../../workflows/index/mergeIndexes';
import { limits } from '../../workflows/limits';
import { verifyRepository } from '../../workflows/index/verifyRepository';
import { resolvePackage } from '../chartTarget';
import type { CommandMap, IndexCommandResult } from '../commandMap';
import { requireTrust } from '../commands';
import type { Host } from '../host';
import { runWithProgress } from '../progress';
import { resolveIndexFolder } from './indexFolder';
import { repositoryReportText } from './repositoryReport';

type IndexCommands = Pick<
  CommandMap,
  | 'helmChartRelease.generateIndex'
  | 'helmChartRelease.addToIndex'
  | 'helmChartRelease.regenerateIndex'
  | 'helmChartRelease.pruneIndex'
  | 'helmChartRelease.verifyRepository'
  | 'helmChartRelease.mergeConflictedIndex'
>;

export function indexCommands(host: Host): IndexCommands {
  return {
    'helmChartRelease.generateIndex': generateIndexCommand(host),
    'helmChartRelease.addToIndex': addToIndexCommand(host),
    'helmChartRelease.regenerateIndex': editIndexCommand(host, 'regenerate'),
    'helmChartRelease.pruneIndex': editIndexCommand(host, 'prune'),
    'helmChartRelease.verifyRepository': verifyRepositoryCommand(host),
    'helmChartRelease.mergeConflictedIndex': mergeConflictedIndexCommand(host),
  };
}

function generateIndexCommand(host: Host): CommandMap['helmChartRelease.generateIndex'] {
  return async target => {
    const title = vscode.l10n.t('Generate Index');
    requireTrust(title);
    const directory = await resolveIndexFolder(host, target, title);
    if (directory === undefined) return undefined;
    const path = join(directory, 'index.yaml');
    // A new index over an old one would lose what only the old one knows.
    if ((await host.ports.store.read(path, limits.indexBytes)) !== undefined)
      return edit(host, directory, { kind: 'regenerate' }, title);
    const baseUrl = await askAddress(title);
    if (baseUrl === undefined) return undefined;
    const { index } = await runWithProgress(host.log, title, context =>
      generateIndex({ ...host.ports, packages: packageFolder }, { directory, baseUrl, syntax: 'yaml' }, context),
    );
    const added = [...index.entries].flatMap(([chart, versions]) =>
      versions.map(({ metadata }) => ({ chart, version: metadata.version })),
    );
    host.log.info(`wrote ${path}: ${added.length} versions`);
    void announce(path, vscode.l10n.t('Versions in the index: {0}.', added.length));
    return { path, added, replaced: [], removed: [] };
  };
}

function editIndexCommand(host: Host, kind: 'regenerate' | 'prune'): CommandMap['helmChartRelease.regenerateIndex'] {
  return async target => {
    const title = kind === 'regenerate' ? vscode.l10n.t('Regenerate Index') : vscode.l10n.t('Prune Index');
    requireTrust(title);
    const directory = await resolveIndexFolder(host, target, title);
    return directory === undefined ? undefined : edit(host, directory, { kind }, title);
  };
}

function addToIndexCommand(host: Host): CommandMap['helmChartRelease.addToIndex'] {
  return async target => {
    const title = vscode.l10n.t('Add to Index');
    requireTrust(title);
    const path = await resolvePackage(host.charts, host.packages, target, title);
    if (path === undefined) return undefined;
    const directory = await nearestIndexFolder(host, path);
    const file = relative(directory, path).split(sep).join('/');
    return edit(host, directory, { kind: 'add', packages: [file] }, title);
  };
}

/** The folder above the package that has an index; its own folder when none has one. */
async function nearestIndexFolder(host: Host, path: string): Promise<string> {
  const own = join(path, '..');
  const above = join(own, '..');
  for (const folder of [own, above])
    if ((await host.ports.store.read(join(folder, 'index.yaml'), limits.indexBytes)) !== undefined) return folder;
  return own;
}

async function edit(
  host: Host,
  directory: string,
  change: IndexEdit,
  title: string,
): Promise<IndexCommandResult | undefined> {
  const ports = { ...host.ports, packages: packageFolder };
  const plan = await runWithProgress(host.log, title, context =>
    planIndex(ports, { directory, baseUrl: '', edit: change }, context),
  );
  if (!(await agreeToLoss(plan, title))) return undefined;
  await applyIndexPlan(ports, plan);
  const { path, added, replaced, removed } = plan;
  const counts = `${added.length} added, ${replaced.length} replaced, ${removed.length + plan.dropped.length} removed`;
  host.log.info(`wrote ${path}: ${counts}`);
  const text = vscode.l10n.t(
    '{0} added, {1} replaced, {2} removed.',
    added.length,
    replaced.length,
    removed.length + plan.dropped.length,
  );
  void announce(path, text);
  return {
    path,
    added,
    replaced,
    removed: [...removed, ...plan.dropped.map(({ chart, version }) => ({ chart, version }))],
  };
}

const shownEntries = 20;

/** Nothing goes that the user did not see in a list. */
async function agreeToLoss(plan: IndexPlan, title: string): Promise<boolean> {
  const lost: readonly VersionRef[] = [...plan.replaced, ...plan.removed, ...plan.dropped];
  if (lost.length === 0) return true;
  const lines = [
    ...plan.replaced.map(ref => vscode.l10n.t('{0}: replaced by the package that is there now', nameOf(ref))),
    ...plan.removed.map(ref => vscode.l10n.t('{0}: its package is not there', nameOf(ref))),
    ...plan.dropped.map(ref => vscode.l10n.t('{0}: Helm leaves it out', nameOf(ref))),
  ];
  const more = lines.length > shownEntries ? [vscode.l10n.t('and {0} more', lines.length - shownEntries)] : [];
  const detail = [...lines.slice(0, shownEntries), ...more].join('\n');
  const message = vscode.l10n.t('{0} changes {1} entries that are listed now.', title, lost.length);
  return (await vscode.window.showWarningMessage(message, { modal: true, detail }, title)) === title;
}

function nameOf({ chart, version }: VersionRef): string {
  return displayText(`${chart} ${version}`, 200);
}

async function askAddress(title: string): Promise<string | undefined> {
  return vscode.window.showInputBox({
    title,
    prompt: vscode.l10n.t(
      'Address that the packages will be under. Leave it empty: then the index is right wherever the folder is served.',
    ),
    placeHolder: 'https://example.com/charts',
    ignoreFocusOut: true,
  });
}

async function announce(path: string, text: string): Promise<void> {
  const open = vscode.l10n.t('Open Index');
  if ((await vscode.window.showInformationMessage(text, open)) === open)
    await vscode.window.showTextDocument(vscode.Uri.file(path));
}

function verifyRepositoryCommand(host: Host): CommandMap['helmChartRelease.verifyRepository'] {
  return async target => {
    const title = vscode.l10n.t('Verify Repository');
    const directory = await resolveIndexFolder(host, target, title);
    if (directory === undefined) return undefined;
    const report = await runWithProgress(host.log, title, context =>
      verifyRepository({ ...host.ports, packages: packageFolder }, directory, context),
    );
    host.log.info(
      `verified ${report.path}: ${report.isSound ? 'sound' : 'not sound'}, ${report.entries.length} entries`,
    );
    const content = repositoryReportText(report);
    await vscode.window.showTextDocument(await vscode.workspace.openTextDocument({ language: 'markdown', content }), {
      preview: true,
    });
    return report;
  };
}

function mergeConflictedIndexCommand(host: Host): CommandMap['helmChartRelease.mergeConflictedIndex'] {
  return async target => {
    const uri = target instanceof vscode.Uri ? target : vscode.window.activeTextEditor?.document.uri;
    if (uri === undefined) return undefined;
    const document = await vscode.workspace.openTextDocument(uri);
    const merged = mergeConflictedIndex(uri.fsPath, document.getText());
    if (merged === undefined) {
      void vscode.window.showInformationMessage(vscode.l10n.t('{0} has no conflict markers.', basename(uri.path)));
      return undefined;
    }
    const whole = new vscode.Range(document.positionAt(0), document.positionAt(document.getText().length));
    const change = new vscode.WorkspaceEdit();
    change.replace(uri, whole, merged.text);
    await vscode.workspace.applyEdit(change);
    await vscode.window.showTextDocument(document);
    host.log.info(`merged ${uri.fsPath}: ${merged.conflicts.length} left to decide`);
    const left = merged.conflicts.map(nameOf).slice(0, shownEntries).join(', ');
    if (merged.conflicts.length === 0)
      void vscode.window.showInformationMessage(vscode.l10n.t('Merged by chart and version. Look at it, then save.'));
    else
      void vscode.window.showWarningMessage(
        vscode.l10n.t('Merged, but both sides changed: {0}. Your side was kept there; look at each.', left),
      );
    return { conflicts: merged.conflicts };
  };
}
