// All tests, each tier once. `npm test -- unit host` runs only the named tiers.
import { runSteps } from './steps.mjs';

const mocha = tier => ['npx', ['mocha', '--config', `test/${tier}/.mocharc.json`]];
const tiers = {
  check: ['node', ['scripts/check.mjs']],
  conformance: mocha('conformance'),
  host: ['node', ['scripts/host.mjs']],
  ui: ['npx', ['mocha', '--config', 'test/ui/.mocharc.json', '--spec', 'test/ui/**/*.test.ts']],
  tour: ['node', ['--import', 'tsx', 'scripts/tour.mjs']],
  vsix: ['node', ['scripts/vsix.mjs']],
};

const wanted = process.argv.slice(2);
const unknown = wanted.filter(name => !(name in tiers));
if (unknown.length > 0) {
  console.error(`No such tier: ${unknown.join(', ')}. There are: ${Object.keys(tiers).join(', ')}.`);
  process.exit(2);
}
const chosen = Object.entries(tiers).filter(([name]) => wanted.length === 0 || wanted.includes(name));
await runSteps(chosen.map(([name, [program, args]]) => [name, program, args]));
console.log('\nAll tests passed.');
