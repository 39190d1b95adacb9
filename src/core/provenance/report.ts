import type { Digest } from '../../util/digest';

/**
 * The one overall verdict of a verification. The first that applies, in the order of the checks.
 * `trusted` is the only good one. `weak`: all holds, but an algorithm asks for a warning or, with a failed check, is one that
 * can be forged.
 */
export type Verdict =
  | 'trusted'
  | 'untrusted-key'
  | 'unknown-key'
  | 'expired-key'
  | 'revoked-key'
  | 'weak'
  | 'bad-signature'
  | 'digest-mismatch'
  | 'malformed'
  | 'unsigned';

/** The links of the chain archive - provenance - signature - key - trust. */
export type CheckId =
  | 'provenance-present'
  | 'frame'
  | 'signature'
  | 'key-known'
  | 'key-valid-when-signed'
  | 'key-valid-now'
  | 'key-trusted'
  | 'algorithms'
  | 'file-listed'
  | 'digest'
  | 'metadata';

export type CheckState = 'passed' | 'failed' | 'warned' | 'skipped';

/** One check. `code` names the reason exactly (prose is made from it in editor and cli), `args` fill it in. */
export interface Check {
  readonly id: CheckId;
  readonly state: CheckState;
  readonly code: string;
  readonly args: Readonly<Record<string, string | number>>;
}

export interface Signer {
  /** Upper-case hexadecimal of the primary key. */
  readonly fingerprint: string;
  /** The key or subkey that made the signature, when it is not the primary. */
  readonly signingFingerprint?: string;
  /** Validly self-signed, unrevoked identities, as they stand in the key: show them through `displayText`. */
  readonly userIds: readonly string[];
  /** Seconds since 1970, as signed. */
  readonly signedAtSeconds: number;
  /** e.g. `RSA 4096`, `Ed25519`. */
  readonly algorithm: string;
  /** e.g. `SHA512`. */
  readonly hash: string;
}

/** What `helm verify` would say to the same archive, provenance and keyring. `message` is Helm's own text. */
export interface HelmOutcome {
  readonly ok: boolean;
  readonly message: string;
}

export interface VerificationReport {
  readonly verdict: Verdict;
  /** Base name of the archive that was verified. */
  readonly fileName: string;
  readonly digest: Digest;
  readonly checks: readonly Check[];
  readonly signer?: Signer;
  /** The signed text, canonical: the only part of a provenance file that may be shown as signed. */
  readonly signedText?: string;
  /** Fingerprint or key id the signature names, also when the key is unknown. */
  readonly claimedKey?: string;
  readonly helm3: HelmOutcome;
  readonly helm4: HelmOutcome;
}
