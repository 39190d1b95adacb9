import type { Digest } from '../../util/digest';
import { isDigest, sha256 } from '../../util/digest';
import type { Context } from '../context';
import { ChartReleaseError } from '../errors';
import { isLoopbackHost, tryUrl } from './address';
import type { Identity, Scope } from './auth';
import { RegistryAuth } from './auth';
import type { ImageIndex, ImageManifest } from './descriptor';
import { asObject, ManifestProblem, parseJson, parseManifest } from './descriptor';
import { failureOf } from './failure';
import type { RegistryLimits } from './limits';
import { registryLimits } from './limits';
import { mediaTypes } from './mediaTypes';
import type { Credentials, Fetch } from './ports';
import { insecure } from './realm';
import { apiHost, isRepository, isTag } from './reference';
import { isPassingFailure, isRetryableStatus, retryDelayMs } from './retry';
import type { Reply, Transport, TransportRequest } from './transport';
import { createTransport, pause } from './transport';

export interface RegistryClientOptions {
  /** `name[:port]`. */
  readonly host: string;
  readonly fetch: Fetch;
  readonly credentials: Credentials;
  /** Milliseconds since 1970; decides whether a token is still good. */
  readonly now?: () => number;
  /** http instead of https. Loopback hosts are always asked over http. */
  readonly plainHttp?: boolean;
  /** `name[:port]` of token servers that the user allowed to get this registry's credential. */
  readonly trustedRealms?: readonly string[];
  readonly limits?: RegistryLimits;
}

export interface Blob {
  readonly bytes: Uint8Array;
  readonly digest: Digest;
}

export interface ManifestHead {
  readonly digest: Digest;
  /** Without parameters, in lower case. */
  readonly mediaType: string;
}

export interface FetchedManifest extends ManifestHead {
  readonly bytes: Uint8Array;
  readonly document: ImageManifest | ImageIndex;
}

// docker-registry answers 404 to an OCI manifest unless its type is listed; the Docker types let us say what else it is.
const manifestAccept = [mediaTypes.manifest, mediaTypes.index, mediaTypes.dockerManifest, mediaTypes.dockerList].join(
  ', ',
);

/** What a token is asked for. */
export type Access = 'pull' | 'pull,push';

interface Call extends Omit<TransportRequest, 'redirects' | 'authorization' | 'headers'> {
  readonly scope: Scope;
  readonly headers?: Readonly<Record<string, string>>;
  readonly reference?: string;
}

/**
 * The distribution API of one registry (specification 1.1). Every method throws `registry.unreachable`,
 * `registry.unauthorized`, `registry.refused`, `registry.protocol`, `registry.insecure`, `registry.digestMismatch`, or
 * what the context's signal was aborted with; `registry.notFound` where nothing else is said.
 */
export class RegistryClient {
  /** `name[:port]`, as references carry it. */
  readonly host: string;
  readonly #origin: URL;
  readonly #transport: Transport;
  readonly #auth: RegistryAuth;
  readonly #limits: RegistryLimits;
  readonly #now: () => number;

