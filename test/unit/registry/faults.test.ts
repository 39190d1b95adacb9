import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { quietContext } from '../../../src/core/context';
import { ChartReleaseError } from '../../../src/core/errors';
import { mediaTypes } from '../../../src/core/registry/mediaTypes';
import type { LocalRegistry } from '../../../src/node/localRegistry/localRegistry';
import { startLocalRegistry } from '../../../src/node/localRegistry/localRegistry';
import { pullChart } from '../../../src/workflows/pullChart';
import { pushChart } from '../../../src/workflows/pushChart';
import type { Fault, FaultyRegistry, Match } from '../../support/faultyRegistry';
import {
  answering,
  basicAuth,
  bearerAuth,
  dropping,
  endless,
  matching,
  silent,
  startFaultyRegistry,
  times,
  truncating,
} from '../../support/faultyRegistry';
import { nodePorts } from '../../support/nodePorts';
import { credentialFor, nobody, quickClient } from '../../support/registryClients';

const archivePath = 'test/fixtures/vectors/oci/charts/mychart-0.1.0.tgz';
const limits = { idleMs: 120, attemptMs: 400, attempts: 3, retryAfterMs: 100, retryingMs: 2000 };
/** Milliseconds within which everything ends, on a slow machine. */
const boundMs = 20_000;

