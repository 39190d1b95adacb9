import * as vscode from 'vscode';
import { registerBadge } from './editor/badge/badge';
import { PackageDecorations } from './editor/badge/packageDecorations';
import { ChartsTree } from './editor/charts/chartsTree';
import type { CommandId, CommandMap } from './editor/commandMap';
import { registerCommand } from './editor/commands';
import { bumpVersionCommand, createChartCommand, lintReportCommand } from './editor/commands/authoringCommands';
import { packageChartCommand } from './editor/commands/packageChart';
import { pushPackageCommand } from './editor/commands/pushPackage';
import {
  addRegistryCommand,
  copyReferenceCommand,
  startLocalRegistryCommand,
  stopLocalRegistryCommand,
} from './editor/commands/registryCommands';
import { signPackageCommand } from './editor/commands/signPackage';
import { checkVersionsCommand, setDependencyVersionCommand } from './editor/commands/versionCommands';
import { showReportCommand, verifyPackageCommand } from './editor/commands/verifyPackage';
import { registerDiagnostics } from './editor/diagnostics/registerDiagnostics';
import { buildHost } from './editor/host';
import { keyringCommands } from './editor/keyring/registerKeyring';
import { registerConflictLens } from './editor/repositories/conflictLens';
import { indexCommands } from './editor/repositories/indexCommands';
import { registerKeyringView } from './editor/keyring/keyringView';
import { KeyringTree } from './editor/keyring/keyringTree';
import { editorRepositoryPorts, repositoryCommands } from './editor/repositories/registerRepositories';
import { registryCommands } from './editor/registries/registerRegistries';
import { KnownCharts } from './editor/language/knownCharts';
import { registerLanguage } from './editor/language/registerLanguage';
import { RegistriesTree } from './editor/registries/registriesTree';
import { RegistriesView } from './editor/registries/registriesView';
import { VersionDetailsLoader } from './editor/registries/versionDetails';
import { ShipsFeature } from './editor/ships/shipsFeature';
import { WalkthroughSteps } from './editor/walkthrough/steps';
import { releaseCommands } from './editor/release/registerReleases';

/** Builds the host and registers the features. Nothing here reads files, asks the network or loads OpenPGP. */
export function activate(context: vscode.ExtensionContext): void {
  const host = buildHost(context);
  const charts = new ChartsTree(host.charts, host.packages, host.verifications);
  const details = new VersionDetailsLoader(host.ports.clientFor);
  const registries = new RegistriesTree(host.localRegistry, host.charts, host.ports.clientFor, details);
  const registriesView = new RegistriesView(registries);
  const keyring = new KeyringTree(host.keyring);
  const ships = new ShipsFeature(host.ports, host.charts);
  const known = new KnownCharts({ ...editorRepositoryPorts(host), clientFor: host.ports.clientFor }, host.indexes);

  const steps = new WalkthroughSteps();

  const commands: CommandMap = {
    'helmChartRelease.createChart': createChartCommand(host),
    'helmChartRelease.bumpVersion': bumpVersionCommand(host),
    'helmChartRelease.whatShips': target => ships.show(target),
    'helmChartRelease.checkVersions': checkVersionsCommand(host, known),
    'helmChartRelease.setDependencyVersion': setDependencyVersionCommand(),
    'helmChartRelease.lintReport': lintReportCommand(host),
    'helmChartRelease.packageChart': packageChartCommand(host),
    'helmChartRelease.signPackage': signPackageCommand(host),
    'helmChartRelease.verifyPackage': verifyPackageCommand(host),
    ...indexCommands(host),
    'helmChartRelease.pushPackage': pushPackageCommand(host),
    ...releaseCommands(host),
    ...keyringCommands(host),
    ...repositoryCommands(host),
    ...registryCommands(host, registries),
    ...registriesView.commands,
    'helmChartRelease.startLocalRegistry': startLocalRegistryCommand(host),
    'helmChartRelease.stopLocalRegistry': stopLocalRegistryCommand(host),
    'helmChartRelease.addRegistry': addRegistryCommand(),
    'helmChartRelease.copyReference': copyReferenceCommand(),
    'helmChartRelease.showReport': showReportCommand(host),
    'helmChartRelease.refreshCharts': async () => {
      host.packages.refresh();
      await host.charts.refresh();
    },
    'helmChartRelease.showLog': async () => {
      host.log.show();
    },
  };

  context.subscriptions.push(
    charts,
    details,
    registries,
    registriesView,
    keyring,
    vscode.window.createTreeView('helmChartRelease.charts', { treeDataProvider: charts, showCollapseAll: true }),
    registerKeyringView(host, keyring),
    ...(Object.keys(commands) as CommandId[]).map(id => registerCommand(host.log, id, commands[id], steps.note)),
    ships,
    known,
    registerDiagnostics(host.ports, host.indexes, known),
    registerLanguage(host.charts, host.ports, known, host.keyring),
    registerBadge(host),
    new PackageDecorations(host.verifications, host.packages.onDidChange),
    registerConflictLens(),
  );
  host.charts.scanSoon();
}
