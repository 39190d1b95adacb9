import * as vscode from 'vscode';
import type { RegistryClient } from '../../core/registry/client';
import { parseTarget } from '../../core/registry/reference';
import { removeLogin, storeLogin } from '../../node/credentials/storeLogin';
import type { CommandMap } from '../commandMap';
import { requireTrust } from '../commands';
import { configuredRegistries } from '../config';
import type { Host } from '../host';
import { runWithProgress } from '../progress';
import { isRegistryNode } from './registryNodes';
import { registryClients } from './registryClients';

/** Asks for a user and a password, tries them at the registry, and keeps them only when it took them. */
export function logInCommand(host: Host): CommandMap['helmChartRelease.logIn'] {
  return async target => {
    const title = vscode.l10n.t('Log In to a Registry');
    requireTrust(title);
    const name = await pickHost(title, target);
    if (name === undefined) return undefined;
    const username = await vscode.window.showInputBox({
      title: `${title}: ${name}`,
      prompt: vscode.l10n.t('User name. Leave it empty for an identity token.'),
      ignoreFocusOut: true,
    });
    if (username === undefined) return undefined;
    const secret = await vscode.window.showInputBox({
      title: `${title}: ${name}`,
      prompt: vscode.l10n.t('Password or access token'),
      password: true,
      ignoreFocusOut: true,
    });
    if (secret === undefined || secret === '') return undefined;
    await runWithProgress(host.log, vscode.l10n.t('Logging in to {0}', name), context =>
      tried(name, username, secret).ping(context),
    );
    return keep(host, title, name, username, secret);
  };
}

function tried(name: string, username: string, secret: string): RegistryClient {
  const source = vscode.l10n.t('what you typed');
  const credential =
    username === '' ? { username, secret: '', identityToken: secret, source } : { username, secret, source };
  return registryClients({ credentialFor: () => Promise.resolve(credential) })(name);
}

async function keep(
  host: Host,
  title: string,
  name: string,
  username: string,
  secret: string,
): Promise<string | undefined> {
  const places = [
    { label: vscode.l10n.t('In this editor'), detail: vscode.l10n.t('secret storage of the editor'), file: false },
    {
      label: vscode.l10n.t("In Helm's own file"),
      detail: vscode.l10n.t('helm on the command line uses it as well'),
      file: true,
    },
  ];
  const place = await vscode.window.showQuickPick(places, {
    title: `${title}: ${name}`,
    placeHolder: vscode.l10n.t('The registry took it. Where to keep the log-in?'),
    ignoreFocusOut: true,
  });
  if (place === undefined) return undefined;
  if (place.file) await storeLogin(name, { username, secret }, process.env);
  else await host.credentials.store(name, username, secret);
  host.log.info(`logged in to ${name}`);
  void vscode.commands.executeCommand('helmChartRelease.refreshRegistries');
  void vscode.window.showInformationMessage(vscode.l10n.t('Logged in to {0}.', name));
  return name;
}

/** Removes what this editor keeps; Helm's own file only when the user says so. */
export function logOutCommand(host: Host): CommandMap['helmChartRelease.logOut'] {
  return async target => {
    const title = vscode.l10n.t('Log Out of a Registry');
    const name = await pickHost(title, target);
    if (name === undefined) return undefined;
    const removed = await host.credentials.remove(name);
    const file = vscode.l10n.t("Also from Helm's File");
    const text = removed
      ? vscode.l10n.t('Logged out of {0} in this editor.', name)
      : vscode.l10n.t('This editor kept no log-in for {0}.', name);
    void vscode.commands.executeCommand('helmChartRelease.refreshRegistries');
    const picked = await vscode.window.showInformationMessage(text, file);
    return picked === file ? (await removeLogin(name, process.env)) || removed : removed;
  };
}

async function pickHost(title: string, target: unknown): Promise<string | undefined> {
  if (isRegistryNode(target)) return parseTarget(target.target).host;
  const hosts = [...new Set(configuredRegistries().map(text => parseTarget(text).host))];
  if (hosts.length === 0)
    return vscode.window.showInputBox({ title, prompt: vscode.l10n.t('Host of the registry'), placeHolder: 'ghcr.io' });
  return vscode.window.showQuickPick(hosts, { title, placeHolder: vscode.l10n.t('Which registry?') });
}
