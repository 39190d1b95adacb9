import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { writeGeneratedPackages } from '../support/generatedPackages';
import { helmPath } from '../support/helmBinaries';
import { measure, printBesideHelm, printMeasured } from '../support/measure';

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
      printBesideHelm(`index of ${count} packages, cold`, rows, { timesAsFast: 3, why: parsing });
      const again = { name: 'ours', program: process.execPath, args: [cli, 'index', packages, '--regenerate'], env };
      printMeasured(`regenerate it with nothing changed`, await measure([again], 3));
      await benchOneChanged(packages, count, cli, helms, env);
    }
    await benchSearch(home, cli, helms);
    await benchVerify(home, cli, helms);
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

const parsing =
  'both read each package as a whole; ours checks it for what two readers could read differently, in JavaScript and in one thread.';

const adding = 'Node starts first; the index that is there is read and checked as a whole, so that no entry is lost.';

/** The way of a maintainer: one package is new. Helm reads all of them again and merges; ours adds the one. */
async function benchOneChanged(
  packages: string,
  count: number,
  cli: string,
  helms: readonly (readonly [string, string])[],
  env: Readonly<Record<string, string>>,
): Promise<void> {
  const index = join(packages, 'index.yaml');
  const full = join(packages, '..', `index-${count}.yaml`);
  copyFileSync(index, full);
  const name = readdirSync(packages).find(file => file.endsWith('.tgz')) ?? '';
  const prepare = (): void => copyFileSync(full, index);
  const rows = await measure(
    [
      { name: 'ours', program: process.execPath, args: [cli, 'index', packages, join(packages, name)], env, prepare },
      ...helms.map(([label, program]) => ({
        name: label,
        program,
        args: ['repo', 'index', packages, '--merge', index],
        env,
        prepare,
      })),
    ],
    3,
  );
  printBesideHelm(`index of ${count} packages, one changed`, rows, { timesAsFast: 3, why: adding });
}

/** Helm verifies one package a process; a repository of them only ours verifies in one. */
async function benchVerify(home: string, cli: string, helms: readonly (readonly [string, string])[]): Promise<void> {
  const folder = join(home, 'signed');
  const charts = resolve('test/fixtures/vectors/pgp');
  mkdirSync(folder);
  const provenance = readFileSync(join(charts, 'v/a-gpg-rsa3072/demo-1.2.3.tgz.prov'));
  const paths = Array.from({ length: 1000 }, (_, at) => {
    const place = join(folder, String(at));
    mkdirSync(place);
    copyFileSync(join(charts, 'charts/demo-1.2.3.tgz'), join(place, 'demo-1.2.3.tgz'));
    writeFileSync(join(place, 'demo-1.2.3.tgz.prov'), provenance);
    return join(place, 'demo-1.2.3.tgz');
  });
  const ring = ['--keyring', join(charts, 'keys/gpg-rsa3072.pub.gpg')];
  const env = { HOME: home };
  const loop =
    'ring=$1; helm=$2; shift 2; for path in "$@"; do "$helm" verify "$path" --keyring "$ring" >/dev/null || exit 1; done';
  const rows = await measure(
    [
      { name: 'ours', program: process.execPath, args: [cli, 'verify', ...paths, ...ring], env },
      ...helms.map(([label, program]) => ({
        name: label,
        program: '/bin/sh',
        args: ['-c', loop, 'sh', ring[1] ?? '', program, ...paths],
        env,
      })),
    ],
    1,
  );
  printBesideHelm('verify 1,000 packages (Helm: one process each)', rows, { timesAsFast: 3, why: 'not expected' });
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
  printBesideHelm(
    `load and search an index of ${megabytes} MB`,
    await measure(
      [
        { name: 'ours', program: process.execPath, args: [cli, 'search', 'chart-399'], env },
        ...helms.map(([label, program]) => ({ name: label, program, args: ['search', 'repo', 'chart-399'], env })),
      ],
      3,
    ),
    {
      timesAsFast: 3,
      why: 'every byte is read as YAML, as Helm does, for the same answer to a broken index; in JavaScript.',
    },
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
