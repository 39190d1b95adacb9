import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { quietContext } from '../../../src/core/context';
import { pullChart } from '../../../src/core/registry/pullChart';
import { ChartReleaseError } from '../../../src/core/errors';
import { parseReference } from '../../../src/core/registry/reference';
import { startLocalRegistry } from '../../../src/node/localRegistry/localRegistry';
import { sha256 } from '../../../src/util/digest';
import { pushChart } from '../../../src/workflows/pushChart';
import type { FaultExchange } from '../../support/faultyRegistry';
import { startFaultyRegistry } from '../../support/faultyRegistry';
import { nodePorts } from '../../support/nodePorts';
import { credentialFor, nobody, quickClient } from '../../support/registryClients';

const vectors = 'test/fixtures/vectors/oci';

interface Logged {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly res: { readonly status: number; readonly headers: Readonly<Record<string, string>>; readonly body?: string };
}

const readLog = (name: string): readonly Logged[] =>
  readFileSync(`${vectors}/requests/${name}.h4.jsonl`, 'utf8')
    .trim()
    .split('\n')
    .map(line => JSON.parse(line) as Logged);
const logs = readdirSync(`${vectors}/requests`)
  .filter(file => file.endsWith('.h4.jsonl'))
  .map(file => file.replace('.h4.jsonl', ''));
