import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ChartReleaseError } from '../../../src/core/errors';
import type { KeySourceFault } from '../../../src/core/errors';
import { quietContext } from '../../../src/core/context';
import { formatSignKey, keyAddresses, readSignKey } from '../../../src/core/trust/keySources';
import { readKeyring } from '../../../src/core/provenance/readKeyring';
import { nodeFetch } from '../../../src/node/http/nodeFetch';
import { fetchKeys, uploadKey } from '../../../src/workflows/fetchKeys';

const keyFile = new Uint8Array(readFileSync('test/fixtures/vectors/pgp/keys/gpg-rsa3072.pub.gpg'));
const { info, publicBytes } = readKeyring(keyFile).keys[0]!;
const fetch = nodeFetch({ environment: {} });

describe('the addresses of a key', () => {
  it('are those of the web key directory draft', () => {
    // The example of draft-koch-openpgp-webkey-service 3.1.
    assert.deepEqual(keyAddresses({ kind: 'wkd', email: 'Joe.Doe@Example.ORG' }), [
      'https://openpgpkey.example.org/.well-known/openpgpkey/example.org/hu/iy9q119eutrkn8s1mk4r39qejnbu3n5q?l=Joe.Doe',
      'https://example.org/.well-known/openpgpkey/hu/iy9q119eutrkn8s1mk4r39qejnbu3n5q?l=Joe.Doe',
    ]);
  });

  it('are none for what is not written as it must be', () => {
    assert.deepEqual(keyAddresses({ kind: 'github', user: '../evil' }), []);
    assert.deepEqual(keyAddresses({ kind: 'wkd', email: 'a@b/c' }), []);
    assert.deepEqual(keyAddresses({ kind: 'github', user: 'octocat' }), ['https://github.com/octocat.gpg']);
  });

  it('can be named in a Chart.yaml', () => {
    const { fingerprint } = info;
    const url = 'https://charts.example.com/key.asc';
    const value = formatSignKey({ fingerprint, url }).replace(/^/gm, '    ');
    assert.deepEqual(readSignKey(`name: a\nannotations:\n  artifacthub.io/signKey: |\n${value}`), { fingerprint, url });
    for (const text of [
      'name: a',
      'annotations: {}',
      'annotations:\n  artifacthub.io/signKey: "fingerprint: 1234\\nurl: x"',
    ])
      assert.equal(readSignKey(text), undefined);
  });
});

describe('looking for a key', () => {
  let server: Server;
  let base: string;
  const received: string[] = [];
  const routes: Record<string, (request: IncomingMessage, response: ServerResponse) => void> = {
    '/key': (_request, response) => response.end(keyFile),
    '/moved': (_request, response) => response.writeHead(302, { location: '/key' }).end(),
    '/elsewhere': (_request, response) => response.writeHead(302, { location: 'http://localhost:1/key' }).end(),
    '/circle': (_request, response) => response.writeHead(302, { location: '/circle' }).end(),
    '/page': (_request, response) => response.writeHead(200, { 'content-type': 'text/html' }).end(keyFile),
    '/text': (_request, response) => response.end('no key here'),
    '/broken': (_request, response) => response.writeHead(500).end(),
    '/huge': (_request, response) => {
      const more = (): void => {
        if (!response.destroyed) response.write(Buffer.alloc(65_536, 0x41), () => setImmediate(more));
      };
      more();
    },
    '/cut': (_request, response) => {
      response.writeHead(200, { 'content-length': '100000' });
      response.write(keyFile);
      setTimeout(() => response.destroy(), 20);
    },
    '/silent': () => {},
  };

  before(async () => {
    server = createServer((request, response) => {
      const [path = ''] = (request.url ?? '').split('?');
      if (path === '/pks/lookup') return void response.end(keyFile);
      if (path === '/pks/add') {
        request.setEncoding('utf8').on('data', (part: string) => received.push(part));
        return void request.on('end', () => response.end());
      }
      const route = routes[path];
      if (route === undefined) response.writeHead(404).end();
      else route(request, response);
    });
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
    base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  after(() => {
    server.closeAllConnections();
    server.close();
  });

  const find = (path: string, fingerprint?: string) =>
    fetchKeys(
      fetch,
      { kind: 'url', url: base + path, ...(fingerprint === undefined ? {} : { fingerprint }) },
      quietContext,
    );

  it('finds it at an address, also one that moved within its host', async () => {
    for (const path of ['/key', '/moved']) {
      const { keys } = await find(path, info.fingerprint);
      assert.deepEqual(
        keys.map(key => key.info.fingerprint),
        [info.fingerprint],
      );
    }
  });

  const faults: readonly (readonly [string, KeySourceFault])[] = [
    ['/missing', 'notFound'],
    ['/broken', 'refused'],
    ['/elsewhere', 'redirected'],
    ['/circle', 'redirected'],
    ['/page', 'notAKey'],
    ['/text', 'notAKey'],
    ['/huge', 'tooLarge'],
    ['/cut', 'unreachable'],
  ];
  for (const [path, reason] of faults) {
    it(`says ${reason} of ${path}, and gives no key`, async () => {
      await assert.rejects(
        find(path),
        error => ChartReleaseError.is(error, 'keySource.failed') && error.details.reason === reason,
      );
    });
  }

  it('refuses another key than the one asked for, from an address and from a keyserver', async () => {
    const fingerprint = 'A'.repeat(40);
    const isOther = (error: unknown) =>
      ChartReleaseError.is(error, 'keySource.failed') && error.details.reason === 'otherKey';
    await assert.rejects(find('/key', fingerprint), isOther);
    await assert.rejects(fetchKeys(fetch, { kind: 'keyserver', server: base, fingerprint }, quietContext), isOther);
    const found = await fetchKeys(
      fetch,
      { kind: 'keyserver', server: base, fingerprint: info.fingerprint },
      quietContext,
    );
    assert.equal(found.keys.length, 1);
  });

  it('asks nobody over plain HTTP but this machine, and no address with a password in it', async () => {
    for (const [url, reason] of [
      ['http://keys.example.com/a', 'notHttps'],
      ['ftp://keys.example.com/a', 'notHttps'],
      ['https://me:secret@keys.example.com/a', 'badAddress'],
      ['nonsense', 'badAddress'],
    ] as const)
      await assert.rejects(
        fetchKeys(fetch, { kind: 'url', url }, quietContext),
        error =>
          ChartReleaseError.is(error, 'keySource.failed') &&
          error.details.reason === reason &&
          !error.message.includes('secret'),
      );
  });

  it('stops when the user cancels while a server is silent', async () => {
    const abort = new AbortController();
    const looking = fetchKeys(fetch, { kind: 'url', url: `${base}/silent` }, { ...quietContext, signal: abort.signal });
    setTimeout(() => abort.abort(), 30);
    await assert.rejects(looking, { name: 'AbortError' });
  });

  it('uploads the armored key to a keyserver', async () => {
    await uploadKey(fetch, base, publicBytes, quietContext);
    const text = decodeURIComponent(received.join('').replace(/^keytext=/, ''));
    assert.equal(readKeyring(new TextEncoder().encode(text)).keys[0]!.info.fingerprint, info.fingerprint);
  });
});
