// All benchmarks, each a file in test/bench that exports `name` and `bench`. `npm run bench -- package` runs only those
// with that in their file name. Figures are of this machine as it is now: let nothing else run.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createRequire } from 'node:module';
import { repository } from '../test/support/prepareEditor.mjs';
import { buildAll } from './build.mjs';

// Required, as mocha does: some CommonJS packages have no named exports when they are imported.
const require = createRequire(import.meta.url);
const wanted = process.argv.slice(2);
await buildAll();
const [cpu] = os.cpus();
console.log(`${os.cpus().length} x ${cpu?.model.trim()}, ${os.type()} ${os.release()}, Node ${process.version}`);

const directory = path.join(repository, 'test/bench');
const files = fs.readdirSync(directory).filter(name => name.endsWith('.bench.ts'));
const chosen = files.filter(name => wanted.length === 0 || wanted.some(part => name.includes(part))).sort();
for (const file of chosen) {
  const { name, bench } = require(path.join(directory, file));
  console.log(`\n== ${name}`);
  await bench();
}
