import assert from 'node:assert/strict';
import { ChartReleaseError } from '../../../../src/core/errors';
import { dockerCredentials } from '../../../../src/node/credentials/credentials';
import { errorText } from '../../../../src/cli/messages';
import { CredentialHome } from '../../../support/credentialHome';

const auth = Buffer.from('user:canary-secret').toString('base64');
const answer = (username: string, secret: string) => ({
  output: JSON.stringify({ ServerURL: 'x', Username: username, Secret: secret }),
  code: 0,
});

interface SetUp {
  readonly name: string;
  readonly host: string;
  readonly prepare: (home: CredentialHome) => void;
  /** The source of the credential with what it holds, or words of the message, the culprit among them. */
  readonly source?: RegExp;
  readonly credential?: string;
  readonly message?: readonly RegExp[];
}

const setUps: readonly SetUp[] = [
  {
    name: "Helm's own file",
    host: 'charts.example.com',
    prepare: home => home.writeHelm(JSON.stringify({ auths: { 'charts.example.com': { auth } } })),
    source: /config\/registry\/config\.json$/,
    credential: 'user:canary-secret',
  },
  {
    name: "Docker's file, when Helm's has nothing for the host",
    host: 'charts.example.com:8443',
    prepare: home => {
      home.writeHelm(JSON.stringify({ auths: { 'charts.example.com': { auth } } }));
      home.writeDocker(JSON.stringify({ auths: { 'https://charts.example.com:8443/v1/': { auth } } }));
    },
    source: /docker\/config\.json$/,
    credential: 'user:canary-secret',
  },
  {
    name: 'a helper for all registries',
    host: 'charts.example.com',
    prepare: home => {
      home.addHelper('desktop', answer('user', 'canary-secret'));
      home.writeDocker(JSON.stringify({ auths: { 'charts.example.com': {} }, credsStore: 'desktop' }));
    },
    source: /^docker-credential-desktop$/,
    credential: 'user:canary-secret',
  },
  {
    name: 'a helper for one registry, before the one for all',
    host: '123456789012.dkr.ecr.eu-central-1.amazonaws.com',
    prepare: home => {
      home.addHelper('ecr-login', answer('AWS', 'canary-secret'));
      const credHelpers = { '123456789012.dkr.ecr.eu-central-1.amazonaws.com': 'ecr-login' };
      home.writeDocker(JSON.stringify({ credsStore: 'desktop', credHelpers }));
    },
    source: /^docker-credential-ecr-login$/,
    credential: 'AWS:canary-secret',
  },
  {
    name: 'a helper that hands out an identity token',
    host: 'team.azurecr.io',
    prepare: home => {
      home.addHelper('acr-env', answer('<token>', 'canary-secret'));
      home.writeDocker(JSON.stringify({ credHelpers: { 'team.azurecr.io': 'acr-env' } }));
    },
    source: /^docker-credential-acr-env$/,
    credential: 'token canary-secret',
  },
  {
    name: "Docker Hub's key, for each of its names",
    host: 'registry-1.docker.io',
    prepare: home => home.writeDocker(JSON.stringify({ auths: { 'https://index.docker.io/v1/': { auth } } })),
    source: /docker\/config\.json$/,
    credential: 'user:canary-secret',
  },
  {
    name: 'a helper that knows nothing of the host',
    host: 'charts.example.com',
    prepare: home => {
      home.addHelper('pass', { output: 'credentials not found in native keychain', code: 1 });
      home.writeDocker(JSON.stringify({ credsStore: 'pass' }));
    },
  },
  {
    name: 'a helper that is not on the PATH',
    host: 'charts.example.com',
    prepare: home => home.writeDocker(JSON.stringify({ credHelpers: { 'charts.example.com': 'osxkeychain' } })),
    message: [/osxkeychain/, /charts\.example\.com/, /PATH/],
  },
  {
    name: 'a helper that fails, whatever it prints',
    host: 'charts.example.com',
    prepare: home => {
      home.addHelper('wincred', { output: 'canary-secret leaked', code: 3 });
      home.writeDocker(JSON.stringify({ credsStore: 'wincred' }));
    },
    message: [/wincred/, /exit code 3/],
  },
  {
    name: 'a helper that answers no JSON',
    host: 'charts.example.com',
    prepare: home => {
      home.addHelper('gcloud', { output: 'canary-secret', code: 0 });
      home.writeDocker(JSON.stringify({ credsStore: 'gcloud' }));
    },
    message: [/gcloud/, /JSON/],
  },
  {
    name: 'a helper whose name leads elsewhere',
    host: 'charts.example.com',
    prepare: home => home.writeDocker(JSON.stringify({ credsStore: '../../bin/evil' })),
    message: [/evil/],
  },
  {
    name: 'a broken file of Helm',
    host: 'charts.example.com',
    prepare: home => home.writeHelm('{"auths": {"charts.example.com": {"auth": "canary-secret"'),
    message: [/config\/registry\/config\.json/],
  },
  {
    name: 'an entry that is no user and password',
    host: 'charts.example.com',
    prepare: home => home.writeHelm(JSON.stringify({ auths: { 'charts.example.com': { auth: '!canary-secret!' } } })),
    message: [/config\/registry\/config\.json/, /base64/],
  },
];

describe('a credential', () => {
  it('is looked for in one file alone when the user wants that', async () => {
    const home = new CredentialHome();
    home.writeHelm(JSON.stringify({ auths: { 'charts.example.com': { auth } } }));
    home.writeDocker('{"auths":');
    const found = await dockerCredentials(home.environment, ['helm']).credentialFor('charts.example.com');
    assert.equal(found?.source, home.helmConfig);
    home.writeHelm(null);
    await assert.rejects(dockerCredentials(home.environment, ['docker']).credentialFor('charts.example.com'));
    assert.equal(await dockerCredentials(home.environment, ['helm']).credentialFor('charts.example.com'), undefined);
    home.remove();
  });

  for (const { name, host, prepare, source, credential, message } of setUps) {
    it(`from ${name}`, async () => {
      const home = new CredentialHome();
      try {
        prepare(home);
        const asking = dockerCredentials(home.environment).credentialFor(host);
        if (message !== undefined) {
          await assert.rejects(asking, (error: unknown) => {
            assert.ok(error instanceof ChartReleaseError);
            const text = errorText(error);
            for (const words of message) assert.match(text, words);
            assert.doesNotMatch(`${text}${JSON.stringify(error.details)}`, /canary-secret/);
            return true;
          });
          return;
        }
        const found = await asking;
        if (source === undefined) return assert.equal(found, undefined);
        assert.match(found?.source ?? '', source);
        const { username = '', secret = '', identityToken } = found ?? {};
        assert.equal(identityToken === undefined ? `${username}:${secret}` : `token ${identityToken}`, credential);
      } finally {
        home.remove();
      }
    });
  }
});
