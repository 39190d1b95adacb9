import { existsSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { PackageTime, PackageTimes } from '../workflows/ports';
import { runGit } from './git/safeGit';

/** 1980-01-01T00:00:00Z: the earliest time that every archive format can hold. */
const fixedSeconds = 315532800;

/**
 * SOURCE_DATE_EPOCH (reproducible-builds.org; whole seconds, anything else is passed over), else the last commit that
 * touched the chart, else a fixed date. Changes that are not committed do not count.
 */
export function packageTimes(environment: NodeJS.ProcessEnv): PackageTimes {
  return {
    async timeFor(directory, signal) {
      const epoch = environment['SOURCE_DATE_EPOCH'];
      if (epoch !== undefined && isSeconds(epoch)) return { seconds: Number(epoch), source: 'SOURCE_DATE_EPOCH' };
      return (await lastCommit(directory, environment, signal)) ?? { seconds: fixedSeconds, source: 'fixed' };
    },
  };
}

/** Without a repository, without git and with a chart that was never committed: `undefined`. */
async function lastCommit(
  directory: string,
  environment: NodeJS.ProcessEnv,
  signal: AbortSignal,
): Promise<PackageTime | undefined> {
  if (!isBelowRepository(directory)) return undefined;
  const args = ['log', '-1', '--no-show-signature', '--format=%ct', '--', '.'];
  const result = await runGit(directory, args, environment, signal);
  const output = result?.ok ? result.stdout.toString('latin1').trim() : '';
  return isSeconds(output) ? { seconds: Number(output), source: 'git' } : undefined;
}

/** Whether it is worth the time to ask git: a repository's working tree has `.git` at its root. */
function isBelowRepository(directory: string): boolean {
  if (!existsSync(directory)) return false;
  let folder = realpathSync.native(directory);
  while (!existsSync(join(folder, '.git'))) {
    const parent = dirname(folder);
    if (parent === folder) return false;
    folder = parent;
  }
  return true;
}

/** Up to the year 5138. */
function isSeconds(text: string): boolean {
  return /^[0-9]{1,11}$/.test(text);
}
