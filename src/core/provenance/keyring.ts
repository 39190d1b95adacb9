import type { TrustScope } from '../trust/scope';

/** A certificate read from a ring, a key file or storage. One per fingerprint: copies are merged before any verdict. */
export interface KeyInfo {
  /** Upper-case hexadecimal of the primary key: 40 digits (v4) or 64 (v6). */
  readonly fingerprint: string;
  readonly userIds: readonly string[];
  /** e.g. `RSA 4096`, `Ed25519`. */
  readonly algorithm: string;
  readonly createdAtSeconds: number;
  /** `undefined`: does not expire. */
  readonly expiresAtSeconds?: number;
  readonly revoked: boolean;
  readonly canSign: boolean;
  readonly hasSecret: boolean;
  /** Whether `helm verify` of Helm 3 and Helm 4 can use this key. */
  readonly readableByHelm3: boolean;
  readonly readableByHelm4: boolean;
  readonly subkeys: readonly SubkeyInfo[];
}

export interface SubkeyInfo {
  readonly fingerprint: string;
  readonly algorithm: string;
  readonly createdAtSeconds: number;
  readonly expiresAtSeconds?: number;
  readonly revoked: boolean;
  readonly canSign: boolean;
}

/** A key, and its certificate as binary OpenPGP packets without secret material. */
export interface KeyringKey {
  readonly info: KeyInfo;
  readonly publicBytes: Uint8Array;
  /** The user's decision; a key is only known, not trusted, until then. */
  readonly trusted: boolean;
  /** Where the trust counts; none: everywhere. */
  readonly scopes?: readonly TrustScope[];
}
