import { basename, isAbsolute, resolve } from 'node:path';
import { ChartReleaseError } from '../../core/errors';
import { sha256 } from '../../util/digest';
import { limits } from '../limits';
import type { FileStore } from '../ports';
import type { ChartRequest, LocatedChart } from './locateChart';

/**
 * The package that a path names. `undefined`: it names nothing here, or paths do not count for this request. Throws
 * `file.isFolder` for the folder of a chart, `file.notFound` for what can only be a path. Source: Helm, action.LocateChart.
 */
export async function localPackage(
  { store }: { readonly store: FileStore },
  { reference, localFrom, repositoryUrl, provenance: wanted }: ChartRequest,
): Promise<LocatedChart | undefined> {
  if (localFrom === undefined || repositoryUrl !== undefined || reference.includes('://')) return undefined;
  const path = resolve(localFrom, reference);
  const archive = await store.read(path, limits.archiveBytes);
  if (archive === undefined) {
    if (isAbsolute(reference) || reference.startsWith('.')) throw new ChartReleaseError('file.notFound', { path });
    return undefined;
  }
  const provenance = wanted === 'skip' ? undefined : await store.read(`${path}.prov`, limits.provenanceBytes);
  return {
    fileName: basename(path),
    archive,
    digest: sha256(archive),
    source: path,
    place: undefined,
    ...(provenance === undefined ? {} : { provenance }),
  };
}
