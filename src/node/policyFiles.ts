import { stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { Policies, parsePolicy, policyFileName } from '../core/trust/policy';
import type { ReleasePolicy } from '../core/trust/policy';
import { ChartReleaseError } from '../core/errors';
import { decodeUtf8 } from '../util/bytes';
import type { PolicySource } from '../workflows/ports';
import { fileStore } from './fileStore';
import { maxPolicyBytes, maxPolicyLevels } from './limits';

/**
 * The policy files of a folder and of all folders above it, up to the root of the repository (the folder with `.git`) or of
 * the file system, and the same for the folders where the user works. All of them hold.
 */
export function policyFiles(workingFolders: () => readonly string[]): PolicySource {
  return {
    async policiesFor(directory) {
      const found = new Map<string, ReleasePolicy>();
      for (const start of [directory, ...workingFolders()]) {
        for (const policy of await policiesAbove(start)) found.set(policy.path, policy);
      }
      return new Policies([...found.values()]);
    },
  };
}

async function policiesAbove(path: string): Promise<readonly ReleasePolicy[]> {
  const found: ReleasePolicy[] = [];
  let directory = resolve(path);
  for (let level = 0; level < maxPolicyLevels; level++) {
    const file = join(directory, policyFileName);
    const bytes = await fileStore().read(file, maxPolicyBytes);
    if (bytes !== undefined) {
      const text = decodeUtf8(bytes);
      if (text === undefined)
        throw new ChartReleaseError('policy.malformed', { path: file, reason: 'notUtf8', line: 1 });
      found.push(parsePolicy(text, file));
    }
    const parent = dirname(directory);
    if (parent === directory || (await exists(join(directory, '.git')))) break;
    directory = parent;
  }
  return found;
}

async function exists(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch {
    return false;
  }
}
