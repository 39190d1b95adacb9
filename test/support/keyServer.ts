import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

/** A server of keys on the loopback interface that can behave badly: addresses, a keyserver (HKP), and a chart repository. */
export class KeyServer {
  readonly uploads: string[] = [];
  /** What each path answers; `/pks/lookup` with whatever is searched. */
  readonly answers = new Map<string, Uint8Array | Answer>();
  /** Paths that were asked for, with their queries. */
  readonly asked: string[] = [];
  readonly #server: Server;

  private constructor() {
    this.#server = createServer((request, response) => {
      this.asked.push(request.url ?? '');
      const [path = ''] = (request.url ?? '').split('?');
      if (path === '/pks/add') return this.#upload(request, response);
      const answer = this.answers.get(path) ?? faults[path];
      if (answer === undefined) response.writeHead(404).end();
      else if (typeof answer === 'function') answer(request, response);
      else response.end(answer);
    });
  }

  static async start(): Promise<KeyServer> {
    const server = new KeyServer();
    server.#server.listen(0, '127.0.0.1');
    await once(server.#server, 'listening');
    return server;
  }

  get base(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  stop(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }

  #upload(request: IncomingMessage, response: ServerResponse): void {
    let text = '';
    request.setEncoding('utf8').on('data', (part: string) => (text += part));
    request.on('end', () => {
      this.uploads.push(new URLSearchParams(text).get('keytext') ?? '');
      response.end();
    });
  }
}

const faults: Readonly<Record<string, Answer>> = {
  '/page': (_request, response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<html>Log in</html>'),
  '/elsewhere': (_request, response) => response.writeHead(302, { location: 'http://localhost:1/key' }).end(),
  '/broken': (_request, response) => response.writeHead(503).end(),
  '/silent': () => {},
  '/huge': (_request, response) => {
    const more = (): void => {
      if (!response.destroyed) response.write(Buffer.alloc(65_536, 0x41), () => setImmediate(more));
    };
    more();
  },
};
