// Runs test/host inside an extension host: in the desktop VS Code where that can be downloaded, else in its server.
import { runTests } from '@vscode/test-electron';
import { build } from 'esbuild';
import fs from 'node:fs';
import path from 'node:path';
import { repository } from './prepareEditor.mjs';
import { copyShop, emptyHome } from './shopWorkspace.mjs';

/** Takes the place of the `code` executable where the desktop VS Code cannot be had. */
export const standIn = path.join(repository, 'test/support/bin/code.mjs');
const vscodeVersion = '1.139.1';
const output = path.join(repository, 'out/host');

async function bundleTests() {
  fs.rmSync(output, { recursive: true, force: true });
  const files = fs.readdirSync(path.join(repository, 'test/host'), { recursive: true }).map(String);
  await build({
    absWorkingDir: repository,
    entryPoints: files.filter(name => /(^index|\.test)\.ts$/.test(name)).map(name => path.join('test/host', name)),
    outbase: 'test/host',
    outdir: output,
    outExtension: { '.js': '.cjs' },
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    sourcemap: 'inline',
    external: ['vscode', 'mocha', 'openpgp'],
    logLevel: 'warning',
  });
}

/** The desktop VS Code needs its download host and, on Linux, a display. HCR_HOST=server or desktop decides without asking. */
async function canRunDesktop() {
  if (process.env.HCR_HOST !== undefined) return process.env.HCR_HOST === 'desktop';
  const { DISPLAY, WAYLAND_DISPLAY } = process.env;
  if (process.platform === 'linux' && DISPLAY === undefined && WAYLAND_DISPLAY === undefined) return false;
  try {
    await fetch('https://update.code.visualstudio.com/api/releases/stable', { signal: AbortSignal.timeout(5000) });
    return true;
  } catch {
    return false;
  }
}

/**
 * @param {object} options
 * @param {string} [options.extensionsDir] where the extension is installed; without it the one under development runs
 * @param {readonly string[]} [options.only] parts of the names of test files to run; all without it
 */
export async function runHostTests({ extensionsDir, only = [] } = {}) {
  await bundleTests();
  const desktop = extensionsDir === undefined && (await canRunDesktop());
  console.log(desktop ? 'Host tests: desktop VS Code.' : "Host tests: VS Code's server with a headless browser.");
  const shop = copyShop();
  const userData = path.join(path.dirname(shop.folder), 'user-data');
  try {
    await runTests({
      ...(desktop ? { version: vscodeVersion } : { vscodeExecutablePath: standIn }),
      extensionDevelopmentPath:
        extensionsDir === undefined ? repository : path.join(repository, 'test/support/harness'),
      extensionTestsPath: path.join(output, 'index.cjs'),
      launchArgs: [
        shop.folder,
        '--user-data-dir',
        userData,
        '--disable-workspace-trust',
        ...(extensionsDir === undefined ? ['--disable-extensions'] : ['--extensions-dir', extensionsDir]),
      ],
      extensionTestsEnv: {
        ...emptyHome(shop.home),
        HCR_HOST_ONLY: only.join(','),
        HCR_HOST_GREP: process.env.HCR_HOST_GREP ?? '',
        HCR_HOST_INSTALLED: extensionsDir ?? '',
      },
    });
  } finally {
    shop.remove();
  }
}
