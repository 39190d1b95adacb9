import { locate } from './apt.mjs';

export function dockerRegistryPath(): string {
  return locate('docker-registry', 'docker-registry', ['/usr/bin/docker-registry', '/usr/local/bin/docker-registry']);
}

export function gpgPath(): string {
  return locate('GnuPG', 'gnupg', ['/usr/bin/gpg', '/usr/local/bin/gpg', '/opt/homebrew/bin/gpg']);
}

/** GNU time, which asks the kernel for CPU time and peak memory of a whole process. */
export function timePath(): string {
  return locate('GNU time', 'time', ['/usr/bin/time', '/opt/homebrew/bin/gtime', '/usr/local/bin/gtime']);
}
