import assert from 'node:assert/strict';
import { quietContext } from '../../../src/core/context';
import type { RegistryCredential } from '../../../src/core/registry/ports';
import { ChartReleaseError } from '../../../src/core/errors';
import type { FaultyRegistry } from '../../support/faultyRegistry';
import {
  answering,
  basicAuth,
  bearerAuth,
  endless,
  matching,
  silent,
  startFaultyRegistry,
} from '../../support/faultyRegistry';
import { credentialFor, nobody, quickClient, watchedContext } from '../../support/registryClients';

const listed = answering(matching('GET', /tags\/list/), 200, {}, '{"tags":["1.0.0"]}');
const tokenPath = matching('GET', /^\/token/);
const isApi = ({ seen }: { readonly seen: { readonly url: string } }): boolean => seen.url.startsWith('/v2/');

describe('authentication', () => {
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
  const client = (credential: Partial<RegistryCredential> = {}, options: Parameters<typeof quickClient>[2] = {}) =>
    quickClient(server.host, credentialFor(server.host, credential), options);
  const list = (registry = client()): Promise<readonly string[]> => registry.listTags('a/b', quietContext);
  const failure = async (work: Promise<unknown>): Promise<ChartReleaseError> => {
    const error: unknown = await work.then(
      () => assert.fail('succeeded'),
      (reason: unknown) => reason,
    );
    assert.ok(error instanceof ChartReleaseError, String(error));
    assert.doesNotMatch(JSON.stringify(error.details) + error.message, /canary/);
    return error;
  };
  const token = (value: unknown, status = 200) =>
    answering(tokenPath, status, { 'Content-Type': 'application/json' }, JSON.stringify(value));

  it('sends nothing before it is asked, and is remembered afterwards', async () => {
    server.inject(basicAuth('user', 'canary-secret'), listed);
    const registry = client();
    await list(registry);
    await list(registry);
    assert.deepEqual(
      server.seen.map(({ authorization }) => authorization?.split(' ')[0]),
      [undefined, 'Basic', 'Basic'],
    );
  });

  it('takes part in no loop: a wrong password is asked for once and named by its source', async () => {
    server.inject(basicAuth('user', 'another'), listed);
    const error = await failure(list());
    assert.equal(error.code, 'registry.unauthorized');
    assert.deepEqual(error.details, {
      host: server.host,
      status: 401,
      detail: 'UNAUTHORIZED: authentication required',
      credential: 'the test',
      challenge: 'Basic realm="test"',
      asked: 'repository:a/b:pull',
    });
    assert.equal(server.seen.length, 2);
  });

  it('takes part in no loop of tokens', async () => {
    server.inject(
      token({ token: 'never-good' }),
      bearerAuth(`${server.url}/token`, () => false, isApi),
    );
    assert.equal((await failure(list())).code, 'registry.unauthorized');
    assert.equal(server.seen.length, 3);
  });

  it('names anonymous access when there is no credential', async () => {
    server.inject(basicAuth('user', 'x'));
    const error = await failure(list(quickClient(server.host, nobody)));
    assert.ok(ChartReleaseError.is(error, 'registry.unauthorized'));
    assert.equal(error.details.credential, 'anonymous');
  });

  it('asks for the token of its own scope, whatever the challenge says, and keeps it until it expires', async () => {
    let now = 1_000_000;
    server.inject(
      token({ access_token: 'good', expires_in: 300 }),
      bearerAuth(`${server.url}/token?keep=1`, value => value === 'good', isApi),
      listed,
    );
    const registry = client({}, { now: () => now });
    await list(registry);
    await list(registry);
    const asked = server.seen.filter(({ url }) => url.startsWith('/token'));
    assert.deepEqual(
      asked.map(({ url }) => url),
      ['/token?keep=1&service=test&scope=repository%3Aa%2Fb%3Apull'],
    );
    assert.equal(asked[0]?.authorization, `Basic ${Buffer.from('user:canary-secret').toString('base64')}`);
    now += 295_000;
    await list(registry);
    assert.equal(server.seen.filter(({ url }) => url.startsWith('/token')).length, 2);
  });

  it('gets a new token once when the old one is refused early', async () => {
    let good = 'first';
    server.inject(
      exchange => token({ token: good })(exchange),
      bearerAuth(`${server.url}/token`, value => value === good, isApi),
      listed,
    );
    const registry = client();
    await list(registry);
    good = 'second';
    await list(registry);
    assert.equal(server.seen.filter(({ url }) => url.startsWith('/token')).length, 2);
  });

  it('sends a refresh token in a form, and nothing beside it', async () => {
    server.inject(
      answering(matching('POST', /^\/token/), 200, {}, '{"access_token":"good"}'),
      bearerAuth(`${server.url}/token`, value => value === 'good', isApi),
      listed,
    );
    await list(client({ username: '', secret: '', identityToken: 'canary-refresh' }));
    const asked = server.seen.find(({ method }) => method === 'POST');
    assert.equal(asked?.authorization, undefined);
    assert.deepEqual(Object.fromEntries(new URLSearchParams(asked?.body)), {
      client_id: 'helm-chart-release',
      grant_type: 'refresh_token',
      refresh_token: 'canary-refresh',
      service: 'test',
      scope: 'repository:a/b:pull',
    });
  });

  it('is sent in a form where the token server takes no GET, and to no other origin', async () => {
    server.inject(
      answering(matching('GET', /^\/token/), 405),
      answering(matching('POST', /^\/token/), 200, {}, '{"access_token":"good"}'),
      bearerAuth(`${server.url}/token`, value => value === 'good', isApi),
      listed,
    );
    await list();
    const post = server.seen.find(({ method }) => method === 'POST');
    const form = new URLSearchParams(post?.body);
    assert.deepEqual(
      ['grant_type', 'username', 'password', 'scope'].map(name => form.get(name)),
      ['password', 'user', 'canary-secret', 'repository:a/b:pull'],
    );
    assert.equal(post?.authorization, undefined);
  });

  it('uses the password for Basic and the refresh token for Bearer when there are both', async () => {
    server.inject(basicAuth('user', 'canary-secret'), listed);
    await list(client({ identityToken: 'canary-refresh' }));
    assert.ok(!server.seen.some(({ body }) => body.includes('canary-refresh')));
  });

  it('uses a ready access token without asking for another', async () => {
    server.inject(
      bearerAuth(`${server.url}/token`, value => value === 'canary-access', isApi),
      listed,
    );
    await list(client({ secret: '', accessToken: 'canary-access' }));
    assert.equal(server.seen.length, 2);
  });

  it('gets a token without a credential when there is none', async () => {
    server.inject(
      token({ token: 'open' }),
      bearerAuth(`${server.url}/token`, value => value === 'open', isApi),
      listed,
    );
    assert.deepEqual(await list(quickClient(server.host)), ['1.0.0']);
    assert.ok(server.seen.every(({ url, authorization }) => !url.startsWith('/token') || authorization === undefined));
  });

  it('pulls a public chart although the stored credential is stale, as GHCR needs it', async () => {
    const forbidden = answering(exchange => exchange.seen.authorization === 'Bearer stale', 403);
    server.inject(
      exchange => token({ token: exchange.seen.authorization === undefined ? 'open' : 'stale' })(exchange),
      forbidden,
      bearerAuth(`${server.url}/token`, value => value === 'open', isApi),
      listed,
    );
    assert.deepEqual(await list(), ['1.0.0']);
    server.inject(
      exchange =>
        exchange.seen.authorization === undefined ? false : token({ errors: [{ code: 'DENIED' }] }, 403)(exchange),
      token({ token: 'open' }),
      bearerAuth(`${server.url}/token`, value => value === 'open', isApi),
      listed,
    );
    assert.deepEqual(await list(), ['1.0.0']);
  });

  it('does not push without the credential when it is refused', async () => {
    server.inject(
      answering(({ seen }) => seen.authorization !== undefined, 403),
      basicAuth('user', 'canary-secret'),
    );
    const context = watchedContext();
    const digest = `sha256:${'0'.repeat(64)}` as never;
    assert.equal(
      (await failure(client().putBlob('a/b', { bytes: new Uint8Array(), digest }, context))).code,
      'registry.unauthorized',
    );
    assert.equal(server.seen.filter(({ authorization }) => authorization === undefined).length, 1);
  });

  describe('with a token server that is not to be trusted', () => {
    const withRealm = (realm: string): void => server.inject(bearerAuth(realm, () => false));

    it('does not give the credential to another origin', async () => {
      other.inject(answering(() => true, 200, {}, '{"token":"x"}'));
      withRealm(`${other.url}/token`);
      assert.equal((await failure(list())).code, 'registry.insecure');
      assert.equal(
        (await failure(list(client({ secret: '', identityToken: 'canary-refresh' })))).code,
        'registry.insecure',
      );
      assert.equal(
        (await failure(list(client({ secret: '', accessToken: 'canary-access' })))).code,
        'registry.insecure',
      );
      assert.equal(other.seen.length, 0);
    });

    it('gives it to one that the user allowed', async () => {
      other.inject(answering(() => true, 200, {}, '{"token":"good"}'));
      server.inject(
        bearerAuth(`${other.url}/token`, value => value === 'good', isApi),
        listed,
      );
      assert.deepEqual(await list(client({}, { trustedRealms: [other.host] })), ['1.0.0']);
      assert.equal(other.seen.length, 1);
    });

    it('does not follow it elsewhere', async () => {
      server.inject(
        answering(tokenPath, 302, { Location: `${other.url}/token` }),
        bearerAuth(`${server.url}/token`, () => false, isApi),
      );
      assert.equal((await failure(list())).code, 'registry.refused');
      assert.equal(other.seen.length, 0);
    });

    for (const answer of [
      '',
      '<html>',
      '{}',
      '{"token":""}',
      '{"token":7}',
      '{"token":"a\\r\\nX-Evil: 1"}',
      '{"token":"a b"}',
      '[]',
    ]) {
      it(`refuses the answer ${JSON.stringify(answer)}`, async () => {
        server.inject(
          answering(tokenPath, 200, {}, answer),
          bearerAuth(`${server.url}/token`, () => true, isApi),
        );
        assert.equal((await failure(list())).code, 'registry.protocol');
      });
    }

    it('bounds what it says and how long it takes', async () => {
      server.inject(
        endless(tokenPath, 0),
        bearerAuth(`${server.url}/token`, () => true, isApi),
      );
      assert.equal((await failure(list())).code, 'registry.protocol');
      server.inject(
        silent(tokenPath),
        bearerAuth(`${server.url}/token`, () => true, isApi),
      );
      assert.equal((await failure(list())).code, 'registry.unreachable');
    });

    it('names its refusal without the secret that it echoes', async () => {
      server.inject(
        token({ details: 'bad password canary-secret' }, 401),
        bearerAuth(`${server.url}/token`, () => true, isApi),
      );
      const error = await failure(list());
      assert.ok(ChartReleaseError.is(error, 'registry.unauthorized'));
      assert.equal(error.details.detail, 'bad password •••');
    });
  });

  it('is not looked up again for each request, and not for another host', async () => {
    const asked: string[] = [];
    server.inject(basicAuth('user', 'canary-secret'), listed);
    const credentials = {
      credentialFor: (host: string) => {
        asked.push(host);
        return Promise.resolve({ username: 'user', secret: 'canary-secret', source: 'the test' });
      },
    };
    const registry = quickClient(server.host, credentials);
    await list(registry);
    await list(registry);
    assert.deepEqual(asked, [server.host]);
  });
});
