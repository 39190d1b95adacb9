// The fast check, run before each commit: types, lint, format, dead code, unit tests. Stops at the first that fails.
import { runSteps } from './steps.mjs';

await runSteps([
  ['types', 'npx', ['tsc', '--noEmit']],
  ['types of the pages', 'npx', ['tsc', '--noEmit', '-p', 'src/webview']],
  ['lint', 'npx', ['eslint', '.', '--max-warnings', '0']],
  ['format', 'npx', ['prettier', '--check', '.', '--log-level', 'warn']],
  ['dead code', 'npx', ['knip', '--no-config-hints']],
  ['build', 'node', ['scripts/build.mjs']],
  ['unit tests', 'npx', ['mocha', '--config', 'test/unit/.mocharc.json', '--reporter', 'dot']],
]);
