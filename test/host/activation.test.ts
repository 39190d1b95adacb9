import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import * as vscode from 'vscode';
import { extension, manifest } from './support';

describe('activation', () => {
  it('happens by itself in a workspace with a Chart.yaml', async () => {
    const end = Date.now() + 30_000;
    while (!extension().isActive && Date.now() < end) await new Promise(resolve => setTimeout(resolve, 50));
    assert.ok(extension().isActive);
  });

  it('registers every command of the manifest', async () => {
    await extension().activate();
    const registered = new Set(await vscode.commands.getCommands(true));
    const missing = manifest().contributes.commands.filter(({ command }) => !registered.has(command));
    assert.deepEqual(missing, []);
  });

  it('runs from where it was installed, with OpenPGP as a file of its own', () => {
    const installed = process.env['HCR_HOST_INSTALLED'];
    if (installed) assert.ok(extension().extensionPath.startsWith(installed), extension().extensionPath);
    assert.ok(existsSync(vscode.Uri.joinPath(extension().extensionUri, 'dist/openpgp.min.cjs').fsPath));
  });

  it('does not load OpenPGP', () => {
    const loaded = Object.keys(require.cache).filter(file => file.endsWith('openpgp.min.cjs'));
    assert.deepEqual(loaded, []);
  });
});
