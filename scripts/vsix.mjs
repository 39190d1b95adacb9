// Makes out/helm-chart-release.vsix, holds its file list, installs it and runs the host tests against the installed one.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { runHostTests } from '../test/support/hostTests.mjs';
import { prepareEditor, repository } from '../test/support/prepareEditor.mjs';
import { checkFileList, installExtension, packageExtension } from '../test/support/vsix.mjs';

await prepareEditor();
const vsix = path.join(repository, 'out/helm-chart-release.vsix');
packageExtension(vsix);
await checkFileList(vsix);
console.log(
  `Made out/helm-chart-release.vsix, ${(fs.statSync(vsix).size / 1024).toFixed(0)} KiB; its file list is right.`,
);

const extensionsDir = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'hcr-installed-')));
try {
  installExtension(vsix, extensionsDir);
  await runHostTests({ extensionsDir });
} finally {
  fs.rmSync(extensionsDir, { recursive: true, force: true, maxRetries: 3 });
}
