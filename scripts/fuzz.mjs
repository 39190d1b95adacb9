// Mutated inputs for every parser of foreign bytes: `npm run fuzz -- [SEED] [INPUTS]`. Ends with 1 at a finding.
import path from 'node:path';
import { createRequire } from 'node:module';

// Required, as mocha does: some CommonJS packages have no named exports when they are imported.
const require = createRequire(import.meta.url);
const root = path.join(import.meta.dirname, '..');
const { fuzz } = require(path.join(root, 'test/fuzz/fuzz.ts'));
const { fuzzTargets } = require(path.join(root, 'test/fuzz/targets.ts'));

const seed = Number(process.argv[2] ?? Date.now() % 2 ** 31);
const inputs = Number(process.argv[3] ?? 105_000);
const targets = fuzzTargets();
const share = Math.ceil(inputs / targets.length);
console.log(`seed ${seed}, ${share} inputs for each of ${targets.length} parsers`);
let failed = false;
void run();

async function run() {
  for (const target of targets) {
    const started = Date.now();
    const result = await fuzz(target, seed, share);
    const seconds = ((Date.now() - started) / 1000).toFixed(1);
    console.log(`${target.name}: ${result.inputs} inputs in ${seconds} s, slowest ${result.slowestMs.toFixed(0)} ms`);
    for (const { problem, input } of result.findings) {
      failed = true;
      console.error(`  ${problem}\n  input (base64): ${input.slice(0, 4000)}`);
    }
  }
  process.exitCode = failed ? 1 : 0;
}
