import { dockerCredentials } from '../../node/credentials/credentials';
import { RegistryClient } from '../../core/registry/client';
import type { Fetch } from '../../core/registry/ports';
import { insecureHosts } from '../config';

/** The types of the web know no body that comes in parts; the editor's fetch takes one, half duplex. */
export const editorFetch: Fetch = (url, init) =>
  globalThis.fetch(url, (init.body === undefined ? init : { ...init, duplex: 'half' }) as RequestInit);

/**
 * Clients by host. The editor's own `fetch` knows the proxy and the system's certificates. Credentials are those of
 * Helm's registry configuration and of Docker's, read anew for each client.
 */
export function registryClients(): (host: string) => RegistryClient {
  const credentials = dockerCredentials(process.env);
  return host =>
    new RegistryClient({ host, fetch: editorFetch, credentials, plainHttp: insecureHosts().includes(host) });
}
