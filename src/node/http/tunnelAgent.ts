import { request } from 'node:http';
import { request as secureRequest } from 'node:https';
import type { AgentOptions } from 'node:https';
import { Agent } from 'node:https';
import type { Duplex } from 'node:stream';
import type { Socket } from 'node:net';
import { connect } from 'node:tls';
import { proxyAuthorization } from './proxy';

interface Target {
  readonly host?: string | null;
  readonly port?: number | string | null;
  readonly servername?: string;
}

/** TLS to a registry through a proxy that passes bytes on (CONNECT, RFC 9110, 9.3.6). */
export function tunnelAgent(proxy: URL, tls: AgentOptions): Agent {
  const createConnection = (target: Target, done: (error: Error | null, socket: Duplex) => void): undefined => {
    connectThrough(proxy, tls, target, done);
  };
  return Object.assign(new Agent({ keepAlive: true, ...tls }), { createConnection });
}

function connectThrough(
  proxy: URL,
  tls: AgentOptions,
  target: Target,
  done: (error: Error | null, socket: Duplex) => void,
): void {
  const { host, port } = target;
  const name = String(host ?? '');
  const authority = `${name.includes(':') ? `[${name}]` : name}:${port ?? 443}`;
  const authorization = proxyAuthorization(proxy);
  const connecting = (proxy.protocol === 'https:' ? secureRequest : request)({
    hostname: proxy.hostname.replace(/^\[|\]$/g, ''),
    port: proxy.port,
    method: 'CONNECT',
    path: authority,
    headers: {
      Host: authority,
      ...(authorization === undefined ? {} : { 'Proxy-Authorization': authorization }),
    },
    agent: false,
    ...(tls.ca === undefined ? {} : { ca: tls.ca }),
  });
  const failed = (error: Error): void => {
    // The callback's type wants a socket beside an error; there is none.
    (done as (error: Error) => void)(error);
  };
  connecting.once('error', failed);
  connecting.once('connect', (answer, socket: Socket) => {
    connecting.off('error', failed);
    if (answer.statusCode !== 200) {
      socket.destroy();
      failed(new ProxyRefusal(answer.statusCode ?? 0));
      return;
    }
    const servername = target.servername ?? name;
    done(null, connect({ ...tls, socket, ...(/^[\d.]+$|:/.test(servername) ? {} : { servername }), host: name }));
  });
  connecting.end();
}

/** A proxy that does not pass us on, e.g. 407 for want of a password. */
class ProxyRefusal extends Error {
  readonly code: string;

  constructor(status: number) {
    super(`proxy answered ${status}`);
    this.code = `ERR_PROXY_${status}`;
  }
}
