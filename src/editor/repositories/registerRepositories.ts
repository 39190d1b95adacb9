import * as vscode from 'vscode';
import { packageFolder } from '../../node/packageFolder';
import { repositoryPorts } from '../../node/repositories/repositoryPorts';
import type { RepositoryPorts } from '../../workflows/repository/ports';
import type { Host } from '../host';
import { editorFetch } from '../registries/registryClients';
import type { RepositoryCommandMap } from './commandMap';
import { dependenciesCommand } from './dependencyCommands';
import { gatedCommand } from './installCommands';
import { RepositoriesTree } from './repositoriesTree';
import { publishToBranchCommand, publishToFolderCommand, publishToServerCommand } from './publishCommands';
import {
  addRepositoryCommand,
  pullChartCommand,
  removeRepositoryCommand,
  searchRepositoriesCommand,
  updateRepositoriesCommand,
} from './repositoryCommands';
import { showChartCommand } from './showCommand';
import { repositorySecrets } from './repositorySecrets';

export function editorRepositoryPorts({ context }: Host): RepositoryPorts {
  return repositoryPorts({
    environment: process.env,
    currentDirectory: context.globalStorageUri.fsPath,
    fetch: editorFetch,
    secrets: repositorySecrets(context.secrets),
  });
}

/** The view of chart repositories and the commands around them. */
export function repositoryCommands(host: Host): RepositoryCommandMap {
  const ports = { ...host.ports, ...editorRepositoryPorts(host), packages: packageFolder };
  const tree = new RepositoriesTree(ports);
  const verifiedFolder = vscode.Uri.joinPath(host.context.globalStorageUri, 'verified');
  const feature = { host, ports, tree, verifiedFolder };
  host.context.subscriptions.push(
    tree,
    vscode.window.createTreeView('helmChartRelease.repositories', { treeDataProvider: tree }),
  );
  // The Explorer's menu needs to know which folders hold packages.
  void host.packages.all();
  return {
    'helmChartRelease.addRepository': addRepositoryCommand(feature),
    'helmChartRelease.updateRepositories': updateRepositoriesCommand(feature),
    'helmChartRelease.removeRepository': removeRepositoryCommand(feature),
    'helmChartRelease.searchRepositories': searchRepositoriesCommand(feature),
    'helmChartRelease.showChart': showChartCommand(feature),
    'helmChartRelease.pullChart': pullChartCommand(feature),
    'helmChartRelease.publishToFolder': publishToFolderCommand(feature),
    'helmChartRelease.publishToBranch': publishToBranchCommand(feature),
    'helmChartRelease.publishToServer': publishToServerCommand(feature),
    'helmChartRelease.verifyAndInstall': gatedCommand(feature, 'install'),
    'helmChartRelease.verifyAndUpgrade': gatedCommand(feature, 'upgrade'),
    'helmChartRelease.verifyAndTemplate': gatedCommand(feature, 'template'),
    'helmChartRelease.updateDependencies': dependenciesCommand(feature, 'update'),
    'helmChartRelease.buildDependencies': dependenciesCommand(feature, 'build'),
  };
}
