import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { ChartReleaseError } from '../core/errors';
import { compareUtf8 } from '../util/bytes';
import type { PackageFolder } from '../workflows/ports';

/** Packages on disk, where `helm repo index` looks for them: in the folder itself, then one level down. */
export const packageFolder: PackageFolder = { list };

async function list(directory: string, signal: AbortSignal): Promise<readonly string[]> {
  const top = await entriesOf(directory);
  if (top === undefined) throw new ChartReleaseError('file.notFound', { path: directory });
  const packages = top.filter(entry => !entry.isDirectory).flatMap(({ name }) => (isPackage(name) ? [name] : []));
  for (const { name } of top) {
    signal.throwIfAborted();
    const below = (await entriesOf(join(directory, name))) ?? [];
    packages.push(
      ...below.flatMap(entry => (!entry.isDirectory && isPackage(entry.name) ? [`${name}/${entry.name}`] : [])),
    );
  }
  return packages;
}

function isPackage(name: string): boolean {
  return name.endsWith('.tgz');
}

/** Sorted as Go sorts them; `undefined` for what is no folder. Links to folders are followed, as Go's Glob does. */
async function entriesOf(
  directory: string,
): Promise<readonly { readonly name: string; readonly isDirectory: boolean }[] | undefined> {
  try {
    const entries = await readdir(directory, { withFileTypes: true });
    return entries
      .map(entry => ({ name: entry.name, isDirectory: entry.isDirectory() }))
      .sort((a, b) => compareUtf8(a.name, b.name));
  } catch {
    return undefined;
  }
}
