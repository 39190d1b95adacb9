/** What is being done, for the person waiting. `done` and `total` are in the unit that `unit` names. */
export interface ProgressReport {
  readonly step: 'reading' | 'checking' | 'packing' | 'signing' | 'verifying' | 'uploading' | 'downloading' | 'writing';
  readonly subject?: string;
  readonly done?: number;
  readonly total?: number;
  readonly unit?: 'bytes' | 'files' | 'requests';
}

/** The last parameter of anything long. */
export interface Context {
  /** Aborts the work; it reaches the socket and the child process. */
  readonly signal: AbortSignal;
  readonly progress: (report: ProgressReport) => void;
  readonly log: Log;
}

/** Never hand a secret to any of these. */
export interface Log {
  debug(message: string): void;
  info(message: string): void;
  warn(message: string): void;
  error(message: string): void;
}

const silent: Log = { debug() {}, info() {}, warn() {}, error() {} };

/** A context that nobody watches and nothing cancels. */
export const quietContext: Context = { signal: new AbortController().signal, progress() {}, log: silent };
