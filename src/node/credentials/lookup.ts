import type { RegistryCredential } from '../../workflows/ports';
import { decodeUtf8 } from '../../util/bytes';
import type { AuthEntry, RegistryConfig } from './registryConfig';
import { unreadable } from './registryConfig';

const dockerHubKey = 'https://index.docker.io/v1/';
const dockerHubHosts: ReadonlySet<string> = new Set(['docker.io', 'index.docker.io', 'registry-1.docker.io']);

/** What a host's credentials are kept under: the host itself, except for Docker Hub. */
export function configKey(host: string): string {
  return dockerHubHosts.has(host) ? dockerHubKey : host;
}

/**
 * The entry of `auths` for a key: exactly that key, else the first whose host part is it. `https://h:5010/v1/` and
 * `h:5010/path` are entries of `h:5010`; `h` is not (oras-go, docker/cli).
 */
export function findAuth(config: RegistryConfig, key: string): AuthEntry | undefined {
  const exact = config.auths.get(key);
  if (exact !== undefined) return exact;
  for (const [name, entry] of config.auths) if (hostPart(name) === key) return entry;
  return undefined;
}

/** `undefined` for an entry without anything in it. Throws `credentials.unreadable` for an `auth` that cannot be read. */
export function credentialFromAuth(entry: AuthEntry, path: string): RegistryCredential | undefined {
  const pair =
    entry.auth === undefined
      ? { username: entry.username ?? '', secret: entry.password ?? '' }
      : decodeAuth(entry.auth, path);
  const { identitytoken: identityToken, registrytoken: accessToken } = entry;
  if (pair.secret === '' && identityToken === undefined && accessToken === undefined) return undefined;
  return {
    ...pair,
    source: path,
    ...(identityToken === undefined ? {} : { identityToken }),
    ...(accessToken === undefined ? {} : { accessToken }),
  };
}

/** Base64 with padding, of `user:password`; the password may hold colons and is taken as it is. */
function decodeAuth(auth: string, path: string): { readonly username: string; readonly secret: string } {
  // Go ignores line breaks inside; everything else outside the alphabet is an error, and so is missing padding.
  const text = auth.replace(/[\r\n]/g, '');
  if (!/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(text))
    throw unreadable(path, 'auth is not base64');
  const pair = decodeUtf8(Buffer.from(text, 'base64')) ?? '';
  const colon = pair.indexOf(':');
  if (colon === -1) throw unreadable(path, 'auth is not user:password');
  return { username: pair.slice(0, colon), secret: pair.slice(colon + 1) };
}

export function hostPart(name: string): string {
  return name.replace(/^https?:\/\//, '').split('/', 1)[0] ?? '';
}
