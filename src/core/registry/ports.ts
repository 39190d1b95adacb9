/** What a registry client needs from outside. Core declares it, because core may not import from the layers above. */

/** The global `fetch` of the editor (it knows proxy and certificates) or of Node. */
export type Fetch = typeof globalThis.fetch;

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
