import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import * as vscode from 'vscode';
import type { IndexCommandResult, PackageCommandResult } from '../../src/editor/commandMap';
import type { RepositoryReport } from '../../src/workflows/index/verifyRepository';
import { inShop, run } from './support';

describe('The index of a folder with packages', () => {
  const empty = '# ours\napiVersion: v1\nentries: {}\n';
  let folder: string;
  let packaged: PackageCommandResult;
  const index = (): string => readFileSync(join(folder, 'index.yaml'), 'utf8');

  beforeEach(async () => {
    packaged = await run<PackageCommandResult>('packageChart', vscode.Uri.file(inShop('charts/stock-sync')));
    folder = dirname(packaged.path);
    writeFileSync(join(folder, 'index.yaml'), empty);
  });
  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it('lists a package added to it, and leaves its comment', async () => {
    const { added } = await run<IndexCommandResult>('addToIndex', vscode.Uri.file(packaged.path));
    assert.deepEqual(
      added.map(({ chart }) => chart),
      ['stock-sync'],
    );
    assert.match(index(), /^# ours\napiVersion: v1\nentries:\n {2}stock-sync:\n/);
  });

  it('is regenerated from the packages, and is sound then', async () => {
    const { added, removed } = await run<IndexCommandResult>('regenerateIndex', vscode.Uri.file(folder));
    assert.deepEqual([added.length, removed], [1, []]);
    const report = await run<RepositoryReport>('verifyRepository', vscode.Uri.file(join(folder, 'index.yaml')));
    assert.deepEqual([report.isSound, report.entries.map(({ state }) => state)], [true, ['present']]);
    await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
  });

  it('is merged by chart and version where git left a conflict', async () => {
    const side = (name: string, version: string): string => `  ${name}:\n  - name: ${name}\n    version: ${version}\n`;
    const text = [
      'apiVersion: v1\nentries:\n<<<<<<< HEAD\n',
      side('a', '1.0.0'),
      '=======\n',
      side('b', '2.0.0'),
      '>>>>>>> side\n',
    ];
    mkdirSync(folder, { recursive: true });
    const uri = vscode.Uri.file(join(folder, 'index.yaml'));
    writeFileSync(uri.fsPath, text.join(''));
    await vscode.workspace.openTextDocument(uri);
    const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>('vscode.executeCodeLensProvider', uri);
    assert.ok(lenses.some(({ command }) => command?.command === 'helmChartRelease.mergeConflictedIndex'));
    const result = await run<{ readonly conflicts: readonly unknown[] }>('mergeConflictedIndex', uri);
    assert.deepEqual(result.conflicts, []);
    const document = await vscode.workspace.openTextDocument(uri);
    assert.ok(document.getText().startsWith(`apiVersion: v1\nentries:\n${side('a', '1.0.0')}  b:\n`));
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  });
});
