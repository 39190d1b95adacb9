import { nodeFetch } from '../../../node/http/nodeFetch';
import { noSecrets, repositoryPorts } from '../../../node/repositories/repositoryPorts';
import type { PullPorts } from '../../../workflows/repository/pullPackage';
import { cliPorts } from '../../ports';
import type { Terminal } from '../../terminal';

/** Ports of the repository commands, over the files of the user's Helm and the keyring of `--keyring`. */
export function cliRepositoryPorts(
  terminal: Terminal,
  options: { readonly keyring?: string | undefined; readonly plainHttpHosts?: readonly string[] } = {},
): PullPorts & ReturnType<typeof cliPorts> {
  return {
    ...cliPorts(terminal, options.plainHttpHosts, options.keyring),
    ...repositoryPorts({
      environment: terminal.environment,
      currentDirectory: terminal.currentDirectory,
      fetch: nodeFetch({ environment: terminal.environment }),
      secrets: noSecrets,
    }),
  };
}
