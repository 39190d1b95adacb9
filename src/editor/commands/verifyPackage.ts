import { basename } from 'node:path';
import * as vscode from 'vscode';
import type { VerificationReport } from '../../core/provenance/report';
import { verifyChart } from '../../workflows/verifyChart';
import type { CommandMap } from '../commandMap';
import { resolvePackage } from '../chartTarget';
import type { Host } from '../host';
import { runWithProgress } from '../progress';

export function verifyPackageCommand(host: Host): CommandMap['helmChartRelease.verifyPackage'] {
  return async target => {
    const title = vscode.l10n.t('Verify Package');
    const path = await resolvePackage(host.charts, host.packages, target, title);
    if (path === undefined) return undefined;
    const report = await verifyNow(host, path);
    host.reports.show(path, report);
    return report;
  };
}

export function showReportCommand(host: Host): CommandMap['helmChartRelease.showReport'] {
  return async target => {
    const path = await resolvePackage(host.charts, host.packages, target, vscode.l10n.t('Show Verification Report'));
    if (path !== undefined) host.reports.show(path, await verifyNow(host, path));
  };
}

async function verifyNow(host: Host, path: string): Promise<VerificationReport> {
  const report = await runWithProgress(host.log, vscode.l10n.t('Verifying {0}', basename(path)), context =>
    verifyChart(host.ports, path, context),
  );
  const signer = report.signer === undefined ? '' : ` signed by ${report.signer.fingerprint}`;
  host.log.info(`verified ${path} ${report.digest}: ${report.verdict}${signer}`);
  host.packages.refresh();
  return report;
}
