import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { ChartReleaseError } from '../core/errors';
import type { RegistryCredential } from '../core/registry/ports';
import type { TlsFiles } from '../node/http/trust';
import type { Terminal } from './terminal';
import { UsageError } from './usage';

/** How a registry is spoken to, by Helm's flag names. */
export const connectionFlags = {
  'plain-http': 'switch',
  'ca-file': 'text',
  'cert-file': 'text',
  'key-file': 'text',
  'insecure-skip-tls-verify': 'switch',
  username: 'text',
  password: 'text',
  'password-stdin': 'switch',
} as const;

interface Flags {
  readonly 'ca-file'?: string;
  readonly 'cert-file'?: string;
  readonly 'key-file'?: string;
  readonly 'insecure-skip-tls-verify'?: boolean;
  readonly username?: string;
  readonly password?: string;
  readonly 'password-stdin'?: boolean;
}

export interface Connection {
  /** Also says that this machine's registry is asked over TLS. */
  readonly tls?: TlsFiles;
  readonly credential?: RegistryCredential;
  /** `name[:port]` of the registry that the credential is for: an index may lead to another. */
  readonly host?: string;
}

/** `host`: the registry that the command names, if it names one. Throws `UsageError` and `file.notFound`. */
export async function connectionFrom(flags: Flags, terminal: Terminal, host: string | undefined): Promise<Connection> {
  const tls: TlsFiles = {
    ...pem('ca', flags['ca-file'], terminal),
    ...pem('cert', flags['cert-file'], terminal),
    ...pem('key', flags['key-file'], terminal),
    ...(flags['insecure-skip-tls-verify'] === true ? { skipVerification: true } : {}),
  };
  if ((tls.cert === undefined) !== (tls.key === undefined))
    throw new UsageError('--cert-file and --key-file go together');
  const credential = await credentialFrom(flags, terminal);
  return {
    ...(Object.keys(tls).length === 0 ? {} : { tls }),
    ...(credential === undefined ? {} : { credential }),
    ...(host === undefined ? {} : { host }),
  };
}

async function credentialFrom(flags: Flags, terminal: Terminal): Promise<RegistryCredential | undefined> {
  if (flags.password !== undefined)
    terminal.message('A password on the command line can be read by others; use --password-stdin.');
  const secret = flags['password-stdin'] === true ? firstLine(await terminal.readInput()) : flags.password;
  if (secret === undefined || secret === '') {
    if (flags.username !== undefined) throw new UsageError('--username needs --password-stdin or --password');
    return undefined;
  }
  const username = flags.username ?? '';
  const source = 'the command line';
  return username === '' ? { username, secret: '', identityToken: secret, source } : { username, secret, source };
}

function firstLine(text: string): string {
  return text.split(/\r?\n/, 1)[0] ?? '';
}

function pem(name: 'ca' | 'cert' | 'key', path: string | undefined, terminal: Terminal): Partial<TlsFiles> {
  if (path === undefined) return {};
  const absolute = resolve(terminal.currentDirectory, path);
  try {
    return { [name]: readFileSync(absolute, 'utf8') };
  } catch (cause) {
    throw new ChartReleaseError('file.notFound', { path: absolute }, { cause });
  }
}
