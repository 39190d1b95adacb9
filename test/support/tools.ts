import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

/** Programs that tests run. On Debian and Ubuntu a missing one is installed; elsewhere the error says what to install. */

export function dockerRegistryPath(): string {
  return locate('docker-registry', 'docker-registry', ['/usr/bin/docker-registry', '/usr/local/bin/docker-registry']);
}

export function gpgPath(): string {
  return locate('GnuPG', 'gnupg', ['/usr/bin/gpg', '/usr/local/bin/gpg', '/opt/homebrew/bin/gpg']);
}

function locate(name: string, debianPackage: string, candidates: readonly (string | undefined)[]): string {
  const find = (): string | undefined => candidates.find(path => path !== undefined && existsSync(path));
  const found = find();
  if (found !== undefined) return found;
  if (!existsSync('/usr/bin/apt-get'))
    throw new Error(`${name} is needed for this test and is not installed on this machine.`);
  const prefix = process.getuid?.() === 0 ? [] : ['sudo', '-n'];
  console.log(`Installing ${debianPackage} with apt-get ...`);
  apt(prefix, ['update']);
  apt(prefix, ['install', '-y', '--no-install-recommends', debianPackage]);
  const installed = find();
  if (installed === undefined) throw new Error(`${name} is needed; apt-get install ${debianPackage} did not bring it.`);
  return installed;
}

function apt(prefix: readonly string[], args: readonly string[]): void {
  const [program = 'apt-get', ...rest] = [...prefix, 'apt-get', '-qq', ...args];
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const done = spawnSync(program, rest, { env, stdio: ['ignore', 'ignore', 'pipe'], encoding: 'utf8' });
  if (done.status !== 0) throw new Error(`${[program, ...rest].join(' ')} failed:\n${done.stderr}`);
}
