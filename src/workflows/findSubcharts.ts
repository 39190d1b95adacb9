import { join } from 'node:path';
import type { PathKinds } from './ports';

/** Deeper than charts are nested; a link that leads back up must end. */
const maxDepth = 20;

/**
 * What `helm lint --with-subcharts` adds for a chart: below its charts/, every folder with a Chart.yaml and every `.tgz` and
 * `.tar.gz`, at any depth.
 */
export async function findSubcharts(kinds: PathKinds, chart: string): Promise<readonly string[]> {
  return within(kinds, join(chart, 'charts'), 0);
}

async function within(kinds: PathKinds, folder: string, depth: number): Promise<readonly string[]> {
  if (depth > maxDepth) return [];
  const found: string[] = [];
  for (const name of await kinds.list(folder)) {
    const path = join(folder, name);
    const kind = await kinds.kind(path);
    if (kind === 'file' && /\.(?:tgz|tar\.gz)$/.test(name)) found.push(path);
    if (kind !== 'folder') continue;
    if ((await kinds.kind(join(path, 'Chart.yaml'))) !== undefined) found.push(path);
    found.push(...(await within(kinds, path, depth + 1)));
  }
  return found;
}
