import { basename } from 'node:path';
import * as vscode from 'vscode';
import { chartReference, formatReference } from '../../core/registry/reference';
import { pullChart } from '../../core/registry/pullChart';
import { chartVersions } from '../../core/registry/resolveVersion';
import type { Context } from '../../core/context';
import { committedCharts } from '../../node/git/committedCharts';
import { buildPackage } from '../../workflows/packageChart';
import { resolveChart } from '../chartTarget';
import { packageTimesFor } from '../config';
import type { Host } from '../host';
import { runWithProgress } from '../progress';
import { pickTarget } from '../registries/pickTarget';

/** One of two things that are compared: what it is called, and the package that it is or would be. */
export interface Side {
  readonly label: string;
  readonly archive: Uint8Array;
  /** Folder of the chart whose files can be edited; only of the work tree. */
  readonly directory?: string;
}

/** Asks for a side: the chart as it is here, as of a commit, a package here, or a published version. */
export async function pickSide(
  host: Host,
  title: string,
  placeHolder: string,
  target?: unknown,
): Promise<Side | undefined> {
  const t = vscode.l10n.t;
  const kinds = [
    {
      label: `$(folder) ${t('Workspace')}`,
      detail: t('The chart as it is here now'),
      pick: () => pickWorkspace(host, title, target),
    },
    {
      label: `$(git-commit) ${t('Commit')}`,
      detail: t('The chart as of a commit, branch or tag'),
      pick: () => pickCommit(host, title, target),
    },
    { label: `$(package) ${t('Local package')}`, detail: t('A .tgz file here'), pick: () => pickPackage(host, title) },
    {
      label: `$(cloud) ${t('Published version')}`,
      detail: t('From a registry'),
      pick: () => pickPublished(host, title, target),
    },
  ];
  return (await vscode.window.showQuickPick(kinds, { title, placeHolder }))?.pick();
}

/** Asks for a package: one here, or a version in a registry. */
export async function pickPublishedSide(host: Host, title: string): Promise<Side | undefined> {
  const t = vscode.l10n.t;
  const kinds = [
    { label: `$(package) ${t('Local package')}`, detail: t('A .tgz file here'), pick: () => pickPackage(host, title) },
    {
      label: `$(cloud) ${t('Published version')}`,
      detail: t('From a registry'),
      pick: () => pickPublished(host, title, undefined),
    },
  ];
  return (await vscode.window.showQuickPick(kinds, { title, placeHolder: t('Which package is rebuilt?') }))?.pick();
}

export async function packageSide(path: string): Promise<Side> {
  return { label: basename(path), archive: await vscode.workspace.fs.readFile(vscode.Uri.file(path)) };
}

async function pickPackage(host: Host, title: string): Promise<Side | undefined> {
  const files = await host.packages.all();
  const items = files.map(({ path, uri, fileName }) => ({
    label: fileName,
    description: vscode.workspace.asRelativePath(uri, false),
    path,
  }));
  const picked = await vscode.window.showQuickPick(items, { title, placeHolder: vscode.l10n.t('Which package?') });
  return picked === undefined ? undefined : packageSide(picked.path);
}

async function pickWorkspace(host: Host, title: string, target: unknown): Promise<Side | undefined> {
  const directory = await resolveChart(host.charts, chartTarget(target), title);
  return directory === undefined ? undefined : workspaceSide(host, directory);
}

/** The package that the folder would give now. */
export function workspaceSide(host: Host, directory: string): Promise<Side> {
  const request = { directory, times: packageTimesFor(directory) };
  return runWithProgress(host.log, vscode.l10n.t('Packing {0}', basename(directory)), async context => {
    const { archive } = await buildPackage(host.ports, request, context);
    return { label: vscode.l10n.t('{0} in the workspace', archive.metadata.name), archive: archive.bytes, directory };
  });
}

async function pickCommit(host: Host, title: string, target: unknown): Promise<Side | undefined> {
  const directory = await resolveChart(host.charts, chartTarget(target), title);
  if (directory === undefined) return undefined;
  const prompt = vscode.l10n.t('A commit, branch or tag, such as HEAD~1');
  const revision = await vscode.window.showInputBox({ title, prompt, value: 'HEAD', ignoreFocusOut: true });
  if (revision === undefined || revision.trim() === '') return undefined;
  return runWithProgress(host.log, vscode.l10n.t('Packing {0}', basename(directory)), context =>
    committedCharts(process.env).withChart(directory, revision.trim(), context.signal, async (folder, commit) => {
      const { archive } = await buildPackage(host.ports, { directory: folder, times: 'files' }, context);
      return { label: `${archive.metadata.name} ${commit.slice(0, 10)}`, archive: archive.bytes };
    }),
  );
}

async function pickPublished(host: Host, title: string, target: unknown): Promise<Side | undefined> {
  const directory = await resolveChart(host.charts, chartTarget(target), title);
  const name = directory === undefined ? undefined : host.charts.at(directory)?.metadata?.name;
  const address = name === undefined ? undefined : await pickTarget(host, title);
  if (name === undefined || address === undefined) return undefined;
  const { host: registry, repository } = chartReference(address, name, '0.0.0');
  const client = host.ports.clientFor(registry);
  const versions = await runWithProgress(host.log, title, async context =>
    chartVersions(await client.listTags(repository, context)).map(({ version }) => version.original),
  );
  const version = await vscode.window.showQuickPick(versions, { title, placeHolder: vscode.l10n.t('Which version?') });
  if (version === undefined) return undefined;
  return runWithProgress(host.log, title, context => publishedSide(host, address, name, version, context));
}

async function publishedSide(
  host: Host,
  address: string,
  name: string,
  version: string,
  context: Context,
): Promise<Side> {
  const reference = chartReference(address, name, version);
  const { archive } = await pullChart(host.ports.clientFor(reference.host), reference, context);
  return { label: formatReference(reference), archive };
}

/** A chart or its folder is meant again on the other side; a package is not a chart. */
function chartTarget(target: unknown): unknown {
  return target instanceof vscode.Uri && target.path.endsWith('.tgz') ? undefined : target;
}
