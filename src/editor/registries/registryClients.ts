import { dockerCredentials } from '../../node/credentials/credentials';
import { RegistryClient } from '../../core/registry/client';
import { insecureHosts } from '../config';

/**
 * Clients by host. The editor's own `fetch` knows the proxy and the system's certificates. Credentials are those of
 * Helm's registry configuration and of Docker's, read anew for each client.
 */
export function registryClients(): (host: string) => RegistryClient {
  const credentials = dockerCredentials(process.env);
  return host =>
    new RegistryClient({ host, fetch: globalThis.fetch, credentials, plainHttp: insecureHosts().includes(host) });
}
