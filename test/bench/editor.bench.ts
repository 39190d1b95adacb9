import { execFileSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { median, printTable } from '../support/measure';
import { prepareEditor, repository } from '../support/prepareEditor.mjs';
import { packageExtension } from '../support/vsix.mjs';
import { closeBrowser, EditorWindow, extensionId } from '../ui/editorWindow';

export const name = 'editor';
const starts = 5;

interface Activation {
  readonly loadCode: number;
  readonly callActivate: number;
  readonly finishActivate: number;
}

/** Size of what users install, and what the extension costs when a window with charts opens. */
export async function bench(): Promise<void> {
  await prepareEditor();
  const vsix = join(repository, 'out/helm-chart-release.vsix');
  packageExtension(vsix);
  const kib = (file: string): string => `${(statSync(join(repository, file)).size / 1024).toFixed(0)} KiB`;
  printTable(
    'size',
    ['', 'bytes'],
    [
      'out/helm-chart-release.vsix',
      'dist/extension.cjs',
      'dist/worker.cjs',
      'dist/openpgp.min.cjs',
      'dist/program.cjs',
    ].map(file => [file, kib(file)]),
  );

  printTable(
    'loaded with the bundle, in a process that has what an extension host has',
    ['', ''],
    loadedModules().map(([label, value]) => [label, value]),
  );

  const times: Activation[] = [];
  for (let start = 0; start < starts; start++) {
    const window = await EditorWindow.open();
    try {
      const all = (await window.workbench.activationTimes()) as Record<string, Activation | undefined>;
      const own = all[extensionId];
      if (own === undefined) throw new Error('the extension was not activated');
      times.push(own);
    } finally {
      await window.close();
    }
  }
  await closeBrowser();
  const row = (label: string, of: (time: Activation) => number): string[] => [label, `${median(times.map(of))} ms`];
  printTable(
    `activation, median of ${starts} starts`,
    ['', 'time'],
    [
      row('load the bundle', time => time.loadCode),
      row('activate()', time => time.callActivate),
      row('until activate() is done', time => time.finishActivate),
    ],
  );
}

/** What requiring the bundle loads beside it; the editor's API is a stand-in that answers anything. */
function loadedModules(): readonly (readonly [string, string])[] {
  const script = `
    for (const name of ['fs/promises', 'path', 'os', 'crypto', 'url', 'util', 'events', 'stream', 'worker_threads']) require('node:' + name);
    const api = new Proxy(function () {}, {
      get: (target, name) => (name === 'prototype' ? {} : name === Symbol.toPrimitive ? () => '' : api),
      apply: () => api,
      construct: () => ({}),
      getPrototypeOf: () => api,
    });
    const load = module.constructor._load;
    const files = [];
    module.constructor._load = function (name, ...rest) {
      if (name === 'vscode') return api;
      if (name.startsWith('.') || name.startsWith('/')) files.push(name);
      return load.call(this, name, ...rest);
    };
    const before = new Set(process.moduleLoadList);
    const started = performance.now();
    require(process.argv[1]);
    const ms = performance.now() - started;
    const builtin = process.moduleLoadList.filter(name => !before.has(name)).flatMap(name => /^NativeModule (?!internal)(.*)/.exec(name)?.[1] ?? []);
    console.log(JSON.stringify({ ms, files, builtin }));`;
  const output = execFileSync(process.execPath, ['-e', script, join(repository, 'dist/extension.cjs')]);
  const { ms, files, builtin } = JSON.parse(output.toString()) as { ms: number; files: string[]; builtin: string[] };
  return [
    ['time', `${ms.toFixed(0)} ms`],
    ['files', files.map(file => basename(file)).join(', ')],
    ['modules of Node', builtin.length === 0 ? 'none' : builtin.join(', ')],
  ];
}
