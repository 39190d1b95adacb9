import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { ChartReleaseError } from '../../core/errors';
import { registryLimits } from '../../core/registry/limits';
import type { Fetch } from '../../core/registry/ports';
import type { Transport } from '../../core/registry/transport';
import { createTransport } from '../../core/registry/transport';
import type { RepositoryEntry } from '../../core/repository/repositoriesFile';
import type { RepositoryPorts, RepositorySecrets } from '../../workflows/repository/ports';
import type { Environment } from '../environment';
import { fileLocks } from '../fileLocks';
import { fileStore } from '../fileStore';
import { helmHome } from '../helmHome';
import { nodeFetch } from '../http/nodeFetch';
import type { TlsFiles } from '../http/trust';

export interface RepositoryPortsOptions {
  readonly environment: Environment;
  /** What relative paths of certificates in `repositories.yaml` count from, as for Helm. */
  readonly currentDirectory: string;
  /** For repositories without certificates of their own. */
  readonly fetch: Fetch;
  readonly secrets: RepositorySecrets;
}

/** The ports of the repository workflows over this machine, sharing files and lock with the user's Helm. */
export function repositoryPorts(options: RepositoryPortsOptions): RepositoryPorts {
  const { environment, secrets } = options;
  return {
    store: fileStore(),
    privateStore: fileStore(0o600),
    home: helmHome(environment),
    locks: fileLocks(),
    secrets,
    transportFor: entry => transportFor(options, entry),
  };
}

/** For where there is no safe place: nothing is kept, and the password is in `repositories.yaml` or nowhere. */
export const noSecrets: RepositorySecrets = {
  login: () => Promise.resolve(undefined),
  keep: () => Promise.resolve(),
  forget: () => Promise.resolve(),
};

async function transportFor(options: RepositoryPortsOptions, entry: RepositoryEntry | undefined): Promise<Transport> {
  const own = entry !== undefined && (entry.caFile || entry.certFile || entry.keyFile || entry.insecureSkipTlsVerify);
  const fetch = own ? nodeFetch({ environment: options.environment, tls: await tlsOf(options, entry) }) : options.fetch;
  return createTransport({ fetch, limits: registryLimits, now: () => Date.now() });
}

async function tlsOf(options: RepositoryPortsOptions, entry: RepositoryEntry): Promise<TlsFiles> {
  const [ca, cert, key] = await Promise.all(
    [entry.caFile, entry.certFile, entry.keyFile].map(path => readPem(options.currentDirectory, path)),
  );
  return {
    ...(ca === undefined ? {} : { ca }),
    // As Helm 3, a certificate without its key counts as none.
    ...(cert === undefined || key === undefined ? {} : { cert, key }),
    ...(entry.insecureSkipTlsVerify ? { skipVerification: true } : {}),
  };
}

async function readPem(directory: string, path: string): Promise<string | undefined> {
  if (path === '') return undefined;
  const absolute = resolve(directory, path);
  try {
    return await readFile(absolute, 'utf8');
  } catch (cause) {
    const reason = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unreadable';
    throw new ChartReleaseError('repository.configUnreadable', { path: absolute, reason }, { cause });
  }
}
