import { locate } from './apt.mjs';

export function dockerRegistryPath(): string {
  return locate('docker-registry', 'docker-registry', ['/usr/bin/docker-registry', '/usr/local/bin/docker-registry']);
}

export function nginxPath(): string {
  return locate('nginx', 'nginx-light', ['/usr/sbin/nginx', '/usr/local/sbin/nginx', '/opt/homebrew/bin/nginx']);
}

export function gpgPath(): string {
  return locate('GnuPG', 'gnupg', ['/usr/bin/gpg', '/usr/local/bin/gpg', '/opt/homebrew/bin/gpg']);
}

/** GNU time, which asks the kernel for CPU time and peak memory of a whole process. */
export function timePath(): string {
  return locate('GNU time', 'time', ['/usr/bin/time', '/opt/homebrew/bin/gtime', '/usr/local/bin/gtime']);
}

export function softhsmUtilPath(): string {
  return locate('SoftHSM2', 'softhsm2', ['/usr/bin/softhsm2-util', '/usr/local/bin/softhsm2-util']);
}

export function softhsmLibrary(): string {
  return locate('SoftHSM2', 'softhsm2', ['/usr/lib/softhsm/libsofthsm2.so', '/usr/lib64/pkcs11/libsofthsm2.so']);
}

export function pkcs11ScdPath(): string {
  const name = 'gnupg-pkcs11-scd';
  return locate(name, name, ['/usr/bin/gnupg-pkcs11-scd', '/usr/local/bin/gnupg-pkcs11-scd']);
}

export function pkcs11ToolPath(): string {
  return locate('pkcs11-tool', 'opensc', ['/usr/bin/pkcs11-tool', '/usr/local/bin/pkcs11-tool']);
}

export function opensslPath(): string {
  return locate('OpenSSL', 'openssl', ['/usr/bin/openssl', '/usr/local/bin/openssl']);
}
