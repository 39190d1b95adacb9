import * as vscode from 'vscode';
import type { CommandMap } from '../commandMap';
import { requireTrust } from '../commands';
import type { Host } from '../host';
import { askRegistry } from '../registries/pickTarget';
import { isVersionNode, pullCommand } from '../registries/registryNodes';

export function startLocalRegistryCommand(host: Host): CommandMap['helmChartRelease.startLocalRegistry'] {
  return async () => {
    requireTrust(vscode.l10n.t('Start Local Registry'));
    const target = await host.localRegistry.start();
    void vscode.window.showInformationMessage(
      vscode.l10n.t(
        'The local registry runs at {0}. It is for trying out: this machine only, no log-in, until the window closes.',
        target,
      ),
    );
    return target;
  };
}

export function stopLocalRegistryCommand(host: Host): CommandMap['helmChartRelease.stopLocalRegistry'] {
  return () => host.localRegistry.stop();
}

export function addRegistryCommand(): CommandMap['helmChartRelease.addRegistry'] {
  return () => {
    const title = vscode.l10n.t('Add Registry');
    requireTrust(title);
    return askRegistry(title);
  };
}

export function copyReferenceCommand(): CommandMap['helmChartRelease.copyReference'] {
  return async target => {
    if (isVersionNode(target)) await vscode.env.clipboard.writeText(pullCommand(target));
  };
}
