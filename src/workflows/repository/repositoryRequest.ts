import { Buffer } from 'node:buffer';
import type { Context } from '../../core/context';
import { ChartReleaseError } from '../../core/errors';
import type { Reply } from '../../core/registry/transport';
import { mayCarryCredentials, repositoryUrl } from '../../core/repository/chartAddress';
import type { RepositoryEntry } from '../../core/repository/repositoriesFile';
import { withoutSecrets } from '../../core/repository/repositoriesFile';
import { displayText } from '../../util/displayText';
import { decodeUtf8Lossy } from '../../util/bytes';
import type { RepositoryLogin, RepositoryPorts } from './ports';

export interface RepositoryRequest {
  readonly url: URL;
  readonly limitBytes: number;
  readonly headers?: Readonly<Record<string, string>>;
}

/**
 * A GET on behalf of a repository; `undefined` for one that is not configured. Any status is a reply. The credentials go to
 * the origin of the repository only (to others when its entry says so), and after a redirect only to the very origin that
 * was asked: Helm keeps them for another port of the same host.
 * Throws `registry.unreachable`, `registry.insecure`, `registry.protocol`, `repository.badUrl`.
 */
export async function requestFor(
  ports: Pick<RepositoryPorts, 'transportFor' | 'secrets'>,
  entry: RepositoryEntry | undefined,
  request: RepositoryRequest,
  context: Context,
): Promise<Reply> {
  const transport = await ports.transportFor(entry);
  const authorization = entry === undefined ? userInfo(request.url) : await authorizationFor(ports, entry, request.url);
  const url = new URL(request.url);
  url.username = '';
  url.password = '';
  return transport.send(
    {
      method: 'GET',
      url,
      headers: request.headers ?? {},
      limitBytes: request.limitBytes,
      retry: 'idempotent',
      redirects: 'follow',
      ...(authorization === undefined ? {} : { authorization }),
    },
    context,
  );
}

/** The same, with the content; a status other than 200 throws `repository.refused` or `repository.unauthorized`. */
export async function download(
  ports: Pick<RepositoryPorts, 'transportFor' | 'secrets'>,
  entry: RepositoryEntry | undefined,
  request: RepositoryRequest,
  context: Context,
): Promise<Uint8Array> {
  const reply = await requestFor(ports, entry, request, context);
  if (reply.status !== 200) throw refusal(request.url, reply);
  return reply.bytes;
}

export function refusal(url: URL, reply: Pick<Reply, 'status' | 'bytes'>): ChartReleaseError {
  const address = withoutSecrets(url.href);
  if (reply.status === 401 || reply.status === 403)
    return new ChartReleaseError('repository.unauthorized', { url: address, status: reply.status });
  // A page of HTML explains nothing in one line.
  const text = decodeUtf8Lossy(reply.bytes).trim();
  const detail = text.startsWith('<') ? '' : displayText(text, 200);
  return new ChartReleaseError('repository.refused', { url: address, status: reply.status, detail });
}

/** What the entry has, else what is kept for it elsewhere, else what its address holds. */
export async function loginOf(
  ports: Pick<RepositoryPorts, 'secrets'>,
  entry: RepositoryEntry,
): Promise<RepositoryLogin | undefined> {
  if (entry.username !== '' && entry.password !== '') return { username: entry.username, password: entry.password };
  const kept = await ports.secrets.login(entry.name, entry.url);
  if (kept !== undefined) return kept;
  if (entry.username !== '') return { username: entry.username, password: entry.password };
  const url = repositoryUrl(entry.url);
  if (url.username === '' && url.password === '') return undefined;
  return { username: decodeURIComponent(url.username), password: decodeURIComponent(url.password) };
}

export function basicAuthorization({ username, password }: RepositoryLogin): string {
  return `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
}

async function authorizationFor(
  ports: Pick<RepositoryPorts, 'secrets'>,
  entry: RepositoryEntry,
  url: URL,
): Promise<string | undefined> {
  if (!mayCarryCredentials(repositoryUrl(entry.url), url, entry.passCredentialsAll)) return userInfo(url);
  const login = await loginOf(ports, entry);
  return login === undefined ? userInfo(url) : basicAuthorization(login);
}

function userInfo(url: URL): string | undefined {
  if (url.username === '' && url.password === '') return undefined;
  return basicAuthorization({
    username: decodeURIComponent(url.username),
    password: decodeURIComponent(url.password),
  });
}
