import assert from 'node:assert/strict';
import { readFileSync, statSync } from 'node:fs';
import { ChartReleaseError } from '../../../../src/core/errors';
import { dockerCredentials } from '../../../../src/node/credentials/credentials';
import { removeLogin, storeLogin } from '../../../../src/node/credentials/storeLogin';
import { CredentialHome } from '../../../support/credentialHome';

const vectors = 'test/fixtures/vectors/oci';
const host = '127.0.0.1:5010';

interface ConfigCase {
  readonly case: string;
  readonly helmRegistryConfig: string | null;
  readonly dockerConfig: string | null;
  readonly helm4: { readonly pullOk: boolean; readonly pullErr: string | null };
}
const { cases } = JSON.parse(readFileSync(`${vectors}/registry-config-cases.json`, 'utf8')) as {
  readonly cases: readonly ConfigCase[];
};

/** What Helm 4 made of it, in our words. */
function helmAnswer({ case: name, helm4 }: ConfigCase): string {
  // Helm 4 stops at an empty file of its own and goes past a broken one of Docker's without a word: see docs/registries.md.
  if (name === 'empty file' || name === 'whitespace only') return 'none';
  if (name === 'docker file broken json') return 'credentials.unreadable';
  const text = helm4.pullErr ?? '';
  if (helm4.pullOk) return 'right';
  if (text.includes('401')) return 'wrong';
  if (text.includes('exec:')) return 'credentials.helperFailed';
  return text.includes('decode') ? 'credentials.unreadable' : 'none';
}

describe('registry configurations, beside Helm 4', () => {
  let home: CredentialHome;
  beforeEach(() => {
    home = new CredentialHome();
  });
  afterEach(() => home.remove());

  for (const row of cases) {
    it(row.case, async () => {
      home.writeHelm(row.helmRegistryConfig);
      home.writeDocker(row.dockerConfig);
      const answer = await dockerCredentials(home.environment)
        .credentialFor(host)
        .then(
          found => (found === undefined ? 'none' : `${found.username}:${found.secret}` === 'u:p' ? 'right' : 'wrong'),
          (error: unknown) => (error instanceof ChartReleaseError ? error.code : String(error)),
        );
      assert.equal(answer, helmAnswer(row));
    });
  }

  it('are written as Helm writes them, readable by the user alone', async () => {
    await storeLogin(host, { username: 'u', secret: 'p' }, home.environment);
    assert.equal(
      readFileSync(home.helmConfig, 'utf8'),
      readFileSync(`${vectors}/config-samples/login-basic.h4.config.json`, 'utf8'),
    );
    if (process.platform !== 'win32') assert.equal(statSync(home.helmConfig).mode & 0o777, 0o600);
    assert.equal(await removeLogin(host, home.environment), true);
    assert.equal(
      readFileSync(home.helmConfig, 'utf8'),
      readFileSync(`${vectors}/config-samples/after-logout.h4.config.json`, 'utf8'),
    );
  });

  it('keep what else is in them, in its order', async () => {
    const before = { zzz: 1, auths: { 'a.example': { auth: 'dTpw' } }, HttpHeaders: { 'X-A': 'b' } };
    home.writeHelm(JSON.stringify(before));
    await storeLogin(host, { username: '', secret: 'refresh' }, home.environment);
    const after = JSON.parse(readFileSync(home.helmConfig, 'utf8')) as typeof before;
    const auths = { ...before.auths, [host]: { identitytoken: 'refresh' } };
    assert.equal(JSON.stringify(after), JSON.stringify({ ...before, auths }));
  });
});

interface Step {
  readonly kind: string;
  readonly command: string;
  readonly calls: readonly { readonly verb: string; readonly input: string }[];
  readonly configAfter: unknown;
}

/** The blocks of the transcript that are Helm 4's. */
function transcript(): readonly Step[] {
  const text = readFileSync(`${vectors}/credential-helper-transcript.txt`, 'utf8');
  return text
    .split(/^## /m)
    .filter(block => block.startsWith('helm4 '))
    .map(block => ({
      kind: /\[(\w+)\]/.exec(block)?.[1] ?? '',
      command: /\] (.*)/.exec(block)?.[1] ?? '',
      calls: [...block.matchAll(/helper: docker-credential-fake args=\[(\w+)\] stdin=\[(.*)\]/g)].map(
        ([, verb = '', input = '']) => ({ verb, input }),
      ),
      configAfter: JSON.parse(/config after: (.*)/.exec(block)?.[1] ?? 'null') as unknown,
    }));
}

describe('the credential helper protocol, beside Helm 4', () => {
  const initial = {
    store: '{"auths":{},"credsStore":"fake"}',
    helpers: `{"credHelpers":{"${host}":"fake"}}`,
  } as const;
  for (const kind of ['store', 'helpers'] as const) {
    it(`of a ${kind === 'store' ? 'credsStore' : 'credHelpers entry'}`, async () => {
      const home = new CredentialHome();
      home.writeHelm(initial[kind]);
      home.addHelper('fake');
      const steps = transcript().filter(step => step.kind === kind);
      assert.equal(steps.length, 4);
      for (const { command, calls, configAfter } of steps) {
        const named = /127\.0\.0\.1:\d+/.exec(command)?.[0] ?? '';
        if (command.includes('login')) await storeLogin(named, { username: 'u', secret: 'p' }, home.environment);
        else if (command.includes('logout')) await removeLogin(named, home.environment);
        else await dockerCredentials(home.environment).credentialFor(named);
        assert.deepEqual(home.takeCalls(), calls, command);
        assert.deepEqual(JSON.parse(readFileSync(home.helmConfig, 'utf8')), configAfter, command);
      }
      home.remove();
    });
  }
});
