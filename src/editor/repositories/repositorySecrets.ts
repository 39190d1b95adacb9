import type * as vscode from 'vscode';
import type { RepositoryLogin, RepositorySecrets } from '../../workflows/repository/ports';

const prefix = 'repository:';

/** Passwords of repositories in the editor's secret storage: for a name together with its very address. */
export function repositorySecrets(secrets: vscode.SecretStorage): RepositorySecrets {
  return {
    async login(name, url) {
      const kept = parse(await secrets.get(prefix + name));
      return kept?.url === url ? { username: kept.username, password: kept.password } : undefined;
    },
    async keep(name, url, { username, password }) {
      await secrets.store(prefix + name, JSON.stringify({ url, username, password }));
    },
    async forget(name) {
      await secrets.delete(prefix + name);
    },
  };
}

function parse(text: string | undefined): (RepositoryLogin & { readonly url: string }) | undefined {
  if (text === undefined) return undefined;
  const value: unknown = JSON.parse(text);
  if (typeof value !== 'object' || value === null) return undefined;
  const member = (key: string): string => {
    const each: unknown = Reflect.get(value, key);
    return typeof each === 'string' ? each : '';
  };
  return { url: member('url'), username: member('username'), password: member('password') };
}
