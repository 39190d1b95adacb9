// The package that users install: made, its file list held, installed into a folder of its own.
import { execFileSync, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { standIn } from './hostTests.mjs';
import { repository } from './prepareEditor.mjs';

/** Everything in the package; what is not named here must not be shipped. */
const shipped = [
  '[Content_Types].xml',
  'extension.vsixmanifest',
  'extension/LICENSE.txt',
  'extension/SECURITY.md',
  'extension/changelog.md',
  'extension/dist/THIRD-PARTY-NOTICES.txt',
  'extension/dist/cli.cjs',
  'extension/dist/extension.cjs',
  'extension/dist/indexWorker.cjs',
  'extension/dist/openpgp.min.cjs',
  'extension/dist/program.cjs',
  'extension/dist/webview.js',
  'extension/dist/worker.cjs',
  'extension/media/activity.svg',
  'extension/media/grammars/provenance.language.json',
  'extension/media/grammars/provenance.tmLanguage.json',
  'extension/media/icon.png',
  'extension/media/page.css',
  'extension/media/schemas/chart-lock.json',
  'extension/media/schemas/chart.json',
  'extension/media/schemas/index.json',
  'extension/media/tab-dark.svg',
  'extension/media/walkthrough/choose.md',
  'extension/media/walkthrough/package.md',
  'extension/media/walkthrough/publish.md',
  'extension/media/walkthrough/push.md',
  'extension/media/walkthrough/sign.md',
  'extension/media/walkthrough/verify.md',
  'extension/package.json',
  'extension/package.nls.json',
  'extension/readme.md',
];

/**
 * Makes the package from what was built. Nothing is fetched.
 * @param {string} file where to
 */
export function packageExtension(file) {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  const vsce = path.join(repository, 'node_modules/@vscode/vsce/vsce');
  const done = spawnSync(process.execPath, [vsce, 'package', '--no-dependencies', '--out', file], {
    cwd: repository,
    encoding: 'utf8',
  });
  if (done.status !== 0) throw new Error(`vsce package failed:\n${done.stdout}${done.stderr}`);
  const warnings = `${done.stdout}${done.stderr}`.split('\n').filter(line => line.includes('WARNING'));
  if (warnings.length > 0) throw new Error(`vsce package warns:\n${warnings.join('\n')}`);
}

/**
 * Throws when the package holds another file than it should, or lacks one.
 * @param {string} file
 * @returns {Promise<void>}
 */
export async function checkFileList(file) {
  const names = await listZip(file);
  const extra = names.filter(name => !shipped.includes(name));
  const missing = shipped.filter(name => !names.includes(name));
  if (extra.length + missing.length > 0)
    throw new Error(
      `${path.basename(file)} differs from the list in test/support/vsix.mjs. Too much: ${extra.join(', ') || 'nothing'}. Missing: ${missing.join(', ') || 'nothing'}.`,
    );
}

/**
 * @param {string} file
 * @param {string} extensionsDir
 */
export function installExtension(file, extensionsDir) {
  const args = [standIn, '--install-extension', file, '--force', '--extensions-dir', extensionsDir];
  execFileSync(process.execPath, args, { stdio: ['ignore', 'inherit', 'inherit'] });
}

async function listZip(file) {
  const { open } = await import('yauzl').then(module => module.default ?? module);
  return new Promise((resolve, reject) => {
    open(file, { lazyEntries: false }, (error, zip) => {
      if (error) return reject(error);
      const names = [];
      zip.on('entry', entry => names.push(entry.fileName));
      zip.on('end', () => resolve(names));
      zip.on('error', reject);
    });
  });
}
