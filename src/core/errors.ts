import type { ArchiveAttack, ArchiveDamage, ArchiveLimit } from './archiveProblem';

/** Why a source gave no public key. */
export type KeySourceFault =
  | 'badAddress'
  | 'notHttps'
  | 'unreachable'
  | 'timeout'
  | 'notFound'
  | 'refused'
  | 'redirected'
  | 'tooLarge'
  | 'notAKey'
  | 'otherKey';

/** Why the user's gpg did not do what it was asked. */
export type GpgFailure =
  | 'notFound'
  | 'cannotStart'
  | 'timeout'
  | 'tooMuchOutput'
  | 'wrongPassphrase'
  | 'wrongPin'
  | 'noPinentry'
  | 'loopbackRefused'
  | 'noAgent'
  | 'noSecretKey'
  | 'unusableKey'
  | 'cardMissing'
  | 'cardLocked'
  | 'cardFailed'
  | 'noCardDaemon'
  | 'cancelled'
  | 'other';

/**
 * The closed table of failures: code and details. Details never hold secrets. The prose is in `editor/messages.ts` and
 * `cli/messages.ts`, both exhaustive: a new code does not compile until someone writes what the user reads and does next.
 */
export interface ErrorDetails {
  // --- chart: a directory or archive that is not a loadable chart. helmText: what Helm 4 prints.
  'chart.notFound': { readonly path: string };
  'chart.unloadable': { readonly reason: string; readonly helmText: string; readonly path?: string };

  // --- archive: bytes that are not an acceptable package
  'archive.malformed': { readonly reason: ArchiveDamage; readonly entry?: string };
  'archive.hostile': { readonly attack: ArchiveAttack; readonly entry?: string };
  'archive.limit': {
    readonly limit: ArchiveLimit;
    readonly value: number;
    readonly allowed: number;
    readonly entry?: string;
  };

  // --- chart repositories. helmText: what Helm prints when it refuses the index.
  'index.unreadable': { readonly path: string; readonly helmText: string };
  'index.changed': { readonly path: string };
  'index.cannotKeep': object;

  // --- provenance and keys
  'sign.refused': { readonly reason: string };
  'sign.selfCheckFailed': { readonly verdict: string };
  'key.malformed': { readonly reason: string };
  'key.notFound': { readonly fingerprint: string };
  'key.noSecret': { readonly fingerprint: string };
  'key.wrongPassphrase': { readonly fingerprint: string; readonly attempts: number };
  'key.secretLost': { readonly fingerprint: string };

  /** `detail`: gpg's own last sentence, in English. */
  'gpg.failed': { readonly reason: GpgFailure; readonly program: string; readonly detail: string };
  /** `status`: of the answer, 0 without one. */
  'keySource.failed': { readonly url: string; readonly reason: KeySourceFault; readonly status: number };
  'trust.badScope': { readonly scope: string; readonly reason: string };
  'trust.unreadable': { readonly path: string; readonly reason: string };
  'keyring.notWritable': {
    readonly path: string;
    readonly reason: 'keybox' | 'privateKeys' | 'unreadableKeys';
  };
  'policy.malformed': { readonly path: string; readonly reason: string; readonly line: number };
  'policy.packageTooLarge': { readonly path: string; readonly sizeBytes: number; readonly limitBytes: number };
  'policy.signerNotAllowed': { readonly path: string; readonly fingerprint: string };
  'policy.destinationNotAllowed': { readonly path: string; readonly destination: string };

  // --- registry
  'registry.badReference': { readonly reference: string; readonly reason: string };
  'registry.unreachable': { readonly host: string; readonly reason: string };
  'registry.unauthorized': {
    readonly host: string;
    readonly status: number;
    readonly detail: string;
    readonly credential: string;
    /** Scheme and token server of the challenge; the scopes that were asked for, and those that the token names. */
    readonly challenge?: string;
    readonly asked?: string;
    readonly granted?: string;
  };
  'registry.notFound': { readonly reference: string };
  'registry.refused': {
    readonly host: string;
    readonly request: string;
    readonly status: number;
    readonly detail: string;
  };
  'registry.protocol': { readonly host: string; readonly reason: string };
  'registry.digestMismatch': { readonly subject: string; readonly expected: string; readonly actual: string };
  'registry.tagExists': { readonly reference: string; readonly existing: string; readonly ours: string };
  'registry.badMetadata': { readonly path: string; readonly reason: string };
  'registry.insecure': { readonly url: string; readonly reason: string };
  'registry.noVersion': {
    readonly reference: string;
    readonly version: string;
    readonly reason: 'bad-constraint' | 'none-matches' | 'no-versions';
  };
  'credentials.unreadable': { readonly path: string; readonly reason: string };
  'credentials.helperFailed': { readonly helper: string; readonly host: string; readonly reason: string };
  'localRegistry.notStarted': { readonly directory: string; readonly port: number; readonly reason: string };

