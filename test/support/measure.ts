import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { timePath } from './tools';

/** One way to do a job: a whole process, from its start to its end. */
export interface Contender {
  readonly name: string;
  readonly program: string;
  /** A function gives each run its own. */
  readonly args: readonly string[] | (() => readonly string[]);
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** Before each run, not measured: takes away what the last run left. */
  readonly prepare?: () => void | Promise<void>;
}

export interface Measured {
  readonly name: string;
  readonly runs: number;
  /** Median of all runs but the first, which warms the file cache. */
  readonly wallMs: number;
  /** Median of user and system time, children included; the kernel counts it in steps of 10 ms. */
  readonly cpuMs: number;
  /** Largest resident set of the process in any run. */
  readonly peakRssKiB: number;
}

/** Contenders take turns, so that what else this machine does falls on all of them. A run that ends badly throws. */
export async function measure(contenders: readonly Contender[], runs = 5): Promise<readonly Measured[]> {
  const samples = contenders.map((): Sample[] => []);
  for (let round = 0; round <= runs; round++) {
    for (const [index, contender] of contenders.entries()) {
      await contender.prepare?.();
      const sample = await runOnce(contender);
      if (round > 0) samples[index]?.push(sample);
    }
  }
  return contenders.map(({ name }, index) => {
    const own = samples[index] ?? [];
    return {
      name,
      runs,
      wallMs: median(own.map(sample => sample.wallMs)),
      cpuMs: median(own.map(sample => sample.cpuMs)),
      peakRssKiB: Math.max(...own.map(sample => sample.peakRssKiB)),
    };
  });
}

export function printMeasured(title: string, rows: readonly Measured[]): void {
  printTable(
    title,
    ['', 'wall', 'CPU', 'peak memory', 'runs'],
    rows.map(row => [
      row.name,
      `${row.wallMs.toFixed(0)} ms`,
      // Work in this process has no CPU time and no memory of its own.
      Number.isNaN(row.cpuMs) ? '-' : `${row.cpuMs.toFixed(0)} ms`,
      Number.isNaN(row.peakRssKiB) ? '-' : `${(row.peakRssKiB / 1024).toFixed(0)} MiB`,
      String(row.runs),
    ]),
  );
}

/** What a row is measured by, beside Helm 4. */
export interface Aim {
  /** How many times as fast as Helm 4; 1: no slower. */
  readonly timesAsFast: number;
  /** In one line: why it misses, when it does. */
  readonly why: string;
}

/** The table, and below it whether ours meets its aim. Half a tenth is noise. */
export function printBesideHelm(title: string, rows: readonly Measured[], { timesAsFast, why }: Aim): void {
  printMeasured(title, rows);
  const ours = rows.find(({ name }) => name === 'ours')?.wallMs ?? NaN;
  const theirs = rows.find(({ name }) => name === 'Helm 4.1.4')?.wallMs ?? NaN;
  const aim = timesAsFast === 1 ? 'no slower than Helm 4' : `${timesAsFast} times as fast as Helm 4`;
  const is =
    ours <= theirs ? `${(theirs / ours).toFixed(1)} times as fast` : `${(ours / theirs).toFixed(1)} times as long`;
  if (ours * timesAsFast <= theirs * 1.05) console.log(`aim: ${aim}: met (${is})`);
  else console.log(`aim: ${aim}: missed (${is}): ${why}`);
}

/** First column to the left, the others to the right. */
export function printTable(title: string, heads: readonly string[], rows: readonly (readonly string[])[]): void {
  const widths = heads.map((head, column) => Math.max(head.length, ...rows.map(row => row[column]?.length ?? 0)));
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .join('  ');
  console.log(`\n${title}\n${line(heads)}\n${rows.map(line).join('\n')}`);
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? NaN;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? NaN)) / 2;
}

interface Sample {
  readonly wallMs: number;
  readonly cpuMs: number;
  readonly peakRssKiB: number;
}

async function runOnce({ name, program, args, env = {}, cwd }: Contender): Promise<Sample> {
  const scratch = mkdtempSync(join(tmpdir(), 'measure-'));
  const report = join(scratch, 'time');
  try {
    const started = performance.now();
    const own = typeof args === 'function' ? args() : args;
    const child = spawn(timePath(), ['-f', '%U %S %M', '-o', report, program, ...own], {
      cwd,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let said = '';
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text: string) => (said = (said + text).slice(-2000)));
    const code = await new Promise<number | null>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', resolve);
    });
    const wallMs = performance.now() - started;
    if (code !== 0) throw new Error(`${name} ended with ${String(code)}: ${said}`);
    const [user = NaN, system = NaN, peakRssKiB = NaN] = readFileSync(report, 'utf8').trim().split(' ').map(Number);
    return { wallMs, cpuMs: (user + system) * 1000, peakRssKiB };
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}