/** The command line that made a log, and its exit code. */
const commands = new Map(
  readFileSync(`${vectors}/requests/commands.txt`, 'utf8')
    .split(/^## /m)
    .map(block => [block.split('\n', 1)[0] ?? '', block]),
);

/** Every blob that the vectors have, by digest. */
const blobs = new Map(
  ['charts', 'configs'].flatMap(folder =>
    readdirSync(`${vectors}/${folder}`).map(file => {
      const bytes = readFileSync(`${vectors}/${folder}/${file}`);
      return [sha256(bytes), bytes] as const;
    }),
  ),
);

/** Answers as the registry of a log did: what it refused without a credential is refused, blobs are those of the vectors. */
function replay(log: readonly Logged[]): (exchange: FaultExchange) => boolean {
  const guarded = log.some(({ res }) => res.status === 401);
  const pathOf = (url: string): string => new URL(url, 'http://h').pathname;
  return ({ seen, response, request }) => {
    const path = pathOf(seen.url);
    const own = `http://${request.headers.host ?? ''}`;
    const refused = log.find(({ res, url }) => res.status === 401 && url.startsWith('/v2/'));
    if (guarded && path.startsWith('/v2/') && seen.authorization === undefined) {
      const challenge = (refused?.res.headers['www-authenticate'] ?? '').replace(/http:\/\/127\.0\.0\.1:\d+/, own);
      response.writeHead(401, { 'WWW-Authenticate': challenge }).end();
      return true;
    }
    const digest = path.split('/').at(-1) ?? '';
    const blob = path.includes('/blobs/') ? blobs.get(digest as ReturnType<typeof sha256>) : undefined;
    if (blob !== undefined) {
      response.writeHead(200).end(blob);
      return true;
    }
    const known = log.filter(({ url, res }) => pathOf(url) === path && res.status !== 401);
    const answer = known.find(({ method }) => method === seen.method) ?? known[0];
    if (answer === undefined) return false;
    const headers = Object.fromEntries(
      Object.entries(answer.res.headers).filter(([name]) => name !== 'content-length'),
    );
    response.writeHead(answer.res.status, headers).end(answer.res.body);
    return true;
  };
}

/** Where Helm 4 failed too. */
const ends: Readonly<Record<string, string>> = {
  'pull-404': 'registry.notFound',
  'pull-tag-wrongdigest': 'registry.digestMismatch',
  // The tag is on a manifest of Docker's type.
  'pull-range': 'registry.protocol',
};

describe('the requests of Helm 4, and ours', () => {
  for (const name of logs.filter(log => log.startsWith('pull-'))) {
    it(`${name} ends as there, having read the same content`, async () => {
      const log = readLog(name);
      const command = commands.get(`${name}.h4`) ?? '';
      const [, target = ''] = /pull oci:\/\/[^/]+\/(\S+)/.exec(command) ?? [];
      const [, version] = /--version (\S+)/.exec(command) ?? [];
      const server = await startFaultyRegistry(undefined, replay(log));
      try {
        const anonymous = !log.some(({ headers }) => headers['authorization']?.startsWith('Basic'));
        const identity = name.includes('identitytoken') ? { identityToken: 'refresh', secret: '' } : {};
        const credentials = anonymous && !name.includes('identity') ? nobody : credentialFor(server.host, identity);
        const reference = parseReference(`oci://${server.host}/${target}`);
        const wish = version === undefined ? {} : { version };
        const outcome = await pullChart(quickClient(server.host, credentials), reference, quietContext, wish).then(
          () => 'pulled',
          (error: unknown) => (error instanceof ChartReleaseError ? error.code : String(error)),
        );
        const expected = ends[name] ?? 'pulled';
        assert.equal(outcome, expected);
        const content = (urls: readonly string[]): string[] =>
          [...new Set(urls.filter(url => /\/blobs\//.test(url)).map(url => url.split('/').at(-1) ?? ''))].sort();
        const theirs = content(log.map(({ url }) => url));
        const ours = content(server.seen.map(({ url }) => url));
        assert.deepEqual(
          // A manifest of Docker's is not followed further.
          expected === 'registry.protocol' ? [] : theirs.filter(digest => !ours.includes(digest)),
          [],
        );
        const lists = (urls: readonly string[]): boolean => urls.some(url => url.includes('/tags/list'));
        assert.equal(lists(server.seen.map(({ url }) => url)), lists(log.map(({ url }) => url)));
      } finally {
        await server.close();
      }
    });
  }

  for (const name of logs.filter(log => log.startsWith('push-') && log !== 'push-basic-anon')) {
    it(`${name} leaves the same content under the same tag`, async () => {
      const log = readLog(name);
      const last = log.at(-1);
      const [, chart = '', tag = ''] = /\/v2\/[^/]+\/([^/]+)\/manifests\/(.+)/.exec(last?.url ?? '') ?? [];
      const file = readdirSync(`${vectors}/charts`).find(each => each.startsWith(`${chart}-`) && each.endsWith('.tgz'));
      assert.ok(file !== undefined && last !== undefined);
      const work = mkdtempSync(join(tmpdir(), 'request-logs-'));
      const upstream = await startLocalRegistry({ directory: work, log: quietContext.log });
      const server = await startFaultyRegistry(upstream.url);
      try {
        const archivePath = `${vectors}/charts/${file}`;
        await pushChart(nodePorts([]), { archivePath, target: `oci://${server.host}/ours` }, quietContext);
        const uploads = (requests: readonly { readonly method: string; readonly url: string }[]): string[] =>
          requests.flatMap(({ method, url }) =>
            method === 'PUT' && url.includes('/uploads/')
              ? (new URL(url, 'http://h').searchParams.get('digest') ?? '')
              : [],
          );
        if (name !== 'push-same-again') assert.deepEqual(uploads(server.seen).sort(), uploads(log).sort());
        const put = server.seen.find(({ method, url }) => method === 'PUT' && url.endsWith(`/manifests/${tag}`));
        // Helm takes the time of the file, we that of its content; all else is the same to the byte.
        const timeless = (text: string | undefined): string =>
          Buffer.from(text ?? '', 'latin1')
            .toString()
            .replace(/("org\.opencontainers\.image\.created":)"[^"]*"/, '$1');
        assert.equal(timeless(put?.body), timeless(Buffer.from(last.body ?? '').toString('latin1')));
      } finally {
        await server.close();
        await upstream.close();
        rmSync(work, { recursive: true, force: true });
      }
    });
  }

  for (const name of logs.filter(log => log.startsWith('login-'))) {
    it(`${name} ends as there`, async () => {
      const log = readLog(name);
      const server = await startFaultyRegistry(undefined, exchange => {
        const last = log.at(-1);
        // A bad password is refused however it is asked for.
        if (last?.res.status !== 401) return replay(log)(exchange);
        exchange.response.writeHead(401, { 'WWW-Authenticate': 'Basic realm="x"' }).end();
        return true;
      });
      try {
        const outcome = await quickClient(server.host, credentialFor(server.host, {}))
          .ping(quietContext)
          .then(
            () => 'in',
            (error: unknown) => (error instanceof ChartReleaseError ? error.code : String(error)),
          );
        assert.equal(outcome, name.includes('badpw') ? 'registry.unauthorized' : 'in');
      } finally {
        await server.close();
      }
    });
  }
});