  // --- chart repositories; addresses are without user, password and query
  'repository.exists': { readonly name: string; readonly url: string };
  'repository.notFound': { readonly name: string };
  'repository.badName': { readonly name: string };
  'repository.badUrl': {
    readonly url: string;
    readonly reason: 'not-absolute' | 'oci' | 'scheme' | 'unreadable' | 'file-name';
  };
  'repository.configUnreadable': { readonly path: string; readonly reason: string };
  'repository.badSearch': { readonly term: string; readonly reason: 'regexp' | 'version' };
  'repository.badIndex': { readonly url: string; readonly helmText: string };
  'repository.noIndex': { readonly name: string };
  'repository.refused': { readonly url: string; readonly status: number; readonly detail: string };
  'repository.unauthorized': { readonly url: string; readonly status: number };
  'repository.noChart': { readonly repository: string; readonly chart: string; readonly version: string };
  'repository.noDownload': { readonly repository: string; readonly chart: string };
  'repository.badChartReference': { readonly reference: string };
  'repository.digestMismatch': { readonly fileName: string; readonly expected: string; readonly actual: string };
  'repository.packageExists': { readonly fileName: string; readonly existing: string; readonly ours: string };
  'repository.notListed': { readonly url: string; readonly chart: string; readonly version: string };
  'repository.noCommonBase': { readonly path: string };
  'repository.branchDiverged': { readonly branch: string; readonly remote: string };
  'repository.branchInUse': { readonly branch: string; readonly path: string };
  'repository.commitFailed': { readonly branch: string; readonly reason: string };
  'file.lockBusy': { readonly path: string; readonly seconds: number };
  'file.lockUnavailable': { readonly path: string };

  // --- dependencies
  'dependency.badVersion': { readonly chart: string; readonly version: string };
  'dependency.noVersion': { readonly chart: string; readonly version: string; readonly repository: string };
  'dependency.noRepository': { readonly chart: string; readonly repository: string };
  'dependency.noDirectory': { readonly chart: string; readonly path: string };
  'dependency.directoryVersion': { readonly chart: string; readonly found: string; readonly version: string };
  'dependency.lockOutOfSync': { readonly lockFile: string };
  'dependency.notDeclared': { readonly chart: string };

  // --- files and processes
  'file.notFound': { readonly path: string };
  'file.notWritable': { readonly path: string; readonly reason: string };
  'file.exists': { readonly path: string; readonly existing: string; readonly ours: string };
  /** A folder where a file was expected. */
  'file.isFolder': { readonly path: string };
  'file.tooLarge': { readonly path: string; readonly sizeBytes: number; readonly limitBytes: number };
  'git.failed': { readonly revision: string; readonly reason: string };
  'worker.failed': { readonly reason: string };
  'workspace.untrusted': { readonly action: string };
  /** A signed package of another name or version than the index says. */
  'verify.otherChart': { readonly asked: string; readonly actual: string };
  'install.noHelm': { readonly path: string };

  // --- releases
  'release.cycle': { readonly charts: readonly string[] };
  'release.notEditable': { readonly part: string };
  'release.blocked': { readonly chart: string; readonly version: string; readonly reason: string };
  'release.unfinished': { readonly path: string };
  'release.nothingToResume': { readonly path: string };
  'release.running': { readonly path: string; readonly processId: number };
  'release.journalDamaged': { readonly path: string; readonly line: number };
  'release.fileChanged': { readonly path: string; readonly expected: string; readonly actual: string };
  'verify.refused': { readonly fileName: string; readonly verdict: string };
}

export type ErrorCode = keyof ErrorDetails;

/** The one error class. `message` is for logs and tests; people read what the message tables make of code and details. */
export class ChartReleaseError<C extends ErrorCode = ErrorCode> extends Error {
  override readonly name = 'ChartReleaseError';

  constructor(
    readonly code: C,
    readonly details: ErrorDetails[C],
    options?: { readonly cause?: unknown },
  ) {
    super(`${code} ${JSON.stringify(details)}`, options);
  }

  /** Whether an error is a failure of this code; narrows `details`. */
  static is<C extends ErrorCode>(error: unknown, code: C): error is ChartReleaseError<C> {
    return error instanceof ChartReleaseError && error.code === code;
  }
}
