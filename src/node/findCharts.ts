import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { compareUtf8 } from '../util/bytes';
import { ChartReleaseError } from '../core/errors';
import { walkLimits } from './limits';

const passedOver = new Set(['node_modules', '.git', '.release']);

/**
 * Absolute folders of the charts below a folder, itself among them, sorted. Charts in another chart's `charts/` are its
 * dependencies and not listed; links to folders are not followed. Throws `archive.limit` for a tree that is too large.
 */
export async function findCharts(root: string, signal: AbortSignal): Promise<readonly string[]> {
  const found: string[] = [];
  let visited = 0;
  const walk = async (directory: string): Promise<void> => {
    signal.throwIfAborted();
    const entries = await readdir(directory, { withFileTypes: true });
    visited += entries.length;
    if (visited > walkLimits.visited) {
      const details = { limit: 'visited' as const, value: visited, allowed: walkLimits.visited, entry: directory };
      throw new ChartReleaseError('archive.limit', details);
    }
    const isChart = entries.some(entry => entry.name === 'Chart.yaml' && !entry.isDirectory());
    if (isChart) found.push(directory);
    for (const entry of entries) {
      if (!entry.isDirectory() || passedOver.has(entry.name) || (isChart && entry.name === 'charts')) continue;
      await walk(join(directory, entry.name));
    }
  };
  await walk(root);
  return found.sort(compareUtf8);
}
