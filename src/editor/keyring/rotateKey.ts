import { basename, dirname, join } from 'node:path';
import * as vscode from 'vscode';
import { exportKeyring } from '../../core/provenance/exportKeyring';
import type { KeyInfo } from '../../core/provenance/keyring';
import { backupFileName, backupFolder, backupFolderOf, writeTestedBackup } from '../../node/keyBackup';
import { fileStore } from '../../node/fileStore';
import { certifyKeyInWorker } from '../../node/signingProcess/keyLifeProcess';
import { generateKeyInWorker } from '../../node/signingProcess/signingProcess';
import { signChart } from '../../workflows/signChart';
import type { CommandMap } from '../commandMap';
import { requireTrust } from '../commands';
import type { Host } from '../host';
import { runWithProgress } from '../progress';
import { chooseKey } from './chooseKey';
import { askAlgorithm, askExpiry, secondsPerYear } from './generateKey';
import type { EditorKey } from './keyringStore';
import { keyName } from './keyText';
import { askNewPassphrase } from './newPassphrase';
import { withEditorPassphrase, withSigner } from './withSigner';

/**
 * A new key takes the place of an old one: the old one certifies it, both public parts are exported together, and the
 * packages that the old one signed are signed again. The old key is not revoked: both Helms would refuse all its charts.
 */
export function rotateKeyCommand(host: Host): CommandMap['helmChartRelease.rotateKey'] {
  return async target => {
    const title = vscode.l10n.t('Rotate Key');
    requireTrust(title);
    const isUsable = (key: EditorKey) => key.privatePart === 'editor' && !key.info.revoked;
    const old = await chooseKey(host, target, title, isUsable);
    if (old === undefined) return undefined;
    const algorithm = await askAlgorithm(`${title} (1/3)`);
    if (algorithm === undefined) return undefined;
    const years = await askExpiry(`${title} (2/3)`);
    if (years === undefined) return undefined;
    const passphrase = await askNewPassphrase(`${title} (3/3)`);
    if (passphrase === undefined) return undefined;
    const made = await makeSuccessor(host, title, old, {
      ...identityOf(old),
      algorithm,
      passphrase,
      ...(years === 0 ? {} : { expiresInSeconds: years * secondsPerYear }),
    });
    host.log.info(`rotated key ${old.info.fingerprint} to ${made.fingerprint}, certified by the old one`);
    const next = await host.keyring.key(made.fingerprint);
    await exportBoth(host, old, next);
    await signAgain(host, title, old, next);
    return made;
  };
}

interface Successor {
  readonly name: string;
  readonly email: string;
  readonly algorithm: 'rsa4096' | 'rsa3072' | 'ed25519';
  readonly passphrase: string;
  readonly expiresInSeconds?: number;
}

/** `Name <address>`, or the name alone. */
function identityOf({ info }: EditorKey): { readonly name: string; readonly email: string } {
  const [, name = '', email = ''] = /^(.*?)\s*(?:<([^<>]*)>)?$/.exec(info.userIds[0] ?? '') ?? [];
  return { name, email };
}

async function makeSuccessor(host: Host, title: string, old: EditorKey, request: Successor): Promise<KeyInfo> {
  const oldPrivate = await host.keyring.privateKey(old.info.fingerprint);
  return withEditorPassphrase(host, title, old, oldPassphrase =>
    runWithProgress(host.log, title, async context => {
      const { workerPath } = host;
      const key = await generateKeyInWorker(workerPath, request, context.signal);
      const { fingerprint } = key.info;
      const held = { workerPath, privateKeyArmored: oldPrivate, passphrase: oldPassphrase };
      const certified = await certifyKeyInWorker(held, key.publicBytes, context.signal);
      const folder = backupFolderOf(old.record.backup);
      const path = join(folder, backupFileName(request.name, fingerprint));
      const { passphrase } = request;
      const backup = await writeTestedBackup(workerPath, { path, fingerprint, passphrase, ...key }, context.signal);
      await host.keyring.setRevocation(fingerprint, key.revocationCertificate);
      await host.keyring.addPrivateKey(fingerprint, certified, key.privateKeyArmored, {
        trusted: true,
        scopes: old.record.scopes ?? [],
        addedAtMs: Date.now(),
        source: `rotated from ${old.info.fingerprint}`,
        backup,
      });
      return key.info;
    }),
  );
}

/** Both in one ring: who has only the new one cannot verify old charts. */
async function exportBoth(host: Host, old: EditorKey, next: EditorKey): Promise<void> {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri ?? vscode.Uri.file(backupFolder());
  const uri = await vscode.window.showSaveDialog({
    title: vscode.l10n.t('Save Both Public Keys for helm verify'),
    defaultUri: vscode.Uri.joinPath(folder, 'pubring.gpg'),
  });
  if (uri === undefined) return;
  await fileStore().write(uri.fsPath, exportKeyring([old, next], { for: 'helm' }));
  host.log.info(`exported ${old.info.fingerprint} and ${next.info.fingerprint} to ${uri.fsPath}`);
}

/** The packages of the workspace that the old key signed, all chosen; one go, each reported. */
async function signAgain(host: Host, title: string, old: EditorKey, next: EditorKey): Promise<void> {
  const paths = await signedBy(host, old.info.fingerprint);
  if (paths.length === 0) return;
  const items = paths.map(path => ({ label: basename(path), description: dirname(path), picked: true, path }));
  const chosen = await vscode.window.showQuickPick(items, {
    title,
    canPickMany: true,
    placeHolder: vscode.l10n.t('Packages that the old key signed: sign these again with the new key'),
    ignoreFocusOut: true,
  });
  if (chosen === undefined || chosen.length === 0) return;
  const signed = await withSigner(host, title, next, signer =>
    runWithProgress(host.log, vscode.l10n.t('Signing again'), async context => {
      let count = 0;
      for (const { path } of chosen) {
        const result = await signChart(host.ports, path, signer, context);
        host.log.info(`signed ${path} ${result.digest} again, with ${result.fingerprint}`);
        count++;
      }
      return count;
    }),
  );
  host.packages.refresh();
  void vscode.window.showInformationMessage(
    vscode.l10n.t(
      '{0} packages are signed again with the key of {1}. Their archives are unchanged.',
      signed,
      keyName(next.info),
    ),
  );
}

async function signedBy(host: Host, fingerprint: string): Promise<readonly string[]> {
  const found = await vscode.workspace.findFiles('**/*.tgz.prov', '**/node_modules/**');
  const paths: string[] = [];
  for (const uri of found) {
    const path = uri.fsPath.slice(0, -'.prov'.length);
    const report = await host.verifications.report(path).catch(() => undefined);
    if (report?.signer?.fingerprint === fingerprint) paths.push(path);
  }
  return paths.sort();
}
