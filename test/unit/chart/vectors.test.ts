import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { packChart } from '../../../src/core/archive/packChart';
import { readArchive } from '../../../src/core/archive/readArchive';
import { readTar } from '../../../src/core/archive/readTar';
import { decodeChartYaml, formatChartYaml } from '../../../src/core/chart/chartYaml';
import { formatChartLock, lockDigest } from '../../../src/core/chart/chartLock';
import { parseConstraint, satisfies } from '../../../src/core/chart/constraint';
import { ignoredBy, readHelmignore } from '../../../src/core/chart/helmignore';
import { loadChart } from '../../../src/core/chart/loadChart';
import type { ChartMetadata } from '../../../src/core/chart/metadata';
import { parseVersion } from '../../../src/core/chart/version';
import { ChartReleaseError } from '../../../src/core/errors';
import { chartFiles } from '../../../src/node/chartFiles';
import { decodeUtf8Lossy, encodeUtf8 } from '../../../src/util/bytes';

const vectors = 'test/fixtures/vectors/charts';
const read = <T>(name: string): T => JSON.parse(readFileSync(join(vectors, name), 'utf8')) as T;

interface HelmResult {
  readonly load: { readonly ok: boolean; readonly error: string | null; readonly chart_yaml: string | null };
  readonly package: {
    readonly ok: boolean;
    readonly error?: string;
    readonly file?: string;
    readonly entries?: readonly { readonly name: string; readonly size: number }[];
    readonly packaged_chart_yaml?: string;
    readonly packaged_chart_lock?: string;
  };
}

interface ChartCase {
  readonly name: string;
  readonly kind: 'directory' | 'archive';
  readonly path: string;
  readonly symlinks?: Readonly<Record<string, string>>;
  readonly helm4: HelmResult;
}

