/**
 * The closed table of failures: code and details. Details never hold secrets. The prose is in `editor/messages.ts` and
 * `cli/messages.ts`, both exhaustive: a new code does not compile until someone writes what the user reads and does next.
 */
export interface ErrorDetails {
  // --- chart: a directory or archive that is not a loadable chart. helmText: what Helm 4 prints.
  'chart.notFound': { readonly path: string };
  'chart.unloadable': { readonly reason: string; readonly helmText: string; readonly path?: string };

  // --- archive: bytes that are not an acceptable package
  'archive.malformed': { readonly reason: string; readonly entry?: string };
  'archive.hostile': { readonly attack: string; readonly entry?: string };
  'archive.limit': {
    readonly limit: string;
    readonly value: number;
    readonly allowed: number;
    readonly entry?: string;
  };

  // --- chart repositories. helmText: what Helm prints when it refuses the index.
  'index.unreadable': { readonly path: string; readonly helmText: string };

  // --- provenance and keys
  'sign.refused': { readonly reason: string };
  'sign.selfCheckFailed': { readonly verdict: string };
  'key.malformed': { readonly reason: string };
  'key.notFound': { readonly fingerprint: string };
  'key.noSecret': { readonly fingerprint: string };
  'key.wrongPassphrase': { readonly fingerprint: string; readonly attempts: number };
  'key.secretLost': { readonly fingerprint: string };

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
  'registry.insecure': { readonly url: string; readonly reason: string };
  'registry.noVersion': {
    readonly reference: string;
    readonly version: string;
    readonly reason: 'bad-constraint' | 'none-matches' | 'no-versions';
  };
  'credentials.unreadable': { readonly path: string; readonly reason: string };
  'credentials.helperFailed': { readonly helper: string; readonly host: string; readonly reason: string };
  'localRegistry.notStarted': { readonly directory: string; readonly port: number; readonly reason: string };

  // --- files and processes
  'file.notFound': { readonly path: string };
  'file.notWritable': { readonly path: string; readonly reason: string };
  'file.exists': { readonly path: string; readonly existing: string; readonly ours: string };
  'file.tooLarge': { readonly path: string; readonly sizeBytes: number; readonly limitBytes: number };
  'git.failed': { readonly revision: string; readonly reason: string };
  'worker.failed': { readonly reason: string };
  'workspace.untrusted': { readonly action: string };
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
