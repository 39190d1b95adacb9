import type { Context } from '../context';
import { tryUrl } from './address';
import { asObject, ManifestProblem, parseJson } from './descriptor';
import { insecure } from './realm';
import type { Call, RegistrySession } from './session';
import type { Reply } from './transport';

/** A list of names, page after page as the registry links them; the caller stops when it has enough. */
export async function* pagesOf(
  session: RegistrySession,
  first: Pick<Call, 'url' | 'scope' | 'reference' | 'headers'>,
  read: (reply: Reply) => readonly string[],
  subject: string,
  context: Context,
): AsyncGenerator<readonly string[]> {
  const seen = new Set<string>();
  let url: URL | undefined = first.url;
  while (url !== undefined) {
    if (seen.has(url.href) || seen.size === session.limits.listPages) throw session.protocol(`${subject} without end`);
    seen.add(url.href);
    const call: Call = { ...first, method: 'GET', url, limitBytes: session.limits.listBytes, retry: 'idempotent' };
    const reply = await session.expect(call, [200], context);
    yield read(reply);
    url = nextPage(session, reply, url);
  }
}

export async function collectPages(pages: AsyncIterable<readonly string[]>): Promise<readonly string[]> {
  const names: string[] = [];
  for await (const page of pages) for (const name of page) names.push(name);
  return names;
}

/** The texts of one list of a JSON answer. */
export function namesIn(session: RegistrySession, reply: Reply, key: string): readonly string[] {
  try {
    const document = asObject(parseJson(reply.bytes), 'list');
    // A repository whose last manifest was deleted has `"tags": null` in docker-registry, others leave the key out. What has
    // neither a list nor a name is an answer to another question.
    if (document[key] === undefined && document['name'] === undefined) throw new ManifestProblem(`no ${key}`);
    const list = document[key] ?? [];
    if (!Array.isArray(list)) throw new ManifestProblem(`${key} is not a list`);
    return list.filter((name): name is string => typeof name === 'string');
  } catch (error) {
    throw session.asProtocol(error, 'list');
  }
}

export function nextPage(session: RegistrySession, reply: Reply, page: URL): URL | undefined {
  const link = /<([^>]*)>\s*;[^,]*\brel="?next"?/i.exec(reply.headers.get('link') ?? '')?.[1];
  if (link === undefined) return undefined;
  const next = tryUrl(link, page);
  if (next === undefined) throw session.protocol('next page is no address');
  if (next.origin !== session.origin.origin) throw insecure(next, 'next page at another host');
  return next;
}
