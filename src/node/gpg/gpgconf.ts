import { execFile } from 'node:child_process';
import { posix, win32 } from 'node:path';
import { gpgEnvironment } from './gpgEnvironment';
import { confTimeoutMs } from './limits';

/**
 * The home folder that this gpg itself takes, by its `gpgconf`: on Windows it may stand in the registry, and there may be
 * several GnuPGs with a home each. `undefined` when there is no gpgconf beside gpg, or it gives no answer.
 */
export async function ownGpgHome(program: string, platform: NodeJS.Platform): Promise<string | undefined> {
  const { dirname, join } = platform === 'win32' ? win32 : posix;
  const gpgconf = join(dirname(program), platform === 'win32' ? 'gpgconf.exe' : 'gpgconf');
  const text = await new Promise<string>(resolve => {
    const options = { env: gpgEnvironment(), timeout: confTimeoutMs, windowsHide: true };
    execFile(gpgconf, ['--list-dirs'], options, (error, stdout) => resolve(error === null ? stdout : ''));
  });
  return parseHomeDirectory(text);
}

/** `homedir:` with a percent-escaped path (gpgconf --list-dirs); what is escaped wrongly counts as none. */
export function parseHomeDirectory(text: string): string | undefined {
  const escaped = /^homedir:([^\r\n]+)/m.exec(text)?.[1];
  try {
    return escaped === undefined ? undefined : decodeURIComponent(escaped);
  } catch {
    return undefined;
  }
}
