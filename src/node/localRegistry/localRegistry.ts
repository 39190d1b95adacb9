import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Log } from '../../core/context';
import { ChartReleaseError } from '../../core/errors';
import { isRepository } from '../../core/registry/reference';
import { blobRoute, uploadRoute } from './blobRoutes';
import { chartsRoute } from './chartRepository';
import type { Exchange } from './exchange';
import { ApiError, send, sendError, sendJson } from './exchange';
import { localRegistryLimits as limits } from './limits';
import { catalogRoute, tagsRoute } from './listRoutes';
import { manifestRoute, referrersRoute } from './manifestRoutes';
import { openStores } from './stores';
import type { Stores } from './stores';

export interface LocalRegistryOptions {
  /** Where the content is kept; made when it is not there. Several processes may use one folder at a time. */
  readonly directory: string;
  /** 0, the default: any free port. */
  readonly port?: number;
  readonly log: Log;
}

export interface LocalRegistry {
  /** `http://127.0.0.1:<port>` */
  readonly url: string;
  readonly port: number;
  /** Ends open connections; the content stays. */
  close(): Promise<void>;
}

/**
 * A registry for trying out, on this machine only: the distribution API (specification 1.1) and, under `/charts`, the same
 * charts as a classic chart repository. No passwords: whoever may connect to a local port may use it, but no web page.
 * Throws `localRegistry.notStarted`.
 */
export async function startLocalRegistry(options: LocalRegistryOptions): Promise<LocalRegistry> {
  const { directory, port = 0, log } = options;
  try {
    const stores = await openStores(directory, log);
    const server = createServer({ requestTimeout: limits.requestMs, headersTimeout: limits.headersMs });
    server.maxConnections = limits.connections;
    const bound = await listen(server, port);
    server.on('request', (request, response) => void handle(stores, bound, request, response, log));
    return { url: `http://127.0.0.1:${bound}`, port: bound, close: () => close(server) };
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    throw new ChartReleaseError('localRegistry.notStarted', { directory, port, reason }, { cause: error });
  }
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject);
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : port);
    });
  });
}

function close(server: Server): Promise<void> {
  return new Promise(resolve => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

async function handle(
  stores: Stores,
  port: number,
  request: IncomingMessage,
  response: ServerResponse,
  log: Log,
): Promise<void> {
  const exchange = open(request, response);
  response.setHeader('Docker-Distribution-Api-Version', 'registry/2.0');
  response.setHeader('X-Content-Type-Options', 'nosniff');
  try {
    refuseForeign(request, port);
    await route(stores, exchange);
  } catch (error) {
    if (!(error instanceof ApiError) && !request.destroyed) log.error(`local registry: ${String(error)}`);
    if (response.headersSent || response.destroyed) response.destroy();
    else
      sendError(
        exchange,
        error instanceof ApiError ? error : new ApiError(500, 'UNSUPPORTED', 'the local registry failed'),
      );
  }
  log.debug(`local registry: ${exchange.method} ${exchange.path} ${response.statusCode}`);
  if (!request.complete) drain(request);
}

function open(request: IncomingMessage, response: ServerResponse): Exchange {
  const [rawPath = '/', ...rest] = (request.url ?? '/').split('?');
  let path = rawPath;
  try {
    path = decodeURIComponent(rawPath);
  } catch {
    // Not a path that any route has.
  }
  return { request, response, method: request.method ?? 'GET', path, query: new URLSearchParams(rest.join('?')) };
}

/**
 * Attack: a web page makes the browser talk to this port, under a name of its own that it had resolve to 127.0.0.1 (DNS
 * rebinding: the Host tells), or by a request that needs no permission (the Origin tells). Tools send our Host and no Origin.
 */
function refuseForeign(request: IncomingMessage, port: number): void {
  const hosts = [`127.0.0.1:${port}`, `localhost:${port}`];
  if (!hosts.includes(request.headers.host ?? '')) throw new ApiError(421, 'DENIED', 'this registry has another name');
  const { origin } = request.headers;
  if (origin !== undefined && !hosts.includes(origin.replace(/^http:\/\//, '')))
    throw new ApiError(403, 'DENIED', 'not from a web page');
  if (request.headers['sec-fetch-site'] === 'cross-site') throw new ApiError(403, 'DENIED', 'not from a web page');
}

async function route(stores: Stores, exchange: Exchange): Promise<void> {
  const { path, method } = exchange;
  if (path === '/charts' || path.startsWith('/charts/')) return chartsRoute(stores, exchange);
  if (path === '/v2/' || path === '/v2') {
    requireGet(method);
    return sendJson(exchange, 200, {});
  }
  if (path === '/v2/_catalog') {
    requireGet(method);
    return catalogRoute(stores, exchange);
  }
  const match = /^\/v2\/(.+)\/(blobs\/uploads|blobs|manifests|referrers|tags)\/([^/]*)$/.exec(path);
  const [, name = '', kind = '', reference = ''] = match ?? [];
  if (match === null) {
    if (path !== '/') throw new ApiError(404, 'UNSUPPORTED', 'no such address');
    requireGet(method);
    return send(exchange, 200, { 'Content-Type': 'text/plain' });
  }
  if (!isRepository(name) || name.length > limits.nameLength)
    throw new ApiError(400, 'NAME_INVALID', 'not a repository name');
  switch (kind) {
    case 'blobs/uploads':
      return uploadRoute(stores, exchange, name, reference);
    case 'blobs':
      return blobRoute(stores, exchange, name, reference);
    case 'manifests':
      return manifestRoute(stores, exchange, name, reference);
    case 'referrers':
      return referrersRoute(stores, exchange, name, reference);
    default:
      requireGet(method);
      if (reference !== 'list') throw new ApiError(404, 'UNSUPPORTED', 'no such address');
      return tagsRoute(stores, exchange, name);
  }
}

function requireGet(method: string): void {
  if (method !== 'GET' && method !== 'HEAD') throw new ApiError(405, 'UNSUPPORTED', method);
}

/** Lets a client that is still sending see the answer, but not send for ever. */
function drain(request: IncomingMessage): void {
  request.resume();
  const timer = setTimeout(() => request.destroy(), limits.drainMs);
  request.once('close', () => clearTimeout(timer));
}
