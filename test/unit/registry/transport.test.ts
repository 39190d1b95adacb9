import assert from 'node:assert/strict';
import { quietContext } from '../../../src/core/context';
import type { ErrorCode } from '../../../src/core/errors';
import { ChartReleaseError } from '../../../src/core/errors';
import type { Digest } from '../../../src/util/digest';
import { sha256 } from '../../../src/util/digest';
import type { FaultyRegistry } from '../../support/faultyRegistry';
import {
  answering,
  dropping,
  endless,
  matching,
  silent,
  startFaultyRegistry,
  times,
  truncating,
} from '../../support/faultyRegistry';
import { credentialFor, quickClient, watchedContext } from '../../support/registryClients';

const content = Buffer.from('the content of a blob, long enough to be cut');
const digest = sha256(content);
const blob = { digest, sizeBytes: content.length };
const getBlob = matching('GET', /\/blobs\/sha256:/);
const serving = answering(getBlob, 200, {}, content);

/** The code a promise fails with, and that it does so in time. */
async function codeOf(work: Promise<unknown>, withinMs = 4000): Promise<ErrorCode> {
  const started = performance.now();
  const error = await work.then(
    () => assert.fail('succeeded'),
    (reason: unknown) => reason,
  );
  assert.ok(performance.now() - started < withinMs, `took ${performance.now() - started} ms`);
  assert.ok(error instanceof ChartReleaseError, String(error));
  return error.code;
}

