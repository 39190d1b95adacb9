import { join } from 'node:path';
import * as vscode from 'vscode';
import { armorPublicKey, exportKeyring } from '../../core/provenance/exportKeyring';
import type { KeyInfo } from '../../core/provenance/keyring';
import type { ParsedKey } from '../../core/provenance/readKeyring';
import { formatSignKey, readSignKey } from '../../core/trust/keySources';
import type { KeySource } from '../../core/trust/keySources';
import { parseFingerprint } from '../../core/trust/policy';
import { fileStore } from '../../node/fileStore';
import { encodeUtf8 } from '../../util/bytes';
import { fetchKeys, uploadKey } from '../../workflows/fetchKeys';
import type { CommandMap } from '../commandMap';
import { requireTrust } from '../commands';
import { keyserver } from '../config';
import type { Host } from '../host';
import { runWithProgress } from '../progress';
import { editorFetch } from '../registries/registryClients';
import { chooseKey } from './chooseKey';
import type { EditorKey } from './keyringStore';
import { expiryText, formatFingerprint, helmReadability, keyName } from './keyText';

/** Looks for a key where the user says, shows what was found, and keeps it when the user wants it: known, not trusted. */
export function findKeyCommand(host: Host): CommandMap['helmChartRelease.findKey'] {
  return async () => {
    const title = vscode.l10n.t('Find Key Online');
    const source = await askSource(title);
    if (source === undefined) return undefined;
    const found = await runWithProgress(host.log, vscode.l10n.t('Looking for the key'), context =>
      fetchKeys(editorFetch, source, context),
    );
    const kept: KeyInfo[] = [];
    for (const key of found.keys) if (await keepFound(host, key, found.url)) kept.push(key.info);
    return kept;
  };
}

async function keepFound(host: Host, key: ParsedKey, url: string): Promise<boolean> {
  const { info } = key;
  const keep = vscode.l10n.t('Keep Without Trust');
  const earlier = (await host.keyring.keys()).filter(
    known => known.record.source === url && known.info.fingerprint !== info.fingerprint,
  );
  const changed =
    earlier.length === 0
      ? ''
      : `${vscode.l10n.t('WARNING: this address gave another key before: {0}. Ask the owner before you rely on either.', earlier.map(known => formatFingerprint(known.info.fingerprint)).join(', '))}\n\n`;
  const detail = [
    vscode.l10n.t('Fingerprint:\n{0}', formatFingerprint(info.fingerprint)),
    `${info.algorithm}, ${expiryText(info, Date.now())}. ${helmReadability(info)}`,
    vscode.l10n.t('From: {0}', url),
    vscode.l10n.t(
      'Nobody has checked who owns it. Compare the fingerprint with one you got by another way before you trust it.',
    ),
  ].join('\n\n');
  const text = vscode.l10n.t('Found the key of {0}', keyName(info));
  const picked = await vscode.window.showWarningMessage(text, { modal: true, detail: changed + detail }, keep);
  if (picked !== keep) return false;
  await host.keyring.addPublicKey(info.fingerprint, key.publicBytes, {
    trusted: false,
    addedAtMs: Date.now(),
    source: url,
  });
  host.log.info(`kept key ${info.fingerprint} from ${url}, not trusted`);
  return true;
}

async function askSource(title: string): Promise<KeySource | undefined> {
  const annotated = await annotations();
  const items: (vscode.QuickPickItem & { readonly ask: () => Promise<KeySource | undefined> })[] = [
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

async function askText(title: string, prompt: string, form: RegExp): Promise<string | undefined> {
  const text = await vscode.window.showInputBox({
    title,
    prompt,
    ignoreFocusOut: true,
    validateInput: value => (form.test(value.trim()) ? undefined : prompt),
  });
  return text?.trim();
}

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
  return uri.fsPath;
}

/** Adds the annotation at the end of `annotations:` or of the file; the rest of the text stays as it is. */
async function annotate(title: string, { info }: EditorKey): Promise<string | undefined> {
  const charts = await vscode.workspace.findFiles('**/Chart.yaml', '**/{node_modules,.git}/**', 100);
  const items = charts.map(uri => ({ label: vscode.workspace.asRelativePath(uri), uri }));
  const picked = await vscode.window.showQuickPick(items, { title, placeHolder: vscode.l10n.t('Which Chart.yaml?') });
  if (picked === undefined) return undefined;
  const url = await askText(title, vscode.l10n.t('https address where the public key will be'), /^https:\/\/\S+$/);
  if (url === undefined) return undefined;
  const document = await vscode.workspace.openTextDocument(picked.uri);
  const text = document.getText();
  const value = formatSignKey({ fingerprint: info.fingerprint, url })
    .trimEnd()
    .split('\n')
    .map(line => `    ${line}`)
    .join('\n');
  const entry = `  artifacthub.io/signKey: |\n${value}\n`;
  const block = /^annotations:[ \t]*(?:#.*)?\r?\n/m.exec(text);
  const edit = new vscode.WorkspaceEdit();
  if (readSignKey(text) !== undefined || (block === null && /^annotations:/m.test(text))) {
    void vscode.window.showWarningMessage(
      vscode.l10n.t('The Chart.yaml names a key already, or writes its annotations in braces: change it by hand.'),
    );
    await vscode.window.showTextDocument(document);
    return undefined;
  }
  const at = block === null ? text.length : block.index + block[0].length;
  const before = block === null ? `${text === '' || text.endsWith('\n') ? '' : '\n'}annotations:\n` : '';
  edit.insert(picked.uri, document.positionAt(at), before + entry);
  await vscode.workspace.applyEdit(edit);
  await vscode.window.showTextDocument(document);
  return picked.uri.fsPath;
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
  return server;
}
