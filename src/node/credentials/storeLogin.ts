import { encodeUtf8, decodeUtf8 } from '../../util/bytes';
import type { Environment } from '../environment';
import { fileStore } from '../fileStore';
import { helmConfigPath } from './configPaths';
import { changeInHelper } from './credentialHelper';
import { configKey, hostPart } from './lookup';
import { isObject, parseObject, parseRegistryConfig, readBounded } from './registryConfig';

export interface Login {
  /** Empty with an identity token. */
  readonly username: string;
  readonly secret: string;
}

/**
 * Keeps a login where Helm keeps its own: in the helper that its registry configuration names, else in the file. What else is
 * in the file stays, in its order; it is replaced as a whole and readable by the user only. Returns where it is now.
 * Throws `credentials.unreadable` (the file is left as it is), `credentials.helperFailed`, `file.notWritable`.
 */
export async function storeLogin(host: string, login: Login, environment: Environment): Promise<string> {
  const path = helmConfigPath(environment);
  const { document, helper } = await readDocument(path, host);
  const server = configKey(host);
  if (helper !== undefined) {
    const username = login.username === '' ? '<token>' : login.username;
    await changeInHelper(helper, { verb: 'store', server, username, secret: login.secret }, environment);
    return `docker-credential-${helper}`;
  }
  const entry =
    login.username === ''
      ? { identitytoken: login.secret }
      : { auth: Buffer.from(`${login.username}:${login.secret}`).toString('base64') };
  const auths = isObject(document['auths']) ? document['auths'] : {};
  await write(path, { ...document, auths: { ...auths, [server]: entry } });
  return path;
}

/** Takes every entry of a host out of Helm's registry configuration and its helper. `false`: there was none. */
export async function removeLogin(host: string, environment: Environment): Promise<boolean> {
  const path = helmConfigPath(environment);
  const { document, helper } = await readDocument(path, host);
  const server = configKey(host);
  if (helper !== undefined) await changeInHelper(helper, { verb: 'erase', server }, environment);
  const auths = isObject(document['auths']) ? document['auths'] : {};
  const kept = Object.entries(auths).filter(([key]) => key !== server && hostPart(key) !== server);
  if (kept.length === Object.keys(auths).length) return helper !== undefined;
  await write(path, { ...document, auths: Object.fromEntries(kept) });
  return true;
}

async function readDocument(
  path: string,
  host: string,
): Promise<{ readonly document: Readonly<Record<string, unknown>>; readonly helper?: string }> {
  const bytes = await readBounded(path);
  if (bytes === undefined || (decodeUtf8(bytes) ?? '').trim() === '') return { document: {} };
  const { credHelpers, credsStore } = parseRegistryConfig(bytes, path);
  const helper = credHelpers.get(configKey(host)) ?? credsStore;
  const document = parseObject(decodeUtf8(bytes) ?? '', path);
  return helper === undefined || helper === '' ? { document } : { document, helper };
}

/** As Helm writes it: tabs, no line end. An empty file would stop every command of Helm 4. */
async function write(path: string, document: Readonly<Record<string, unknown>>): Promise<void> {
  await fileStore(0o600).write(path, encodeUtf8(JSON.stringify(document, undefined, '\t')));
}
