import { basename, dirname, join } from 'node:path';
import * as vscode from 'vscode';
import type { UploadApi } from '../../core/repository/uploadApi';
import { uploadApis } from '../../core/repository/uploadApi';
import { withoutSecrets } from '../../core/repository/repositoriesFile';
import { pagesBranches } from '../../node/git/pagesBranches';
import { publishToBranch } from '../../workflows/publish/publishToBranch';
import { publishToFolder } from '../../workflows/publish/publishToFolder';
import { publishToServer } from '../../workflows/publish/publishToServer';
import { anonymousEntry } from '../../workflows/repository/locateChart';
import { readRepositories } from '../../workflows/repository/repositoryList';
import { basicAuthorization, loginOf } from '../../workflows/repository/repositoryRequest';
import { resolvePackage } from '../chartTarget';
import { requireTrust } from '../commands';
import { runWithProgress } from '../progress';
import type { RepositoryCommandMap } from './commandMap';
import type { RepositoriesFeature } from './feature';
import { urlProblem } from './repositoryCommands';

const maxIndexFiles = 200;

type Run<K extends keyof RepositoryCommandMap> = RepositoryCommandMap[K];

export function publishToFolderCommand({ host, ports }: RepositoriesFeature): Run<'helmChartRelease.publishToFolder'> {
  return async (target, folder) => {
    const title = vscode.l10n.t('Publish to Folder Repository');
    requireTrust(title);
    const path = await resolvePackage(host.charts, host.packages, target, title);
    if (path === undefined) return undefined;
    // From a menu the second argument is the selection.
    const chosen = folder instanceof vscode.Uri ? folder : await pickFolder(title);
    if (chosen === undefined) return undefined;
    const request = { packages: [path], directory: chosen.fsPath, readme: true };
    const [result] = await runWithProgress(host.log, vscode.l10n.t('Publishing {0}', basename(path)), context =>
      publishToFolder(ports, request, context),
    );
    host.log.info(`${result?.outcome ?? ''} ${join(chosen.fsPath, basename(path))} ${result?.digest ?? ''}`);
    say(result?.outcome, basename(path), vscode.l10n.t('Published {0}; its index lists it.', basename(path)));
    return join(chosen.fsPath, 'index.yaml');
  };
}

/** A folder of the workspace that is a repository already, or any other. */
async function pickFolder(title: string): Promise<vscode.Uri | undefined> {
  const indexes = await vscode.workspace.findFiles('**/index.yaml', '**/node_modules/**', maxIndexFiles);
  const folders = indexes.map(uri => vscode.Uri.joinPath(uri, '..'));
  const known = folders.map(uri => ({ label: vscode.workspace.asRelativePath(uri, false), uri }));
  known.sort((a, b) => (a.label < b.label ? -1 : 1));
  const other = { label: vscode.l10n.t('Another folder...'), uri: undefined };
  const placeHolder = vscode.l10n.t('Folder that is the repository');
  const picked =
    known.length === 0 ? other : await vscode.window.showQuickPick([...known, other], { title, placeHolder });
  if (picked !== other) return picked?.uri;
  return (await vscode.window.showOpenDialog({ title, canSelectFolders: true, canSelectFiles: false }))?.[0];
}

/** A commit on a branch that is served as pages; the push is the user's. */
export function publishToBranchCommand({ host, ports }: RepositoriesFeature): Run<'helmChartRelease.publishToBranch'> {
  return async target => {
    const title = vscode.l10n.t('Publish to Pages Branch');
    requireTrust(title);
    const path = await resolvePackage(host.charts, host.packages, target, title);
    if (path === undefined) return undefined;
    const branch = await vscode.window.showInputBox({
      title,
      prompt: vscode.l10n.t('Branch that is served as pages. A commit is made on it; nothing is pushed.'),
      value: 'gh-pages',
      ignoreFocusOut: true,
    });
    if (branch === undefined || branch === '') return undefined;
    const repository = vscode.workspace.getWorkspaceFolder(vscode.Uri.file(path))?.uri.fsPath ?? dirname(path);
    const request = { packages: [path], repository, branch, remote: 'origin', readme: true };
    const { commit, push, packages } = await runWithProgress(
      host.log,
      vscode.l10n.t('Publishing {0}', basename(path)),
      context => publishToBranch({ ...ports, branches: pagesBranches(process.env) }, request, context),
    );
    host.log.info(`${packages[0]?.outcome ?? ''} ${basename(path)} on ${branch}: ${commit ?? 'no commit needed'}`);
    if (commit === undefined) say('unchanged', basename(path), '');
    else
      void offerPush(vscode.l10n.t('{0} has a commit with {1}. Push it to publish it.', branch, basename(path)), push);
    return commit;
  };
}

