import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { ChartReleaseError } from '../core/errors';
import { encodeUtf8, equalBytes } from '../util/bytes';
import { fileStore } from './fileStore';
import type { KeyBackup } from './keyRecord';
import { importKeyInWorker } from './signingProcess/signingProcess';

const maxBackupBytes = 1024 * 1024;

/** How the names of backups end that this program made. */
const madeHere = '.private.asc';

/** Where backups go unless the user chooses: in the home folder, away from the editor's own storage. */
export function backupFolder(): string {
  return join(homedir(), 'helm-chart-keys');
}

/**
 * Where the next backup of a key goes: beside one that was made here, else into the backup folder. A file that a key was imported
 * from counts as its backup, but it is the user's: it may be a ring with other keys, or lie in a repository.
 */
export function backupFolderOf(backup: KeyBackup | undefined): string {
  return backup?.path.endsWith(madeHere) === true ? dirname(backup.path) : backupFolder();
}

/** `<name>-<last 16 digits>.asc`: readable in a list of files, and two keys of one name do not collide. */
export function backupFileName(userId: string, fingerprint: string): string {
  const name = userId
    .replace(/<.*$/, '')
    .trim()
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '');
  return `${name === '' ? 'key' : name.slice(0, 40)}-${fingerprint.slice(-16).toLowerCase()}${madeHere}`;
}

/**
 * Writes the passphrase-protected private key to a file that only the user can read, reads it back and opens it: a backup
 * that nobody tried is none. Throws `file.notWritable`, `key.wrongPassphrase`, `worker.failed`.
 */
export async function writeTestedBackup(
  workerPath: string,
  request: {
    readonly path: string;
    readonly privateKeyArmored: string;
    readonly fingerprint: string;
    readonly passphrase: string;
  },
  signal: AbortSignal,
): Promise<KeyBackup> {
  const { path, fingerprint, passphrase } = request;
  const store = fileStore(0o600);
  const bytes = encodeUtf8(request.privateKeyArmored);
  await store.write(path, bytes);
  const written = await store.read(path, maxBackupBytes);
  if (written === undefined || !equalBytes(written, bytes))
    throw new ChartReleaseError('file.notWritable', { path, reason: 'readsDifferently' });
  await importKeyInWorker(workerPath, { keyFile: written, fingerprint, passphrase }, signal);
  return { path, testedAtMs: Date.now() };
}
