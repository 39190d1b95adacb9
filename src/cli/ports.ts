import { RegistryClient } from '../core/registry/client';
import { chartFiles } from '../node/chartFiles';
import { dockerCredentials } from '../node/credentials/credentials';
import { fileStore } from '../node/fileStore';
import { nodeFetch } from '../node/http/nodeFetch';
import { packageTimes } from '../node/packageTime';
import type { PackagePorts } from '../workflows/packageChart';
import type { PushPorts } from '../workflows/pushChart';
import type { Terminal } from './terminal';

/** The ports of the workflows over this process. `plainHttpHosts`: `name[:port]` that may be spoken to over plain HTTP. */
export function cliPorts(terminal: Terminal, plainHttpHosts: readonly string[] = []): PackagePorts & PushPorts {
  const credentials = dockerCredentials(terminal.environment);
  const fetch = nodeFetch({ environment: terminal.environment });
  return {
    chartFiles: chartFiles(),
    store: fileStore(),
    packageTimes: packageTimes(terminal.environment),
    clientFor: host => new RegistryClient({ host, fetch, credentials, plainHttp: plainHttpHosts.includes(host) }),
  };
}
