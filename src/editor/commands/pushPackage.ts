import { basename } from 'node:path';
import * as vscode from 'vscode';
import type { PushResult } from '../../core/registry/pushChart';
import { pushChart } from '../../workflows/pushChart';
import type { CommandMap } from '../commandMap';
import { resolvePackage } from '../chartTarget';
import { requireTrust } from '../commands';
import type { Host } from '../host';
import { runWithProgress } from '../progress';
import { pickTarget } from '../registries/pickTarget';

export function pushPackageCommand(host: Host): CommandMap['helmChartRelease.pushPackage'] {
  return async target => {
    const title = vscode.l10n.t('Push Package');
    requireTrust(title);
    const path = await resolvePackage(host.charts, host.packages, target, title);
    if (path === undefined) return undefined;
    const registry = await pickTarget(host, title);
    if (registry === undefined) return undefined;
    const result = await runWithProgress(host.log, vscode.l10n.t('Pushing {0}', basename(path)), context =>
      pushChart(host.ports, { archivePath: path, target: registry }, context),
    );
    logPush(host, result);
    void vscode.commands.executeCommand('helmChartRelease.refreshRegistries');
    void announcePush(result);
    return { reference: result.reference, manifestDigest: result.manifestDigest, status: result.status };
  };
}

export function logPush(host: Host, result: PushResult): void {
  host.log.info(
    `${result.status} ${result.reference} ${result.manifestDigest} (${result.uploaded.length} blobs sent, ${result.skipped.length} there already)`,
  );
}

export async function announcePush(result: PushResult): Promise<void> {
  const copy = vscode.l10n.t('Copy Reference');
  const copyDigest = vscode.l10n.t('Copy Digest');
  const text =
    result.status === 'already-there'
      ? vscode.l10n.t('{0} was there already with the same contents.', result.reference)
      : vscode.l10n.t('Pushed {0}.', result.reference);
  const picked = await vscode.window.showInformationMessage(text, copy, copyDigest);
  if (picked === copy) await vscode.env.clipboard.writeText(result.reference);
  if (picked === copyDigest) await vscode.env.clipboard.writeText(result.manifestDigest);
}
