import { mutate, Random } from './mutate';
import type { FuzzTarget } from './targets';
import { ignoreRefusal } from './targets';

export interface FuzzResult {
  readonly target: string;
  readonly inputs: number;
  readonly slowestMs: number;
  readonly findings: readonly FuzzFinding[];
}

export interface FuzzFinding {
  readonly problem: string;
  /** The input, base64. */
  readonly input: string;
}

/** Milliseconds of processor time that one input may take: the largest seed is 20 kB. */
const maxInputMs = 2000;
/** Bytes that the process may hold beyond what it held before. */
export const maxGrowthBytes = 512 * 1024 * 1024;

/** Feeds mutated inputs to one parser: it must return or refuse, soon, and in bounded memory. */
export async function fuzz(target: FuzzTarget, seed: number, inputs: number): Promise<FuzzResult> {
  const random = new Random(seed);
  const before = process.memoryUsage().rss;
  const findings: FuzzFinding[] = [];
  let slowestMs = 0;
  for (let i = 0; i < inputs && findings.length < 10; i++) {
    const input = mutate(random.pick(target.seeds), random.pick(target.seeds), random);
    const started = process.cpuUsage();
    const problem = await problemOf(() => ignoreRefusal(() => target.parse(input)));
    const used = process.cpuUsage(started);
    const ms = (used.user + used.system) / 1000;
    slowestMs = Math.max(slowestMs, ms);
    const grown = process.memoryUsage.rss() - before;
    if (problem !== undefined) findings.push(finding(problem, input));
    else if (ms > maxInputMs) findings.push(finding(`took ${ms.toFixed(0)} ms`, input));
    else if (grown > maxGrowthBytes) findings.push(finding(`holds ${grown} bytes more`, input));
  }
  return { target: target.name, inputs, slowestMs, findings };
}

async function problemOf(run: () => Promise<void>): Promise<string | undefined> {
  try {
    await run();
    return undefined;
  } catch (error) {
    return error instanceof Error ? (error.stack ?? error.message) : String(error);
  }
}

function finding(problem: string, input: Uint8Array): FuzzFinding {
  return { problem, input: Buffer.from(input).toString('base64') };
}
