import assert from 'node:assert/strict';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { ChartReleaseError } from '../../src/core/errors';
import { defaultLintSettings } from '../../src/core/lint/settings';
import { chartFiles } from '../../src/node/chartFiles';
import { fileStore } from '../../src/node/fileStore';
import { pathKinds } from '../../src/node/pathKinds';
import { lintArchive, lintChart } from '../../src/workflows/lintChart';
import type { Helm } from '../support/helm';
import { helm } from '../support/helm';
import type { LintLine } from '../support/lintLines';
import { expectedFromFindings, keysOfLint, parseLint } from '../support/lintLines';
import { linkTexts, oddTexts } from '../support/oddChartYamlTexts';
import { schemaCharts } from '../support/schemaCharts';
import { chartYamlTexts } from '../support/chartYamlTexts';

const ports = { chartFiles: chartFiles(), store: fileStore(), pathKinds: pathKinds() };
const { signal } = new AbortController();
const vectors = 'test/fixtures/vectors/charts';
const versions = [
  ['4', '4.1.4'],
  ['3', '3.17.1'],
] as const;

async function ours(directory: string, which: '3' | '4'): Promise<ReadonlySet<string>> {
  return expectedFromFindings(
    await lintChart(ports, directory, { ...defaultLintSettings, helm: which }, signal),
    which,
  );
}

/** `undefined`: we refuse to open the archive, by stricter limits than Helm's or as Helm does. */
function oursOfArchive(path: string, which: '3' | '4'): ReadonlySet<string> | undefined {
  try {
    return expectedFromFindings(lintArchive(readFileSync(path), { ...defaultLintSettings, helm: which }), which);
  } catch (error) {
    if (error instanceof ChartReleaseError) return undefined;
    throw error;
  }
}

describe('lint as helm lint', () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'lint-'));
  });
  afterEach(() => {
    rmSync(root, { recursive: true, force: true });
  });

  for (const [which, version] of versions) {
    it(`agrees with Helm ${version} on every measured chart`, async () => {
      const run = await helm(version, root);
      type Case = { name: string; kind: string; path: string; symlinks?: Record<string, string> };
      const cases = JSON.parse(readFileSync(join(vectors, 'index.json'), 'utf8')) as Case[];
      assert.ok(cases.length >= 45);
      const different: string[] = [];
      let compared = 0;
      for (const { name, kind, path, symlinks = {} } of cases) {
        const chart = join(root, 'charts', kind === 'archive' ? `${name}.tgz` : name);
        cpSync(join(vectors, path), chart, { recursive: true });
        for (const [link, target] of Object.entries(symlinks)) {
          rmSync(join(chart, link), { recursive: true, force: true });
          symlinkSync(target, join(chart, link));
        }
        const { stdout, stderr } = await run('lint', chart);
        if (stderr.includes('panic:')) continue; // Helm 3 crashes on an empty maintainer
        if (`${stdout}${stderr}`.includes('unable to check Chart.yaml file')) {
          await assert.rejects(ours(chart, which), { code: 'chart.notFound' });
          continue;
        }
        const helms = keysOfLint(parseLint(`${stdout}${stderr}`).get(chart) ?? []);
        const found = kind === 'archive' ? oursOfArchive(chart, which) : await ours(chart, which);
        if (found === undefined) continue;
        compared++;
        compare(name, helms, found, different);
      }
      assert.deepEqual(different, []);
      assert.ok(compared >= 31, String(compared));
    });

    it(`agrees with Helm ${version} on 600 generated Chart.yaml files`, async () => {
      // Helm 3 loads a chart that is named "..": its further findings are not ours to repeat.
      const texts = fc
        .sample(chartYamlTexts, { numRuns: 700, seed: 20260131 })
        .filter(text => which === '4' || !text.includes('name: ..\n'));
      assert.ok(texts.length >= 600);
      await agree(which, texts);
    }).timeout(240_000);

    it(`agrees with Helm ${version} on odd scalars, keys, lists and addresses`, async () => {
      await agree(which, [
        ...fc
          .sample(oddTexts, { numRuns: 800, seed: 41 })
          .filter(text => which === '4' || !/[\n ]\.\.\r?\n/.test(text)),
        ...fc.sample(linkTexts, { numRuns: 400, seed: 42 }),
      ]);
    }).timeout(240_000);
  }

  it('agrees with Helm 4.1.4 on values and their schemas, in subcharts too', async () => {
    const charts = fc.sample(schemaCharts, { numRuns: 400, seed: 43 });
    const texts = charts.map(
      ({ subchart }) => `apiVersion: v2\nname: demo\nversion: 0.1.0\n${subchart?.declared ?? ''}`,
    );
    await agree('4', texts, (directory, index) => {
      const chart = charts[index];
      if (chart === undefined) return;
      writeFileSync(join(directory, 'values.yaml'), chart.values);
      writeFileSync(join(directory, 'values.schema.json'), chart.schema);
      if (chart.subchart === undefined) return;
      const inner = join(directory, 'charts', 'sub');
      mkdirSync(inner, { recursive: true });
      writeFileSync(join(inner, 'Chart.yaml'), 'apiVersion: v2\nname: sub\nversion: 1.0.0\n');
      writeFileSync(join(inner, 'values.yaml'), chart.subchart.values);
      writeFileSync(join(inner, 'values.schema.json'), chart.subchart.schema);
    });
  }).timeout(240_000);

  /** Lints a chart for each Chart.yaml with Helm and with us; `more` writes further files of it. */
  async function agree(
    which: '3' | '4',
    texts: readonly string[],
    more: (directory: string, index: number) => void = () => undefined,
  ): Promise<void> {
    const run = await helm(which === '4' ? '4.1.4' : '3.17.1', root);
    const different: string[] = [];
    for (let at = 0; at < texts.length; at += 50) {
      const batch = texts.slice(at, at + 50).map((text, index) => {
        const directory = join(root, `c${at + index}`);
        mkdirSync(join(directory, 'templates'), { recursive: true });
        writeFileSync(join(directory, 'Chart.yaml'), text);
        writeFileSync(join(directory, 'values.yaml'), '');
        more(directory, at + index);
        return directory;
      });
      const lines = await lintAll(run, batch);
      for (const [index, directory] of batch.entries()) {
        const own = lines.get(directory);
        if (own === undefined) continue; // Helm 3 crashed
        compare(texts[at + index] ?? '', keysOfLint(own), await ours(directory, which), different);
      }
    }
    assert.deepEqual(different.slice(0, 10), []);
  }
});

/** Helm 3 crashes on an empty maintainer, and tells nothing of the charts behind it: then each is asked for alone. */
async function lintAll(run: Helm, charts: readonly string[]): Promise<ReadonlyMap<string, readonly LintLine[]>> {
  const { stdout, stderr } = await run('lint', ...charts);
  if (!stderr.includes('panic:')) return parseLint(stdout);
  const lines = new Map<string, readonly LintLine[]>();
  for (const chart of charts) {
    const alone = await run('lint', chart);
    if (!alone.stderr.includes('panic:')) lines.set(chart, parseLint(alone.stdout).get(chart) ?? []);
  }
  return lines;
}

function compare(what: string, helms: ReadonlySet<string>, ours: ReadonlySet<string>, different: string[]): void {
  const missing = [...helms].filter(key => !ours.has(key));
  const extra = [...ours].filter(key => !helms.has(key));
  if (missing.length + extra.length > 0)
    different.push(`${what}\n  only Helm: ${missing.join(' | ')}\n  only we: ${extra.join(' | ')}`);
}
