import { statSync } from 'node:fs';
import { join } from 'node:path';
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
