import type { Agent as HttpAgent, ClientRequest, IncomingMessage, RequestOptions } from 'node:http';
import { Agent, request as httpRequest } from 'node:http';
import { Agent as SecureAgent, request as httpsRequest } from 'node:https';
import { pipeline } from 'node:stream/promises';
import { Readable } from 'node:stream';
import type { Fetch, FetchInit, FetchReply } from '../../core/registry/ports';
import type { Environment } from '../environment';
import { proxyAuthorization, proxyFor } from './proxy';
import type { TlsFiles } from './trust';
import { trustedRoots } from './trust';
import { tunnelAgent } from './tunnelAgent';

export interface NodeFetchOptions {
  /** Proxy variables and SSL_CERT_FILE are read from here. */
  readonly environment: Environment;
  readonly tls?: TlsFiles;
}

/**
 * `Fetch` over node:http and node:https, for where there is no editor. Node's own `fetch` is not used there: until Node 22
 * it leaves the socket open when a request is aborted before its answer begins, so that a cancelled upload goes on; it
 * knows no proxy variables, no client certificate and no certificate authority of one's own.
 *
 * Redirects are never followed. An abort destroys the socket at any point. The body of an answer must be read or left by
 * its iterator's `return`; with the signal aborted it fails.
 */
export function nodeFetch(options: NodeFetchOptions): Fetch {
  const agents = new Agents(options);
  return async (address, init) => {
    init.signal.throwIfAborted();
    const url = new URL(address);
    const secure = url.protocol === 'https:';
    const request = (secure ? httpsRequest : httpRequest)({ method: init.method, ...agents.route(url, init.headers) });
    const onAbort = (): void => {
      request.destroy(asError(init.signal.reason));
    };
    init.signal.addEventListener('abort', onAbort, { once: true });
    request.once('close', () => init.signal.removeEventListener('abort', onAbort));
    return reply(await exchange(request, init), init.method);
  };
}

/** Sends the body and resolves with the head of the answer, which may come before all of the body is gone. */
function exchange(request: ClientRequest, init: FetchInit): Promise<IncomingMessage> {
  const { body } = init;
  const sending =
    body === undefined || body instanceof Uint8Array
      ? void request.end(body)
      : pipeline(Readable.from(body, { objectMode: false }), request);
  return new Promise((resolve, reject) => {
    request.once('response', answer => {
      // A refusal ends the upload: what is left of it would only be thrown away on the other side.
      answer.once('end', () => {
        if (!request.writableFinished) request.destroy();
      });
      resolve(answer);
    });
    request.on('error', reject);
    sending?.catch(reject);
  });
}

function reply(answer: IncomingMessage, method: string): FetchReply {
  const headers = new ReplyHeaders(answer.rawHeaders);
  const status = answer.statusCode ?? 0;
  // Errors after the head reach whoever reads the body; nobody may be reading.
  answer.on('error', () => undefined);
  if (method !== 'HEAD' && status !== 204 && status !== 304) return { status, headers, body: answer };
  answer.resume();
  return { status, headers, body: null };
}

/** As `Headers`, which would load all of Node's own fetch. */
class ReplyHeaders {
  readonly #values = new Map<string, string>();

  /** Names and values in turn. */
  constructor(raw: readonly string[]) {
    for (let i = 0; i + 1 < raw.length; i += 2) {
      const name = (raw[i] ?? '').toLowerCase();
      const value = (raw[i + 1] ?? '').trim();
      const before = this.#values.get(name);
      this.#values.set(name, before === undefined ? value : `${before}, ${value}`);
    }
  }

  get(name: string): string | null {
    return this.#values.get(name.toLowerCase()) ?? null;
  }

  has(name: string): boolean {
    return this.#values.has(name.toLowerCase());
  }
}

function asError(reason: unknown): Error {
  return reason instanceof Error ? reason : new Error('aborted');
}

/** Connections that are kept for the next request, one pool for each way to a registry. */
class Agents {
  #plain: HttpAgent | undefined;
  readonly #tunnels = new Map<string, SecureAgent>();
  #secure: SecureAgent | undefined;

  constructor(readonly options: NodeFetchOptions) {}

  /** Where to connect and what to say there. */
  route(url: URL, headers: Readonly<Record<string, string>>): RequestOptions & { readonly agent: HttpAgent } {
    const target = { hostname: unbracketed(url.hostname), port: url.port, path: url.pathname + url.search, headers };
    const proxy = proxyFor(url, this.options.environment);
    if (proxy === undefined)
      return { ...target, agent: url.protocol === 'https:' ? this.#secureAgent() : this.#plainAgent() };
    if (url.protocol === 'https:') return { ...target, agent: this.#tunnel(proxy) };
    const authorization = proxyAuthorization(proxy);
    return {
      hostname: unbracketed(proxy.hostname),
      port: proxy.port,
      path: url.href,
      headers: {
        ...headers,
        Host: url.host,
        ...(authorization === undefined ? {} : { 'Proxy-Authorization': authorization }),
      },
      agent: this.#plainAgent(),
    };
  }

  #plainAgent(): HttpAgent {
    this.#plain ??= new Agent({ keepAlive: true });
    return this.#plain;
  }

  #secureAgent(): SecureAgent {
    this.#secure ??= new SecureAgent({ keepAlive: true, ...this.#tls() });
    return this.#secure;
  }

  #tunnel(proxy: URL): SecureAgent {
    const known = this.#tunnels.get(proxy.href);
    if (known !== undefined) return known;
    const agent = tunnelAgent(proxy, this.#tls());
    this.#tunnels.set(proxy.href, agent);
    return agent;
  }

  #tls(): {
    readonly ca: string[];
    readonly cert?: string;
    readonly key?: string;
    readonly rejectUnauthorized: boolean;
  } {
    const { environment, tls = {} } = this.options;
    return {
      ca: [...trustedRoots(environment), ...(tls.ca === undefined ? [] : [tls.ca])],
      ...(tls.cert === undefined ? {} : { cert: tls.cert }),
      ...(tls.key === undefined ? {} : { key: tls.key }),
      rejectUnauthorized: tls.skipVerification !== true,
    };
  }
}

function unbracketed(hostname: string): string {
  return hostname.replace(/^\[|\]$/g, '');
}