describe('a request to a registry', () => {
  let server: FaultyRegistry;
  let other: FaultyRegistry;
  beforeEach(async () => {
    server = await startFaultyRegistry();
    other = await startFaultyRegistry();
  });
  afterEach(async () => {
    await server.close();
    await other.close();
  });
  const read = (client = quickClient(server.host)): Promise<Uint8Array> => client.getBlob('a/b', blob, quietContext);

  it('is given up when nothing answers', async () => {
    server.inject(silent(() => true));
    assert.equal(await codeOf(read()), 'registry.unreachable');
  });

  it('is given up when the body drips without end', async () => {
    server.inject(endless(getBlob, 20));
    const client = quickClient(server.host, undefined, { limits: { attemptMs: 300, attempts: 2 } });
    assert.equal(
      await codeOf(client.getBlob('a/b', { digest, sizeBytes: 1000 }, quietContext)),
      'registry.unreachable',
    );
  });

  it('stops reading a body that is longer than it may be', async () => {
    server.inject(endless(getBlob, 0));
    assert.equal(await codeOf(read(), 1000), 'registry.protocol');
  });

  it('stops reading an error text that does not end', async () => {
    server.inject(exchange => {
      exchange.response.writeHead(400);
      const timer = setInterval(() => exchange.response.write(Buffer.alloc(65536, 0x20)), 0);
      exchange.response.once('close', () => clearInterval(timer));
      return true;
    });
    assert.equal(await codeOf(read(), 1000), 'registry.refused');
  });

  it('tells a closed port at once, with the code of the system', async () => {
    await server.close();
    const error: unknown = await read().catch((reason: unknown) => reason);
    assert.ok(ChartReleaseError.is(error, 'registry.unreachable'));
    assert.deepEqual(error.details, { host: server.host, reason: 'ECONNREFUSED' });
  });

  it('tells a server that speaks no TLS from one that is not there', async () => {
    const client = quickClient(server.host.replace('127.0.0.1', 'localtest.invalid'));
    assert.equal(await codeOf(client.getBlob('a/b', blob, quietContext)), 'registry.unreachable');
  });

  for (const status of [408, 425, 429, 500, 502, 503, 504]) {
    it(`is made again after ${status}`, async () => {
      server.inject(answering(times(2, getBlob), status), serving);
      assert.deepEqual(Buffer.from(await read()), content);
      assert.equal(server.seen.length, 3);
    });
  }

  for (const status of [400, 403, 404, 405, 409, 412, 501]) {
    it(`is not made again after ${status}`, async () => {
      server.inject(answering(getBlob, status));
      await codeOf(read());
      assert.equal(server.seen.length, 1);
    });
  }

  it('is made again after a lost connection and after a cut body, but not for ever', async () => {
    server.inject(dropping(times(1, getBlob)), truncating(times(1, getBlob), content.length, 5), serving);
    assert.deepEqual(Buffer.from(await read()), content);
    server.inject(truncating(getBlob, content.length, 5));
    assert.equal(await codeOf(read()), 'registry.unreachable');
    assert.equal(server.seen.length, 3 + 5);
  });

  it('waits as long as Retry-After asks, up to the limit', async () => {
    server.inject(answering(times(1, getBlob), 429, { 'Retry-After': '3600' }), serving);
    const started = performance.now();
    assert.deepEqual(Buffer.from(await read()), content);
    assert.ok(performance.now() - started >= 290);
  });

  it('ends when it is cancelled: while waiting for an answer, in the body, and between two attempts', async () => {
    const between = answering(getBlob, 503, { 'Retry-After': '10' });
    const faults = [silent(getBlob), endless(getBlob, 50), between];
    for (const fault of faults) {
      server.inject(fault);
      const context = watchedContext();
      const slow = { idleMs: 60_000, attemptMs: 60_000, retryAfterMs: 60_000, retryingMs: 120_000 };
      const work = quickClient(server.host, undefined, { limits: slow }).getBlob(
        'a/b',
        { digest, sizeBytes: 1e6 },
        context,
      );
      setTimeout(context.cancel, 60);
      const started = performance.now();
      await assert.rejects(work, /cancelled by the test/);
      assert.ok(performance.now() - started < 1000);
      if (fault === between) continue;
      await new Promise(resolve => setTimeout(resolve, 100));
      assert.equal(server.openSockets(), 0, `after fault ${faults.indexOf(fault)}`);
    }
  });

  it('refuses a coded body, which fetch would unpack without a limit', async () => {
    server.inject(answering(getBlob, 200, { 'Content-Encoding': 'gzip' }, content));
    assert.equal(await codeOf(read()), 'registry.protocol');
  });

  it('refuses content of another digest', async () => {
    server.inject(answering(getBlob, 200, {}, Buffer.from(content).reverse()));
    assert.equal(await codeOf(read()), 'registry.digestMismatch');
    assert.equal(server.seen.length, 1);
  });

  it('refuses a manifest that is not what its header or its address says', async () => {
    const manifest = Buffer.from('{"schemaVersion":2}');
    const getManifest = matching('GET', /\/manifests\//);
    const type = { 'Content-Type': 'application/vnd.oci.image.manifest.v1+json' };
    server.inject(answering(getManifest, 200, { ...type, 'Docker-Content-Digest': digest }, manifest));
    assert.equal(
      await codeOf(quickClient(server.host).getManifest('a/b', '1', quietContext)),
      'registry.digestMismatch',
    );
    server.inject(answering(getManifest, 200, type, manifest));
    assert.equal(
      await codeOf(quickClient(server.host).getManifest('a/b', digest, quietContext)),
      'registry.digestMismatch',
    );
  });

  it('shows the words of the registry, made safe and without our secret', async () => {
    const message = 'no \u202e\u001b[31m canary-secret for you';
    server.inject(
      answering(
        getBlob,
        401,
        { 'WWW-Authenticate': 'Basic realm="x canary-secret"' },
        JSON.stringify({ errors: [{ code: 'DENIED', message }] }),
      ),
    );
    const error: unknown = await read(quickClient(server.host, credentialFor(server.host, {}))).catch(
      (reason: unknown) => reason,
    );
    assert.ok(ChartReleaseError.is(error, 'registry.unauthorized'));
    assert.deepEqual(error.details, {
      host: server.host,
      status: 401,
      detail: 'DENIED: no \\u{202e}\\u{1b}[31m ••• for you',
      credential: 'the test',
      challenge: 'Basic realm="x •••"',
      asked: 'repository:a/b:pull',
    });
  });

  describe('that is redirected', () => {
    const asBasic = (host: string) => quickClient(host, credentialFor(host, {}));
    const challenge = answering(exchange => exchange.seen.authorization === undefined, 401, {
      'WWW-Authenticate': 'Basic realm="x"',
    });

    for (const status of [301, 302, 303, 307, 308]) {
      it(`by ${status} to another origin goes there without the credential`, async () => {
        server.inject(challenge, answering(getBlob, status, { Location: `${other.url}/store?signature=1` }));
        other.inject(answering(() => true, 200, {}, content));
        assert.deepEqual(Buffer.from(await read(asBasic(server.host))), content);
        assert.equal(server.seen.at(-1)?.authorization?.startsWith('Basic '), true);
        assert.deepEqual(
          other.seen.map(({ authorization }) => authorization),
          [undefined],
        );
      });

      it(`by ${status} within the origin keeps the credential`, async () => {
        server.inject(
          challenge,
          answering(getBlob, status, { Location: '/elsewhere' }),
          answering(() => true, 200, {}, content),
        );
        assert.deepEqual(Buffer.from(await read(asBasic(server.host))), content);
        assert.equal(server.seen.at(-1)?.authorization?.startsWith('Basic '), true);
      });

      it(`by ${status} to another origin does not send content there`, async () => {
        server.inject(answering(() => true, status, { Location: `${other.url}/x` }));
        await codeOf(quickClient(server.host).putBlob('a/b', { bytes: content, digest }, quietContext));
        await codeOf(quickClient(server.host).putManifest('a/b', '1', { bytes: content, digest }, quietContext));
        assert.equal(other.seen.length, 0);
      });
    }

    it('does not give the credential to a storage that asks for it', async () => {
      server.inject(challenge, answering(getBlob, 307, { Location: `${other.url}/store` }));
      other.inject(answering(() => true, 401, { 'WWW-Authenticate': 'Basic realm="x"' }));
      assert.equal(await codeOf(read(asBasic(server.host))), 'registry.unauthorized');
      assert.deepEqual(
        other.seen.map(({ authorization }) => authorization),
        [undefined],
      );
    });

    it('does not get the credential again when it comes back by way of another origin with a path of its own', async () => {
      server.inject(
        challenge,
        answering(getBlob, 307, { Location: `${other.url}/back` }),
        answering(() => true, 200, {}, content),
      );
      other.inject(answering(() => true, 307, { Location: `${server.url}/returned` }));
      await read(asBasic(server.host));
      assert.deepEqual(
        other.seen.map(({ authorization }) => authorization),
        [undefined],
      );
    });

    it('stops after five hops', async () => {
      server.inject(answering(() => true, 302, { Location: '/again' }));
      assert.equal(await codeOf(read()), 'registry.protocol');
      assert.equal(server.seen.length, 6);
    });

    for (const [location, code] of [
      ['file:///etc/passwd', 'registry.protocol'],
      ['javascript:1', 'registry.protocol'],
      ['http://[', 'registry.protocol'],
      ['http://user:pw@127.0.0.1/', 'registry.insecure'],
      ['http://169.254.169.254/latest/meta-data', 'registry.insecure'],
      ['http://[fe80::1]/', 'registry.insecure'],
    ] as const) {
      it(`does not go to ${location}`, async () => {
        server.inject(answering(getBlob, 302, { Location: location }));
        assert.equal(await codeOf(read()), code);
      });
    }
  });

  describe('of an upload', () => {
    const begin = matching('POST', /uploads\/$/);
    const upload = (): Promise<void> =>
      quickClient(server.host).putBlob('a/b', { bytes: content, digest }, quietContext);

    it('keeps the query of the address it is given, and appends the digest', async () => {
      server.inject(
        answering(begin, 202, { Location: '/v2/a/b/u?_state=a%2Bb+c%3D~&x' }),
        answering(matching('PUT', /./), 201),
      );
      await upload();
      assert.equal(server.seen.at(-1)?.url, `/v2/a/b/u?_state=a%2Bb+c%3D~&x&digest=${encodeURIComponent(digest)}`);
    });

    it('does not go to an address at another host, of another scheme, or without one', async () => {
      for (const location of [`${other.url}/x`, `https://${server.host}/x`, server.url.replace('//', '//u:p@')]) {
        server.inject(answering(begin, 202, { Location: location }));
        assert.equal(await codeOf(upload()), 'registry.insecure');
      }
      server.inject(answering(begin, 202));
      assert.equal(await codeOf(upload()), 'registry.protocol');
      assert.equal(other.seen.length, 0);
    });

    it('begins anew with a new session when one breaks', async () => {
      let session = 0;
      server.inject(
        exchange => {
          if (!begin(exchange)) return false;
          exchange.response.writeHead(202, { Location: `/session/${++session}` });
          exchange.response.end();
          return true;
        },
        dropping(matching('PUT', /session\/1/)),
        answering(matching('PUT', /session\/2/), 500),
        answering(matching('PUT', /session\/3/), 201, { 'Docker-Content-Digest': digest }),
      );
      await upload();
      assert.equal(session, 3);
    });

    it('is refused when the registry stored something else', async () => {
      const lie: Digest = sha256(Buffer.from('else'));
      server.inject(
        answering(begin, 202, { Location: '/u' }),
        answering(matching('PUT', /./), 201, { 'Docker-Content-Digest': lie }),
      );
      assert.equal(await codeOf(upload()), 'registry.digestMismatch');
    });
  });

  describe('for a list of tags', () => {
    const list = (): Promise<readonly string[]> => quickClient(server.host).listTags('a/b', quietContext);
    const page = (match: RegExp, tags: unknown, link?: string) =>
      answering(
        matching('GET', match),
        200,
        link === undefined ? {} : { Link: link },
        JSON.stringify({ name: 'a/b', tags }),
      );

    it('follows the pages, absolute or relative, and leaves out what is no tag', async () => {
      server.inject(
        page(/list$/, ['1.0.0', 'no tag', 7], '</v2/a/b/tags/list?last=1>; rel="next"'),
        page(/last=1$/, ['2.0.0'], `<${server.url}/v2/a/b/tags/list?last=2>; rel=next`),
        page(/last=2$/, null),
      );
      assert.deepEqual(await list(), ['1.0.0', '2.0.0']);
    });

    it('stops at pages that go round, that never end, or that lead away', async () => {
      server.inject(page(/./, ['1'], '</v2/a/b/tags/list>; rel="next"'));
      assert.equal(await codeOf(list()), 'registry.protocol');
      let next = 0;
      server.inject(({ response }) => {
        response.writeHead(200, { Link: `</v2/a/b/tags/list?last=${++next}>; rel="next"` });
        response.end('{"tags":[]}');
        return true;
      });
      const few = quickClient(server.host, undefined, { limits: { listPages: 7 } });
      assert.equal(await codeOf(few.listTags('a/b', quietContext)), 'registry.protocol');
      assert.equal(next, 7);
      server.inject(page(/./, ['1'], `<${other.url}/x>; rel="next"`));
      assert.equal(await codeOf(list()), 'registry.insecure');
      assert.equal(other.seen.length, 0);
    });

    for (const body of ['', 'null', '[]', '{"tags":{}}', '{"tags":"x"}', '\ufeff{}', '{"tags":[']) {
      it(`refuses ${JSON.stringify(body)}`, async () => {
        server.inject(answering(() => true, 200, {}, body));
        assert.equal(await codeOf(list()), 'registry.protocol');
      });
    }
  });

  it('is not made for a name that is none', async () => {
    const client = quickClient(server.host);
    for (const name of ['../x', 'a/../b', 'A', 'a?x', 'a#', '', 'a/blobs/']) {
      assert.equal(await codeOf(client.listTags(name, quietContext)), 'registry.badReference');
    }
    assert.equal(await codeOf(client.getManifest('a', '../../x', quietContext)), 'registry.badReference');
    assert.equal(server.seen.length, 0);
  });
});
