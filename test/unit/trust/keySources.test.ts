import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ChartReleaseError } from '../../../src/core/errors';
import type { KeySourceFault } from '../../../src/core/errors';
import { quietContext } from '../../../src/core/context';
import { formatSignKey, keyAddresses, readSignKey } from '../../../src/core/trust/keySources';
import type { KeySource } from '../../../src/core/trust/keySources';
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
    '/slow': (_request, response) => {
      const drip = setInterval(() => response.write('A'), 20);
      response.on('close', () => clearInterval(drip));
    },
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

  /** A server that does not answer, and one whose answer drips: both end at the limit, which is 20 seconds but here. */
  for (const path of ['/silent', '/slow']) {
    it(`says timeout of ${path}`, async () => {
      const original = AbortSignal.timeout;
      AbortSignal.timeout = () => original.call(AbortSignal, 150);
      try {
        await assert.rejects(
          find(path),
          error => ChartReleaseError.is(error, 'keySource.failed') && error.details.reason === 'timeout',
        );
      } finally {
        AbortSignal.timeout = original;
      }
    });
  }

  describe('in the web key directory of a domain, at GitHub, and in a chart repository', () => {
    /** Every https host is the server of this test; the host goes into the path. */
    const anyHost: typeof fetch = (url, options) => {
      const { protocol, host, pathname } = new URL(String(url));
      return fetch(protocol === 'https:' ? `${base}/at/${host}${pathname}` : url, options);
    };
    const at = (source: KeySource) => fetchKeys(anyHost, source, quietContext);
    const wkd = (email: string) => at({ kind: 'wkd', email });
    const hash = '/.well-known/openpgpkey';
    const [advanced, direct] = keyAddresses({ kind: 'wkd', email: 'rsa3072@example.org' }).map(address => {
      const { host, pathname } = new URL(address);
      return `/at/${host}${pathname}`;
    }) as [string, string];
    afterEach(() => {
      for (const path of Object.keys(routes)) if (path.startsWith('/at/')) delete routes[path];
    });
    const serve = (path: string): void => {
      routes[path] = (_request, response) => response.end(keyFile);
    };
    const fails = (reason: KeySourceFault) => (error: unknown) =>
      ChartReleaseError.is(error, 'keySource.failed') && error.details.reason === reason;

    it('asks the advanced method first, then the direct one', async () => {
      assert.ok(advanced.includes(`/at/openpgpkey.example.org${hash}/example.org/hu/`), advanced);
      await assert.rejects(wkd('rsa3072@example.org'), fails('notFound'));
      serve(direct);
      const { keys, url } = await wkd('rsa3072@example.org');
      assert.deepEqual([keys.length, new URL(url).host], [1, 'example.org']);
      serve(advanced);
      assert.equal(new URL((await wkd('rsa3072@example.org')).url).host, 'openpgpkey.example.org');
    });

    it('takes no key that does not name the address, and asks nobody else after a refusal', async () => {
      const other = keyAddresses({ kind: 'wkd', email: 'boss@example.org' }).map(address => new URL(address).pathname);
      serve(`/at/openpgpkey.example.org${other[0]!}`);
      await assert.rejects(wkd('boss@example.org'), fails('otherKey'));
      serve(direct);
      routes[advanced] = (_request, response) => response.writeHead(500).end();
      await assert.rejects(wkd('rsa3072@example.org'), fails('refused'));
    });

    it('reads the keys of a user and the ring of a repository', async () => {
      serve('/at/github.com/octocat.gpg');
      assert.equal((await at({ kind: 'github', user: 'octocat' })).keys.length, 1);
      routes['/at/github.com/nokeys.gpg'] = (_request, response) =>
        response.end(
          '-----BEGIN PGP PUBLIC KEY BLOCK-----\nNote: This user has no keys.\n\n=twTO\n-----END PGP PUBLIC KEY BLOCK-----\n',
        );
      await assert.rejects(at({ kind: 'github', user: 'nokeys' }), fails('notAKey'));
      serve('/at/charts.example.com/stable/signing-key.asc');
      const found = await at({ kind: 'repository', url: 'https://charts.example.com/stable/' });
      assert.equal(found.url, 'https://charts.example.com/stable/signing-key.asc');
    });
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
