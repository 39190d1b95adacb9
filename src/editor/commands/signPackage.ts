import { basename } from 'node:path';
import * as vscode from 'vscode';
import type { SignResult } from '../../workflows/signChart';
import { signChart } from '../../workflows/signChart';
import type { CommandMap } from '../commandMap';
import { resolvePackage } from '../chartTarget';
import { requireTrust } from '../commands';
import type { Host } from '../host';
import { formatFingerprint } from '../keyring/keyText';
import { pickSigningKey } from '../keyring/pickKey';
import { withSigner } from '../keyring/withSigner';
import { runWithProgress } from '../progress';

export function signPackageCommand(host: Host): CommandMap['helmChartRelease.signPackage'] {
  return async target => {
    const title = vscode.l10n.t('Sign Package');
    requireTrust(title);
    const path = await resolvePackage(host.charts, host.packages, target, title);
    if (path === undefined) return undefined;
    const key = await pickSigningKey(host.keyring, title);
    if (key === undefined) return undefined;
    const result = await withSigner(host, title, key, signer =>
      runWithProgress(host.log, vscode.l10n.t('Signing {0}', basename(path)), context =>
        signChart(host.ports, path, signer, context),
      ),
    );
    host.log.info(`signed ${path} ${result.digest} with ${result.fingerprint}: ${result.provenancePath}`);
    host.packages.refresh();
    void offer(path, result);
    return result;
  };
}

async function offer(path: string, result: SignResult): Promise<void> {
  const verify = vscode.l10n.t('Verify Package');
  const text = vscode.l10n.t('Signed {0} with {1}.', basename(path), formatFingerprint(result.fingerprint));
  const picked = await vscode.window.showInformationMessage(text, verify);
  if (picked === verify) await vscode.commands.executeCommand('helmChartRelease.verifyPackage', vscode.Uri.file(path));
}
