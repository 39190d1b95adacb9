import * as vscode from 'vscode';
import type { Credentials, RegistryCredential } from '../../core/registry/ports';
import { dockerCredentials } from '../../node/credentials/credentials';
import { credentialOrder } from '../config';
import type { CredentialSource } from './credentialSources';

const keyOf = (host: string): string => `registry-login:${host}`;

/**
 * Credentials of the editor: its own secret storage, then the files of Helm and Docker with their helpers, then, for ghcr.io,
 * the editor's GitHub session if there is one (never asked for by us here). The order is a setting for each registry.
 */
export class EditorCredentials implements Credentials {
  readonly #helm = dockerCredentials(process.env, ['helm']);
  readonly #docker = dockerCredentials(process.env, ['docker']);

  constructor(private readonly secrets: vscode.SecretStorage) {}

  async credentialFor(host: string): Promise<RegistryCredential | undefined> {
    for (const source of credentialOrder(host)) {
      const found = await this.#from(source, host);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  async store(host: string, username: string, secret: string): Promise<void> {
    await this.secrets.store(keyOf(host), JSON.stringify({ username, secret }));
  }

  /** Whether there was one. */
  async remove(host: string): Promise<boolean> {
    const there = (await this.secrets.get(keyOf(host))) !== undefined;
    await this.secrets.delete(keyOf(host));
    return there;
  }

  #from(source: CredentialSource, host: string): Promise<RegistryCredential | undefined> {
    switch (source) {
      case 'editor':
        return this.#stored(host);
      case 'helm':
        return this.#helm.credentialFor(host);
      case 'docker':
        return this.#docker.credentialFor(host);
      case 'github':
        return gitHubSession(host);
    }
  }

  async #stored(host: string): Promise<RegistryCredential | undefined> {
    const text = await this.secrets.get(keyOf(host));
    if (text === undefined) return undefined;
    const { username, secret } = JSON.parse(text) as { readonly username: string; readonly secret: string };
    const source = vscode.l10n.t('the log-in kept in this editor');
    return username === '' ? { username, secret: '', identityToken: secret, source } : { username, secret, source };
  }
}

async function gitHubSession(host: string): Promise<RegistryCredential | undefined> {
  if (host !== 'ghcr.io') return undefined;
  const session = await vscode.authentication.getSession('github', ['read:packages', 'write:packages'], {
    silent: true,
  });
  if (session === undefined) return undefined;
  const source = vscode.l10n.t("the editor's GitHub session");
  return { username: session.account.label, secret: session.accessToken, source };
}
