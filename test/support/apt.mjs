// Programs that tests run. On Debian and Ubuntu a missing one is installed; elsewhere the error says what to install.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

/**
 * @param {string} name what the error calls it
 * @param {string} debianPackage
 * @param {readonly (string | undefined)[]} candidates absolute paths, first found wins
 * @returns {string}
 */
export function locate(name, debianPackage, candidates) {
  const find = () => candidates.find(path => path !== undefined && existsSync(path));
  const found = find();
  if (found !== undefined) return found;
  if (!existsSync('/usr/bin/apt-get'))
    throw new Error(
      `${name} is needed for this and is not installed. Looked at: ${candidates.filter(Boolean).join(', ')}`,
    );
  const prefix = process.getuid?.() === 0 ? [] : ['sudo', '-n'];
  console.log(`Installing ${debianPackage} with apt-get ...`);
  apt(prefix, ['update']);
  apt(prefix, ['install', '-y', '--no-install-recommends', debianPackage]);
  const installed = find();
  if (installed === undefined) throw new Error(`${name} is needed; apt-get install ${debianPackage} did not bring it.`);
  return installed;
}

function apt(prefix, args) {
  const [program, ...rest] = [...prefix, 'apt-get', '-qq', ...args];
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const done = spawnSync(program, rest, { env, stdio: ['ignore', 'ignore', 'pipe'], encoding: 'utf8' });
  if (done.status !== 0)
    throw new Error(`${[program, ...rest].join(' ')} failed:\n${done.stderr ?? String(done.error)}`);
}
