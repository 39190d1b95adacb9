import { join } from 'node:path';
import * as vscode from 'vscode';
import { armorPublicKey, exportKeyring } from '../../core/provenance/exportKeyring';
import { withAnnotation } from '../../core/release/editChartYaml';
import { formatSignKey, readSignKey, signKeyAnnotation } from '../../core/trust/keySources';
import { fileStore } from '../../node/fileStore';
import { encodeUtf8 } from '../../util/bytes';
import { uploadKey } from '../../workflows/fetchKeys';
import type { CommandMap } from '../commandMap';
import { requireTrust } from '../commands';
import { keyserver } from '../config';
import type { Host } from '../host';
import { runWithProgress } from '../progress';
import { editorFetch } from '../registries/registryClients';
import { askText } from './askText';
import { chooseKey } from './chooseKey';
import type { EditorKey } from './keyringStore';
import { formatFingerprint, keyName } from './keyText';

/** Gives the public key to those who verify. Returns where it went. */
export function publishKeyCommand(host: Host): CommandMap['helmChartRelease.publishKey'] {
  return async target => {
    const title = vscode.l10n.t('Publish Key');
    const key = await chooseKey(host, target, title);
    if (key === undefined) return undefined;
    const items: (vscode.QuickPickItem & { readonly run: () => Promise<string | undefined> })[] = [
      {
        label: vscode.l10n.t('Copy as text'),
        detail: vscode.l10n.t('Armored, for a README or a mail'),
        run: async () => {
          await vscode.env.clipboard.writeText(armorPublicKey(key));
          void vscode.window.showInformationMessage(
            vscode.l10n.t('The public key of {0} is copied.', keyName(key.info)),
          );
          return 'clipboard';
        },
      },
      {
        label: vscode.l10n.t('Save as text (.asc)'),
        detail: vscode.l10n.t('What gpg --import and Artifact Hub read'),
        run: () => save(title, 'signing-key.asc', encodeUtf8(armorPublicKey(key))),
      },
      {
        label: vscode.l10n.t('Save as binary ring (pubring.gpg)'),
        detail: vscode.l10n.t('What helm verify --keyring reads; for example beside index.yaml of a repository'),
        run: () => save(title, 'pubring.gpg', exportKeyring([key], { for: 'helm' })),
      },
      {
        label: vscode.l10n.t('Name it in a Chart.yaml'),
        detail: vscode.l10n.t('The annotation artifacthub.io/signKey with fingerprint and address'),
        run: () => annotate(title, key),
      },
      {
        label: vscode.l10n.t('Upload to a keyserver'),
        detail: keyserver(),
        run: () => upload(host, title, key),
      },
    ];
    const placeHolder = vscode.l10n.t('How do others get the public key?');
    const done = await (await vscode.window.showQuickPick(items, { title, placeHolder }))?.run();
    if (done !== undefined) host.log.info(`published key ${key.info.fingerprint}: ${done}`);
    return done;
  };
}

async function save(title: string, name: string, bytes: Uint8Array): Promise<string | undefined> {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri ?? vscode.Uri.file('.');
  const uri = await vscode.window.showSaveDialog({ title, defaultUri: vscode.Uri.file(join(folder.fsPath, name)) });
  if (uri === undefined) return undefined;
  await fileStore().write(uri.fsPath, bytes);
  void vscode.window.showInformationMessage(vscode.l10n.t('The public key is saved as {0}.', uri.fsPath));
  return uri.fsPath;
}

/** Writes the annotation; the rest of the text stays as it is. Throws `release.notEditable`. */
async function annotate(title: string, { info }: EditorKey): Promise<string | undefined> {
  const charts = await vscode.workspace.findFiles('**/Chart.yaml', '**/{node_modules,.git}/**', 100);
  const items = charts.map(uri => ({ label: vscode.workspace.asRelativePath(uri), uri }));
  const picked = await vscode.window.showQuickPick(items, { title, placeHolder: vscode.l10n.t('Which Chart.yaml?') });
  if (picked === undefined) return undefined;
  const url = await askText(title, vscode.l10n.t('https address where the public key will be'), /^https:\/\/\S+$/);
  if (url === undefined) return undefined;
  const document = await vscode.workspace.openTextDocument(picked.uri);
  const text = document.getText();
  if (!(await mayReplace(text, info.fingerprint))) return undefined;
  const edited = withAnnotation(text, signKeyAnnotation, formatSignKey({ fingerprint: info.fingerprint, url }));
  const edit = new vscode.WorkspaceEdit();
  edit.replace(picked.uri, new vscode.Range(document.positionAt(0), document.positionAt(text.length)), edited);
  await vscode.workspace.applyEdit(edit);
  await vscode.window.showTextDocument(document);
  return picked.uri.fsPath;
}

/** Another key that the chart names already is replaced only when the user says so. */
async function mayReplace(chartYaml: string, fingerprint: string): Promise<boolean> {
  const named = readSignKey(chartYaml);
  if (named === undefined || named.fingerprint === fingerprint) return true;
  const replace = vscode.l10n.t('Replace');
  const detail = vscode.l10n.t(
    'Now:\n{0}\n\nThen:\n{1}',
    formatFingerprint(named.fingerprint),
    formatFingerprint(fingerprint),
  );
  const text = vscode.l10n.t('The Chart.yaml names another key. Replace it?');
  return (await vscode.window.showWarningMessage(text, { modal: true, detail }, replace)) === replace;
}

/** What is on a keyserver cannot be taken down again: that is said before. */
async function upload(host: Host, title: string, key: EditorKey): Promise<string | undefined> {
  requireTrust(title);
  const server = keyserver();
  const send = vscode.l10n.t('Upload');
  const detail = vscode.l10n.t(
    'Names and mail addresses of the key become public and cannot be taken back. Server: {0}',
    server,
  );
  const text = vscode.l10n.t('Upload the public key of {0}?', keyName(key.info));
  if ((await vscode.window.showWarningMessage(text, { modal: true, detail }, send)) !== send) return undefined;
  await runWithProgress(host.log, title, context => uploadKey(editorFetch, server, key.publicBytes, context));
  void vscode.window.showInformationMessage(
    vscode.l10n.t('The public key of {0} is uploaded to {1}.', keyName(key.info), server),
  );
  return server;
}
