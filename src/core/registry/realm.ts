import { ChartReleaseError } from '../errors';
import { hostKind, tryUrl } from './address';

/**
 * Token servers that belong to a registry under another name. They may also get a refresh token, which is worth more
 * than a password: it is not bound to a scope.
 */
const knownRealms: ReadonlyMap<string, string> = new Map([
  ['registry-1.docker.io', 'auth.docker.io'],
  ['registry.gitlab.com', 'gitlab.com'],
]);

export type RealmTrust = 'same' | 'related' | 'foreign';

/**
 * The token server of a Bearer challenge. The registry, or who sits between, chooses it, so it may not lead from https to
 * http nor from a public registry to an address inside. Throws `registry.insecure`, `registry.protocol`.
 */
export function parseRealm(realm: string | undefined, registry: URL): URL {
  const url = realm === undefined ? undefined : tryUrl(realm);
  if (url === undefined || (url.protocol !== 'https:' && url.protocol !== 'http:')) {
    throw new ChartReleaseError('registry.protocol', { host: registry.host, reason: 'token realm is no web address' });
  }
  if (url.username !== '' || url.password !== '') throw insecure(url, 'token realm with credentials');
  // In the clear the realm may only be the server that we already talk to in the clear.
  if (url.protocol === 'http:' && (registry.protocol === 'https:' || url.hostname !== registry.hostname)) {
    throw insecure(url, 'token realm over http');
  }
  const kind = hostKind(url.hostname);
  if (kind !== 'public' && url.hostname !== registry.hostname && kind !== hostKind(registry.hostname)) {
    throw insecure(url, 'token realm at a private address');
  }
  return url;
}

/**
 * Who gets the credential of a registry. `same`: the same origin, or the same host name when both prove it by TLS, or a
 * known pair. `related`: a neighbour under the registry's parent domain (registry.example.com and gitlab.example.com).
 */
export function realmTrust(realm: URL, registry: URL, trustedRealms: readonly string[]): RealmTrust {
  if (realm.origin === registry.origin) return 'same';
  if (realm.protocol !== 'https:') return trustedRealms.includes(realm.host) ? 'same' : 'foreign';
  if (realm.hostname === registry.hostname || knownRealms.get(registry.hostname) === realm.hostname) return 'same';
  if (trustedRealms.includes(realm.host)) return 'same';
  const parent = registry.hostname.slice(registry.hostname.indexOf('.') + 1);
  const isName = hostKind(registry.hostname) === 'public' && /[a-z]/i.test(registry.hostname);
  if (isName && parent.includes('.') && (realm.hostname === parent || realm.hostname.endsWith(`.${parent}`)))
    return 'related';
  return 'foreign';
}

export function insecure(url: URL, reason: string): ChartReleaseError<'registry.insecure'> {
  return new ChartReleaseError('registry.insecure', { url: `${url.protocol}//${url.host}${url.pathname}`, reason });
}
