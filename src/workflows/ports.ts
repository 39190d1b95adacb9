import type { ChartFile, LoadWarning } from '../core/chart/chart';
import type { Policies } from '../core/trust/policy';
import type { IgnoreRule } from '../core/chart/helmignore';
import type { KeyInfo, KeyringKey } from '../core/provenance/keyring';

import type { BlobSource, BlobTarget } from '../core/registry/blobPorts';

export type { Credentials, Fetch, RegistryCredential } from '../core/registry/ports';

/** Reads a chart directory as Helm walks it: pruned by .helmignore, in walk order. */
export interface ChartFiles {
  readChart(directory: string, signal: AbortSignal): Promise<ChartDirectory>;
}

/** What the walk leaves out, and why. */
export interface IgnoredPaths {
  /** Each path that a rule ignores, in walk order; what lies in an ignored folder follows it, under the folder's rule. */
  listIgnored(directory: string, signal: AbortSignal): Promise<readonly IgnoredPath[]>;
}

export interface IgnoredPath {
  /** `/`-separated, relative to the chart. */
  readonly path: string;
  readonly isDirectory: boolean;
  readonly rule: IgnoreRule;
}

/** Charts as they were committed, whatever the working tree holds now. */
export interface CommittedCharts {
  /**
   * Hands a folder with the chart as of `revision` to `use` and removes it afterwards. Throws `chart.notFound` when the
   * commit does not have the chart, `git.failed` when git does not know the revision.
   */
  withChart<T>(
    directory: string,
    revision: string,
    signal: AbortSignal,
    use: (folder: string, commit: string) => Promise<T>,
  ): Promise<T>;
}

export interface ChartDirectory {
  readonly files: readonly ChartFile[];
  readonly warnings: readonly LoadWarning[];
}

/** What stands at a path, links followed. `undefined`: nothing. */
export interface PathKinds {
  kind(path: string): Promise<'file' | 'folder' | 'other' | undefined>;
  /** Names in a folder, sorted; empty when it is none. */
  list(path: string): Promise<readonly string[]>;
}

/** Whole files in, whole files out. A write is atomic: the old content or the new, never a part. */
export interface FileStore {
  /** `undefined` when there is no such file. Throws `file.tooLarge` over `limitBytes`. */
  read(path: string, limitBytes: number): Promise<Uint8Array | undefined>;
  /** Throws `file.notWritable`. */
  write(path: string, bytes: Uint8Array): Promise<void>;
  remove(path: string): Promise<void>;
}

/** The packages of a chart repository that is a folder. */
export interface PackageFolder {
  /** Paths below the folder, with `/`: `*.tgz` in it and one level down, each sorted by bytes. Throws `file.notFound`. */
  list(directory: string, signal: AbortSignal): Promise<readonly string[]>;
}

/** Content of any size, never held as a whole. */
export interface BlobFiles {
  /** `undefined` when there is no such file. Throws `file.isFolder`, and `file.tooLarge` over `limitBytes`. */
  open(path: string, limitBytes: number): Promise<BlobSource | undefined>;
  /** A file that has no name until it is kept. Throws `file.notWritable`. */
  create(path: string): Promise<NewFile>;
}

/** A file that is being written. */
export interface NewFile extends BlobTarget {
  /** What was written, `sizeBytes` of it. */
  content(sizeBytes: number): BlobSource;
  read(sizeBytes: number): Promise<Uint8Array>;
  /** Gives it its name, in place of what had it. */
  keep(): Promise<void>;
  /** Removes it, unless it was kept. May be called in any state. */
  discard(): Promise<void>;
}

/** Public certificates, with the user's trust. */
export interface TrustedKeys {
  keys(): Promise<readonly KeyringKey[]>;
  /** The keyring file that Helm would be given; without it, what Helm says is foretold for the keyring as we export it. */
  readonly helmKeyring?: Uint8Array;
}

/** Which keys came from a source before: the signers of a chart at a place, the keys of an address. */
export interface SourceMemory {
  /** Fingerprints, first seen first; empty for a source that is not known. */
  fingerprints(source: string): Promise<readonly string[]>;
  note(source: string, fingerprint: string): Promise<void>;
  /** Something else than before came from the source, and the user has not said that it is right: it is shown at once. */
  warn(change: SourceChange): void;
}

export interface SourceChange {
  readonly source: string;
  readonly earlier: readonly string[];
  /** Fingerprint or key id that came now; `undefined`: what was signed before is not signed any more. */
  readonly now: string | undefined;
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

/** What the repository around a folder (absolute path) demands. Throws `policy.malformed`: a policy that cannot be read is not none. */
export interface PolicySource {
  policiesFor(directory: string): Promise<Policies>;
}

/** The current time, injected so that expiry can be tested without waiting. Milliseconds since 1970. */
export interface Clock {
  now(): number;
}

/** Which modification time the entries of a reproducible package carry, and where it comes from: it is shown. */
export interface PackageTime {
  /** Whole seconds since 1970. */
  readonly seconds: number;
  readonly source: 'SOURCE_DATE_EPOCH' | 'git' | 'fixed';
}

export interface PackageTimes {
  timeFor(chartDirectory: string, signal: AbortSignal): Promise<PackageTime>;
}
