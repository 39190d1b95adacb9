import type { Context } from '../context';
import { ChartReleaseError } from '../errors';
import { isLoopbackHost } from './address';
import type { Identity, Scope } from './auth';
import { RegistryAuth } from './auth';
import { ManifestProblem } from './descriptor';
import { failureOf } from './failure';
import type { RegistryLimits } from './limits';
import { registryLimits } from './limits';
import type { Credentials, Fetch } from './ports';
import { apiHost } from './reference';
import type { Reply, Transport, TransportRequest } from './transport';
import { createTransport } from './transport';

export interface RegistryClientOptions {
  /** `name[:port]`. */
  readonly host: string;
  readonly fetch: Fetch;
  readonly credentials: Credentials;
  /** Milliseconds since 1970; decides whether a token is still good. */
  readonly now?: () => number;
  /** http instead of https. Loopback hosts are asked over http unless `tls` is set. */
  readonly plainHttp?: boolean;
  /** https for this machine too: its registry has a certificate. */
  readonly tls?: boolean;
  /** `name[:port]` of token servers that the user allowed to get this registry's credential. */
  readonly trustedRealms?: readonly string[];
  readonly limits?: RegistryLimits;
}

export interface Call extends Omit<TransportRequest, 'redirects' | 'authorization' | 'headers'> {
  readonly scope: Scope;
  readonly headers?: Readonly<Record<string, string>>;
  readonly reference?: string;
}

/** What a token is asked for. */
export type Access = 'pull' | 'pull,push' | 'pull,push,delete';

export function scopeOf(repository: string, access: Access): Scope {
  return `repository:${repository}:${access}`;
}

/** Requests to one registry, with what it asks for to let us in. */
export class RegistrySession {
  readonly host: string;
  readonly origin: URL;
  readonly limits: RegistryLimits;
  readonly now: () => number;
  readonly #transport: Transport;
  readonly #auth: RegistryAuth;

  constructor(options: RegistryClientOptions) {
    const { host, fetch, credentials, trustedRealms = [], limits = registryLimits, now = Date.now } = options;
    const plainHttp = options.plainHttp === true || (isLoopbackHost(host) && options.tls !== true);
    this.host = host;
    this.limits = limits;
    this.now = now;
    this.origin = new URL(`${plainHttp ? 'http' : 'https'}://${apiHost(host)}`);
    this.#transport = createTransport({ fetch, limits, now });
    this.#auth = new RegistryAuth({
      host,
      registry: this.origin,
      credentials,
      transport: this.#transport,
      limits,
      now,
      trustedRealms,
    });
  }

  async expect(call: Call, statuses: readonly number[], context: Context): Promise<Reply> {
    const reply = await this.authorized(call, context);
    if (statuses.includes(reply.status)) return reply;
    throw await this.refusal(reply, `${call.method} ${call.url.pathname}`, call.reference);
  }

  /**
   * GHCR answers 403 to a pull of a public chart when a stale credential comes with it: such a pull is tried once more
   * without. Its failure does not hide the first one.
   */
  async authorized(call: Call, context: Context): Promise<Reply> {
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
    const { method, url, headers = {}, body, download, limitBytes, retry } = call;
    return this.#transport.send(
      {
        method,
        url,
        headers,
        limitBytes,
        retry,
        redirects: 'follow',
        ...(download === undefined ? {} : { download }),
        ...(body === undefined ? {} : { body }),
        ...(authorization === undefined ? {} : { authorization }),
      },
      context,
    );
  }

  async refusal(reply: Reply, request: string, reference?: string): Promise<ChartReleaseError> {
    const credential = await this.#auth.sourceOf('credential');
    const named = reference === undefined ? {} : { reference };
    return failureOf(reply, {
      host: this.host,
      request,
      credential,
      secrets: this.#auth.secrets,
      trace: this.#auth.trace,
      ...named,
    });
  }

  protocol(reason: string): ChartReleaseError<'registry.protocol'> {
    return new ChartReleaseError('registry.protocol', { host: this.host, reason });
  }

  asProtocol(error: unknown, subject: string): unknown {
    return error instanceof ManifestProblem ? this.protocol(`${subject}: ${error.message}`) : error;
  }
}
