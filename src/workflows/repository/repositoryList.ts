import { extname } from 'node:path';
import type { Context } from '../../core/context';
import { ChartReleaseError } from '../../core/errors';
import type { RepositoriesFile, RepositoryEntry } from '../../core/repository/repositoriesFile';
import {
  decodeRepositories,
  dropRepository,
  emptyRepositories,
  findRepository,
  formatRepositories,
  putRepository,
} from '../../core/repository/repositoriesFile';
import { indexUrl, repositoryUrl } from '../../core/repository/chartAddress';
import { fetchIndex, forgetIndex, writeIndex } from './indexCache';
import { repositoryLimits } from './limits';
import type { RepositoryLogin, RepositoryPorts } from './ports';

/** The repositories of the user's Helm. No file means none. Throws `repository.configUnreadable`. */
export async function readRepositories(
  ports: Pick<RepositoryPorts, 'privateStore' | 'home'>,
): Promise<RepositoriesFile> {
  const path = ports.home.repositoryConfig;
  const bytes = await ports.privateStore.read(path, repositoryLimits.configBytes);
  return bytes === undefined ? emptyRepositories : decodeRepositories(bytes, path);
}

/** Throws `repository.notFound`. */
export async function repositoryNamed(
  ports: Pick<RepositoryPorts, 'privateStore' | 'home'>,
  name: string,
): Promise<RepositoryEntry> {
  const entry = findRepository(await readRepositories(ports), name);
  if (entry === undefined) throw new ChartReleaseError('repository.notFound', { name });
  return entry;
}

export interface AddRepositoryRequest {
  readonly name: string;
  readonly url: string;
  readonly login?: RepositoryLogin;
  /** `secrets`: this program's own safe place; `file`: in clear text in repositories.yaml, where Helm reads it too. */
  readonly keepPasswordIn: 'secrets' | 'file';
  readonly caFile?: string;
  readonly certFile?: string;
  readonly keyFile?: string;
  readonly insecureSkipTlsVerify?: boolean;
  readonly passCredentialsAll?: boolean;
  /** Replaces another repository of the name; without it that throws `repository.exists`. */
  readonly replace?: boolean;
}

/**
 * Adds a repository as `helm repo add`: its index is fetched and read before anything is written, then index and
 * `repositories.yaml` are written under Helm's lock. Throws `repository.badName`, `repository.badUrl`,
 * `repository.badIndex` and what the request throws.
 */
export async function addRepository(
  ports: RepositoryPorts,
  request: AddRepositoryRequest,
  context: Context,
): Promise<'added' | 'same' | 'replaced'> {
  const entry = entryFor(request);
  const outcome = putRepository(await readRepositories(ports), entry, request.replace ?? false).outcome;
  if (outcome === 'same' && !(await loginChanges(ports, request))) return 'same';
  const login = request.login;
  const trial: RepositoryPorts =
    login === undefined || entry.password !== ''
      ? ports
      : { ...ports, secrets: { ...ports.secrets, login: () => Promise.resolve(login) } };
  const fetched = await fetchIndex(trial, entry, undefined, context);
  return ports.locks.withLock(
    lockPath(ports),
    async () => {
      // Read again under the lock: another process may have added one meanwhile.
      const put = putRepository(await readRepositories(ports), entry, request.replace ?? false);
      if (login !== undefined && request.keepPasswordIn === 'secrets')
        await ports.secrets.keep(entry.name, entry.url, login);
      await writeIndex(ports, entry, fetched);
      await ports.privateStore.write(ports.home.repositoryConfig, formatRepositories(put.file));
      return put.outcome;
    },
    context.signal,
  );
}

/** Removes a repository, its cached index and its password. Throws `repository.notFound`. */
export async function removeRepository(ports: RepositoryPorts, name: string, context: Context): Promise<void> {
  await ports.locks.withLock(
    lockPath(ports),
    async () => {
      const left = dropRepository(await readRepositories(ports), name);
      await ports.privateStore.write(ports.home.repositoryConfig, formatRepositories(left));
    },
    context.signal,
  );
  await forgetIndex(ports, name);
  await ports.secrets.forget(name);
}

function entryFor(request: AddRepositoryRequest): RepositoryEntry {
  const { name, url, login } = request;
  // Helm only refuses a slash; the name becomes a part of file names, so nothing that leads elsewhere may be in it.
  if (name === '' || name.startsWith('.') || /[/\\:*?"<>|\u0000-\u001f\u007f]/.test(name))
    throw new ChartReleaseError('repository.badName', { name });
  repositoryUrl(url);
  indexUrl(repositoryUrl(url));
  return {
    name,
    url,
    username: login?.username ?? '',
    password: request.keepPasswordIn === 'file' ? (login?.password ?? '') : '',
    caFile: request.caFile ?? '',
    certFile: request.certFile ?? '',
    keyFile: request.keyFile ?? '',
    insecureSkipTlsVerify: request.insecureSkipTlsVerify ?? false,
    passCredentialsAll: request.passCredentialsAll ?? false,
  };
}

async function loginChanges(ports: RepositoryPorts, { name, url, login }: AddRepositoryRequest): Promise<boolean> {
  if (login === undefined) return false;
  const kept = await ports.secrets.login(name, url);
  return kept !== undefined && (kept.username !== login.username || kept.password !== login.password);
}

/** Helm's name for it: the extension of the file replaced. */
function lockPath({ home }: Pick<RepositoryPorts, 'home'>): string {
  const extension = extname(home.repositoryConfig);
  return `${home.repositoryConfig.slice(0, home.repositoryConfig.length - extension.length)}.lock`;
}
