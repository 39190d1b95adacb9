import { basename } from 'node:path';
import * as vscode from 'vscode';
import type { PushResult } from '../../core/registry/pushChart';
import type { PushPlan } from '../../workflows/pushChart';
import { planPush, pushPlanned } from '../../workflows/pushChart';
import { displayText } from '../../util/displayText';
import { extraTagRules } from '../config';
import { confirmByTyping } from '../registries/versionCommands';
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
    const plan = await runWithProgress(host.log, vscode.l10n.t('Looking at {0}', registry), context =>
      planPush(host.ports, { archivePath: path, target: registry }, context),
    );
    if (plan.published === 'different' && !(await mayReplace(title, plan))) return undefined;
    const choices = {
      extraTags: extraTagRules(),
      ...(plan.existing === undefined ? {} : { overwrite: plan.existing }),
    };
    const result = await runWithProgress(host.log, vscode.l10n.t('Pushing {0}', basename(path)), context =>
      pushPlanned(host.ports, plan, choices, context),
    );
    logPush(host, result);
    void vscode.commands.executeCommand('helmChartRelease.refreshRegistries');
    void announcePush(result);
    return { reference: result.reference, manifestDigest: result.manifestDigest, status: result.status };
  };
}

/** Another chart is published under this version: what differs is shown, and replacing it is typed. */
async function mayReplace(title: string, plan: PushPlan): Promise<boolean> {
  const { tag, host, repository } = plan.reference;
  const shown = plan.differences.slice(0, 8).map(({ part, field, published, ours }) => {
    const name = field === '' ? part : `${part} ${field}`;
    return `${name}: ${shortText(published)} → ${shortText(ours)}`;
  });
  const replace = vscode.l10n.t('Replace It');
  const asked = await vscode.window.showWarningMessage(
    vscode.l10n.t('{0} is published with other contents.', `${host}/${repository}:${tag}`),
    {
      modal: true,
      detail: [
        vscode.l10n.t('Published and ours differ in:'),
        ...shown,
        '',
        vscode.l10n.t('Who pulled it will see another chart under the same version. Better raise the version.'),
      ].join('\n'),
    },
    replace,
  );
  if (asked !== replace) return false;
  return confirmByTyping(title, vscode.l10n.t('Type {0} to replace the published chart.', tag), tag);
}

/** A digest by its beginning: that two differ shows there. */
function shortText(text: string): string {
  return displayText(text.replace(/(sha256:[0-9a-f]{12})[0-9a-f]{52}/g, '$1…'), 80) || '-';
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
