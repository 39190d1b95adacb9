// What an editor test needs, each made or installed when missing: the bundles, Chromium, VS Code's server.
import path from 'node:path';
import { buildAll } from '../../scripts/build.mjs';
import { chromiumPath } from './browser.mjs';
import { setupHost } from './setupHost.mjs';

/** Root of the repository, which is also the extension under development. */
export const repository = path.join(import.meta.dirname ?? path.dirname(new URL(import.meta.url).pathname), '../..');

export async function prepareEditor() {
  console.log(`Browser: ${chromiumPath()}.`);
  setupHost();
  await buildAll();
}
