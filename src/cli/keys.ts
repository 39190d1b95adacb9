import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { ChartReleaseError } from '../core/errors';
import { signDetached } from '../core/provenance/keys';
import type { ParsedKey } from '../core/provenance/readKeyring';
import { readPrivateKeys } from '../core/provenance/readPrivateKeys';
import { findGpg } from '../node/gpg/findGpg';
import { listGpgSecretKeys } from '../node/gpg/gpgKeys';
import { gpgSigner } from '../node/gpg/gpgSigner';
import { thisMachine } from '../node/gpg/thisMachine';
import { decodeUtf8Lossy } from '../util/bytes';
import { limits } from '../workflows/limits';
import type { DetachedSigner, FileStore } from '../workflows/ports';
import type { SignOptions } from '../workflows/signChart';
import type { Terminal } from './terminal';
import { UsageError } from './usage';
import { keyReasonText } from './warnings';

/** Named as Helm's. */
export const signingFlags = {
  key: 'text',
  keyring: 'text',
  'passphrase-file': 'text',
  gpg: 'switch',
  'accept-unfit-key': 'switch',
} as const;

interface SigningFlags {
  readonly key?: string;
  readonly keyring?: string;
  readonly 'passphrase-file'?: string;
  readonly gpg?: boolean;
}

export function signOptions(flags: { readonly 'accept-unfit-key'?: boolean }): SignOptions {
  return { acceptUnfitKey: flags['accept-unfit-key'] ?? false };
}

export function warnOfKey(reasons: readonly string[], terminal: Terminal): void {
  for (const reason of reasons) terminal.message(`warning: about this key: ${keyReasonText(reason)}`);
}

const maxPassphraseFileBytes = 64 * 1024;

/** Helm's default ring: `$GNUPGHOME/pubring.gpg`, else `~/.gnupg/pubring.gpg`. */
export function keyringPath(keyring: string | undefined, terminal: Terminal): string {
  const home = terminal.environment['GNUPGHOME'] ?? join(homedir(), '.gnupg');
  return keyring === undefined ? join(home, 'pubring.gpg') : resolve(terminal.currentDirectory, keyring);
}

/** Throws `file.notFound`. */
async function readKeyFile(keyring: string | undefined, terminal: Terminal, store: FileStore): Promise<Uint8Array> {
  const path = keyringPath(keyring, terminal);
  const bytes = await store.read(path, limits.keyFileBytes);
  if (bytes === undefined) throw new ChartReleaseError('file.notFound', { path });
  return bytes;
}

/** The private key that `--key` names: its fingerprint, or a part of one identity that no other key of the ring has. */
export async function signerFrom(flags: SigningFlags, terminal: Terminal, store: FileStore): Promise<DetachedSigner> {
  if (flags.key === undefined || flags.key === '') throw new UsageError('--key is required for signing');
  const wanted = flags.key;
  if (flags.gpg) return gpgSignerFrom(wanted, flags, terminal, store);
  const key = pickOne(readPrivateKeys(await readKeyFile(flags.keyring, terminal, store)), wanted);
  const passphrase = await readPassphrase(flags['passphrase-file'], terminal, store);
  return {
    key: key.info,
    publicBytes: key.publicBytes,
    sign: bytes => signDetached(key.privateKeyArmored, passphrase, bytes),
  };
}

/** The same through the user's gpg, from its own home folder; without `--passphrase-file` its pinentry asks. */
async function gpgSignerFrom(
  wanted: string,
  flags: SigningFlags,
  terminal: Terminal,
  store: FileStore,
): Promise<DetachedSigner> {
  if (flags.keyring !== undefined) throw new UsageError('--keyring and --gpg exclude each other: gpg has its own keys');
  const program = await findGpg(thisMachine([], terminal.environment), '');
  if (program === undefined) throw new ChartReleaseError('gpg.failed', { reason: 'notFound', program: '', detail: '' });
  const home = terminal.environment['GNUPGHOME'];
  const gpg = { program, ...(home === undefined ? {} : { home: resolve(terminal.currentDirectory, home) }) };
  const key = pickOne(await listGpgSecretKeys(gpg, terminal.signal), wanted);
  const file = flags['passphrase-file'];
  const secret = file === undefined ? {} : { passphrase: await readPassphrase(file, terminal, store) };
  return gpgSigner({ gpg, key: key.info, publicBytes: key.publicBytes, ...secret });
}

function pickOne<K extends ParsedKey>(keys: readonly K[], wanted: string): K {
  const exact = keys.filter(
    ({ info }) => info.fingerprint === wanted.replace(/\s/g, '').toUpperCase() || info.userIds.includes(wanted),
  );
  const matching = exact.length > 0 ? exact : keys.filter(({ info }) => info.userIds.some(id => id.includes(wanted)));
  const [key, ...others] = matching;
  if (key === undefined) throw new ChartReleaseError('key.notFound', { fingerprint: wanted });
  if (others.length > 0)
    throw new UsageError(`more than one key has ${JSON.stringify(wanted)} in its identity: give a fingerprint`);
  return key;
}

/** The first line of the file, without its line end; empty without a file, which is right for an unprotected key. */
async function readPassphrase(file: string | undefined, terminal: Terminal, store: FileStore): Promise<string> {
  if (file === undefined) return '';
  if (file === '-') return firstLine(await terminal.readInput());
  const path = resolve(terminal.currentDirectory, file);
  const bytes = await store.read(path, maxPassphraseFileBytes);
  if (bytes === undefined) throw new ChartReleaseError('file.notFound', { path });
  return firstLine(decodeUtf8Lossy(bytes));
}

function firstLine(text: string): string {
  return /^[^\r\n]*/.exec(text)?.[0] ?? '';
}
