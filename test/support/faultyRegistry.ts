import { createServer, request as httpRequest } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

/** A request as a server saw it. */
export interface SeenRequest {
  readonly method: string;
  /** Path and query. */
  readonly url: string;
  readonly authorization: string | undefined;
  readonly body: string;
}

/** Answers a request in place of the registry; `pass` lets it through after all. Return `false` for not mine. */
export type Fault = (exchange: FaultExchange) => boolean;

export interface FaultExchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly seen: SeenRequest;
  /** Counts from 1, over all requests. */
  readonly number: number;
}

export interface FaultyRegistry {
  readonly url: string;
  /** `127.0.0.1:<port>` */
  readonly host: string;
  readonly seen: readonly SeenRequest[];
  /** Replaces the faults. */
  inject(...faults: readonly Fault[]): void;
  /** Connections that are open now. */
  openSockets(): number;
  close(): Promise<void>;
}

/**
 * A server on this machine that passes every request on to `upstream`, unless a fault answers first. Without an upstream
 * what no fault answers is 404.
 */
export async function startFaultyRegistry(upstream?: string, ...initial: readonly Fault[]): Promise<FaultyRegistry> {
  const seen: SeenRequest[] = [];
  const sockets = new Set<Socket>();
  let faults = initial;
  let count = 0;
  const server = createServer((request, response) => {
    request.on('error', () => undefined);
    response.on('error', () => undefined);
    void readAll(request).then(
      body => {
        const { method = '', url = '', headers } = request;
        const record = { method, url, authorization: headers.authorization, body: body.toString('latin1') };
        seen.push(record);
        const exchange = { request, response, seen: record, number: ++count };
        if (faults.some(fault => fault(exchange))) return;
        if (upstream === undefined) response.writeHead(404).end();
        else forward(upstream, request, body, response);
      },
      () => undefined,
    );
  });
  server.on('connection', socket => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    host: `127.0.0.1:${port}`,
    seen,
    inject: (...next) => {
      faults = next;
      count = 0;
    },
    openSockets: () => sockets.size,
    close: () =>
      new Promise(resolve => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function forward(upstream: string, request: IncomingMessage, body: Buffer, response: ServerResponse): void {
  const target = new URL(request.url ?? '/', upstream);
  const outgoing = httpRequest(
    target,
    { method: request.method ?? 'GET', headers: { ...request.headers, host: target.host }, agent: false },
    answer => {
      // What the registry says about itself is said in our name, as a proxy does it.
      const location = answer.headers.location?.replace(target.origin, `http://${request.headers.host ?? ''}`);
      response.writeHead(answer.statusCode ?? 502, {
        ...answer.headers,
        ...(location === undefined ? {} : { location }),
      });
      answer.pipe(response);
    },
  );
  outgoing.on('error', () => response.destroy());
  outgoing.end(body);
}

async function readAll(request: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of request as AsyncIterable<Buffer>) parts.push(part);
  return Buffer.concat(parts);
}

/** Which requests a fault is for: a method and a piece of the path. */
export type Match = (exchange: FaultExchange) => boolean;

export function matching(method: string, path: RegExp): Match {
  return ({ seen }) => seen.method === method && path.test(seen.url);
}

/** Lets a fault act on the first `times` requests that match. */
export function times(limit: number, match: Match): Match {
  let used = 0;
  return exchange => match(exchange) && used++ < limit;
}

export function answering(
  match: Match,
  status: number,
  headers: Readonly<Record<string, string>> = {},
  body: string | Buffer = '',
): Fault {
  return exchange => {
    if (!match(exchange)) return false;
    exchange.response.writeHead(status, headers);
    exchange.response.end(body);
    return true;
  };
}

/** Takes the request and never answers. */
export function silent(match: Match): Fault {
  return match;
}

/** Closes the connection without an answer. */
export function dropping(match: Match): Fault {
  return exchange => {
    if (!match(exchange)) return false;
    exchange.request.socket.destroy();
    return true;
  };
}

/** Promises `promised` bytes, sends `bytes` and closes the connection. */
export function truncating(match: Match, promised: number, bytes: number): Fault {
  return exchange => {
    if (!match(exchange)) return false;
    exchange.response.writeHead(200, { 'Content-Length': promised });
    exchange.response.write(Buffer.alloc(bytes));
    setTimeout(() => exchange.request.socket.destroy(), 20);
    return true;
  };
}

/** A body that goes on until the client has had enough; `everyMs` apart. */
export function endless(match: Match, everyMs: number, headers: Readonly<Record<string, string>> = {}): Fault {
  return exchange => {
    if (!match(exchange)) return false;
    const { response } = exchange;
    response.writeHead(200, headers);
    const chunk = Buffer.alloc(everyMs === 0 ? 65536 : 1, 0x20);
    const timer = setInterval(() => {
      if (response.destroyed) clearInterval(timer);
      else response.write(chunk);
    }, everyMs);
    response.once('close', () => clearInterval(timer));
    return true;
  };
}

/** Asks for Basic credentials with everything that does not carry exactly these. */
export function basicAuth(username: string, secret: string): Fault {
  const expected = `Basic ${Buffer.from(`${username}:${secret}`).toString('base64')}`;
  return exchange => {
    if (exchange.seen.authorization === expected) return false;
    const body = JSON.stringify({ errors: [{ code: 'UNAUTHORIZED', message: 'authentication required' }] });
    exchange.response.writeHead(401, { 'WWW-Authenticate': 'Basic realm="test"' });
    exchange.response.end(body);
    return true;
  };
}

/** Asks for a Bearer token of `realm` with everything that carries no token of `isGood`. */
export function bearerAuth(realm: string, isGood: (token: string) => boolean, match: Match = () => true): Fault {
  return exchange => {
    if (!match(exchange)) return false;
    const token = /^Bearer (.+)$/.exec(exchange.seen.authorization ?? '')?.[1];
    if (token !== undefined && isGood(token)) return false;
    const scope = 'repository:somewhere/else:pull,push,delete';
    exchange.response.writeHead(401, { 'WWW-Authenticate': `Bearer realm="${realm}",service="test",scope="${scope}"` });
    exchange.response.end();
    return true;
  };
}
