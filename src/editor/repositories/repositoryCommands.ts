import * as vscode from 'vscode';
import { repositoryUrl } from '../../core/repository/chartAddress';
import { pullPackage } from '../../workflows/repository/pullPackage';
import { addRepository, readRepositories, removeRepository } from '../../workflows/repository/repositoryList';
import { searchRepositories } from '../../workflows/repository/searchRepositories';
import { updateRepositories } from '../../workflows/repository/updateRepositories';
import { requireTrust } from '../commands';
import { logError } from '../log';
import { errorMessage } from '../messages';
import { runWithProgress } from '../progress';
import type { RepositoryCommandMap } from './commandMap';
import type { RepositoriesFeature } from './feature';
import { isChartVersionNode, isRepositoryNode } from './repositoriesTree';

type Run<K extends keyof RepositoryCommandMap> = RepositoryCommandMap[K];

export function addRepositoryCommand({
  host,
  ports,
  tree,
}: RepositoriesFeature): Run<'helmChartRelease.addRepository'> {
  return async () => {
    const title = vscode.l10n.t('Add Repository');
    requireTrust(title);
    const url = await vscode.window.showInputBox({
      title,
      prompt: vscode.l10n.t('Address of the repository: the folder that index.yaml is in'),
      placeHolder: 'https://charts.example.com/stable',
      ignoreFocusOut: true,
      validateInput: text => urlProblem(text.trim()),
    });
    if (url === undefined) return undefined;
    const name = await vscode.window.showInputBox({
      title,
      prompt: vscode.l10n.t('Name of the repository, as Helm will know it'),
      value: new URL(url.trim()).hostname.split('.')[0] ?? '',
      ignoreFocusOut: true,
    });
    if (name === undefined || name === '') return undefined;
    const username = await vscode.window.showInputBox({
      title,
      prompt: vscode.l10n.t('User name; leave it empty for a public repository'),
      ignoreFocusOut: true,
    });
    if (username === undefined) return undefined;
    const password =
      username === ''
        ? ''
        : await vscode.window.showInputBox({
            title,
            prompt: vscode.l10n.t("Password or token. It is kept in this editor's secret storage, not in Helm's file."),
            password: true,
            ignoreFocusOut: true,
          });
    if (password === undefined) return undefined;
    const request = {
      name,
      url: url.trim(),
      keepPasswordIn: 'secrets' as const,
      ...(username === '' ? {} : { login: { username, password } }),
    };
    const outcome = await runWithProgress(host.log, vscode.l10n.t('Adding {0}', name), context =>
      addRepository(ports, request, context),
    );
    host.log.info(`repository ${name}: ${outcome}`);
    tree.refresh();
    void vscode.window.showInformationMessage(
      outcome === 'same'
        ? vscode.l10n.t('The repository {0} was there already.', name)
        : vscode.l10n.t('Added the repository {0}.', name),
    );
    return name;
  };
}

export function updateRepositoriesCommand(feature: RepositoriesFeature): Run<'helmChartRelease.updateRepositories'> {
  const { host, ports, tree } = feature;
  return async () => {
    const results = await runWithProgress(host.log, vscode.l10n.t('Updating repositories'), context =>
      updateRepositories(ports, [], context),
    );
    tree.refresh();
    const failed = results.flatMap(result => (result.outcome === 'failed' ? [result] : []));
    for (const { entry, error } of failed) logError(host.log, entry.name, error);
    const [first] = failed;
    if (first === undefined)
      void vscode.window.showInformationMessage(vscode.l10n.t('{0} repositories are up to date.', results.length));
    else
      void vscode.window.showWarningMessage(
        vscode.l10n.t('{0} was not updated: {1}', first.entry.name, errorMessage(first.error).text),
      );
  };
}

export function removeRepositoryCommand(feature: RepositoriesFeature): Run<'helmChartRelease.removeRepository'> {
  const { host, ports, tree } = feature;
  return async target => {
    const title = vscode.l10n.t('Remove Repository');
    requireTrust(title);
    const names = (await readRepositories(ports)).repositories.map(({ name }) => name);
    const name = isRepositoryNode(target)
      ? target.entry.name
      : await vscode.window.showQuickPick(names, { title, placeHolder: vscode.l10n.t('Which repository?') });
    if (name === undefined) return;
    await runWithProgress(host.log, title, context => removeRepository(ports, name, context));
    host.log.info(`repository ${name}: removed`);
    tree.refresh();
  };
}

