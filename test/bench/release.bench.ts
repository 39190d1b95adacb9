import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { quietContext } from '../../src/core/context';
import { folderTarget } from '../../src/workflows/release/folderTarget';
import { planReleases } from '../../src/workflows/release/planReleases';
import { measure, printMeasured } from '../support/measure';
import type { Monorepo } from '../support/monorepo';
import { changeCharts, makeMonorepo } from '../support/monorepo';
import { nodePorts } from '../support/nodePorts';

export const name = 'releases';

/** Helm has nothing like it: the plan of a monorepo, what changed in each package since it was published, and where it goes. */
export async function bench(): Promise<void> {
  for (const [count, changed] of [
    [200, 30],
    [500, 30],
  ] as const) {
    const home = mkdtempSync(join(tmpdir(), 'bench-'));
    try {
      const repo = makeMonorepo(join(home, 'repo'), count);
      const site = join(home, 'site');
      await publishAll(repo, site);
      changeCharts(repo, repo.charts.slice(0, changed), '1.1.0');
      const args = [resolve('dist/cli.cjs'), 'plan', repo.root, '--to', site];
      const plan = { name: 'ours', program: process.execPath, args, env: { HOME: home } };
      printMeasured(`plan of ${count} charts, ${changed} changed, to a folder`, await measure([plan], 2));
    } finally {
      rmSync(home, { recursive: true, force: true });
    }
  }
}

/** The state before: all charts at 1.0.0. */
async function publishAll(repo: Monorepo, site: string): Promise<void> {
  const ports = nodePorts([]);
  const target = folderTarget(site, ports);
  const directories = repo.charts.map(chart => join(repo.root, 'charts', chart));
  const history = { commitsSince: () => Promise.resolve([]) };
  const request = { directories, targets: [target], times: 'reproducible' } as const;
  const plan = await planReleases({ ...ports, history }, request, quietContext);
  const provenance = new TextEncoder().encode('made to measure');
  for (const { name: chart, version, directory } of plan.charts) {
    const archive = plan.archives.get(directory);
    if (archive === undefined) throw new Error(`${chart} is not planned`);
    const { fileName, bytes } = archive;
    await target.publish({ name: chart, version, directory, fileName, archive: bytes, provenance }, quietContext);
  }
}
