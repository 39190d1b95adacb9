import type { RegistryCredential } from '../../../core/registry/ports';
import { nodeFetch } from '../../../node/http/nodeFetch';
import { noSecrets, repositoryPorts } from '../../../node/repositories/repositoryPorts';
import type { PullPorts } from '../../../workflows/repository/pullPackage';
import type { RepositorySecrets } from '../../../workflows/repository/ports';
import type { Connection } from '../../connection';
import { cliPorts } from '../../ports';
import type { Terminal } from '../../terminal';

/** Ports of the repository commands, over the files of the user's Helm and the keyring of `--keyring`. */
export function cliRepositoryPorts(
  terminal: Terminal,
  options: {
    readonly keyring?: string | undefined;
    readonly plainHttpHosts?: readonly string[];
    readonly connection?: Connection;
  } = {},
): PullPorts & ReturnType<typeof cliPorts> {
  const { tls, credential } = options.connection ?? {};
  return {
    ...cliPorts(terminal, options.plainHttpHosts, options.keyring, options.connection),
    ...repositoryPorts({
      environment: terminal.environment,
      currentDirectory: terminal.currentDirectory,
      fetch: nodeFetch({ environment: terminal.environment, ...(tls === undefined ? {} : { tls }) }),
      secrets: credential === undefined ? noSecrets : givenLogin(credential),
    }),
  };
}

/** As in Helm, for a repository whose entry has no login of its own; it goes to the origin of that repository only. */
function givenLogin({ username, secret }: RegistryCredential): RepositorySecrets {
  return { ...noSecrets, login: () => Promise.resolve({ username, password: secret }) };
}
