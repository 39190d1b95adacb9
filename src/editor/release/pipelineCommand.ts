import { join } from 'node:path';
import * as vscode from 'vscode';
import { armorPublicKey } from '../../core/provenance/exportKeyring';
import { withAnnotation } from '../../core/release/editChartYaml';
import { pipelineFile, pipelinePaths } from '../../core/release/pipeline';
import type { PipelineKind } from '../../core/release/pipeline';
import { formatSignKey, signKeyAnnotation } from '../../core/trust/keySources';
import { encodeUtf8 } from '../../util/bytes';
import { requireTrust } from '../commands';
import type { Host } from '../host';
import type { EditorKey } from '../keyring/keyringStore';
import { pickSigningKey } from '../keyring/pickKey';
import { pickTarget } from '../registries/pickTarget';
import type { ReleaseCommandMap } from './releaseCommandMap';

/** The public key, at the root of the repository. */
const keyFile = 'signing-key.asc';

/** Writes a pipeline file into an unsaved editor: it is the user's to read, change and save. One that is there stays. */
export function setUpPipelineCommand(host: Host): ReleaseCommandMap['helmChartRelease.setUpPipeline'] {
  return async () => {
    const title = vscode.l10n.t('Set Up Release Pipeline');
    requireTrust(title);
    const folder = vscode.workspace.workspaceFolders?.[0];
    if (folder === undefined) return undefined;
    const kinds: (vscode.QuickPickItem & { readonly kindOf: PipelineKind })[] = [
      { label: 'GitHub Actions', description: pipelinePaths.github, kindOf: 'github' },
      { label: 'GitLab CI', description: pipelinePaths.gitlab, kindOf: 'gitlab' },
    ];
    const picked = await vscode.window.showQuickPick(kinds, {
      title,
      placeHolder: vscode.l10n.t('For which service?'),
    });
    if (picked === undefined) return undefined;
    const target = await pickTarget(host, title);
    if (target === undefined) return undefined;
    const key = await pickSigningKey(host.keyring, title);
    if (key === undefined) return undefined;
    const url = await vscode.window.showInputBox({
      title,
      prompt: vscode.l10n.t(
        'https address that users will find {0} of this repository at; empty: not named in the charts',
        keyFile,
      ),
      placeHolder: `https://raw.githubusercontent.com/OWNER/REPOSITORY/main/${keyFile}`,
      validateInput: text =>
        text === '' || /^https:\/\/\S+$/.test(text) ? undefined : vscode.l10n.t('An address that begins with https://'),
      ignoreFocusOut: true,
    });
    if (url === undefined) return undefined;
    await publishKeyInRepository(host, folder.uri, key, url);
    const { version } = host.context.extension.packageJSON as { readonly version: string };
    const charts = await chartsFolder(host);
    const text = pipelineFile(picked.kindOf, { charts, target, publicKey: keyFile, programVersion: version });
    const path = join(folder.uri.fsPath, pipelinePaths[picked.kindOf]);
    const there = await vscode.workspace.fs.stat(vscode.Uri.file(path)).then(
      () => true,
      () => false,
    );
    const document = there
      ? await vscode.workspace.openTextDocument({ language: 'yaml', content: text })
      : await vscode.workspace.openTextDocument(vscode.Uri.file(path).with({ scheme: 'untitled' }));
    const editor = await vscode.window.showTextDocument(document, { preview: false });
    if (!there) await editor.edit(edit => void edit.insert(new vscode.Position(0, 0), text));
    void vscode.window.showInformationMessage(
      vscode.l10n.t(
        'Save the pipeline, commit it with {0}, and set the secrets SIGNING_KEY (from Back Up Key), SIGNING_KEY_NAME, SIGNING_PASSPHRASE, REGISTRY_USER and REGISTRY_PASSWORD.',
        keyFile,
      ),
    );
    return path;
  };
}

/** The public key as a file of the repository, and in the charts where users find it. A file that is there is replaced. */
async function publishKeyInRepository(host: Host, folder: vscode.Uri, key: EditorKey, url: string): Promise<void> {
  await host.ports.store.write(vscode.Uri.joinPath(folder, keyFile).fsPath, encodeUtf8(armorPublicKey(key)));
  if (url === '') return;
  const edit = new vscode.WorkspaceEdit();
  const documents: vscode.TextDocument[] = [];
  for (const chart of await host.charts.all()) {
    const uri = vscode.Uri.joinPath(chart.uri, 'Chart.yaml');
    const document = await vscode.workspace.openTextDocument(uri);
    const text = document.getText();
    const value = formatSignKey({ fingerprint: key.info.fingerprint, url });
    const named = withAnnotation(text, signKeyAnnotation, value);
    if (named === text) continue;
    edit.replace(uri, new vscode.Range(0, 0, document.lineCount, 0), named);
    documents.push(document);
  }
  await vscode.workspace.applyEdit(edit);
  for (const document of documents) await document.save();
}

/** The folder that all charts of the workspace lie in, relative to it. */
async function chartsFolder(host: Host): Promise<string> {
  const folders = (await host.charts.all()).map(chart => vscode.workspace.asRelativePath(chart.uri, false).split('/'));
  const [first = []] = folders;
  let shared = 0;
  while (shared < first.length - 1 && folders.every(parts => parts[shared] === first[shared])) shared++;
  return first.slice(0, shared).join('/') || '.';
}
