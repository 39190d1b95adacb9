import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { readTar } from '../../../src/core/archive/readTar';
import { decodeUtf8Lossy } from '../../../src/util/bytes';
import { cli } from './cli';

const vectors = 'test/fixtures/vectors/charts';

interface Case {
  readonly name: string;
  readonly kind: 'directory' | 'archive';
  readonly path: string;
  readonly symlinks?: Readonly<Record<string, string>>;
  readonly helm4: {
    readonly load: { readonly ok: boolean; readonly chart_yaml: string | null };
    readonly lint: { readonly ok: boolean };
    readonly package?: {
      readonly ok: boolean;
      readonly file?: string;
      readonly entries?: readonly { readonly name: string; readonly size: number }[];
      readonly packaged_chart_yaml?: string;
      readonly packaged_chart_lock?: string;
    };
  };
}

/** Cases and commands that end otherwise than with Helm 4.1.4, and why. An entry that is not needed fails the test. */
const differing: ReadonlyMap<string, string> = new Map(
  [
    ['mixed-basedirs', 'two first components: which one is the chart depends on the reader'],
    ['backslashes', 'Helm takes a backslash for a separator, everyone else for a part of the name'],
    ['bad-crc', 'the checksum of the gzip does not hold: Helm does not look at it, others refuse the file'],
  ].flatMap(([name = '', reason = '']) => [`${name} load`, `${name} lint`].map(key => [key, reason] as const)),
);

/** Helm's order of several subcharts is random. */
function sorted<T extends { readonly name: string }>(entries: readonly T[]): readonly T[] {
  return [...entries].sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
}

describe('show chart, lint and package end as those of Helm 4.1.4', () => {
  const cases = JSON.parse(readFileSync(join(vectors, 'index.json'), 'utf8')) as readonly Case[];
  const needed = new Set<string>();
  let home: string;
  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), 'chart-vector-'));
  });
  afterEach(() => rmSync(home, { recursive: true, force: true }));

  function expectSame(name: string, command: string, actual: unknown, expected: unknown): void {
    const key = `${name} ${command}`;
    try {
      assert.deepEqual(actual, expected, key);
    } catch (error) {
      if (!differing.has(key)) throw error;
      needed.add(key);
    }
  }

  for (const { name, kind, path, symlinks = {}, helm4 } of cases) {
    it(name, async () => {
      const chart = kind === 'archive' ? 'chart.tgz' : 'chart';
      cpSync(join(vectors, path), join(home, chart), { recursive: true });
      for (const [link, target] of Object.entries(symlinks)) {
        rmSync(join(home, chart, link), { recursive: true, force: true });
        symlinkSync(target, join(home, chart, link));
      }
      const shown = await cli(home, ['show', 'chart', `./${chart}`]);
      expectSame(
        name,
        'load',
        [shown.code, shown.code === 0 ? shown.stdout.replace(/\n\n$/, '\n') : null],
        [helm4.load.ok ? 0 : 1, helm4.load.chart_yaml],
      );
      const linted = await cli(home, ['lint', chart, '--json']);
      expectSame(name, 'lint', linted.code, helm4.lint.ok ? 0 : 1);
      if (helm4.package !== undefined) await comparePackage(name, chart, helm4.package);
    });
  }

  async function comparePackage(
    name: string,
    chart: string,
    helm: NonNullable<Case['helm4']['package']>,
  ): Promise<void> {
    const { code, stdout } = await cli(home, ['package', chart, '--destination', 'out', '--json']);
    if (code !== 0 || !helm.ok) return expectSame(name, 'package', code === 0, helm.ok);
    const document = JSON.parse(stdout) as {
      readonly path: string;
      readonly entries: readonly { readonly path: string; readonly size: number; readonly mode: number }[];
    };
    const entries = document.entries.map(entry => ({ name: entry.path, size: entry.size }));
    const tar = readTar(gunzipSync(readFileSync(document.path)));
    const contentOf = (file: string): string | undefined => {
      const entry = tar.find(({ path }) => path.endsWith(`/${file}`) && path.split('/').length === 2);
      return entry === undefined ? undefined : decodeUtf8Lossy(entry.bytes);
    };
    expectSame(
      name,
      'package',
      {
        path: document.path,
        entries: sorted(entries),
        modes: [...new Set(document.entries.map(({ mode }) => mode))],
        chartYaml: contentOf('Chart.yaml'),
        lock: contentOf('Chart.lock'),
      },
      {
        path: join(home, 'out', helm.file ?? ''),
        entries: sorted(helm.entries ?? []),
        modes: [0o644],
        chartYaml: helm.packaged_chart_yaml,
        lock: helm.packaged_chart_lock,
      },
    );
  }

  after(() =>
    assert.deepEqual(
      [...differing.keys()].filter(key => !needed.has(key)),
      [],
    ),
  );
});
