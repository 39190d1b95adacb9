import { join } from 'node:path';
import { checkChartYamlIn } from '../../src/core/lint/chartFacts';
import { IndexChecker } from '../../src/node/indexChecker';
import { median, printTable } from '../support/measure';
import { prepareEditor, repository } from '../support/prepareEditor.mjs';

export const name = 'diagnostics';

/** Typing in a 300-line Chart.yaml, and opening and editing an index.yaml of 20 MB. */
export async function bench(): Promise<void> {
  await prepareEditor();
  const text = chartYaml(300);
  const facts = {
    hasValues: true,
    templates: 'folder',
    crds: undefined,
    subcharts: [],
    lock: undefined,
    missingFolders: [],
  } as const;
  const times: number[] = [];
  for (let key = 0; key < 50; key++) {
    const started = performance.now();
    checkChartYamlIn(facts, `${text}# ${key}\n`);
    times.push(performance.now() - started);
  }
  printTable(
    'Chart.yaml of 300 lines',
    ['', 'time'],
    [
      ['findings after a key, median of 50', `${median(times).toFixed(1)} ms`],
      ['the slowest', `${Math.max(...times).toFixed(1)} ms`],
    ],
  );
  await benchIndex();
}

async function benchIndex(): Promise<void> {
  const index = indexYaml(20 * 1024 * 1024);
  const checker = new IndexChecker(join(repository, 'dist/indexWorker.cjs'));
  let longest = 0;
  let last = performance.now();
  const pulse = setInterval(() => {
    longest = Math.max(longest, performance.now() - last - 5);
    last = performance.now();
  }, 5);
  const ask = async (text: string): Promise<{ readonly ms: number; readonly findings: number }> => {
    const started = performance.now();
    const findings = await checker.check({ text });
    return { ms: performance.now() - started, findings: findings.length };
  };
  const opened = await ask(index);
  const middle = index.indexOf('version: 1.0.0', index.length / 2);
  const edited = await ask(`${index.slice(0, middle)}version: latest${index.slice(middle + 'version: 1.0.0'.length)}`);
  clearInterval(pulse);
  const memory = process.memoryUsage.rss();
  checker.dispose();
  printTable(
    'index.yaml of 20 MB',
    ['', 'figure'],
    [
      ['findings after opening', `${opened.ms.toFixed(0)} ms`],
      ['findings after editing one line', `${edited.ms.toFixed(0)} ms`],
      ['new findings by that edit', String(edited.findings - opened.findings)],
      ['longest block of the thread that asks', `${longest.toFixed(0)} ms`],
      ['memory of the process', `${(memory / 1024 / 1024).toFixed(0)} MiB`],
    ],
  );
}

function chartYaml(lines: number): string {
  const dependencies = Array.from(
    { length: (lines - 10) / 4 },
    (_, at) =>
      `  - name: dependency-${at}\n    version: ^1.${at}.0\n    repository: https://charts.example\n    alias: other-${at}\n`,
  );
  return `apiVersion: v2\nname: demo\nversion: 0.1.0\ndescription: A chart\ndependencies:\n${dependencies.join('')}`;
}

function indexYaml(bytes: number): string {
  const charts: string[] = [];
  for (let chart = 0, size = 0; size < bytes; chart++) {
    const versions = Array.from({ length: 20 }, (_, at) => {
      const version = `1.${19 - at}.0`;
      return `  - apiVersion: v2\n    appVersion: "1.0"\n    created: "2024-01-01T00:00:00Z"\n    description: Chart number ${chart}, made to measure with\n    digest: ${String(chart).padStart(64, '0')}\n    name: chart-${chart}\n    urls:\n    - https://charts.example/chart-${chart}-${version}.tgz\n    version: ${version}\n`;
    });
    const text = `  chart-${chart}:\n${versions.join('')}`;
    size += text.length;
    charts.push(text);
  }
  return `apiVersion: v1\nentries:\n${charts.join('')}generated: "2024-01-01T00:00:00Z"\n`;
}