/** Which requests of an operation a fault is for. */
const stages: Readonly<Record<'push' | 'pull' | 'list', readonly (readonly [string, Match])[]>> = {
  push: [
    ['the look at the tag', matching('HEAD', /\/manifests\//)],
    ['the look for a blob', matching('HEAD', /\/blobs\//)],
    ['the start of an upload', matching('POST', /\/uploads\//)],
    ['the content of a blob', matching('PUT', /\/uploads\//)],
    ['the manifest', matching('PUT', /\/manifests\//)],
    ['the reading back', matching('GET', /\/(manifests|blobs)\//)],
  ],
  pull: [
    ['the manifest', matching('GET', /\/manifests\//)],
    ['a blob', matching('GET', /\/blobs\//)],
  ],
  list: [['the tags', matching('GET', /\/tags\/list/)]],
};

/** `well`: it must succeed all the same, because the fault passes. */
type Row = readonly [name: string, fault: (match: Match, other: string) => Fault, well?: 'well'];
const faults: readonly Row[] = [
  ['no answer', match => silent(match)],
  ['one lost connection', match => dropping(times(1, match)), 'well'],
  ['lost connections', match => dropping(match)],
  ['an answer that breaks off', match => truncating(match, 5000, 100)],
  ['429 with Retry-After, then well', match => answering(times(1, match), 429, { 'Retry-After': '0' }), 'well'],
  ['429 with Retry-After for an hour', match => answering(match, 429, { 'Retry-After': '3600' })],
  ['500', match => answering(match, 500, {}, '{"errors":[{"code":"UNKNOWN","message":"canary-secret"}]}')],
  ['502, then well', match => answering(times(1, match), 502, {}, '<html>'), 'well'],
  ['content of another digest', match => answering(match, 200, wrongDigest, '{"schemaVersion":2}')],
  ['success without headers', match => answering(match, 201)],
  ['a body without end', match => endless(match, 0)],
  ['a body that drips', match => endless(match, 30)],
  ['a redirect within the origin', match => redirecting(match, 307, url => url)],
  ['a redirect to another origin', (match, other) => redirecting(match, 307, url => `${other}${url}`)],
  ['a redirect to the metadata of a cloud', match => redirecting(match, 302, () => 'http://169.254.169.254/latest')],
  ['a redirect in circles', match => answering(match, 307, { Location: '/v2/' })],
];
const wrongDigest = { 'Docker-Content-Digest': `sha256:${'0'.repeat(64)}`, 'Content-Type': mediaTypes.manifest };

const lyingTokens: readonly (readonly [string, (other: string, own: string) => readonly Fault[]])[] = [
  ['at another origin', other => [bearerAuth(`${other}/token`, () => false)]],
  ['at an address of a cloud', () => [bearerAuth('http://169.254.169.254/token', () => false)]],
  ['that is no address', () => [bearerAuth('nowhere', () => false)]],
  [
    'that gives a token which is refused',
    (_, own) => [token('{"token":"x"}'), bearerAuth(`${own}/token`, () => false)],
  ],
  ['that gives none', (_, own) => [token('{}'), bearerAuth(`${own}/token`, () => false)]],
  [
    'that gives one with a line break',
    (_, own) => [token('{"token":"a\\nb"}'), bearerAuth(`${own}/token`, () => false)],
  ],
  ['that answers in HTML', (_, own) => [token('<html>'), bearerAuth(`${own}/token`, () => false)]],
  ['that never ends', (_, own) => [endless(isToken, 0), bearerAuth(`${own}/token`, () => false)]],
  ['that never answers', (_, own) => [silent(isToken), bearerAuth(`${own}/token`, () => false)]],
  [
    'that sends the request elsewhere',
    (other, own) => [answering(isToken, 307, { Location: `${other}/token` }), bearerAuth(`${own}/token`, () => false)],
  ],
];
const isToken: Match = ({ seen }) => seen.url.startsWith('/token');
const token = (body: string): Fault => answering(isToken, 200, { 'Content-Type': 'application/json' }, body);

/** Once to the same place, marked, so that a redirect within the origin does not go round. */
function redirecting(match: Match, status: number, to: (url: string) => string): Fault {
  return exchange => {
    const { url } = exchange.seen;
    if (!match(exchange) || url.includes('redirected')) return false;
    const location = to(`${url}${url.includes('?') ? '&' : '?'}redirected=1`);
    exchange.response.writeHead(status, { Location: location }).end();
    return true;
  };
}

describe('a registry that fails', function () {
  this.timeout(60_000);
  let work: string;
  let upstream: LocalRegistry;
  let server: FaultyRegistry;
  let other: FaultyRegistry;
  let count = 0;

  before(async () => {
    work = mkdtempSync(join(tmpdir(), 'faults-'));
    upstream = await startLocalRegistry({ directory: join(work, 'content'), log: quietContext.log });
    server = await startFaultyRegistry(upstream.url);
    other = await startFaultyRegistry(upstream.url);
    await pushChart(ports(nobody), { archivePath, target: `oci://${server.host}/there` }, quietContext);
  });
  after(async () => {
    await server.close();
    await other.close();
    await upstream.close();
    rmSync(work, { recursive: true, force: true });
  });

  const ports = (credentials = credentialFor(server.host, {})) => ({
    ...nodePorts([]),
    clientFor: (host: string) => quickClient(host, credentials, { limits }),
  });

  const operations = {
    async push(): Promise<void> {
      const path = `new${count}`;
      try {
        await pushChart(ports(), { archivePath, target: `oci://${server.host}/${path}` }, quietContext);
      } catch (error) {
        await requireNothingOrAll(path);
        throw error;
      }
      assert.equal(await requireNothingOrAll(path), true);
    },
    async pull(): Promise<void> {
      const destination = mkdtempSync(join(work, 'pulled-'));
      const reference = { host: server.host, repository: 'there/mychart', tag: '0.1.0' };
      const request = { reference, destination, verify: 'no', keepProvenance: true, replace: false } as const;
      try {
        await pullChart(ports(), request, quietContext);
      } catch (error) {
        assert.deepEqual(readdirSync(destination), []);
        throw error;
      }
      assert.deepEqual(readdirSync(destination), ['mychart-0.1.0.tgz', 'mychart-0.1.0.tgz.prov']);
    },
    async list(): Promise<void> {
      const tags = await quickClient(server.host, credentialFor(server.host, {}), { limits }).listTags(
        'there/mychart',
        quietContext,
      );
      assert.deepEqual(tags, ['0.1.0']);
    },
  };

  /** Whoever pulls what was pushed to a path gets the whole chart, or the registry says there is none. */
  async function requireNothingOrAll(path: string): Promise<boolean> {
    const direct = quickClient(`127.0.0.1:${upstream.port}`);
    const repository = `${path}/mychart`;
    if ((await direct.headManifest(repository, '0.1.0', quietContext)) === undefined) return false;
    const { document } = await direct.getManifest(repository, '0.1.0', quietContext);
    assert.ok(document.kind === 'manifest');
    for (const blob of [document.config, ...document.layers]) await direct.getBlob(repository, blob, quietContext);
    return true;
  }

  async function endsWell(run: () => Promise<void>): Promise<boolean> {
    count++;
    const started = Date.now();
    const seenBefore = other.seen.length;
    const failure = await run().then(
      () => undefined,
      (error: unknown) => error,
    );
    assert.ok(Date.now() - started < boundMs, `${Date.now() - started} ms`);
    if (failure !== undefined) {
      assert.ok(failure instanceof ChartReleaseError, String(failure));
      assert.match(
        failure.code,
        /^registry\.(unreachable|refused|protocol|insecure|digestMismatch|tagExists|unauthorized|notFound)$/,
      );
      assert.doesNotMatch(JSON.stringify(failure.details), /canary-secret/);
    }
    for (const { authorization, url, body } of other.seen.slice(seenBefore)) {
      assert.equal(authorization, undefined);
      assert.doesNotMatch(`${url}${body}`, /canary-secret/);
    }
    return failure === undefined;
  }

  for (const operation of ['push', 'pull', 'list'] as const) {
    describe(`at a ${operation}`, () => {
      for (const [stage, match] of stages[operation]) {
        for (const [name, fault, well] of faults) {
          it(`with ${name} to ${stage}`, async () => {
            server.inject(basicAuth('user', 'canary-secret'), fault(match, other.url));
            const succeeded = await endsWell(operations[operation]);
            if (well === 'well') assert.ok(succeeded, 'a fault that passes is survived');
          });
        }
      }
      for (const [name, make] of lyingTokens) {
        it(`with a token server ${name}`, async () => {
          server.inject(...make(other.url, server.url));
          assert.equal(await endsWell(operations[operation]), false);
        });
      }
    });
  }
});
