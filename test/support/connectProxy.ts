import { createServer } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { connect } from 'node:net';

export interface ConnectProxy {
  readonly url: string;
  close(): Promise<void>;
}

/**
 * An HTTP proxy that passes TLS on, and knows where the given names are. Helm 3 speaks plain HTTP to every loopback
 * address, so a registry with TLS on this machine needs another name.
 */
export async function startConnectProxy(places: ReadonlyMap<string, string>): Promise<ConnectProxy> {
  const sockets = new Set<Socket>();
  const server = createServer((_, response) => response.writeHead(405).end());
  server.on('connect', (request, client: Socket) => {
    const place = places.get(request.url ?? '');
    if (place === undefined) return client.end('HTTP/1.1 502 Bad Gateway\r\n\r\n');
    const [host = '', port = ''] = place.split(':');
    const upstream = connect(Number(port), host, () => client.write('HTTP/1.1 200 OK\r\n\r\n'));
    upstream.pipe(client).pipe(upstream);
    upstream.on('error', () => client.destroy());
    client.on('error', () => upstream.destroy());
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.once('close', () => sockets.delete(socket));
    }
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise(resolve => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}
