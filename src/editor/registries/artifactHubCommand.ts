import { dirname } from 'node:path';
import * as vscode from 'vscode';
import { publishArtifactHub } from '../../workflows/publishArtifactHub';
import type { CommandMap } from '../commandMap';
import { requireTrust } from '../commands';
import type { Host } from '../host';
import { runWithProgress } from '../progress';
import type { RepositoryNode } from './registryNodes';
import { isRepositoryNode, repositoryKey } from './registryNodes';

/** Publishes an `artifacthub-repo.yml` of the workspace beside a chart in a registry. */
export function publishArtifactHubCommand(host: Host): CommandMap['helmChartRelease.publishArtifactHub'] {
  return async target => {
    const title = vscode.l10n.t('Publish Artifact Hub Metadata');
    requireTrust(title);
    const path = target instanceof vscode.Uri ? target.fsPath : await pickFile(title);
    if (path === undefined) return undefined;
    const chart = await chartAddress(title, isRepositoryNode(target) ? target : undefined);
    if (chart === undefined) return undefined;
    const request = { path, directory: dirname(path), chart };
    const result = await runWithProgress(host.log, title, context => publishArtifactHub(host.ports, request, context));
    const text =
      result.status === 'pushed'
        ? vscode.l10n.t('Published {0} ({1}).', result.reference, result.manifestDigest)
        : vscode.l10n.t('{0} was there already with the same contents.', result.reference);
    void vscode.commands.executeCommand('helmChartRelease.refreshRegistries');
    void vscode.window.showInformationMessage(text);
    return result.reference;
  };
}

async function pickFile(title: string): Promise<string | undefined> {
  const files = await vscode.workspace.findFiles('**/artifacthub-repo.{yml,yaml}', '**/node_modules/**', 50);
  if (files.length === 0) {
    void vscode.window.showInformationMessage(
      vscode.l10n.t('There is no artifacthub-repo.yml in this workspace. Artifact Hub describes its fields.'),
    );
    return undefined;
  }
  const items = files.map(uri => ({ label: vscode.workspace.asRelativePath(uri, false), path: uri.fsPath }));
  return (await vscode.window.showQuickPick(items, { title, placeHolder: vscode.l10n.t('Which file?') }))?.path;
}

/** Publishing leaves the machine: the address is shown once more, and can be changed. */
async function chartAddress(title: string, node: RepositoryNode | undefined): Promise<string | undefined> {
  const typed = await vscode.window.showInputBox({
    title,
    prompt: vscode.l10n.t('Address of the chart, with its name. What is under its tag artifacthub.io is replaced.'),
    placeHolder: 'oci://registry.example.com/charts/web',
    value: node === undefined ? '' : `oci://${repositoryKey(node)}`,
    ignoreFocusOut: true,
  });
  return typed === undefined || typed.trim() === '' ? undefined : typed.trim();
}
