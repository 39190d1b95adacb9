#!/usr/bin/env node
// Stands in for the desktop VS Code executable: what @vscode/test-electron spawns as `vscodeExecutablePath`.
// Takes the desktop command line, runs the tests in VS Code's server + a headless browser, exits as VS Code would.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { hostDir, nodeForHost } from '../host.mjs';

const { values, folders, unknown } = parse(process.argv.slice(2));
const vscodeRoot = path.join(hostDir, 'node_modules/code-server/lib/vscode');

if (values.version) {
  const product = JSON.parse(fs.readFileSync(path.join(vscodeRoot, 'package.json'), 'utf8'));
  console.log(
    `${product.version}\n${JSON.parse(fs.readFileSync(path.join(vscodeRoot, 'product.json'), 'utf8')).commit ?? 'unknown'}\n${process.arch}`,
  );
  process.exit(0);
}
const manage = ['install-extension', 'uninstall-extension', 'list-extensions', 'locate-extension'].filter(
  name => values[name] !== undefined,
);
if (manage.length) {
  const args = manage.flatMap(name =>
    values[name] === true ? [`--${name}`] : values[name].flatMap(value => [`--${name}`, value]),
  );
  for (const name of ['extensions-dir', 'user-data-dir']) {
    if (values[name]) {
      args.push(`--${name}`, path.resolve(values[name].at(-1)));
    }
  }
  for (const name of ['force', 'show-versions']) {
    if (values[name]) {
      args.push(`--${name}`);
    }
  }
  const scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'helm-chart-release-'));
  const done = spawnSync(
    nodeForHost(),
    [
      path.join(vscodeRoot, 'out/server-main.js'),
      '--accept-server-license-terms',
      '--server-data-dir',
      scratch,
      ...args,
    ],
    { stdio: 'inherit', env: { ...process.env, EXTENSIONS_GALLERY: '{"serviceUrl":""}' } },
  );
  fs.rmSync(scratch, { recursive: true, force: true });
  process.exit(done.status ?? 1);
}

const { runTests } = await import('../runTests.mjs');
if (!values.extensionTestsPath) {
  console.error(
    'This stand-in for VS Code only runs extension tests (--extensionTestsPath=...). For a window use npm start.',
  );
  process.exit(64);
}
if (unknown.length) {
  console.error(`VS Code stand-in: without effect here: ${unknown.join(' ')}`);
}

const stop = new AbortController();
for (const [name, number] of [
  ['SIGINT', 2],
  ['SIGTERM', 15],
  ['SIGHUP', 1],
]) {
  process.on(name, () => stop.abort({ exitCode: 128 + number, message: `stopped by ${name}` }));
}
// test-electron killed outright (SIGKILL) tells us nothing: watch for the change of parent.
const parent = process.ppid;
setInterval(() => {
  if (process.ppid !== parent) {
    stop.abort({ exitCode: 129, message: 'the process that started this run is gone' });
  }
}, 1000).unref();

const open = folders[0] && path.resolve(folders[0]);
const scratch =
  values['disable-extensions'] || !values['extensions-dir']
    ? fs.mkdtempSync(path.join(os.tmpdir(), 'helm-chart-release-ext-'))
    : undefined;
const code = await runTests({
  extensionDevelopmentPaths: (values.extensionDevelopmentPath ?? []).map(file => path.resolve(file)),
  extensionTestsPath: path.resolve(values.extensionTestsPath.at(-1)),
  userDataDir: values['user-data-dir'] && path.resolve(values['user-data-dir'].at(-1)),
  extensionsDir: scratch ?? path.resolve(values['extensions-dir'].at(-1)),
  folder: open && !open.endsWith('.code-workspace') ? open : undefined,
  workspace: open?.endsWith('.code-workspace') ? open : undefined,
  workspaceTrust: !values['disable-workspace-trust'],
  enableProposedApi: values['enable-proposed-api'],
  log: values.log,
  builtinExtensions: process.env.HCR_HOST_BUILTINS === 'all' ? 'all' : process.env.HCR_HOST_BUILTINS?.split(','),
  signal: stop.signal,
});
if (scratch) {
  fs.rmSync(scratch, { recursive: true, force: true });
}
process.exitCode = code;
setTimeout(() => process.exit(code), 1000).unref(); // something still open: do not wait for it

function parse(argv) {
  const withValue = new Set([
    'extensionDevelopmentPath',
    'extensionTestsPath',
    'user-data-dir',
    'extensions-dir',
    'shared-data-dir',
    'folder-uri',
    'file-uri',
    'log',
    'locale',
    'install-extension',
    'uninstall-extension',
    'locate-extension',
    'disable-extension',
    'profile',
    'crash-reporter-directory',
    'category',
    'proxy-server',
    'password-store',
  ]);
  const optionalValue = new Set(['enable-proposed-api']);
  const quiet = new Set([
    'no-sandbox',
    'disable-gpu-sandbox',
    'disable-gpu',
    'disable-updates',
    'skip-welcome',
    'skip-release-notes',
    'disable-telemetry',
    'new-window',
    'wait',
    'n',
    'w',
    'disable-dev-shm-usage',
    'disable-crash-reporter',
    'disable-chromium-sandbox',
    'skip-add-to-recently-opened',
    'shared-data-dir',
    'crash-reporter-directory',
    'password-store',
  ]);
  const effective = new Set([
    ...withValue,
    ...optionalValue,
    'disable-extensions',
    'disable-workspace-trust',
    'list-extensions',
    'show-versions',
    'force',
    'version',
  ]);
  for (const none of ['locale', 'disable-extension', 'profile', 'category', 'proxy-server', 'file-uri']) {
    effective.delete(none);
  }
  const values = {},
    folders = [],
    unknown = [];
  for (let i = 0; i < argv.length; i++) {
    const match = /^--?([^=]+)(?:=([\s\S]*))?$/.exec(argv[i]);
    if (!match) {
      folders.push(argv[i]);
      continue;
    }
    const [, name, inline] = match;
    if (!quiet.has(name) && !effective.has(name)) {
      unknown.push(argv[i]);
    }
    if (withValue.has(name) || optionalValue.has(name)) {
      const value = inline ?? (withValue.has(name) ? argv[++i] : undefined);
      (values[name] ??= []).push(...(value === undefined ? [] : [value.replace(/^"(.*)"$/, '$1')]));
    } else {
      values[name] = true;
    }
  }
  for (const uri of values['folder-uri'] ?? []) {
    folders.push(fileURLToPath(uri));
  }
  for (const name of ['extensionDevelopmentPath', 'extensionTestsPath']) {
    values[name] = values[name]?.map(value => (value.startsWith('file:') ? fileURLToPath(value) : value));
  }
  return { values, folders, unknown };
}
