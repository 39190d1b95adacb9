import { join } from 'node:path';
import * as vscode from 'vscode';
import { pipelineFile, pipelinePaths } from '../../core/release/pipeline';
import type { PipelineKind } from '../../core/release/pipeline';
import { requireTrust } from '../commands';
import type { Host } from '../host';
import { pickTarget } from '../registries/pickTarget';
import type { ReleaseCommandMap } from './releaseCommandMap';

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
    const { version } = host.context.extension.packageJSON as { readonly version: string };
    const text = pipelineFile(picked.kindOf, { charts: await chartsFolder(host), target, programVersion: version });
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
    return path;
  };
}

/** The folder that all charts of the workspace lie in, relative to it. */
async function chartsFolder(host: Host): Promise<string> {
  const folders = (await host.charts.all()).map(chart => vscode.workspace.asRelativePath(chart.uri, false).split('/'));
  const [first = []] = folders;
  let shared = 0;
  while (shared < first.length - 1 && folders.every(parts => parts[shared] === first[shared])) shared++;
  return first.slice(0, shared).join('/') || '.';
}
