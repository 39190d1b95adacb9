import { copyFileSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { writeGeneratedPackages } from '../support/generatedPackages';
import { helmPath } from '../support/helmBinaries';
import { measure, printMeasured } from '../support/measure';

export const name = 'index';

/** Making an index of many packages, and finding a chart in a large one: whole processes, ours and both Helms. */
export async function bench(): Promise<void> {
  const home = mkdtempSync(join(tmpdir(), 'bench-'));
  const cli = resolve('dist/cli.cjs');
  const helms = [
    ['Helm 3.17.1', await helmPath('3.17.1')],
    ['Helm 4.1.4', await helmPath('4.1.4')],
  ] as const;
  try {
    for (const count of [100, 1000, 5000]) {
      const packages = join(home, `packages-${count}`);
      writeGeneratedPackages(packages, count);
      const env = { HOME: home };
      const rows = await measure(
        [
          { name: 'ours', program: process.execPath, args: [cli, 'index', packages], env },
          ...helms.map(([label, program]) => ({ name: label, program, args: ['repo', 'index', packages], env })),
        ],
        3,
      );
      printMeasured(`index of ${count} packages, cold`, rows);
      const again = { name: 'ours', program: process.execPath, args: [cli, 'index', packages, '--regenerate'], env };
      printMeasured(`regenerate it with nothing changed`, await measure([again], 3));
    }
    await benchSearch(home, cli, helms);
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

async function benchSearch(home: string, cli: string, helms: readonly (readonly [string, string])[]): Promise<void> {
  const cache = join(home, 'cache');
  const config = join(home, 'config');
  for (const folder of [join(cache, 'repository'), config]) mkdirSync(folder, { recursive: true });
  const large = join(home, 'large.yaml');
  writeFileSync(large, largeIndex(24_000));
  copyFileSync(large, join(cache, 'repository', 'large-index.yaml'));
  const entry = { name: 'large', url: 'http://127.0.0.1:1/' };
  writeFileSync(join(config, 'repositories.yaml'), JSON.stringify({ apiVersion: '', repositories: [entry] }));
  const env = { HOME: home, HELM_CACHE_HOME: cache, HELM_CONFIG_HOME: config };
  const megabytes = (statSync(large).size / 1e6).toFixed(0);
  printMeasured(
    `load and search an index of ${megabytes} MB`,
    await measure(
      [
        { name: 'ours', program: process.execPath, args: [cli, 'search', 'chart-399'], env },
        ...helms.map(([label, program]) => ({ name: label, program, args: ['search', 'repo', 'chart-399'], env })),
      ],
      3,
    ),
  );
}

/** As public repositories write theirs: sixty versions of each chart, some 850 bytes each. */
function largeIndex(versions: number): string {
  const charts = Array.from({ length: versions / 60 }, (_, chart) => {
    const entries = Array.from({ length: 60 }, (__, at) => entryText(`chart-${chart}`, 59 - at));
    return `  chart-${chart}:\n${entries.join('')}`;
  });
  return `apiVersion: v1\nentries:\n${charts.join('')}generated: "2026-01-01T00:00:00Z"\n`;
}

function entryText(chart: string, major: number): string {
  return `  - annotations:
      category: Database
      licenses: Apache-2.0
    apiVersion: v2
    appVersion: 1.${major}.0
    created: "2026-01-01T10:11:12.123456789Z"
    dependencies:
    - condition: common.enabled
      name: common
      repository: oci://registry.example.com/charts
      tags:
      - common
      version: 2.x.x
    description: A chart that does one of many things, in the way of version ${major}.
    digest: ${'0123456789abcdef'.repeat(4)}
    home: https://example.com/charts/${chart}
    icon: https://example.com/icons/${chart}.png
    keywords:
    - database
    - sql
    maintainers:
    - email: a@example.com
      name: A Maintainer
    name: ${chart}
    sources:
    - https://github.com/example/charts
    urls:
    - https://example.com/charts/${chart}-${major}.0.0.tgz
    version: ${major}.0.0
`;
}
