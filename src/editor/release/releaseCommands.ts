import * as vscode from 'vscode';
import { displayText } from '../../util/displayText';
import { resumeRelease, unfinishedRelease } from '../../workflows/release/runRelease';
import { resolveChart } from '../chartTarget';
import { requireTrust } from '../commands';
import { destinationFor } from '../config';
import type { Host } from '../host';
import { pickSigningKey } from '../keyring/pickKey';
import { withSigner } from '../keyring/withSigner';
import { runWithProgress } from '../progress';
import type { ReleaseCommandMap } from './releaseCommandMap';
import { announce, releaseCharts, runPorts } from './releaseFlow';

/** One chart, from a plan that shows all of it. */
export function releaseChartCommand(host: Host): ReleaseCommandMap['helmChartRelease.releaseChart'] {
  return async target => {
    const title = vscode.l10n.t('Release Chart');
    requireTrust(title);
    const directory = await resolveChart(host.charts, target, title);
    if (directory === undefined) return undefined;
    await host.charts.all();
    const { name, version } = host.charts.at(directory)?.metadata ?? { name: directory, version: '' };
    const heading = vscode.l10n.t('Release {0} {1}', displayText(name, 60), displayText(version, 40));
    return releaseCharts(host, { title, heading, directories: [directory], folder: directory });
  };
}

/** Every chart of the workspace that differs from what is published. */
export function releaseChangedChartsCommand(host: Host): ReleaseCommandMap['helmChartRelease.releaseChangedCharts'] {
  return async () => {
    const title = vscode.l10n.t('Release Changed Charts');
    requireTrust(title);
    const folder = releaseFolder();
    if (folder === undefined) return undefined;
    const directories = (await host.charts.all()).map(chart => chart.directory);
    return releaseCharts(host, { title, heading: title, directories, folder });
  };
}

/** Goes on with the release that was interrupted, with the key that signed its first package. */
export function resumeReleaseCommand(host: Host): ReleaseCommandMap['helmChartRelease.resumeRelease'] {
  return async () => {
    const title = vscode.l10n.t('Resume Release');
    requireTrust(title);
    const folder = releaseFolder();
    if (folder === undefined) return undefined;
    const destination = destinationFor(folder);
    const ports = runPorts(host, destination);
    const state = await unfinishedRelease(ports.journal);
    if (state === undefined) {
      void vscode.window.showInformationMessage(vscode.l10n.t('There is no unfinished release.'));
      return undefined;
    }
    const keys = await host.keyring.signingKeys();
    const key =
      keys.find(({ info }) => info.fingerprint === state.begin.fingerprint) ??
      (await pickSigningKey(host.keyring, title));
    if (key === undefined) return undefined;
    const result = await withSigner(host, title, key, signer =>
      runWithProgress(host.log, title, context => resumeRelease(ports, { destination, signer }, context)),
    );
    return announce(host, result, destination);
  };
}

/** The workspace folder whose settings hold for a release of all charts. */
function releaseFolder(): string | undefined {
  return vscode.workspace.workspaceFolders?.[0]?.uri.fsPath;
}
