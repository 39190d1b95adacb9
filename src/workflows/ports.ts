import type { ChartFile, LoadWarning } from '../core/chart/chart';
import type { KeyInfo, KeyringKey } from '../core/provenance/keyring';

/** Reads a chart directory as Helm walks it: pruned by .helmignore, in walk order. */
export interface ChartFiles {
  readChart(directory: string, signal: AbortSignal): Promise<ChartDirectory>;
}

export interface ChartDirectory {
  readonly files: readonly ChartFile[];
  readonly warnings: readonly LoadWarning[];
}

/** Whole files in, whole files out. A write is atomic: the old content or the new, never a part. */
export interface FileStore {
  /** `undefined` when there is no such file. Throws `file.tooLarge` over `limitBytes`. */
  read(path: string, limitBytes: number): Promise<Uint8Array | undefined>;
  /** Throws `file.notWritable`. */
  write(path: string, bytes: Uint8Array): Promise<void>;
  remove(path: string): Promise<void>;
}

/** Public certificates, with the user's trust. */
export interface TrustedKeys {
  keys(): Promise<readonly KeyringKey[]>;
}

/**
 * Makes a detached OpenPGP signature (type 0x01, SHA-512) over exactly these bytes with the key of this fingerprint.
 * The private key stays behind this port: in a child process, an agent or a token.
 */
export interface DetachedSigner {
  readonly key: KeyInfo;
  readonly publicBytes: Uint8Array;
  /** Binary signature packets. Throws `key.wrongPassphrase`, `key.secretLost`, `worker.failed`. */
  sign(bytes: Uint8Array, signal: AbortSignal): Promise<Uint8Array>;
}

export interface RegistryCredential {
  readonly username: string;
  readonly secret: string;
  /** Where it comes from, to be named when a registry refuses: never the secret itself. */
  readonly source: string;
}

export interface Credentials {
  /** `host` is `name[:port]`, matched exactly; `undefined` means anonymous. */
  credentialFor(host: string): Promise<RegistryCredential | undefined>;
}

/** The current time, injected so that expiry can be tested without waiting. Milliseconds since 1970. */
export interface Clock {
  now(): number;
}

/** The global `fetch` of the editor (it knows proxy and certificates) or of Node. */
export type Fetch = typeof globalThis.fetch;
