import { basename } from 'node:path';
import * as vscode from 'vscode';
import { readArchive } from '../../core/archive/readArchive';
import { loadArchive } from '../../core/archive/loadArchive';
import { displayText } from '../../util/displayText';
import { resolvePackage } from '../chartTarget';
import type { Host } from '../host';
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
