import * as vscode from 'vscode';
import { readSignKey } from '../../core/trust/keySources';
import type { KeySource } from '../../core/trust/keySources';
import { parseFingerprint } from '../../core/trust/policy';
import { keyserver } from '../config';
import { askText } from './askText';

/** A file of the workspace, whose key is imported like any other file's. */
export interface KeyFileSource {
  readonly kind: 'file';
  readonly uri: vscode.Uri;
}

type Source = KeySource | KeyFileSource;
type SourceItem = vscode.QuickPickItem & { readonly ask: () => Promise<Source | undefined> };

/** Where to look for a key: what the workspace names comes first. `undefined`: cancelled. */
export async function askKeySource(title: string): Promise<Source | undefined> {
  const annotated = await annotations();
  const items: SourceItem[] = [
    ...annotated.map(({ path, source }) => ({
      label: vscode.l10n.t('signKey of {0}', vscode.workspace.asRelativePath(path)),
      detail: source.url,
      ask: () => Promise.resolve(source),
    })),
    {
      label: vscode.l10n.t('Address of a key file'),
      detail: 'https://charts.example.com/pubring.gpg',
      ask: async () => {
        const url = await askText(title, vscode.l10n.t('https address of a key file'), /^https?:\/\/\S+$/);
        return url === undefined ? undefined : { kind: 'url', url };
      },
    },
    {
      label: vscode.l10n.t('Chart repository'),
      detail: vscode.l10n.t('From pubring.gpg or signing-key.asc beside its index'),
      ask: async () => {
        const url = await askText(title, vscode.l10n.t('https address of the repository'), /^https?:\/\/\S+$/);
        return url === undefined ? undefined : { kind: 'repository', url };
      },
    },
    {
      label: vscode.l10n.t('Key files of the workspace'),
      detail: vscode.l10n.t('Files that end in .asc or .gpg'),
      ask: () => askKeyFile(title),
    },
    {
      label: vscode.l10n.t('Mail address'),
      detail: vscode.l10n.t('From the web key directory of its domain'),
      ask: async () => {
        const email = await askText(title, vscode.l10n.t('Mail address of the key'), /^[^\s@]+@[^\s@]+$/);
        return email === undefined ? undefined : { kind: 'wkd', email };
      },
    },
    {
      label: vscode.l10n.t('GitHub user'),
      detail: 'https://github.com/USER.gpg',
      ask: async () => {
        const user = await askText(title, vscode.l10n.t('Name of the user on GitHub'), /^[A-Za-z0-9-]{1,39}$/);
        return user === undefined ? undefined : { kind: 'github', user };
      },
    },
    {
      label: vscode.l10n.t('Keyserver'),
      detail: keyserver(),
      ask: async () => {
        const text = await askText(
          title,
          vscode.l10n.t('Whole fingerprint of the key'),
          /^(?:0x)?(?:[\s:]*[0-9A-Fa-f]){40,64}\s*$/,
        );
        const fingerprint = text === undefined ? undefined : parseFingerprint(text);
        return fingerprint === undefined ? undefined : { kind: 'keyserver', server: keyserver(), fingerprint };
      },
    },
  ];
  const placeHolder = vscode.l10n.t('Where to look for the key?');
  return (await vscode.window.showQuickPick(items, { title, placeHolder, matchOnDetail: true }))?.ask();
}

async function annotations(): Promise<
  readonly { readonly path: vscode.Uri; readonly source: KeySource & { readonly kind: 'url' } }[]
> {
  const found = [];
  for (const path of await vscode.workspace.findFiles('**/Chart.yaml', '**/{node_modules,.git}/**', 100)) {
    const signKey = readSignKey(new TextDecoder().decode(await vscode.workspace.fs.readFile(path)));
    if (signKey !== undefined) found.push({ path, source: { kind: 'url' as const, ...signKey } });
  }
  return found;
}

async function askKeyFile(title: string): Promise<KeyFileSource | undefined> {
  const found = await vscode.workspace.findFiles('**/*.{asc,gpg}', '**/{node_modules,.git}/**', 100);
  if (found.length === 0) {
    void vscode.window.showInformationMessage(vscode.l10n.t('The workspace has no key file (.asc, .gpg).'));
    return undefined;
  }
  const items = found.map(uri => ({ label: vscode.workspace.asRelativePath(uri), uri }));
  const picked = await vscode.window.showQuickPick(items, { title, placeHolder: vscode.l10n.t('Which key file?') });
  return picked === undefined ? undefined : { kind: 'file', uri: picked.uri };
}
