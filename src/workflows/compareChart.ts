import { compareEntries } from '../core/archive/compareArchives';
import type { EntryComparison } from '../core/archive/compareArchives';
import { gunzip } from '../core/archive/gunzip';
import { loadArchive } from '../core/archive/loadArchive';
import { packChart } from '../core/archive/packChart';
import { readTar } from '../core/archive/readTar';
import type { TarEntry } from '../core/archive/readTar';
import type { LoadWarning } from '../core/chart/chart';
import type { Context } from '../core/context';
import { sha256 } from '../util/digest';
import type { Digest } from '../util/digest';
import { loadChartToPackage } from './loadChartDirectory';
import type { ChartFiles, CommittedCharts, FileStore } from './ports';
import { readPackage } from './signChart';

export interface ComparePorts {
  readonly chartFiles: ChartFiles;
  readonly store: FileStore;
  readonly committedCharts: CommittedCharts;
}

export interface CompareRequest {
  readonly archivePath: string;
  /** Absolute path of the chart's folder. */
  readonly directory: string;
  /** A revision that git knows; without it the working tree counts. */
  readonly revision?: string;
  readonly version?: string;
  readonly appVersion?: string;
}

export interface RebuildComparison {
  /** Every entry has the same content on both sides. */
  readonly same: boolean;
  /** The rebuilt package is the published one, byte for byte, when it carries the published times. */
  readonly identical: boolean;
  readonly published: Digest;
  readonly rebuilt: Digest;
  /** The full name of the commit that was rebuilt; `undefined`: the working tree. */
  readonly commit?: string;
  /** The rebuilt package. */
  readonly rebuiltBytes: Uint8Array;
  /** `first` is the published package, `second` the rebuilt one. */
  readonly entries: readonly EntryComparison[];
  readonly warnings: readonly LoadWarning[];
}

/**
 * Packages a chart again, in memory, and holds it against a package that was published, entry by entry. The entries carry
 * the published times, so that the bytes can be equal. A package in which some reader sees other files than another is
 * refused, not compared. Throws `file.notFound`, `chart.notFound`, `chart.unloadable`, `git.failed`, the archive codes.
 */
export async function rebuildAndCompare(
  ports: ComparePorts,
  request: CompareRequest,
  context: Context,
): Promise<RebuildComparison> {
  context.progress({ step: 'reading', subject: request.archivePath });
  return compareRebuilt(ports, await readPackage(ports.store, request.archivePath), request, context);
}

/** `rebuildAndCompare` for a package that is in memory, wherever it was published. */
export async function compareRebuilt(
  ports: Omit<ComparePorts, 'store'>,
  bytes: Uint8Array,
  request: Omit<CompareRequest, 'archivePath'>,
  context: Context,
): Promise<RebuildComparison> {
  loadArchive(bytes);
  const published = readTar(gunzip(bytes));
  const { directory, revision } = request;
  if (revision === undefined) return compareFolder(ports, directory, bytes, published, request, context);
  return ports.committedCharts.withChart(directory, revision, context.signal, async (folder, commit) => {
    return { ...(await compareFolder(ports, folder, bytes, published, request, context)), commit };
  });
}

async function compareFolder(
  ports: Omit<ComparePorts, 'store'>,
  directory: string,
  bytes: Uint8Array,
  published: readonly TarEntry[],
  request: Omit<CompareRequest, 'archivePath'>,
  context: Context,
): Promise<RebuildComparison> {
  const { chart, warnings } = await loadChartToPackage(ports.chartFiles, directory, context);
  context.progress({ step: 'packing', subject: chart.metadata.name });
  const secondsOf = new Map(published.map(entry => [entry.path, entry.mtimeSeconds]));
  const rebuilt = packChart(chart, {
    mtime: { kind: 'entries', secondsOf },
    ...(request.version === undefined ? {} : { version: request.version }),
    ...(request.appVersion === undefined ? {} : { appVersion: request.appVersion }),
  });
  const entries = compareEntries(published, readTar(gunzip(rebuilt.bytes)));
  const digest = sha256(bytes);
  return {
    same: entries.every(entry => entry.state === 'same'),
    identical: rebuilt.digest === digest,
    published: digest,
    rebuilt: rebuilt.digest,
    rebuiltBytes: rebuilt.bytes,
    entries,
    warnings,
  };
}
