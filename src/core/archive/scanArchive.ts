import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { Sha256 } from '../../util/digest';
import type { Digest } from '../../util/digest';
import type { Chart } from '../chart/chart';
import { loadChart } from '../chart/loadChart';
import { ChartReleaseError } from '../errors';
import { gzipProblem, overInflated } from './gunzip';
import { limits } from './limits';
import { checkChartFiles, loadArchiveFiles } from './loadArchive';
import { collectFiles } from './readArchive';
import { TarReader } from './readTar';

export interface ScannedArchive {
  /** As `loadArchive` gives it, but files that say nothing about the chart have no content: templates, and files outside `charts/`. */
  readonly chart: Chart;
  readonly digest: Digest;
  /** Modification time of the newest entry, in seconds since 1970. */
  readonly newestSeconds: number;
}

/** What the loader looks into. Everything else is checked by name and size as it passes, and not held. */
const read =
  /^[^/]+\/(?:Chart\.yaml|Chart\.lock|values\.yaml|values\.schema\.json|requirements\.(?:yaml|lock)|charts\/.*)$/;

/**
 * Reads a package of any size in one pass, by the same rules as `loadArchive`, without holding it. `parts` are the bytes of
 * the file, `sizeBytes` of them. Throws what `loadArchive` throws.
 */
export async function scanArchive(parts: AsyncIterable<Uint8Array>, sizeBytes: number): Promise<ScannedArchive> {
  const hash = new Sha256();
  const unzip = createGunzip();
  const allowed = Math.min(limits.tarBytes, limits.ratio * sizeBytes + limits.ratioFreeBytes);
  const reader = new TarReader(path => read.test(path));
  const input = Readable.from(hashed(parts, hash), { objectMode: false });
  input.on('error', error => unzip.destroy(error));
  input.pipe(unzip);
  let inflatedBytes = 0;
  try {
    for await (const part of unzip as AsyncIterable<Uint8Array>) {
      inflatedBytes += part.length;
      if (inflatedBytes > allowed) throw overInflated(inflatedBytes, allowed);
      reader.push(part);
    }
  } catch (error) {
    throw gzipProblem(error);
  } finally {
    input.destroy();
  }
  if (unzip.bytesWritten < sizeBytes) throw new ChartReleaseError('archive.hostile', { attack: 'bytesAfterGzip' });
  const entries = reader.end();
  const content = collectFiles(entries);
  checkChartFiles(content);
  const chart = loadChart(content.files, { readArchive: loadArchiveFiles });
  return {
    chart,
    digest: hash.digest(),
    newestSeconds: entries.reduce((newest, entry) => Math.max(newest, entry.mtimeSeconds), 0),
  };
}

async function* hashed(parts: AsyncIterable<Uint8Array>, hash: Sha256): AsyncGenerator<Uint8Array> {
  let first = true;
  for await (const part of parts) {
    if (first && (part[0] !== 0x1f || part[1] !== 0x8b || part[2] !== 8))
      throw new ChartReleaseError('archive.malformed', { reason: 'notGzip' });
    first = false;
    hash.update(part);
    yield part;
  }
  if (first) throw new ChartReleaseError('archive.malformed', { reason: 'notGzip' });
}
