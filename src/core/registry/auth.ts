import { encodeUtf8 } from '../../util/bytes';
import { displayText } from '../../util/displayText';
import type { Context } from '../context';
import { ChartReleaseError } from '../errors';
import type { Challenge } from './challenge';
import { parseChallenges } from './challenge';
import { asObject, ManifestProblem, parseJson } from './descriptor';
import type { AccessTrace } from './failure';
import { failureOf } from './failure';
import type { RegistryLimits } from './limits';
import type { Credentials, RegistryCredential } from './ports';
import { insecure, parseRealm, realmTrust } from './realm';
import type { Reply, Transport } from './transport';

export interface AuthOptions {
  /** As in references: what credentials are looked up by. */
  readonly host: string;
  /** Origin of the registry's API. */
  readonly registry: URL;
  readonly credentials: Credentials;
  readonly transport: Transport;
  readonly limits: RegistryLimits;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** `name[:port]` of token servers that the user allowed to get this registry's credential. */
  readonly trustedRealms: readonly string[];
}

/** `repository:<path>:<actions>`; empty for the base endpoint. */
export type Scope = string;

/** With which identity a request is made: a pull may be tried again without one. */
export type Identity = 'credential' | 'anonymous';

interface Token {
  readonly value: string;
  readonly expiresAt: number;
}

const clientId = 'helm-chart-release';
/** Seconds a token lives when the server does not say (distribution token specification). */
const defaultLifeSeconds = 60;

/** Answers challenges of one registry and keeps what it learned, in memory, for as long as the client lives. */
export class RegistryAuth {
  readonly #options: AuthOptions;
  readonly #tokens = new Map<string, Token>();
  readonly #secrets = new Set<string>();
  #trace: AccessTrace = {};
  #basic: string | undefined;
  #credential: Promise<RegistryCredential | undefined> | undefined;

  constructor(options: AuthOptions) {
    this.#options = options;
  }

  /** Everything that must not appear in a message. */
  get secrets(): readonly string[] {
    return [...this.#secrets];
  }

  /** How the last challenge went, without secrets. */
  get trace(): AccessTrace {
    return this.#trace;
  }

  async sourceOf(identity: Identity): Promise<string> {
    return (await this.#credentialOf(identity))?.source ?? 'anonymous';
  }

  async hasCredential(): Promise<boolean> {
    return (await this.#credentialOf('credential')) !== undefined;
  }

  /** The `Authorization` that is known to be asked for; `undefined` before the first challenge. */
  known(scope: Scope, identity: Identity): string | undefined {
    if (identity === 'credential' && this.#basic !== undefined) return this.#basic;
    const token = this.#tokens.get(`${identity} ${scope}`);
    return token !== undefined && token.expiresAt > this.#options.now() ? `Bearer ${token.value}` : undefined;
  }

  /**
   * The `Authorization` for a 401; `undefined` when there is nothing to answer with. The scope is ours, never the
   * challenge's: GHCR's names a placeholder, and a hostile one would get a token for another repository.
   */
  async answer(header: string, scope: Scope, identity: Identity, context: Context): Promise<string | undefined> {
    const challenges = parseChallenges(header);
    const credential = await this.#credentialOf(identity);
    const bearer = challenges.find(challenge => challenge.scheme === 'bearer');
    this.#trace = { challenge: displayText(challenges.map(challengeText).join(', '), 300), asked: scope };
    if (bearer !== undefined) {
      const token = await this.#token(bearer.parameters, scope, credential, context);
      this.#secrets.add(token.value);
      const granted = grantedBy(token.value);
      if (granted !== undefined) this.#trace = { ...this.#trace, granted: displayText(granted, 300) };
      this.#tokens.set(`${identity} ${scope}`, token);
      return `Bearer ${token.value}`;
    }
    if (credential === undefined || credential.secret === '') return undefined;
    if (!challenges.some(challenge => challenge.scheme === 'basic')) return undefined;
    this.#basic = this.#basicOf(credential);
    return this.#basic;
  }

  async #credentialOf(identity: Identity): Promise<RegistryCredential | undefined> {
    if (identity === 'anonymous') return undefined;
    this.#credential ??= this.#options.credentials.credentialFor(this.#options.host);
    const credential = await this.#credential;
    for (const secret of [credential?.secret, credential?.identityToken, credential?.accessToken]) {
      if (secret !== undefined && secret !== '') this.#secrets.add(secret);
    }
    return credential;
  }

  #basicOf(credential: RegistryCredential): string {
    const pair = Buffer.from(encodeUtf8(`${credential.username}:${credential.secret}`)).toString('base64');
    this.#secrets.add(pair);
    return `Basic ${pair}`;
  }

  async #token(
    challenge: ReadonlyMap<string, string>,
    scope: Scope,
    credential: RegistryCredential | undefined,
    context: Context,
  ): Promise<Token> {
    const { registry, trustedRealms } = this.#options;
    const realm = parseRealm(challenge.get('realm'), registry);
    const trust = realmTrust(realm, registry, trustedRealms);
    if (credential !== undefined) {
      if (trust === 'foreign') throw insecure(realm, 'credential for another host');
      if (credential.identityToken !== undefined && trust !== 'same')
        throw insecure(realm, 'refresh token for another host');
    }
    if (credential?.accessToken !== undefined) {
      return { value: credential.accessToken, expiresAt: Number.POSITIVE_INFINITY };
    }
    const asked = new URLSearchParams();
    const service = challenge.get('service');
    if (service !== undefined) asked.set('service', service);
    // A mount needs two repositories: one parameter for each (distribution token specification).
    for (const one of scope.split(' ')) if (one !== '') asked.append('scope', one);
    const askedAt = this.#options.now();
    const reply = await this.#ask(realm, asked, credential, context);
    return this.#read(reply, realm, askedAt, credential?.source ?? 'anonymous');
  }

  /** GET is what every token server has; one that has only OAuth2's POST says so with 404 or 405. */
  async #ask(
    realm: URL,
    asked: URLSearchParams,
    credential: RegistryCredential | undefined,
    context: Context,
  ): Promise<Reply> {
    if (credential?.identityToken !== undefined) {
      const grant = { grant_type: 'refresh_token', refresh_token: credential.identityToken };
      return this.#post(realm, asked, grant, context);
    }
    const reply = await this.#get(realm, asked, credential, context);
    if (credential === undefined || credential.secret === '' || (reply.status !== 404 && reply.status !== 405))
      return reply;
    const { username, secret } = credential;
    return this.#post(realm, asked, { grant_type: 'password', username, password: secret }, context);
  }

