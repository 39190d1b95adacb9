import type { Credentials, RegistryCredential } from '../../workflows/ports';
import type { Environment } from '../environment';
import { dockerConfigPath, helmConfigPath } from './configPaths';
import { runHelper } from './credentialHelper';
import { configKey, credentialFromAuth, findAuth } from './lookup';
import type { RegistryConfig } from './registryConfig';
import { readRegistryConfig } from './registryConfig';

/** Whose configuration. */
export type CredentialFile = 'helm' | 'docker';

/**
 * Credentials as Helm finds them: its own registry configuration, then Docker's when the first has none. Wrong ones in the
 * first file are not made up for by the second. The files are read at each lookup, so that a login counts at once, and
 * never written. `credentialFor` throws `credentials.unreadable` and `credentials.helperFailed`.
 */
export function dockerCredentials(
  environment: Environment,
  files: readonly CredentialFile[] = ['helm', 'docker'],
): Credentials {
  return {
    async credentialFor(host) {
      const key = configKey(host);
      for (const file of files) {
        const path = file === 'helm' ? helmConfigPath(environment) : dockerConfigPath(environment);
        const config = await readRegistryConfig(path);
        const credential = config === undefined ? undefined : await credentialIn(config, key, environment);
        if (credential !== undefined) return credential;
      }
      return undefined;
    },
  };
}

async function credentialIn(
  config: RegistryConfig,
  key: string,
  environment: Environment,
): Promise<RegistryCredential | undefined> {
  const helper = config.credHelpers.get(key) ?? config.credsStore;
  if (helper !== undefined && helper !== '') return runHelper(helper, key, environment);
  const entry = findAuth(config, key);
  return entry === undefined ? undefined : credentialFromAuth(entry, config.path);
}
