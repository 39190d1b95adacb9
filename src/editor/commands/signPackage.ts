import { basename } from 'node:path';
import * as vscode from 'vscode';
import { ChartReleaseError } from '../../core/errors';
import { displayText } from '../../util/displayText';
import type { SignResult } from '../../workflows/signChart';
import { signChart } from '../../workflows/signChart';
import type { CommandMap } from '../commandMap';
import { resolvePackage } from '../chartTarget';
import { requireTrust } from '../commands';
import type { Host } from '../host';
import type { EditorKey } from '../keyring/keyringStore';
import { formatFingerprint, keyName } from '../keyring/keyText';
import { pickSigningKey } from '../keyring/pickKey';
import { isKeyReason, signingReasonText } from '../keyring/signingReasonText';
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
    const result = await signOrAsk(host, title, path, key);
    if (result === undefined) return undefined;
    host.log.info(`signed ${path} ${result.digest} with ${result.fingerprint}: ${result.provenancePath}`);
    host.packages.refresh();
    void offer(path, result);
    return result;
  };
}

/** Signs; with a key that is refused since Helm could not verify it, only after the user was told why and wants it. */
async function signOrAsk(host: Host, title: string, path: string, key: EditorKey): Promise<SignResult | undefined> {
  const sign = (acceptUnfitKey: boolean): Promise<SignResult> =>
    withSigner(host, title, key, signer =>
      runWithProgress(host.log, vscode.l10n.t('Signing {0}', basename(path)), context =>
        signChart(host.ports, path, signer, context, { acceptUnfitKey }),
      ),
    );
  try {
    return await sign(false);
  } catch (error) {
    if (!ChartReleaseError.is(error, 'sign.refused') || !isKeyReason(error.details.reason)) throw error;
    host.log.warn(`not signed ${path}: ${error.details.reason}`);
    return (await confirmUnfitKey(key, error.details.reason)) ? sign(true) : undefined;
  }
}

async function confirmUnfitKey(key: EditorKey, reason: string): Promise<boolean> {
  const signAnyway = vscode.l10n.t('Sign Anyway');
  const picked = await vscode.window.showWarningMessage(
    vscode.l10n.t('Sign with {0} all the same?', displayText(keyName(key.info), 100)),
    {
      modal: true,
      detail: vscode.l10n.t(
        'Not signed yet, {0}. Whoever verifies the package may see it rejected. Choose another key, or sign anyway.',
        signingReasonText(reason),
      ),
    },
    signAnyway,
  );
  return picked === signAnyway;
}

async function offer(path: string, result: SignResult): Promise<void> {
  const verify = vscode.l10n.t('Verify Package');
  const text = vscode.l10n.t('Signed {0} with {1}.', basename(path), formatFingerprint(result.fingerprint));
  const picked = await vscode.window.showInformationMessage(text, verify);
  if (picked === verify) await vscode.commands.executeCommand('helmChartRelease.verifyPackage', vscode.Uri.file(path));
}
