import * as vscode from 'vscode';
import { quietContext } from '../../core/context';
import { ChartReleaseError } from '../../core/errors';
import type { SharedManifest } from '../../core/registry/deleteVersion';
import { deleteTag, tagsOn } from '../../core/registry/deleteVersion';
import type { DeployedChart } from '../../core/registry/deployManifests';
import { formatArgoManifest, formatFluxManifest } from '../../core/registry/deployManifests';
import { isLoopbackHost } from '../../core/registry/address';
import { formatReference } from '../../core/registry/reference';
import { displayText } from '../../util/displayText';
import { pullChart } from '../../workflows/pullChart';
import type { CommandMap } from '../commandMap';
import { requireTrust } from '../commands';
import { insecureHosts } from '../config';
import type { Host } from '../host';
import { runWithProgress } from '../progress';
import type { VersionNode } from './registryNodes';
import { isVersionNode } from './registryNodes';

/** Pulls into a folder that the user picks. A signed chart must verify; an unsigned one is kept only when the user says so. */
export function pullVersionCommand(host: Host): CommandMap['helmChartRelease.pullVersion'] {
  return async target => {
    const title = vscode.l10n.t('Pull and Verify');
    requireTrust(title);
    if (!isVersionNode(target)) return undefined;
    const destination = await pickFolder(title);
    if (destination === undefined) return undefined;
    const { host: name, repository, tag } = target;
    const pull = (verify: 'required' | 'no'): ReturnType<typeof pullChart> =>
      runWithProgress(host.log, vscode.l10n.t('Pulling {0}', `${repository}:${tag}`), context =>
        pullChart(
          host.ports,
          {
            reference: { host: name, repository, tag },
            destination,
            verify,
            keepProvenance: true,
            replace: false,
          },
          context,
        ),
      );
    const result = await pull('required').catch(async (error: unknown) => {
      if (!ChartReleaseError.is(error, 'verify.refused') || error.details.verdict !== 'unsigned') throw error;
      const keep = vscode.l10n.t('Pull Unsigned Chart');
      const asked = await vscode.window.showWarningMessage(
        vscode.l10n.t('{0} is not signed: nobody vouches for its content. Nothing was kept.', error.details.fileName),
        { modal: true },
        keep,
      );
      return asked === keep ? pull('no') : undefined;
    });
    if (result === undefined) return undefined;
    host.log.info(`pulled ${result.reference} ${result.archiveDigest} to ${result.path}`);
    const verdict =
      result.report === undefined ? vscode.l10n.t('not verified') : vscode.l10n.t('verified: signed by a trusted key');
    void vscode.window.showInformationMessage(vscode.l10n.t('Pulled {0} ({1}).', result.path, verdict));
    return result.path;
  };
}

async function pickFolder(title: string): Promise<string | undefined> {
  const picked = await vscode.window.showOpenDialog({
    title,
    canSelectFiles: false,
    canSelectFolders: true,
    openLabel: vscode.l10n.t('Pull Here'),
    ...(vscode.workspace.workspaceFolders?.[0] && { defaultUri: vscode.workspace.workspaceFolders[0].uri }),
  });
  return picked?.[0]?.fsPath;
}

/** Deleting cannot be undone, and other tags may go with it: the reference is typed. */
export function deleteVersionCommand(host: Host): CommandMap['helmChartRelease.deleteVersion'] {
  return async target => {
    const title = vscode.l10n.t('Delete Version from Registry');
    requireTrust(title);
    if (!isVersionNode(target)) return undefined;
    const { repository, tag } = target;
    const client = host.ports.clientFor(target.host);
    const confirmed = await confirmByTyping(
      title,
      vscode.l10n.t('Whoever depends on it loses it, and this cannot be undone. Type {0} to delete it.', tag),
      tag,
    );
    if (!confirmed) return false;
    const name = `${repository}:${tag}`;
    const deleting = vscode.l10n.t('Deleting {0}', name);
    const gone = await runWithProgress(host.log, deleting, context => deleteTag(client, repository, tag, context));
    if (!gone) {
      const finding = vscode.l10n.t('Looking for other tags of {0}', name);
      const shared = await runWithProgress(host.log, finding, context => tagsOn(client, repository, tag, context));
      if (!(await mayDeleteAll(target, shared))) return false;
      await runWithProgress(host.log, deleting, context => client.deleteManifest(repository, shared.digest, context));
      host.log.info(
        `deleted ${name} by ${shared.digest}, and with it ${shared.otherTags.join(', ') || 'no other tag'}`,
      );
    }
    host.log.info(`deleted ${formatReference({ host: target.host, repository, tag })}`);
    void vscode.commands.executeCommand('helmChartRelease.refreshRegistries');
    return true;
  };
}

/** The registry cannot take one tag away: the manifest goes, with every tag on it. */
async function mayDeleteAll({ tag }: VersionNode, { digest, otherTags }: SharedManifest): Promise<boolean> {
  if (otherTags.length === 0) return true;
  const shown = otherTags.slice(0, 10).map(other => displayText(other, 128));
  const more = otherTags.length > shown.length ? ['…'] : [];
  const all = vscode.l10n.t('Delete All {0} Tags', otherTags.length + 1);
  const asked = await vscode.window.showWarningMessage(
    vscode.l10n.t('This registry cannot delete {0} alone: other tags lead to the same chart and go with it.', tag),
    { modal: true, detail: [...shown, ...more, '', digest].join('\n') },
    all,
  );
  return asked === all;
}

/** Whether the user typed exactly this text. */
export async function confirmByTyping(title: string, prompt: string, text: string): Promise<boolean> {
  const typed = await vscode.window.showInputBox({
    title,
    prompt,
    placeHolder: text,
    ignoreFocusOut: true,
    validateInput: value => (value === text || value === '' ? undefined : vscode.l10n.t('Type exactly {0}', text)),
  });
  return typed === text;
}

export function copyPinnedReferenceCommand(host: Host): CommandMap['helmChartRelease.copyPinnedReference'] {
  return copying(host, ({ host: name, repository, digest }) => `oci://${name}/${repository}@${digest}`);
}

export function copyFluxManifestCommand(host: Host): CommandMap['helmChartRelease.copyFluxManifest'] {
  return copying(host, chart =>
    formatFluxManifest(chart, isLoopbackHost(chart.host) || insecureHosts().includes(chart.host)),
  );
}

export function copyArgoManifestCommand(host: Host): CommandMap['helmChartRelease.copyArgoManifest'] {
  return copying(host, formatArgoManifest);
}

function copying(host: Host, format: (chart: DeployedChart) => string): (target?: unknown) => Promise<void> {
  return async target => {
    if (!isVersionNode(target)) return;
    await vscode.env.clipboard.writeText(format(await deployed(host, target)));
    vscode.window.setStatusBarMessage(vscode.l10n.t('Copied'), 3000);
  };
}

async function deployed(host: Host, { host: name, repository, tag }: VersionNode): Promise<DeployedChart> {
  const head = await host.ports.clientFor(name).headManifest(repository, tag, quietContext);
  if (head === undefined)
    throw new ChartReleaseError('registry.notFound', { reference: formatReference({ host: name, repository, tag }) });
  return { host: name, repository, tag, digest: head.digest };
}
