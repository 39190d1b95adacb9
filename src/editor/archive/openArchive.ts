import { basename } from 'node:path';
import * as vscode from 'vscode';
import { readArchive } from '../../core/archive/readArchive';
import { loadArchive } from '../../core/archive/loadArchive';
import { compareCharts } from '../../core/release/compareCharts';
import { greatestBump } from '../../core/release/change';
import { displayText } from '../../util/displayText';
import { resolvePackage } from '../chartTarget';
import type { Host } from '../host';
import { changeText } from '../release/changeText';
import type { ReleaseCommandMap } from '../release/releaseCommandMap';
import { archiveUri } from './archiveFiles';

/** Lists what is in a package and opens the chosen file from inside it, read-only. */
export function openArchiveCommand(host: Host): ReleaseCommandMap['helmChartRelease.openArchive'] {
  return async target => {
    const title = vscode.l10n.t('Look into Package');
    const path = await resolvePackage(host.charts, host.packages, target, title);
    if (path === undefined) return undefined;
    const archive = vscode.Uri.file(path);
    const bytes = await vscode.workspace.fs.readFile(archive);
    const { metadata } = loadArchive(bytes);
    const items = readArchive(bytes).map(file => ({
      label: displayText(file.path),
      description: vscode.l10n.t('{0} bytes', file.bytes.length),
      path: file.path as string,
    }));
    const picked = await vscode.window.showQuickPick(items, {
      title: displayText(`${metadata.name} ${metadata.version}`),
      placeHolder: displayText(metadata.description ?? basename(path)),
    });
    if (picked === undefined) return undefined;
    const uri = archiveUri(archive, picked.path);
    await vscode.commands.executeCommand('vscode.open', uri);
    return uri.toString();
  };
}

/** Shows what changed from one package to the other; returns the number of changes. */
export async function compareFiles(title: string, older: string, newer: string): Promise<number | undefined> {
  const [before, after] = await Promise.all([older, newer].map(path => readFile(path)));
  if (before === undefined || after === undefined) return undefined;
  const changes = compareCharts(loadArchive(before), loadArchive(after));
  const items = differing(before, after).map(path => ({ label: `$(diff) ${displayText(path)}`, path }));
  const placeHolder =
    changes.length === 0
      ? vscode.l10n.t('Nothing changed')
      : vscode.l10n.t('{0} changes, {1}. Choose a file to see both sides.', changes.length, greatestBump(changes));
  const reasons = changes.map(change => ({
    label: `$(${change.bump === 'major' ? 'warning' : 'info'}) ${changeText(change)}`,
    description: change.bump,
    path: undefined,
  }));
  const picked = await vscode.window.showQuickPick([...reasons, ...items], { title, placeHolder });
  if (picked?.path !== undefined) {
    const sides = [older, newer].map(file => archiveUri(vscode.Uri.file(file), picked.path ?? ''));
    await vscode.commands.executeCommand('vscode.diff', ...sides, picked.path);
  }
  return changes.length;
}

async function readFile(path: string): Promise<Uint8Array> {
  return vscode.workspace.fs.readFile(vscode.Uri.file(path));
}

/** Files that both packages have, with other contents. */
function differing(before: Uint8Array, after: Uint8Array): readonly string[] {
  const old = new Map(readArchive(before).map(file => [file.path as string, file.bytes]));
  return readArchive(after)
    .filter(file => {
      const other = old.get(file.path);
      return other !== undefined && Buffer.compare(other, file.bytes) !== 0;
    })
    .map(file => file.path);
}