export function searchRepositoriesCommand(feature: RepositoriesFeature): Run<'helmChartRelease.searchRepositories'> {
  return async () => {
    const picked = await pickChart(feature, vscode.l10n.t('Search Charts'));
    if (picked === undefined) return undefined;
    const actions = [
      { label: vscode.l10n.t('Show Chart'), command: 'helmChartRelease.showChart' },
      { label: vscode.l10n.t('Pull'), command: 'helmChartRelease.pullChart' },
      { label: vscode.l10n.t('Verify and Install'), command: 'helmChartRelease.verifyAndInstall' },
      { label: vscode.l10n.t('Verify and Upgrade'), command: 'helmChartRelease.verifyAndUpgrade' },
      { label: vscode.l10n.t('Verify and Template'), command: 'helmChartRelease.verifyAndTemplate' },
    ];
    const action = await vscode.window.showQuickPick(actions, { title: `${picked.reference} ${picked.version ?? ''}` });
    if (action !== undefined) await vscode.commands.executeCommand(action.command, picked);
    return picked.reference;
  };
}

/** A chart and version: a row of the tree, what another command handed over, or one that is searched for. */
export interface PickedChart {
  readonly reference: string;
  readonly version?: string;
}

export async function chartFrom(
  feature: RepositoriesFeature,
  target: unknown,
  title: string,
): Promise<PickedChart | undefined> {
  if (isChartVersionNode(target)) return { reference: target.reference, version: target.version.metadata.version };
  if (typeof target === 'object' && target !== null && 'reference' in target && typeof target.reference === 'string') {
    const version: unknown = Reflect.get(target, 'version');
    return { reference: target.reference, ...(typeof version === 'string' ? { version } : {}) };
  }
  return pickChart(feature, title);
}

async function pickChart({ host, ports }: RepositoriesFeature, title: string): Promise<PickedChart | undefined> {
  const words = await vscode.window.showInputBox({
    title,
    prompt: vscode.l10n.t('Words to search the repositories for, or oci://host/path/chart'),
    ignoreFocusOut: true,
  });
  if (words === undefined) return undefined;
  if (words.startsWith('oci://')) return { reference: words.trim() };
  const request = { words: words.split(' ').filter(word => word !== ''), versions: true };
  const found = await runWithProgress(host.log, title, context => searchRepositories(ports, request, context));
  for (const { name, error } of found.failed) logError(host.log, name, error);
  const items = found.hits.map(({ name, chart: { metadata } }) => ({
    label: name,
    description: metadata.version,
    detail: metadata.description ?? '',
    reference: name,
    version: metadata.version,
  }));
  if (items.length === 0) {
    void vscode.window.showInformationMessage(vscode.l10n.t('No chart in the repositories fits {0}.', words));
    return undefined;
  }
  const picked = await vscode.window.showQuickPick(items, { title, matchOnDescription: true, matchOnDetail: true });
  return picked === undefined ? undefined : { reference: picked.reference, version: picked.version };
}

export function pullChartCommand(feature: RepositoriesFeature): Run<'helmChartRelease.pullChart'> {
  const { host, ports } = feature;
  return async target => {
    const title = vscode.l10n.t('Pull Chart');
    requireTrust(title);
    const chart = await chartFrom(feature, target, title);
    if (chart === undefined) return undefined;
    const [folder] =
      (await vscode.window.showOpenDialog({ title, canSelectFolders: true, canSelectFiles: false })) ?? [];
    if (folder === undefined) return undefined;
    const request = {
      ...chart,
      destination: folder.fsPath,
      verify: 'byPolicy' as const,
      keepProvenance: true,
    };
    const result = await runWithProgress(host.log, title, context => pullPackage(ports, request, context));
    host.log.info(`pulled ${result.path} ${result.located.digest}`);
    await vscode.commands.executeCommand('helmChartRelease.verifyPackage', vscode.Uri.file(result.path));
    return result.path;
  };
}

export function urlProblem(text: string): string | undefined {
  try {
    repositoryUrl(text);
    return undefined;
  } catch (error) {
    return errorMessage(error).text;
  }
}
