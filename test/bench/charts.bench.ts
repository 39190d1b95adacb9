import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { packChart } from '../../src/core/archive/packChart';
import { quietContext } from '../../src/core/context';
import { chartFiles } from '../../src/node/chartFiles';
import { loadChartDirectory } from '../../src/workflows/loadChartDirectory';
import { helmPath } from '../support/helmBinaries';
import type { Measured } from '../support/measure';
import { measure, median, printBesideHelm, printMeasured } from '../support/measure';

export const name = 'charts, packages and provenance';

const keys = resolve('test/fixtures/vectors/pgp/keys');
const shapes = [
  { label: '20 files', files: 20, bytes: 2_000 },
  { label: '200 files', files: 200, bytes: 2_000 },
  { label: '1,000 files', files: 1_000, bytes: 2_000 },
  { label: '15 MB', files: 5, bytes: 3_000_000 },
];

/** Text that packs about as well as YAML does: words in an order that a hash gives. */
function textOf(seed: string, bytes: number): string {
  let text = '';
  for (let i = 0; text.length < bytes; i++)
    text += `key-${createHash('sha256').update(`${seed}${i}`).digest('hex').slice(0, 12)}: value ${i}\n`;
  return text.slice(0, bytes);
}

/** As whole processes beside both Helms; then the same work in this process, warm, as the editor does it. */
export async function bench(): Promise<void> {
  const home = mkdtempSync(join(tmpdir(), 'bench-'));
  const env = { HOME: home };
  const helms = [
    { name: 'Helm 3.17.1', program: await helmPath('3.17.1') },
    { name: 'Helm 4.1.4', program: await helmPath('4.1.4') },
  ];
  const cli = resolve('dist/cli.cjs');
  const beside: Beside = async (title, args, prepare, why) => {
    const ours = { name: 'ours', program: process.execPath, args: [cli, ...args], env, prepare };
    const rows = await measure([ours, ...helms.map(helm => ({ ...helm, args, env, prepare }))]);
    printBesideHelm(title, rows, { timesAsFast: 1, why });
    return rows;
  };
  const node = { name: 'node', program: process.execPath, args: ['-e', '0'], env };
  printMeasured('Node itself, starting and ending', await measure([node]));
  try {
    for (const { label, files, bytes } of shapes) {
      const chart = join(home, label.replace(/\W/g, ''));
      mkdirSync(join(chart, 'templates'), { recursive: true });
      writeFileSync(join(chart, 'Chart.yaml'), 'apiVersion: v2\nname: big\nversion: 1.0.0\n');
      writeFileSync(join(chart, 'values.yaml'), 'a: 1\n');
      for (let i = 0; i < files; i++) writeFileSync(join(chart, 'templates', `_${i}.tpl`), textOf(`${i}`, bytes));
      const out = join(home, 'out');
      const clean = (): void => rmSync(out, { recursive: true, force: true });
      const rows = await beside(
        `package, ${label}`,
        ['package', chart, '--destination', out],
        clean,
        label === '20 files' ? start : deflating,
      );
      await beside(`lint, ${label}`, ['lint', chart], () => undefined, start);
      await warm(label, chart, rows);
    }
    await provenance(home, beside);
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

const start = 'Node alone takes most of the time Helm takes as a whole: see its row.';
const deflating =
  'Node starts first, and deflate is ours in JavaScript, to give the bytes of Go on every machine; Go runs its own as machine code.';

type Beside = (
  title: string,
  args: readonly string[],
  prepare: () => void,
  why: string,
) => Promise<readonly Measured[]>;

async function warm(label: string, chart: string, rows: readonly Measured[]): Promise<void> {
  const times: number[] = [];
  for (let i = 0; i < 9; i++) {
    const started = performance.now();
    const loaded = await loadChartDirectory(chartFiles(), chart, quietContext);
    packChart(loaded.chart, { mtime: { kind: 'files' } });
    times.push(performance.now() - started);
  }
  const helm = rows.filter(({ name }) => name === 'Helm 4.1.4');
  const ours = { name: 'ours', runs: times.length - 2, wallMs: median(times.slice(2)), cpuMs: NaN, peakRssKiB: NaN };
  printBesideHelm(`package, ${label}, ours warm in this process beside Helm's process`, [ours, ...helm], {
    timesAsFast: 5,
    why: deflating,
  });
}

async function provenance(home: string, beside: Beside): Promise<void> {
  const chart = join(home, '20files');
  const out = join(home, 'signed');
  copyFileSync(join(keys, 'gpg-rsa3072.sec.gpg'), join(home, 'secret.gpg'));
  copyFileSync(join(keys, 'gpg-rsa3072.pub.gpg'), join(home, 'public.gpg'));
  const sign = ['--sign', '--key', 'rsa3072', '--keyring', join(home, 'secret.gpg')];
  const args = ['package', chart, '--destination', out, ...sign];
  const clean = (): void => rmSync(out, { recursive: true, force: true });
  await beside('package and sign, 20 files, RSA 3072', args, clean, `${start} OpenPGP.js is loaded for a signature.`);
  execFileSync(await helmPath('4.1.4'), args, { env: { HOME: home }, stdio: 'ignore' });
  const archive = join(out, 'big-1.0.0.tgz');
  await beside('verify', ['verify', archive, '--keyring', join(home, 'public.gpg')], () => undefined, start);
}
