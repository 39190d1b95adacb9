import type { Fetch } from '../../core/registry/ports';
import { RegistryClient } from '../../core/registry/client';
import { insecureHosts } from '../config';
import type { EditorCredentials } from './editorCredentials';

/** The types of the web know no body that comes in parts; the editor's fetch takes one, half duplex. */
export const editorFetch: Fetch = (url, init) =>
  globalThis.fetch(url, (init.body === undefined ? init : { ...init, duplex: 'half' }) as RequestInit);

/** Clients by host. The editor's own `fetch` knows the proxy and the system's certificates. */
export function registryClients(credentials: EditorCredentials): (host: string) => RegistryClient {
  return host =>
    new RegistryClient({ host, fetch: editorFetch, credentials, plainHttp: insecureHosts().includes(host) });
}
