import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { packChart } from '../../src/core/archive/packChart';
import type { ChartPath } from '../../src/core/chart/chart';
import { loadChart } from '../../src/core/chart/loadChart';
import { encodeUtf8 } from '../../src/util/bytes';

const texts = [
  'plain',
  'with: a colon',
  'é and ü',
  '1.0',
  'true',
  '- dash',
  'a line that is longer than the eighty columns where the writer folds it, twice over even',
  'two\nlines',
];

/** Packages of several charts, with versions of all shapes and texts that a YAML writer must look at twice. */
export function writeGeneratedPackages(directory: string, count: number): void {
  mkdirSync(join(directory, 'sub'), { recursive: true });
  for (let at = 0; at < count; at++) {
    const name = `chart-${at % 7}`;
    const version = versionOf(at);
    const chartYaml = {
      apiVersion: 'v2',
      name,
      version,
      appVersion: texts[at % texts.length],
      description: texts[(at * 3) % texts.length],
      keywords: at % 2 === 0 ? ['a', 'yes'] : undefined,
      annotations: at % 3 === 0 ? { 'example.com/x10': 'a', 'example.com/x9': 'b' } : undefined,
      maintainers: at % 5 === 0 ? [{ name: 'A', email: 'a@example.com' }] : undefined,
      dependencies:
        at % 4 === 0
          ? [{ name: 'd', version: '1.x', repository: 'https://example.com', condition: 'd.on' }]
          : undefined,
      deprecated: at % 11 === 0 ? true : undefined,
    };
    const chart = loadChart([{ path: 'Chart.yaml' as ChartPath, bytes: encodeUtf8(JSON.stringify(chartYaml)) }], {
      readArchive: () => [],
    });
    const { bytes } = packChart(chart, {
      mtime: { kind: 'fixed', seconds: 1_700_000_000 },
      missingDependencies: 'allow',
    });
    writeFileSync(join(directory, at % 10 === 0 ? 'sub' : '.', `${name}-${version}.tgz`), bytes);
  }
}

/** No two of one chart are equal in order: Helm's sort is not stable beyond twelve. */
function versionOf(at: number): string {
  const base = `${at % 3}.${at}.${(at * 7) % 5}`;
  switch (at % 4) {
    case 1:
      return `${base}-rc.${at % 9}`;
    case 2:
      return `${base}+build.${at}`;
    default:
      return base;
  }
}