describe('charts as Helm 4.1.4 sees them', () => {
  it('decodes every measured scalar of an annotation', () => {
    const cases =
      read<readonly { annotation_value_in_chart_yaml: string; helm4_reserialised: string }[]>(
        'yaml-scalar-decode.json',
      );
    assert.ok(cases.length > 40);
    for (const { annotation_value_in_chart_yaml: value, helm4_reserialised: expected } of cases) {
      const yaml = `apiVersion: v2\nname: demo\nversion: 0.1.0\nannotations:\n  k: ${value}\n`;
      const written = formatChartYaml(decodeChartYaml(encodeUtf8(yaml)) as ChartMetadata);
      assert.ok(written.includes(`  k: ${expected}\n`), `${value}: ${written}`);
    }
  });

  it('writes every measured Chart.yaml back as Helm does', () => {
    const cases =
      read<readonly { input: string; helm4: { ok: boolean; chart_yaml?: string } }[]>('chart-yaml-roundtrip.json');
    for (const { input, helm4 } of cases) {
      if (helm4.ok)
        assert.equal(formatChartYaml(decodeChartYaml(encodeUtf8(input)) as ChartMetadata), helm4.chart_yaml, input);
      else assert.throws(() => decodeChartYaml(encodeUtf8(input)), ChartReleaseError, input);
    }
  });

  it('computes every measured lock digest', () => {
    const cases =
      read<readonly { name: string; dependencies_yaml: string; helm4: { digest: string; lock: string } }[]>(
        'lock-digest.json',
      );
    for (const { name, dependencies_yaml, helm4 } of cases) {
      const requested = decodeChartYaml(encodeUtf8(`dependencies:\n${dependencies_yaml}`)) as ChartMetadata;
      const locked = decodeChartYaml(encodeUtf8(helm4.lock)) as ChartMetadata;
      assert.equal(lockDigest(requested.dependencies ?? [], locked.dependencies ?? []), helm4.digest, name);
      const lock = formatChartLock({ generated: 'T', digest: helm4.digest, dependencies: locked.dependencies ?? [] });
      assert.equal(lock.replace('generated: T', 'generated: <time>'), helm4.lock, name);
    }
  });

  it('agrees on every constraint and version, with the rules of Helm 3 and of Helm 4', () => {
    type Row = Readonly<Record<'helm3' | 'helm4', readonly string[] | 'invalid'>> & { readonly constraint: string };
    const table = read<{ versions: readonly string[]; cases: readonly Row[] }>('semver-constraints.json');
    assert.ok(table.cases.length > 50);
    for (const row of table.cases) {
      const constraint = parseConstraint(row.constraint);
      for (const rules of ['helm3', 'helm4'] as const) {
        if (row[rules] === 'invalid') {
          assert.equal(constraint, undefined, row.constraint);
          continue;
        }
        const matching = table.versions.filter(text => {
          const version = parseVersion(text);
          // Helm takes a version that is the constraint's own text before it parses either.
          return (
            text === row.constraint ||
            (constraint !== undefined && version !== undefined && satisfies(constraint, version, rules))
          );
        });
        assert.deepEqual(matching, row[rules], `${row.constraint} ${rules}`);
      }
    }
  });

  it('ignores what Helm ignores, for every measured pattern', () => {
    type Row = {
      readonly helmignore: string;
      readonly helm4: { readonly excluded?: readonly string[]; readonly error?: string };
    };
    const table = read<{ files: readonly string[]; baseline: readonly string[]; cases: readonly Row[] }>(
      'helmignore.json',
    );
    assert.ok(table.cases.length > 50);
    const builtIn = readHelmignore('').rules;
    const hidden = (path: string): boolean =>
      ignoredBy(builtIn, path, false) !== undefined ||
      ignoredBy(builtIn, path.split('/').slice(0, 2).join('/'), true) !== undefined;
    const packaged = [...new Set([...table.baseline, ...table.files])].filter(path => !hidden(path));
    for (const { helmignore, helm4 } of table.cases) {
      const { rules, problems } = readHelmignore(helmignore);
      if (helm4.excluded === undefined) {
        // A rule that ignores Chart.yaml itself ends in Helm's "missing", a bad line in its own message.
        const chartIsGone = ignoredBy(rules, 'Chart.yaml', false) !== undefined;
        assert.ok(
          chartIsGone || problems.some(problem => helm4.error?.includes(problem.helmText)),
          `${helmignore}: ${String(helm4.error)}`,
        );
        continue;
      }
      const isKept = (path: string): boolean =>
        path
          .split('/')
          .every(
            (_, index, all) =>
              ignoredBy(rules, all.slice(0, index + 1).join('/'), index < all.length - 1) === undefined,
          );
      const excluded = packaged.filter(path => !isKept(path));
      assert.deepEqual(excluded.sort(), [...helm4.excluded].sort(), JSON.stringify(helmignore));
    }
  });

  describe('packages', () => {
    for (const chart of read<readonly ChartCase[]>('index.json').filter(item => item.kind === 'directory')) {
      it(chart.name, async () => {
        const directory = mkdtempSync(join(tmpdir(), 'chart-case-'));
        try {
          cpSync(join(vectors, chart.path), directory, { recursive: true });
          for (const [link, target] of Object.entries(chart.symlinks ?? {})) {
            rmSync(join(directory, link), { recursive: true, force: true });
            symlinkSync(target, join(directory, link));
          }
          await comparePackage(directory, chart.helm4.package);
        } finally {
          rmSync(directory, { recursive: true, force: true });
        }
      });
    }
  });
});

async function comparePackage(directory: string, expected: HelmResult['package']): Promise<void> {
  const pack = async () => {
    const { files } = await chartFiles().readChart(directory, new AbortController().signal);
    return packChart(loadChart(files, { readArchive }), { mtime: { kind: 'fixed', seconds: 0 } });
  };
  if (!expected.ok) {
    await assert.rejects(pack(), (error: unknown) => error instanceof ChartReleaseError, expected.error);
    return;
  }
  const archive = await pack();
  assert.equal(archive.fileName, expected.file);
  const ours = archive.entries.map(entry => ({ name: entry.path, size: entry.sizeBytes }));
  const byName = (a: { name: string }, b: { name: string }) => (a.name < b.name ? -1 : 1);
  // Helm's order of several subcharts is random, so the comparison is by name; the order is checked in the conformance tests.
  assert.deepEqual([...ours].sort(byName), [...(expected.entries ?? [])].sort(byName));
  const contents = new Map(readTar(gunzipSync(archive.bytes)).map(entry => [entry.path, decodeUtf8Lossy(entry.bytes)]));
  const root = archive.metadata.name;
  assert.equal(contents.get(`${root}/Chart.yaml`), expected.packaged_chart_yaml);
  if (expected.packaged_chart_lock !== undefined)
    assert.equal(contents.get(`${root}/Chart.lock`), expected.packaged_chart_lock);
}
