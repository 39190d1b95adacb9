import type { Credentials, Fetch } from '../../core/registry/ports';
import { RegistryClient } from '../../core/registry/client';
import { tlsFetch } from '../../node/http/tlsFetch';
import { certificatesFor, insecureHosts, proxyEnvironment } from '../config';

/** The types of the web know no body that comes in parts; the editor's fetch takes one, half duplex. */
export const editorFetch: Fetch = (url, init) =>
  globalThis.fetch(url, (init.body === undefined ? init : { ...init, duplex: 'half' }) as RequestInit);

/** Connections are kept between requests: one fetch for each set of certificates and proxy. */
const withCertificates = new Map<string, Fetch>();

/**
 * Clients by host. The editor's own `fetch` knows the proxy and the system's certificates, but takes none for one host; where the
 * user set certificates for a registry, `node/http` asks it, through the same proxy.
 */
export function registryClients(credentials: Credentials): (host: string) => RegistryClient {
  return host => {
    const fetch = ownFetch(host);
    return new RegistryClient({
      host,
      fetch: fetch ?? editorFetch,
      credentials,
      plainHttp: insecureHosts().includes(host),
      tls: fetch !== undefined,
    });
  };
}

function ownFetch(host: string): Fetch | undefined {
  const paths = certificatesFor(host);
  if (paths === undefined) return undefined;
  const environment = proxyEnvironment();
  const key = JSON.stringify([paths, environment['HTTPS_PROXY'], environment['NO_PROXY']]);
  const fetch = withCertificates.get(key) ?? tlsFetch(paths, environment);
  withCertificates.set(key, fetch);
  return fetch;
}
