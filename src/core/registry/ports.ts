/** What a registry client needs from outside. Core declares it, because core may not import from the layers above. */

/** A body that is sent: whole, or in parts as they come. With parts the headers say `Content-Length`. */
export type FetchBody = Uint8Array<ArrayBuffer> | AsyncIterable<Uint8Array>;

export interface FetchInit {
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: FetchBody;
  readonly redirect: 'manual';
  /** Aborting it closes the connection, whether or not the answer has begun. */
  readonly signal: AbortSignal;
}

/** As much of a `Response` as is used. */
export interface FetchReply {
  readonly status: number;
  /** Names in any case; several values of one name are joined by commas. */
  readonly headers: Pick<Headers, 'get' | 'has'>;
  readonly body: AsyncIterable<Uint8Array> | null;
  /** `opaqueredirect` from a fetch that hides where a redirect leads. */
  readonly type?: string;
}

/**
 * One HTTP exchange, redirects not followed. In the editor this is its global `fetch`, which knows the proxy and the
 * certificates of its settings; elsewhere `node/http/nodeFetch`.
 */
export type Fetch = (url: string, init: FetchInit) => Promise<FetchReply>;

export interface RegistryCredential {
  /** Empty when there is only a token. */
  readonly username: string;
  /** Password, personal token or access key that goes with the user name; empty when there is only a token. */
  readonly secret: string;
  /** OAuth2 refresh token (`identitytoken` of a Docker configuration): used for Bearer instead of the secret. */
  readonly identityToken?: string;
  /** A ready Bearer token (`registrytoken` of a Docker configuration). */
  readonly accessToken?: string;
  /** Where it comes from, to be named when a registry refuses: never the secret itself. */
  readonly source: string;
}

export interface Credentials {
  /** `host` is `name[:port]`, matched exactly; `undefined` means anonymous. */
  credentialFor(host: string): Promise<RegistryCredential | undefined>;
}
