import * as vscode from 'vscode';
import { configuredRegistries } from '../config';
import type { Host } from '../host';

const folderItem = 'folder';

/** Where a release goes: any number of registries, and a folder that is a chart repository. Empty: none chosen. */
export async function pickReleaseTargets(host: Host, title: string): Promise<readonly string[]> {
  const local = host.localRegistry.target;
  const registries = [...(local === undefined ? [] : [local]), ...configuredRegistries()];
  const items = [
    ...registries.map(address => ({ label: `$(cloud) ${address}`, address })),
    { label: `$(folder) ${vscode.l10n.t('A folder that is a chart repository')}`, address: folderItem },
  ];
  const placeHolder = vscode.l10n.t('Where to? Several at once are possible.');
  const picked = await vscode.window.showQuickPick(items, { title, placeHolder, canPickMany: true });
  const addresses = picked?.map(({ address }) => address) ?? [];
  if (!addresses.includes(folderItem)) return addresses;
  const [folder] = (await vscode.window.showOpenDialog({ canSelectFolders: true, canSelectFiles: false, title })) ?? [];
  const others = addresses.filter(address => address !== folderItem);
  return folder === undefined ? [] : [...others, folder.fsPath];
}
