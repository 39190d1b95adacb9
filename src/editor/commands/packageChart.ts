import * as vscode from 'vscode';
import { ChartReleaseError } from '../../core/errors';
import type { PackageRequest, PackageResult } from '../../workflows/packageChart';
import { packageChart } from '../../workflows/packageChart';
import type { CommandMap } from '../commandMap';
import { resolveChart } from '../chartTarget';
import { requireTrust } from '../commands';
import { destinationFor, packageTimesFor } from '../config';
import type { Host } from '../host';
import { runWithProgress } from '../progress';
import { describeTime, describeWarning } from './packageText';

export function packageChartCommand(host: Host): CommandMap['helmChartRelease.packageChart'] {
  return async target => {
    const title = vscode.l10n.t('Package Chart');
    requireTrust(title);
    const directory = await resolveChart(host.charts, target, title);
    if (directory === undefined) return undefined;
    const request = { directory, destination: destinationFor(directory), times: packageTimesFor(directory) };
    const result = await packageOrAsk(host, request);
    if (result === undefined) return undefined;
    announce(host, result);
    return { path: result.path, digest: result.archive.digest, outcome: result.outcome };
  };
}

/** Packages; a different package of the same version is only replaced after the user said so. */
async function packageOrAsk(host: Host, request: PackageRequest): Promise<PackageResult | undefined> {
  const run = (replace: boolean): Promise<PackageResult> =>
    runWithProgress(host.log, vscode.l10n.t('Packaging chart'), context =>
      packageChart(host.ports, { ...request, replace }, context),
    );
  try {
    return await run(false);
  } catch (error) {
    if (!ChartReleaseError.is(error, 'file.exists')) throw error;
    return (await confirmReplace(error.details.path)) ? run(true) : undefined;
  }
}

export async function confirmReplace(path: string): Promise<boolean> {
  const replace = vscode.l10n.t('Replace');
  const name = path.split(/[\\/]/).at(-1) ?? path;
  const picked = await vscode.window.showWarningMessage(
    vscode.l10n.t('Replace {0}?', name),
    {
      modal: true,
      detail: vscode.l10n.t(
        'A package of this version with other contents is there already. If it was published, raise the version in Chart.yaml instead. Its provenance file is removed with it.',
      ),
    },
    replace,
  );
  return picked === replace;
}

function announce(host: Host, result: PackageResult): void {
  const { archive } = result;
  host.log.info(
    `packaged ${result.path} ${archive.digest} (${result.outcome}, ${archive.entries.length} files, ${archive.bytes.length} bytes)`,
  );
  host.log.info(`  file times: ${describeTime(result.time)}`);
  for (const warning of result.warnings) host.log.warn(`  ${describeWarning(warning)}`);
  host.packages.refresh();
  const text =
    result.outcome === 'unchanged'
      ? vscode.l10n.t('{0} is up to date: the same package was there already.', archive.fileName)
      : vscode.l10n.t('Packaged {0} with {1} files.', archive.fileName, archive.entries.length);
  const warned = result.warnings.length === 0 ? text : `${text} ${result.warnings.map(describeWarning).join(' ')}`;
  void offer(result, warned);
}

async function offer(result: PackageResult, text: string): Promise<void> {
  const sign = vscode.l10n.t('Sign Package');
  const copy = vscode.l10n.t('Copy Digest');
  const show = result.warnings.length === 0 ? vscode.window.showInformationMessage : vscode.window.showWarningMessage;
  const picked = await show(text, sign, copy);
  if (picked === sign)
    await vscode.commands.executeCommand('helmChartRelease.signPackage', vscode.Uri.file(result.path));
  if (picked === copy) await vscode.env.clipboard.writeText(result.archive.digest);
}
