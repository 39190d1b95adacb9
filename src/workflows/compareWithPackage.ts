import { readArchive } from '../core/archive/readArchive';
import type { Context } from '../core/context';
import { sha256 } from '../util/digest';
import { limits } from './limits';
import type { PackagePorts } from './packageChart';
import { buildPackage } from './packageChart';

/**
 * Paths whose contents differ between a chart folder and a package made from it, file times aside. `undefined`: there
 * is no such package. Throws what packaging the folder or reading the package throws.
 */
export async function compareWithPackage(
  ports: PackagePorts,
  directory: string,
  packagePath: string,
  context: Context,
): Promise<readonly string[] | undefined> {
  const bytes = await ports.store.read(packagePath, limits.archiveBytes);
  if (bytes === undefined) return undefined;
  const { archive } = await buildPackage(ports, { directory, times: 'reproducible' }, context);
  return differingPaths(contents(archive.bytes), contents(bytes));
}

function contents(archive: Uint8Array): ReadonlyMap<string, string> {
  return new Map(readArchive(archive).map(file => [file.path, sha256(file.bytes)]));
}

function differingPaths(a: ReadonlyMap<string, string>, b: ReadonlyMap<string, string>): readonly string[] {
  const paths = new Set([...a.keys(), ...b.keys()]);
  return [...paths].filter(path => a.get(path) !== b.get(path)).sort();
}