  #get(
    realm: URL,
    asked: URLSearchParams,
    credential: RegistryCredential | undefined,
    context: Context,
  ): Promise<Reply> {
    const url = new URL(realm);
    for (const [name, value] of asked) url.searchParams.append(name, value);
    return this.#options.transport.send(
      {
        method: 'GET',
        url,
        headers: { Accept: 'application/json' },
        limitBytes: this.#options.limits.tokenBytes,
        retry: 'idempotent',
        redirects: 'refuse',
        ...(credential === undefined || credential.secret === '' ? {} : { authorization: this.#basicOf(credential) }),
      },
      context,
    );
  }

  /** OAuth2 (distribution specification, oauth): with a refresh token as both Helms do it for an identity token, or with a password. */
  #post(realm: URL, asked: URLSearchParams, grant: Readonly<Record<string, string>>, context: Context): Promise<Reply> {
    const form = new URLSearchParams({ client_id: clientId, ...grant });
    for (const [name, value] of asked) form.append(name, value);
    return this.#options.transport.send(
      {
        method: 'POST',
        url: realm,
        headers: { Accept: 'application/json', 'Content-Type': 'application/x-www-form-urlencoded' },
        body: new Uint8Array(encodeUtf8(form.toString())),
        limitBytes: this.#options.limits.tokenBytes,
        retry: 'idempotent',
        redirects: 'refuse',
      },
      context,
    );
  }

  #read(reply: Reply, realm: URL, askedAt: number, credential: string): Token {
    const { host, limits } = this.#options;
    const request = `token from ${realm.host}`;
    // OAuth2 says 400 `invalid_grant` for a refresh token that is no longer good.
    const status = reply.status === 400 ? 401 : reply.status;
    if (status !== 200) throw failureOf({ ...reply, status }, { host, request, credential, secrets: this.secrets });
    try {
      const document = asObject(parseJson(reply.bytes), 'token answer');
      const value = document['token'] ?? document['access_token'];
      if (typeof value !== 'string' || !/^[\x21-\x7e]+$/.test(value)) throw new ManifestProblem('no token');
      const life = document['expires_in'];
      const lifeSeconds = typeof life === 'number' && life > 0 ? life : defaultLifeSeconds;
      return { value, expiresAt: askedAt + lifeSeconds * 1000 - limits.tokenMarginMs };
    } catch (error) {
      if (!(error instanceof ManifestProblem)) throw error;
      throw new ChartReleaseError('registry.protocol', { host: realm.host, reason: `token answer: ${error.message}` });
    }
  }
}

function challengeText({ scheme, parameters }: Challenge): string {
  const name = `${scheme.slice(0, 1).toUpperCase()}${scheme.slice(1)}`;
  const shown = ['realm', 'service'].flatMap(key => {
    const value = parameters.get(key);
    return value === undefined ? [] : [`${key}="${value}"`];
  });
  return [name, shown.join(',')].join(' ').trim();
}

/**
 * The scopes that a token says it is for (distribution token specification: the claim `access` of a JWT); `undefined` when it
 * does not say. Not verified: only to explain a refusal.
 */
function grantedBy(token: string): string | undefined {
  try {
    const claims: unknown = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());
    const { access } = asObject(claims, 'claims');
    if (!Array.isArray(access)) return undefined;
    return access
      .map(entry => asObject(entry, 'access'))
      .map(
        ({ type, name, actions }) =>
          `${String(type)}:${String(name)}:${Array.isArray(actions) ? actions.join(',') : ''}`,
      )
      .join(' ');
  } catch {
    return undefined;
  }
}
