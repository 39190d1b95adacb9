import { readArchive } from '../core/archive/readArchive';
import { packChart } from '../core/archive/packChart';
import { loadChart } from '../core/chart/loadChart';
import type { ShipList } from '../core/lint/shipList';
import type { ChartFiles, IgnoredPaths } from './ports';

export interface ShipPorts {
  readonly chartFiles: ChartFiles & IgnoredPaths;
}

/** What packaging a chart would take in and leave out. Throws `chart.notFound`, `chart.unloadable`, `archive.limit`. */
export async function listShipped(ports: ShipPorts, directory: string, signal: AbortSignal): Promise<ShipList> {
  const { files } = await ports.chartFiles.readChart(directory, signal);
  const ignored = await ports.chartFiles.listIgnored(directory, signal);
  return {
    shipped: files.map(file => ({ path: file.path, sizeBytes: file.bytes.length })),
    leftOut: ignored.map(({ path, isDirectory, rule }) => ({ path, isDirectory, rule: rule.text, line: rule.line })),
    totalBytes: files.reduce((sum, file) => sum + file.bytes.length, 0),
    packageBytes: await packedSize(files),
  };
}

async function packedSize(files: Parameters<typeof loadChart>[0]): Promise<number | undefined> {
  try {
    return (await packChart(loadChart(files, { readArchive }), { mtime: { kind: 'fixed', seconds: 0 } })).bytes.length;
  } catch {
    return undefined; // what stops the chart has findings of its own
  }
}
