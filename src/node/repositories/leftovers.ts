import { readdir } from 'node:fs/promises';

/** As `fileStore` names what it is writing: the target, the process, and some digits. */
const unfinished = /^\..+\.[0-9]+\.[0-9a-f]{8}\.tmp$/;

/** Files in a folder that a writer was ended over. Only true while no other writer is at work. */
export async function leftovers(directory: string): Promise<readonly string[]> {
  const names = await readdir(directory).catch(() => []);
  return names.filter(name => unfinished.test(name)).sort();
}
