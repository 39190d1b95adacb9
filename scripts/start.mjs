// Opens VS Code with the extension under development and a copy of the sample workspace, for a person with a browser.
//   npm start -- [--port 8801] [--folder DIR] [--fresh] [--verbose]
// Stays until Ctrl-C. After a change of the extension run `npm run build` and reload the page.
import crypto from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { buildAll } from './build.mjs';
import { startHost } from '../test/support/host.mjs';
import { setupHost } from '../test/support/setupHost.mjs';

const root = path.join(import.meta.dirname ?? path.dirname(new URL(import.meta.url).pathname), '..');
const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '8801' },
    folder: { type: 'string' },
    fresh: { type: 'boolean' },
    verbose: { type: 'boolean' },
  },
});
const state = path.join(root, 'out/start');
if (values.fresh) fs.rmSync(state, { recursive: true, force: true });
setupHost();
await buildAll();

let folder = values.folder && path.resolve(values.folder);
if (folder === undefined) {
  folder = path.join(state, 'shop'); // a copy: what a person changes stays out of the repository
  if (!fs.existsSync(folder)) fs.cpSync(path.join(root, 'test/fixtures/workspaces/shop'), folder, { recursive: true });
}
const tokenFile = path.join(state, 'token');
fs.mkdirSync(state, { recursive: true });
if (!fs.existsSync(tokenFile)) fs.writeFileSync(tokenFile, crypto.randomUUID(), { mode: 0o600 });

let host;
try {
  host = await startHost({
    port: Number(values.port),
    dataDir: path.join(state, 'server'),
    folder,
    extensionDevelopmentPaths: [root],
    connectionToken: fs.readFileSync(tokenFile, 'utf8'),
    onLine: line => {
      if (values.verbose) console.log(line);
    },
  });
} catch (error) {
  const taken = error.message.includes('EADDRINUSE');
  console.error(taken ? `Port ${values.port} is taken: choose another with npm start -- --port N.` : error.message);
  process.exit(1);
}
console.log(`
VS Code runs with the sample workspace. Open in a browser on this machine:

  ${host.url}

Workspace: ${folder}
Start with the Helm Charts icon in the bar on the left. Ctrl-C ends it.`);

let ending = false;
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, async () => {
    if (ending) return;
    ending = true;
    console.log('\nEnding ...');
    await host.stop();
    process.exit(0);
  });
}
host.exited.then(({ code, signal }) => {
  if (ending) return;
  console.error(`VS Code's server ended (${signal ?? code}).`);
  process.exit(1);
});