async function offerPush(text: string, push: readonly string[]): Promise<void> {
  const copy = vscode.l10n.t('Copy Push Command');
  if ((await vscode.window.showInformationMessage(text, copy)) === copy)
    await vscode.env.clipboard.writeText(push.join(' '));
}

export function publishToServerCommand({ host, ports }: RepositoriesFeature): Run<'helmChartRelease.publishToServer'> {
  return async target => {
    const title = vscode.l10n.t('Publish to Repository Server');
    requireTrust(title);
    const path = await resolvePackage(host.charts, host.packages, target, title);
    if (path === undefined) return undefined;
    const { repositories } = await readRepositories(ports);
    const other = { label: vscode.l10n.t('Another address...'), entry: undefined };
    const known = repositories.map(entry => ({ label: entry.name, description: withoutSecrets(entry.url), entry }));
    const placeHolder = vscode.l10n.t('Repository to publish {0} to', basename(path));
    const picked =
      known.length === 0 ? other : await vscode.window.showQuickPick([...known, other], { title, placeHolder });
    if (picked === undefined) return undefined;
    const url =
      picked.entry?.url ??
      (await vscode.window.showInputBox({
        title,
        prompt: vscode.l10n.t('Address of the repository: the folder that index.yaml is in'),
        placeHolder: 'https://charts.example.com/stable',
        ignoreFocusOut: true,
        validateInput: text => urlProblem(text.trim()),
      }));
    if (url === undefined) return undefined;
    const api = await pickApi(title);
    if (api === undefined) return undefined;
    const entry = picked.entry ?? anonymousEntry(url.trim());
    const login = await loginOf(ports, entry);
    const transport = await ports.transportFor(picked.entry);
    const request = {
      packagePath: path,
      url: entry.url,
      api,
      force: false,
      ...(login === undefined ? {} : { authorization: basicAuthorization(login) }),
    };
    const result = await runWithProgress(host.log, vscode.l10n.t('Publishing {0}', basename(path)), context =>
      publishToServer({ ...ports, transport }, request, context),
    );
    host.log.info(`${result.outcome} ${result.fileName} ${result.digest} at ${withoutSecrets(entry.url)}`);
    say(
      result.outcome,
      result.fileName,
      result.provenance === 'unsupported'
        ? vscode.l10n.t(
            'Published {0}. This kind of server keeps no provenance: it is unsigned there.',
            result.fileName,
          )
        : result.listed
          ? vscode.l10n.t('Published {0}; its index lists it.', result.fileName)
          : vscode.l10n.t(
              'Published {0}. The server has not listed it yet: update the repositories later.',
              result.fileName,
            ),
    );
    return result.fileName;
  };
}

async function pickApi(title: string): Promise<UploadApi | undefined> {
  const names: Readonly<Record<UploadApi, string>> = {
    chartmuseum: 'ChartMuseum',
    gitea: 'Gitea, Forgejo',
    gitlab: 'GitLab',
    nexus: 'Nexus',
    artifactory: 'Artifactory',
    put: vscode.l10n.t('Plain web server (HTTP PUT, WebDAV)'),
  };
  const items = uploadApis.map(api => ({ label: names[api], api }));
  return (
    await vscode.window.showQuickPick(items, { title, placeHolder: vscode.l10n.t('Which kind of server is it?') })
  )?.api;
}

function say(outcome: string | undefined, fileName: string, published: string): void {
  void vscode.window.showInformationMessage(
    outcome === 'unchanged' ? vscode.l10n.t('{0} was there already with the same contents.', fileName) : published,
  );
}
