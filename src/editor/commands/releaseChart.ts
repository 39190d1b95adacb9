import * as vscode from 'vscode';
import { planRelease, releaseChart } from '../../workflows/releaseChart';
import type { ReleaseResult } from '../../workflows/releaseChart';
import type { CommandMap } from '../commandMap';
import { resolveChart } from '../chartTarget';
import { requireTrust } from '../commands';
import { destinationFor, packageTimesFor } from '../config';
import type { Host } from '../host';
import { pickSigningKey } from '../keyring/pickKey';
import { withSigner } from '../keyring/withSigner';
import { runWithProgress } from '../progress';
import { pickTarget } from '../registries/pickTarget';
import { confirmPlan } from '../release/planPage';
import { announcePush, logPush } from './pushPackage';

/** Package, sign, verify and push in one go, after a page that shows all of it. */
export function releaseChartCommand(host: Host): CommandMap['helmChartRelease.releaseChart'] {
  return async target => {
    const title = vscode.l10n.t('Release Chart');
    requireTrust(title);
    const directory = await resolveChart(host.charts, target, title);
    if (directory === undefined) return undefined;
    const key = await pickSigningKey(host.keyring, title);
    if (key === undefined) return undefined;
    const registry = await pickTarget(host, title);
    if (registry === undefined) return undefined;

    const request = {
      directory,
      destination: destinationFor(directory),
      times: packageTimesFor(directory),
      target: registry,
    };
    const plan = await runWithProgress(host.log, vscode.l10n.t('Planning release'), context =>
      planRelease(host.ports, request, context),
    );
    if (!(await confirmPlan(host.context.extensionUri, plan, key))) {
      host.log.info(`release of ${plan.archivePath}: not confirmed, nothing was done`);
      return undefined;
    }
    const result = await withSigner(host, title, key, signer =>
      runWithProgress(host.log, vscode.l10n.t('Releasing {0}', plan.built.archive.fileName), context =>
        // The plan said that another package is replaced, and the user agreed to the plan.
        releaseChart(host.ports, plan, signer, { replace: true }, context),
      ),
    );
    logRelease(host, result);
    host.packages.refresh();
    void vscode.commands.executeCommand('helmChartRelease.refreshRegistries');
    host.reports.show(result.path, result.report);
    void announcePush(result.push);
    return {
      path: result.path,
      archiveDigest: result.archiveDigest,
      fingerprint: result.fingerprint,
      verdict: result.report.verdict,
      reference: result.push.reference,
      manifestDigest: result.push.manifestDigest,
      status: result.push.status,
    };
  };
}

function logRelease(host: Host, result: ReleaseResult): void {
  host.log.info(`packaged ${result.path} ${result.archiveDigest} (${result.outcome})`);
  host.log.info(`signed ${result.path}.prov with ${result.fingerprint}`);
  host.log.info(`verified ${result.path}: ${result.report.verdict}`);
  logPush(host, result.push);
  host.log.info(`read back ${result.push.reference}: same bytes, verified again`);
}
