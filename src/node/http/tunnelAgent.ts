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
export class TunnelAgent extends Agent {
  readonly #proxy: URL;
  readonly #tls: AgentOptions;

  constructor(proxy: URL, tls: AgentOptions) {
    super({ keepAlive: true, ...tls });
    this.#proxy = proxy;
    this.#tls = tls;
  }

  createConnection(target: Target, done: (error: Error | null, socket: Duplex) => void): undefined {
    const { host, port } = target;
    const name = String(host ?? '');
    const authority = `${name.includes(':') ? `[${name}]` : name}:${port ?? 443}`;
    const authorization = proxyAuthorization(this.#proxy);
    const connecting = (this.#proxy.protocol === 'https:' ? secureRequest : request)({
      hostname: this.#proxy.hostname.replace(/^\[|\]$/g, ''),
      port: this.#proxy.port,
      method: 'CONNECT',
      path: authority,
      headers: {
        Host: authority,
        ...(authorization === undefined ? {} : { 'Proxy-Authorization': authorization }),
      },
      agent: false,
      ...(this.#tls.ca === undefined ? {} : { ca: this.#tls.ca }),
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
      done(
        null,
        connect({ ...this.#tls, socket, ...(/^[\d.]+$|:/.test(servername) ? {} : { servername }), host: name }),
      );
    });
    connecting.end();
    return undefined;
  }
}

/** A proxy that does not pass us on, e.g. 407 for want of a password. */
class ProxyRefusal extends Error {
  readonly code: string;

  constructor(status: number) {
    super(`proxy answered ${status}`);
    this.code = `ERR_PROXY_${status}`;
  }
}