  constructor(options: RegistryClientOptions) {
    const { host, fetch, credentials, trustedRealms = [], limits = registryLimits, now = Date.now } = options;
    const plainHttp = options.plainHttp === true || isLoopbackHost(host);
    const registry = new URL(`${plainHttp ? 'http' : 'https'}://${apiHost(host)}`);
    this.host = host;
    this.#limits = limits;
    this.#now = now;
    this.#origin = registry;
    this.#transport = createTransport({ fetch, limits, now });
    this.#auth = new RegistryAuth({
      host,
      registry,
      credentials,
      transport: this.#transport,
      limits,
      now,
      trustedRealms,
    });
  }

  /** Whether the registry answers and takes our credential. */
  async ping(context: Context): Promise<void> {
    const url = new URL('/v2/', this.#origin);
    const call: Call = { method: 'GET', url, scope: '', limitBytes: this.#limits.errorBytes, retry: 'idempotent' };
    await this.#expect(call, [200], context);
  }

  /**
   * `undefined` when there is none. `access`: what the token is asked for; some servers refuse a token to pull from a
   * repository that does not exist yet, so a push asks for both from the start.
   */
  async headManifest(
    repository: string,
    reference: string,
    context: Context,
    access: Access = 'pull',
  ): Promise<ManifestHead | undefined> {
    const call: Call = {
      method: 'HEAD',
      url: this.#apiUrl(repository, 'manifests', reference),
      scope: scopeOf(repository, access),
      headers: { Accept: manifestAccept },
      limitBytes: 0,
      retry: 'idempotent',
    };
    const reply = await this.#expect(call, [200, 404], context);
    if (reply.status === 404) return undefined;
    const digest = reply.headers.get('docker-content-digest') ?? '';
    if (isDigest(digest)) return { digest, mediaType: mediaTypeOf(reply) };
    const fetched = await this.#fetchManifest(repository, reference, context);
    return { digest: fetched.digest, mediaType: fetched.mediaType };
  }

  async getManifest(repository: string, reference: string, context: Context): Promise<FetchedManifest> {
    const fetched = await this.#fetchManifest(repository, reference, context);
    try {
      return { ...fetched, document: parseManifest(fetched.bytes, fetched.mediaType) };
    } catch (error) {
      throw this.#asProtocol(error, `manifest ${reference}`);
    }
  }

  async #fetchManifest(
    repository: string,
    reference: string,
    context: Context,
  ): Promise<ManifestHead & { readonly bytes: Uint8Array }> {
    const call: Call = {
      method: 'GET',
      url: this.#apiUrl(repository, 'manifests', reference),
      scope: scopeOf(repository, 'pull'),
      headers: { Accept: manifestAccept },
      limitBytes: this.#limits.manifestBytes,
      retry: 'idempotent',
      reference: this.#nameOf(repository, reference),
    };
    const reply = await this.#expect(call, [200], context);
    const digest = sha256(reply.bytes);
    if (isDigest(reference)) requireDigest(`manifest ${reference}`, reference, digest);
    const claimed = reply.headers.get('docker-content-digest') ?? '';
    if (isDigest(claimed)) requireDigest(`manifest ${reference}`, claimed, digest);
    return { bytes: reply.bytes, digest, mediaType: mediaTypeOf(reply) };
  }

  /** Content type OCI manifest. A tag is not tried again after a lost connection: ask `headManifest` what became of it. */
  async putManifest(repository: string, reference: string, manifest: Blob, context: Context): Promise<void> {
    const call: Call = {
      method: 'PUT',
      url: this.#apiUrl(repository, 'manifests', reference),
      scope: scopeOf(repository, 'pull,push'),
      headers: { 'Content-Type': mediaTypes.manifest },
      body: new Uint8Array(manifest.bytes),
      limitBytes: this.#limits.errorBytes,
      retry: isDigest(reference) ? 'idempotent' : 'unprocessed',
    };
    const reply = await this.#expect(call, [200, 201, 202], context);
    const stored = reply.headers.get('docker-content-digest') ?? '';
    if (isDigest(stored)) requireDigest(`manifest ${reference}`, manifest.digest, stored);
  }

  async hasBlob(repository: string, digest: Digest, context: Context): Promise<boolean> {
    const url = this.#apiUrl(repository, 'blobs', digest);
    const scope = scopeOf(repository, 'pull,push');
    const call: Call = { method: 'HEAD', url, scope, limitBytes: 0, retry: 'idempotent' };
    return (await this.#expect(call, [200, 404], context)).status === 200;
  }

  /** Exactly `sizeBytes` bytes of this digest. */
  async getBlob(
    repository: string,
    blob: { readonly digest: Digest; readonly sizeBytes: number },
    context: Context,
  ): Promise<Uint8Array> {
    const call: Call = {
      method: 'GET',
      url: this.#apiUrl(repository, 'blobs', blob.digest),
      scope: scopeOf(repository, 'pull'),
      limitBytes: blob.sizeBytes,
      retry: 'idempotent',
      reference: this.#nameOf(repository, blob.digest),
    };
    const { bytes } = await this.#expect(call, [200], context);
    requireDigest(`blob ${blob.digest}`, blob.digest, sha256(bytes));
    return bytes;
  }

  /**
   * POST for a session, PUT of the whole. A session that broke is not resumed (docker-registry cannot) but begun anew:
   * until the last byte is there and hashes to the digest, nothing is visible.
   */
  async putBlob(repository: string, blob: Blob, context: Context): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      const last = attempt === this.#limits.attempts;
      try {
        const reply = await this.#uploadOnce(repository, blob, context);
        if (last || !isRetryableStatus(reply.status)) return await this.#requireStored(reply, repository, blob);
      } catch (error) {
        context.signal.throwIfAborted();
        if (last || !isPassingFailure(error)) throw error;
      }
      await pause(retryDelayMs(attempt, undefined, this.#limits, this.#now()), context.signal);
    }
  }

  async #uploadOnce(repository: string, blob: Blob, context: Context): Promise<Reply> {
    const url = this.#apiUrl(repository, 'blobs/uploads', '');
    const common = { scope: scopeOf(repository, 'pull,push'), limitBytes: this.#limits.errorBytes };
    const session = await this.#expect({ method: 'POST', url, ...common, retry: 'idempotent' }, [201, 202], context);
    if (session.status === 201) return session;
    const location = this.#uploadLocation(session, url);
    // Appended as text: the query is the server's own and may not survive being read and written again.
    location.search += `${location.search === '' ? '?' : '&'}digest=${encodeURIComponent(blob.digest)}`;
    return this.#authorized(
      {
        method: 'PUT',
        url: location,
        ...common,
        headers: { 'Content-Type': mediaTypes.bytes },
        body: new Uint8Array(blob.bytes),
        retry: 'never',
      },
      context,
    );
  }

  async #requireStored(reply: Reply, repository: string, blob: Blob): Promise<void> {
    if (reply.status !== 201 && reply.status !== 204)
      throw await this.#refusal(reply, `PUT /v2/${repository}/blobs/uploads/`);
    const stored = reply.headers.get('docker-content-digest') ?? '';
    if (isDigest(stored)) requireDigest(`blob ${blob.digest}`, blob.digest, stored);
  }

  /** Attack: an upload address at another server, which would get the content and, in oras-go, the credential (CVE-2026-50151). */
  #uploadLocation(session: Reply, base: URL): URL {
    const location = tryUrl(session.headers.get('location') ?? '', base);
    if (session.headers.get('location') === null || location === undefined)
      throw this.#protocol('upload without Location');
    if (location.origin !== this.#origin.origin || location.username !== '')
      throw insecure(location, 'upload to another host');
    return location;
  }

  /** All pages, in the registry's order, without what is no tag. */
  async listTags(repository: string, context: Context): Promise<readonly string[]> {
    const url = this.#apiUrl(repository, 'tags', 'list');
    const reference = `oci://${this.host}/${repository}`;
    const tags = await this.#pages({ url, scope: scopeOf(repository, 'pull'), reference }, 'tags', context);
    return tags.filter(isTag);
  }

  /** Every repository of the registry, where it tells: Docker Hub and GHCR do not. */
  async listRepositories(context: Context): Promise<readonly string[]> {
    const url = new URL('/v2/_catalog', this.#origin);
    const repositories = await this.#pages({ url, scope: 'registry:catalog:*' }, 'repositories', context);
    return repositories.filter(isRepository);
  }

  async #pages(
    first: Pick<Call, 'url' | 'scope' | 'reference'>,
    key: string,
    context: Context,
  ): Promise<readonly string[]> {
    const names: string[] = [];
    const seen = new Set<string>();
    let url: URL | undefined = first.url;
    while (url !== undefined) {
      if (seen.has(url.href) || seen.size === this.#limits.listPages) throw this.#protocol(`${key} without end`);
      seen.add(url.href);
      const call: Call = { ...first, method: 'GET', url, limitBytes: this.#limits.listBytes, retry: 'idempotent' };
      const reply = await this.#expect(call, [200], context);
      for (const name of this.#namesOf(reply, key)) names.push(name);
      url = this.#nextPage(reply, url);
    }
    return names;
  }

  #namesOf(reply: Reply, key: string): readonly string[] {
    try {
      // A repository whose last manifest was deleted has `"tags": null` in docker-registry.
      const list = asObject(parseJson(reply.bytes), 'list')[key] ?? [];
      if (!Array.isArray(list)) throw new ManifestProblem(`${key} is not a list`);
      return list.filter((name): name is string => typeof name === 'string');
    } catch (error) {
      throw this.#asProtocol(error, 'list');
    }
  }

  #nextPage(reply: Reply, page: URL): URL | undefined {
    const link = /<([^>]*)>\s*;[^,]*\brel="?next"?/i.exec(reply.headers.get('link') ?? '')?.[1];
    if (link === undefined) return undefined;
    const next = tryUrl(link, page);
    if (next === undefined) throw this.#protocol('next page is no address');
    if (next.origin !== this.#origin.origin) throw insecure(next, 'next page at another host');
    return next;
  }

  /** Manifests that name this digest as their subject, from the API or the fallback tag; empty when there is neither. */
  async listReferrers(repository: string, digest: Digest, context: Context): Promise<ImageIndex['manifests']> {
    const call: Call = {
      method: 'GET',
      url: this.#apiUrl(repository, 'referrers', digest),
      scope: scopeOf(repository, 'pull'),
      headers: { Accept: mediaTypes.index },
      limitBytes: this.#limits.listBytes,
      retry: 'idempotent',
    };
    const reply = await this.#expect(call, [200, 404], context);
    try {
      if (reply.status === 200) return indexOf(parseManifest(reply.bytes, mediaTypes.index));
      // Registries without the API keep the list in an index under this tag (distribution specification, referrers tag schema).
      const fallback = digest.replace(':', '-');
      if ((await this.headManifest(repository, fallback, context)) === undefined) return [];
      return indexOf((await this.getManifest(repository, fallback, context)).document);
    } catch (error) {
      throw this.#asProtocol(error, 'referrers');
    }
  }

  #apiUrl(repository: string, kind: string, reference: string): URL {
    // Nothing that is not of the grammar may become a part of a path.
    if (!isRepository(repository))
      throw new ChartReleaseError('registry.badReference', { reference: repository, reason: 'repository' });
    if (kind === 'manifests' && !isTag(reference) && !isDigest(reference)) {
      throw new ChartReleaseError('registry.badReference', { reference, reason: 'tag' });
    }
    return new URL(`/v2/${repository}/${kind}/${reference}`, this.#origin);
  }

  async #expect(call: Call, statuses: readonly number[], context: Context): Promise<Reply> {
    const reply = await this.#authorized(call, context);
    if (statuses.includes(reply.status)) return reply;
    throw await this.#refusal(reply, `${call.method} ${call.url.pathname}`, call.reference);
  }

  /**
   * GHCR answers 403 to a pull of a public chart when a stale credential comes with it: such a pull is tried once more
   * without. Its failure does not hide the first one.
   */
  async #authorized(call: Call, context: Context): Promise<Reply> {
    const pull = call.scope.endsWith(':pull');
    let refused: { readonly reply?: Reply; readonly error?: unknown };
    try {
      const reply = await this.#withIdentity(call, 'credential', context);
      if (reply.status !== 403 || reply.foreign || !pull || !(await this.#auth.hasCredential())) return reply;
      refused = { reply };
    } catch (error) {
      const stale = ChartReleaseError.is(error, 'registry.unauthorized') && error.details.status === 403;
      if (!stale || !pull || !(await this.#auth.hasCredential())) throw error;
      refused = { error };
    }
    const open = await this.#withIdentity(call, 'anonymous', context).catch(() => undefined);
    context.signal.throwIfAborted();
    if (open !== undefined && (open.status === 200 || open.status === 404)) return open;
    if (refused.reply === undefined) throw refused.error;
    return refused.reply;
  }

  async #withIdentity(call: Call, identity: Identity, context: Context): Promise<Reply> {
    const { scope } = call;
    const known = this.#auth.known(scope, identity);
    const reply = await this.#send(call, known, context);
    const header = reply.headers.get('www-authenticate');
    if (reply.status !== 401 || reply.foreign || header === null) return reply;
    const answer = await this.#auth.answer(header, scope, identity, context);
    if (answer === undefined || answer === known) return reply;
    return this.#send(call, answer, context);
  }

  #send(call: Call, authorization: string | undefined, context: Context): Promise<Reply> {
    const { method, url, headers = {}, body, limitBytes, retry } = call;
    return this.#transport.send(
      {
        method,
        url,
        headers,
        limitBytes,
        retry,
        redirects: 'follow',
        ...(body === undefined ? {} : { body }),
        ...(authorization === undefined ? {} : { authorization }),
      },
      context,
    );
  }

  async #refusal(reply: Reply, request: string, reference?: string): Promise<ChartReleaseError> {
    const credential = await this.#auth.sourceOf('credential');
    const named = reference === undefined ? {} : { reference };
    return failureOf(reply, { host: this.host, request, credential, secrets: this.#auth.secrets, ...named });
  }

  #nameOf(repository: string, reference: string): string {
    return `oci://${this.host}/${repository}${isDigest(reference) ? '@' : ':'}${reference}`;
  }

  #protocol(reason: string): ChartReleaseError<'registry.protocol'> {
    return new ChartReleaseError('registry.protocol', { host: this.host, reason });
  }

  #asProtocol(error: unknown, subject: string): unknown {
    return error instanceof ManifestProblem ? this.#protocol(`${subject}: ${error.message}`) : error;
  }
}

function scopeOf(repository: string, access: Access): Scope {
  return `repository:${repository}:${access}`;
}

function indexOf(document: ImageManifest | ImageIndex): ImageIndex['manifests'] {
  if (document.kind !== 'index') throw new ManifestProblem('not an index');
  return document.manifests;
}

function mediaTypeOf(reply: Reply): string {
  return (reply.headers.get('content-type') ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? '';
}

function requireDigest(subject: string, expected: Digest, actual: Digest): void {
  if (expected !== actual) throw new ChartReleaseError('registry.digestMismatch', { subject, expected, actual });
}
