import * as vscode from 'vscode';
import type { PulledChart } from '../../core/registry/pullChart';
import { pullChart } from '../../core/registry/pullChart';
import type { VerificationReport } from '../../core/provenance/report';
import { verifyBytes } from '../../workflows/verifyChart';
import type { CommandMap } from '../commandMap';
import type { Host } from '../host';
import { runWithProgress } from '../progress';
import type { RegistriesTree } from './registriesTree';
import type { VersionNode } from './registryNodes';
import { isVersionNode, versionReference } from './registryNodes';

/** Milliseconds after which a chart that was only looked at is removed. */
const lookedAtMs = 24 * 60 * 60 * 1000;

/** Reads the chart and its provenance from the registry and shows the report. Nothing is kept. */
export function verifyVersionCommand(host: Host, tree: RegistriesTree): CommandMap['helmChartRelease.verifyVersion'] {
  const verify = async (node: VersionNode): Promise<VerificationReport> => {
    const reference = versionReference(node);
    const { pulled, report } = await runWithProgress(
      host.log,
      vscode.l10n.t('Verifying {0}', reference),
      async context => {
        const chart = await pullChart(host.ports.clientFor(node.host), node, context);
        const directory = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? host.context.globalStorageUri.fsPath;
        const folder = node.repository.split('/').slice(0, -1).join('/');
        const registry = folder === '' ? node.host : `${node.host}/${folder}`;
        const place = { directory, origin: { registry } };
        const verified = await verifyBytes(host.ports, chart.archive, chart.provenance, chart.fileName, place);
        return { pulled: chart, report: verified };
      },
    );
    host.log.info(`verified ${reference}@${pulled.manifestDigest} ${report.digest}: ${report.verdict}`);
    tree.verified(node, pulled.manifestDigest, report.verdict);
    host.reports.show(reference, report, () => verify(node));
    return report;
  };
  return async target => (isVersionNode(target) ? verify(target) : undefined);
}

/** Lists what is in the chart and opens the chosen file, read-only. */
export function openVersionCommand(host: Host): CommandMap['helmChartRelease.openVersion'] {
  return async target => {
    if (!isVersionNode(target)) return undefined;
    const uri = await keep(host, await pull(host, target));
    return vscode.commands.executeCommand<string | undefined>('helmChartRelease.openArchive', uri);
  };
}

function pull(host: Host, node: VersionNode): Promise<PulledChart> {
  return runWithProgress(host.log, vscode.l10n.t('Reading {0}', versionReference(node)), context =>
    pullChart(host.ports.clientFor(node.host), node, context),
  );
}

/** Into a folder of the extension's own, under the digest: it was not verified and is not the user's. Old ones go. */
async function keep(host: Host, { archive, provenance, archiveDigest, fileName }: PulledChart): Promise<vscode.Uri> {
  const root = vscode.Uri.joinPath(host.context.globalStorageUri, 'looked-at');
  const { fs } = vscode.workspace;
  await fs.createDirectory(root);
  for (const [name] of await fs.readDirectory(root)) {
    const old = vscode.Uri.joinPath(root, name);
    if (Date.now() - (await fs.stat(old)).mtime > lookedAtMs) await fs.delete(old, { recursive: true });
  }
  const uri = vscode.Uri.joinPath(root, archiveDigest.replace(':', '-'), fileName);
  await fs.writeFile(uri, archive);
  if (provenance !== undefined) await fs.writeFile(uri.with({ path: `${uri.path}.prov` }), provenance);
  return uri;
}
