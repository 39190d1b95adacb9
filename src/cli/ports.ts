import { RegistryClient } from '../core/registry/client';
import { chartFiles } from '../node/chartFiles';
import { dockerCredentials } from '../node/credentials/credentials';
import { blobFiles } from '../node/blobFiles';
import { fileLocks } from '../node/fileLocks';
import { fileStore } from '../node/fileStore';
import { nodeFetch } from '../node/http/nodeFetch';
import { policyFiles } from '../node/policyFiles';
import { systemClock } from '../node/systemClock';
import { packageTimes } from '../node/packageTime';
import type { PackagePorts } from '../workflows/packageChart';
import { CommandLineKeyring } from './commandLineKeyring';
import type { FolderPorts } from '../workflows/publish/publishToFolder';
import type { PushPorts } from '../workflows/pushChart';
import type { Connection } from './connection';
import type { Terminal } from './terminal';

/** The ports of the workflows over this process. `plainHttpHosts`: `name[:port]` that may be spoken to over plain HTTP. */
export function cliPorts(
  terminal: Terminal,
  plainHttpHosts: readonly string[] = [],
  keyring?: string,
  connection: Connection = {},
): PackagePorts & PushPorts & FolderPorts {
  const stored = dockerCredentials(terminal.environment);
  const { tls, credential } = connection;
  const fetch = nodeFetch({ environment: terminal.environment, ...(tls === undefined ? {} : { tls }) });
  const store = fileStore();
  return {
    chartFiles: chartFiles(),
    store,
    files: blobFiles(),
    locks: fileLocks(),
    keys: new CommandLineKeyring(keyring, terminal, store),
    clock: systemClock,
    policies: policyFiles(() => [terminal.currentDirectory]),
    packageTimes: packageTimes(terminal.environment),
    clientFor: host =>
      new RegistryClient({
        host,
        fetch,
        credentials:
          credential === undefined || host !== connection.host
            ? stored
            : { credentialFor: () => Promise.resolve(credential) },
        plainHttp: plainHttpHosts.includes(host),
        tls: tls !== undefined,
      }),
  };
}
