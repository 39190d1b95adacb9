import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { quietContext } from '../../../src/core/context';
import { ChartReleaseError } from '../../../src/core/errors';
import type { Fetch } from '../../../src/core/registry/ports';
import { pullPackage } from '../../../src/workflows/repository/pullPackage';
import { addRepository } from '../../../src/workflows/repository/repositoryList';
import { testRepositoryPorts } from '../../support/repositoryPorts';

interface Request {
  readonly to: string;
  readonly request: string;
  readonly basic: string | null;
  readonly status: number;
  readonly location: string | null;
}
interface Row {
  readonly repo: readonly string[];
  readonly chart: string;
  readonly helm4: { readonly rc: number; readonly requests: readonly Request[]; readonly files: readonly string[] };
}

const folder = 'test/fixtures/vectors/index';
const { rows } = JSON.parse(readFileSync(`${folder}/url-resolution-expected.json`, 'utf8')) as {
  readonly rows: readonly Row[];
};
const index = readFileSync(`${folder}/pull/index.yaml`);
const archive = readFileSync(`${folder}/inputs/repo/alpha-1.0.0.tgz`);

/** The servers that the rows were measured with: what each answer was is taken from the row. */
function serverOf(row: Row, seen: Request[]): Fetch {
  return (address, { headers }) => {
    const url = new URL(address);
    if (url.pathname.endsWith('/index.yaml')) return Promise.resolve(answer(200, index));
    const authorization = headers['Authorization'];
    const basic = authorization === undefined ? null : Buffer.from(authorization.slice(6), 'base64').toString();
    const request = `GET ${url.pathname}${url.search}`;
    const measured = row.helm4.requests[seen.length];
    const { status = 404, location = null } = measured ?? {};
    seen.push({ to: url.host, request, basic, status, location });
    return Promise.resolve(answer(status, archive, location));
  };
}

function answer(status: number, bytes: Uint8Array, location: string | null = null): Awaited<ReturnType<Fetch>> {
  const body = (async function* (): AsyncGenerator<Uint8Array> {
    await Promise.resolve();
    yield new Uint8Array(bytes);
  })();
  return { status, headers: new Headers(location === null ? {} : { location }), body };
}

/** Where this product differs on purpose: a token or a password that Helm would hand to another origin stays here. */
function wanted(row: Row): readonly Request[] {
  const origin = new URL(row.repo[0]!).host;
  return row.helm4.requests.map(request => {
    if (request.to === origin) return request;
    const redirected = row.chart.startsWith('redirect-');
    const token = row.chart === 'protorel' ? request.request.replace('?tok=abc', '') : request.request;
    return { ...request, request: token, basic: redirected ? null : request.basic };
  });
}

describe('where an index leads', () => {
  for (const row of rows) {
    const [url = '', ...flags] = row.repo;
    it(`${row.chart} from ${url} ${flags.join(' ')} asks what Helm asks, and hands no secret to another origin`, async () => {
      const home = mkdtempSync(join(tmpdir(), 'urls-'));
      try {
        const seen: Request[] = [];
        const ports = testRepositoryPorts(home, serverOf(row, seen));
        const login = flags.includes('--username') ? { username: 'u', password: 'p' } : undefined;
        await addRepository(
          ports,
          {
            name: 'p',
            url,
            keepPasswordIn: 'file',
            passCredentialsAll: flags.includes('--pass-credentials'),
            ...(login === undefined ? {} : { login }),
          },
          quietContext,
        );
        const destination = join(home, 'out');
        mkdirSync(destination);
        const pull = pullPackage(
          ports,
          { reference: `p/${row.chart}`, destination, verify: 'byPolicy', keepProvenance: false },
          quietContext,
        );
        if (row.helm4.rc === 0) await pull;
        else await assert.rejects(pull, ChartReleaseError);
        // An index may name its own folder as a package: that is refused before it is asked for.
        if (row.chart !== 'empty-string') assert.deepEqual(seen, wanted(row));
        assert.deepEqual(readdirSync(destination), row.helm4.files);
      } finally {
        rmSync(home, { recursive: true, force: true });
      }
    });
  }

  it('saves nothing outside the folder, whatever the last part of an address decodes to', async () => {
    const home = mkdtempSync(join(tmpdir(), 'urls-'));
    try {
      const ports = testRepositoryPorts(home, () => Promise.resolve(answer(200, archive)));
      const pull = (name: string): Promise<unknown> =>
        pullPackage(
          ports,
          {
            reference: `http://127.0.0.1:1/x/${name}`,
            destination: join(home, 'out'),
            verify: 'byPolicy',
            keepProvenance: false,
          },
          quietContext,
        );
      for (const name of ['%2e%2e', 'a%00b.tgz', 'a%5Cb.tgz', 'C%3Ax.tgz', '..%2F..'])
        await assert.rejects(pull(name), error => ChartReleaseError.is(error, 'repository.badUrl'));
      assert.deepEqual(readdirSync(home), []);
      await pull('..%2Fx.tgz');
      assert.deepEqual(readdirSync(home), ['out']);
      assert.deepEqual(readdirSync(join(home, 'out')), ['x.tgz']);
    } finally {
      rmSync(home, { recursive: true, force: true });
    }
  });
});
