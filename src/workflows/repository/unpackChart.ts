import { join } from 'node:path';
import { readArchiveContent } from '../../core/archive/readArchive';
import type { Context } from '../../core/context';
import { ChartReleaseError } from '../../core/errors';
import type { FileStore } from '../ports';
import { limits } from '../limits';

/**
 * Unpacks a package into a folder of the chart's name. Throws `file.exists` when there is a chart already, and what the
 * archive reader throws: nothing that leads out of the folder gets that far.
 */
export async function unpackChart(
  store: FileStore,
  archive: Uint8Array,
  parent: string,
  context: Context,
): Promise<string> {
  const { root, files } = readArchiveContent(archive);
  const folder = join(parent, root);
  if ((await store.read(join(folder, 'Chart.yaml'), limits.archiveBytes)) !== undefined)
    throw new ChartReleaseError('file.exists', { path: folder, existing: 'a chart', ours: root });
  for (const file of files) {
    context.signal.throwIfAborted();
    await store.write(join(folder, ...file.path.split('/')), file.bytes);
  }
  return folder;
}
