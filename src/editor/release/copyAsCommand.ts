import * as vscode from 'vscode';
import type { CopyForm } from '../../core/release/copyAs';
import { copyAs, copyForms } from '../../core/release/copyAs';
import { chartReference, formatReference } from '../../core/registry/reference';
import { ChartReleaseError } from '../../core/errors';
import { resolveChart } from '../chartTarget';
import type { Host } from '../host';
import { runWithProgress } from '../progress';
import { pickTarget } from '../registries/pickTarget';
import type { ReleaseCommandMap } from './releaseCommandMap';

/** Copies the text that installs the published version of a chart with another tool, with the digest it has now. */
export function copyAsCommand(host: Host): ReleaseCommandMap['helmChartRelease.copyAs'] {
  return async target => {
    const title = vscode.l10n.t('Copy Published Chart As');
    const directory = await resolveChart(host.charts, target, title);
    const metadata = directory === undefined ? undefined : host.charts.at(directory)?.metadata;
    if (metadata === undefined) return undefined;
    const address = await pickTarget(host, title);
    if (address === undefined) return undefined;
    const forms = copyForms.map(form => ({ label: formName(form), form }));
    const picked = await vscode.window.showQuickPick(forms, { title, placeHolder: vscode.l10n.t('For which tool?') });
    if (picked === undefined) return undefined;
    const reference = chartReference(address, metadata.name, metadata.version);
    const head = await runWithProgress(host.log, title, context =>
      host.ports.clientFor(reference.host).headManifest(reference.repository, reference.tag, context),
    );
    if (head === undefined) throw new ChartReleaseError('registry.notFound', { reference: formatReference(reference) });
    const { name, version } = metadata;
    const repository = `${reference.host}/${reference.repository}`;
    const text = copyAs(picked.form, { name, version, repository, digest: head.digest });
    await vscode.env.clipboard.writeText(text);
    void vscode.window.showInformationMessage(vscode.l10n.t('Copied for {0}.', picked.label));
    return text;
  };
}

function formName(form: CopyForm): string {
  switch (form) {
    case 'helmInstall':
      return 'helm install';
    case 'helmPull':
      return 'helm pull';
    case 'fluxHelmRelease':
      return vscode.l10n.t('Flux HelmRelease with its source');
    case 'argoApplication':
      return vscode.l10n.t('Argo CD Application');
  }
}
