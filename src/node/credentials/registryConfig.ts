import { readFile, stat } from 'node:fs/promises';
import { ChartReleaseError } from '../../core/errors';
import { decodeUtf8 } from '../../util/bytes';
import { credentialLimits } from './limits';

/** An entry of `auths`. Fields of another type than text count as absent. */
export interface AuthEntry {
  readonly auth?: string;
  readonly username?: string;
  readonly password?: string;
  readonly identitytoken?: string;
  readonly registrytoken?: string;
}

/** Docker's `config.json`, which is also the format of Helm's `registry/config.json`. Other keys are not read. */
export interface RegistryConfig {
  readonly path: string;
  readonly auths: ReadonlyMap<string, AuthEntry>;
  readonly credsStore?: string;
  readonly credHelpers: ReadonlyMap<string, string>;
}

/**
 * Reads a configuration; `undefined` when there is no file. An empty one has no credentials, as Helm 3 has it (Helm 4 then
 * fails at every command). Throws `credentials.unreadable`; what is in the file is never a part of the error.
 */
export async function readRegistryConfig(path: string): Promise<RegistryConfig | undefined> {
  const bytes = await readBounded(path);
  return bytes === undefined ? undefined : parseRegistryConfig(bytes, path);
}

export function parseRegistryConfig(bytes: Uint8Array, path: string): RegistryConfig {
  const text = decodeUtf8(bytes);
  if (text === undefined) throw unreadable(path, 'not UTF-8');
  if (text.trim() === '') return { path, auths: new Map(), credHelpers: new Map() };
  const document = parseObject(text, path);
  const credsStore = document['credsStore'];
  return {
    path,
    auths: new Map(entriesOf(document, 'auths', path).map(([key, value]) => [key, authEntry(value)])),
    credHelpers: new Map(
      entriesOf(document, 'credHelpers', path).filter(
        (entry): entry is [string, string] => typeof entry[1] === 'string',
      ),
    ),
    ...(typeof credsStore === 'string' && credsStore !== '' ? { credsStore } : {}),
  };
}

export async function readBounded(path: string): Promise<Uint8Array | undefined> {
  if (path === '') return undefined;
  try {
    if ((await stat(path)).size > credentialLimits.configBytes) throw unreadable(path, 'too large');
    return await readFile(path);
  } catch (error) {
    if (error instanceof ChartReleaseError) throw error;
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unreadable';
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw unreadable(path, code, error);
  }
}

export function parseObject(text: string, path: string): Readonly<Record<string, unknown>> {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    // The parser's message quotes the text around the mistake, which may be a password: it is not passed on.
    throw unreadable(path, 'not JSON');
  }
  if (!isObject(document)) throw unreadable(path, 'not an object');
  return document;
}

function entriesOf(document: Readonly<Record<string, unknown>>, key: string, path: string): [string, unknown][] {
  const value = document[key];
  if (value === undefined || value === null) return [];
  if (!isObject(value)) throw unreadable(path, `${key} is not an object`);
  return Object.entries(value);
}

function authEntry(value: unknown): AuthEntry {
  if (!isObject(value)) return {};
  const names = ['auth', 'username', 'password', 'identitytoken', 'registrytoken'] as const;
  return Object.fromEntries(
    names.flatMap(name => (typeof value[name] === 'string' && value[name] !== '' ? [[name, value[name]]] : [])),
  );
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function unreadable(path: string, reason: string, cause?: unknown): ChartReleaseError<'credentials.unreadable'> {
  return new ChartReleaseError('credentials.unreadable', { path, reason }, cause === undefined ? {} : { cause });
}
