import type { Transport } from '../../core/registry/transport';
import type { RepositoryEntry } from '../../core/repository/repositoriesFile';
import type { FileStore } from '../ports';

/** Absolute paths that are shared with the user's Helm. */
export interface HelmHome {
  /** `repositories.yaml`. */
  readonly repositoryConfig: string;
  /** The folder of `<name>-index.yaml` and `<name>-charts.txt`. */
  readonly repositoryCache: string;
}

/** Locks between processes, let go when the process that holds one ends. */
export interface FileLocks {
  /** Throws `file.lockBusy` when another process holds it too long, `file.lockUnavailable` when none can be had here. */
  withLock<T>(path: string, run: () => Promise<T>, signal: AbortSignal): Promise<T>;
}

export interface RepositoryLogin {
  readonly username: string;
  readonly password: string;
}

/** Passwords that are not in `repositories.yaml`. */
export interface RepositorySecrets {
  /** Kept for this name and this very address: another address under the name does not get them. */
  login(name: string, url: string): Promise<RepositoryLogin | undefined>;
  keep(name: string, url: string, login: RepositoryLogin): Promise<void>;
  forget(name: string): Promise<void>;
}

export interface RepositoryPorts {
  /** Writes files that only the user may read. */
  readonly privateStore: FileStore;
  readonly store: FileStore;
  readonly home: HelmHome;
  readonly locks: FileLocks;
  readonly secrets: RepositorySecrets;
  /** Requests with the certificates that an entry names. Throws `repository.configUnreadable` for unreadable ones. */
  readonly transportFor: (entry: RepositoryEntry | undefined) => Promise<Transport>;
}
