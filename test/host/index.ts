import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import Mocha from 'mocha';

/** Called in the extension host; the bundled test files lie beside this one. */
export function run(): Promise<void> {
  const grep = process.env['HCR_HOST_GREP'];
  const mocha = new Mocha({
    ui: 'bdd',
    timeout: 60_000,
    color: true,
    forbidOnly: true,
    forbidPending: true,
    ...(grep ? { grep: new RegExp(grep) } : {}),
  });
  const only = (process.env['HCR_HOST_ONLY'] ?? '').split(',').filter(part => part !== '');
  for (const name of readdirSync(__dirname, { recursive: true }).map(String).sort()) {
    const wanted = only.length === 0 || only.some(part => name.includes(part));
    if (name.endsWith('.test.cjs') && wanted) mocha.addFile(join(__dirname, name));
  }
  return new Promise((resolve, reject) => {
    mocha.run(failures => {
      if (failures > 0) reject(new Error(`${failures} host tests failed.`));
      else resolve();
    });
  });
}
