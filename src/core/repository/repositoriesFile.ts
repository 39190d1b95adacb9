import { encodeUtf8 } from '../../util/bytes';
import { decodeText } from '../chart/chartYaml';
import { ChartReleaseError } from '../errors';
import type { DecodedStruct, FieldType, StructType } from '../yaml/decodeStruct';
import { decodeStruct, TypeMismatch } from '../yaml/decodeStruct';
import { emitGoYaml } from '../yaml/emitGoYaml';
import { parseGoYaml } from '../yaml/goYaml';

/** A repository as Helm keeps it in `repositories.yaml` (pkg/repo Entry). */
export interface RepositoryEntry {
  readonly name: string;
  readonly url: string;
  readonly username: string;
  /** In clear text: the file is private to the user. Empty when it is kept elsewhere. */
  readonly password: string;
  /** PEM files; relative ones count from where Helm is run. */
  readonly caFile: string;
  readonly certFile: string;
  readonly keyFile: string;
  readonly insecureSkipTlsVerify: boolean;
  /** Sends the credentials to every host that the index names. */
  readonly passCredentialsAll: boolean;
}

export interface RepositoriesFile {
  readonly apiVersion: string;
  readonly generated: string;
  /** In the order of the file; of two with one name, Helm uses the first. */
  readonly repositories: readonly RepositoryEntry[];
}

const zeroTime = '0001-01-01T00:00:00Z';
const text: FieldType = { kind: 'string' };
const flag: FieldType = { kind: 'bool' };

const entryType: StructType = {
  goName: 'repo.Entry',
  fields: {
    name: text,
    url: text,
    username: text,
    password: text,
    certFile: text,
    keyFile: text,
    caFile: text,
    insecure_skip_tls_verify: flag,
    pass_credentials_all: flag,
  },
};

const fileType: StructType = {
  goName: 'repo.File',
  fields: {
    apiVersion: text,
    generated: text,
    repositories: { kind: 'list', item: { kind: 'struct', struct: entryType }, goName: '[]*repo.Entry' },
  },
};

export const emptyRepositories: RepositoriesFile = { apiVersion: '', generated: zeroTime, repositories: [] };

/**
 * Reads `repositories.yaml` as Helm does: unknown keys and comments are dropped, an empty file has no repositories. A null
 * in the list makes both Helms crash at every command: here it is left out, and the next write mends the file.
 * Throws `repository.configUnreadable`; what is in the file is never a part of the error.
 */
export function decodeRepositories(bytes: Uint8Array, path: string): RepositoriesFile {
  const content = decodeText(bytes);
  if (content === undefined) throw unreadable(path, 'not UTF-8');
  const { root, problem } = parseGoYaml(content);
  if (problem !== undefined) throw unreadable(path, `YAML ${problem.reason} at offset ${problem.range.start}`);
  try {
    return fromStruct(decodeStruct(root, fileType));
  } catch (error) {
    if (!(error instanceof TypeMismatch)) throw error;
    throw unreadable(path, error.goText);
  }
}

/** The file as Helm writes it: every key of every repository. */
export function formatRepositories(file: RepositoriesFile): Uint8Array {
  const repositories = file.repositories.map(({ insecureSkipTlsVerify, passCredentialsAll, ...rest }) => ({
    ...rest,
    insecure_skip_tls_verify: insecureSkipTlsVerify,
    pass_credentials_all: passCredentialsAll,
  }));
  return encodeUtf8(emitGoYaml({ apiVersion: file.apiVersion, generated: file.generated, repositories }));
}

/** The repository that Helm means by a name. */
export function findRepository(file: RepositoriesFile, name: string): RepositoryEntry | undefined {
  return file.repositories.find(entry => entry.name === name);
}

/**
 * Adds a repository, or replaces the first of its name. `same`: it is there with exactly these values. Throws
 * `repository.exists` for another one of the name unless `replace`.
 */
export function putRepository(
  file: RepositoriesFile,
  entry: RepositoryEntry,
  replace: boolean,
): { readonly file: RepositoriesFile; readonly outcome: 'added' | 'same' | 'replaced' } {
  const existing = findRepository(file, entry.name);
  if (existing === undefined)
    return { file: { ...file, repositories: [...file.repositories, entry] }, outcome: 'added' };
  if (sameEntry(existing, entry)) return { file, outcome: 'same' };
  if (!replace)
    throw new ChartReleaseError('repository.exists', { name: entry.name, url: withoutSecrets(existing.url) });
  const repositories = file.repositories.map(each => (each === existing ? entry : each));
  return { file: { ...file, repositories }, outcome: 'replaced' };
}

/** Without every repository of the name. Throws `repository.notFound` when there is none. */
export function dropRepository(file: RepositoriesFile, name: string): RepositoriesFile {
  const repositories = file.repositories.filter(entry => entry.name !== name);
  if (repositories.length === file.repositories.length) throw new ChartReleaseError('repository.notFound', { name });
  return { ...file, repositories };
}

/** An address to show or log: no user, password or query, which may hold a token. */
export function withoutSecrets(url: string): string {
  return url.replace(/^([a-z][a-z0-9+.-]*:\/\/)[^/?#]*@/i, '$1').replace(/[?#].*$/s, '');
}

function sameEntry(a: RepositoryEntry, b: RepositoryEntry): boolean {
  return (Object.keys(a) as (keyof RepositoryEntry)[]).every(key => a[key] === b[key]);
}

function fromStruct(decoded: DecodedStruct): RepositoriesFile {
  const list = (decoded['repositories'] ?? []) as readonly (DecodedStruct | null)[];
  return {
    apiVersion: textOf(decoded, 'apiVersion'),
    generated: textOf(decoded, 'generated') || zeroTime,
    repositories: list
      .filter(item => item !== null)
      .map(item => ({
        name: textOf(item, 'name'),
        url: textOf(item, 'url'),
        username: textOf(item, 'username'),
        password: textOf(item, 'password'),
        caFile: textOf(item, 'caFile'),
        certFile: textOf(item, 'certFile'),
        keyFile: textOf(item, 'keyFile'),
        insecureSkipTlsVerify: item['insecure_skip_tls_verify'] === true,
        passCredentialsAll: item['pass_credentials_all'] === true,
      })),
  };
}

function textOf(struct: DecodedStruct, key: string): string {
  const value = struct[key];
  return typeof value === 'string' ? value : '';
}

function unreadable(path: string, reason: string): ChartReleaseError<'repository.configUnreadable'> {
  return new ChartReleaseError('repository.configUnreadable', { path, reason });
}
