import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import * as vscode from 'vscode';
import type { PackageCommandResult } from '../../src/editor/commandMap';
import { inShop, run } from './support';

describe('Package Chart', () => {
  const directory = inShop('charts/stock-sync');
  afterEach(() => {
    rmSync(inShop('dist'), { recursive: true, force: true });
  });

  for (const [kind, target] of [
    ['the folder', directory],
    ['its Chart.yaml', `${directory}/Chart.yaml`],
    ['a file of the chart', `${directory}/values.yaml`],
  ] as const) {
    it(`writes the package when called on ${kind}`, async () => {
      const result = await run<PackageCommandResult>('packageChart', vscode.Uri.file(target));
      const bytes = readFileSync(result.path);
      assert.equal(result.outcome, 'written');
      assert.equal(result.digest, `sha256:${createHash('sha256').update(bytes).digest('hex')}`);
    });
  }

  it('leaves the same package as it is', async () => {
    const first = await run<PackageCommandResult>('packageChart', vscode.Uri.file(directory));
    const second = await run<PackageCommandResult>('packageChart', vscode.Uri.file(directory));
    assert.deepEqual(second, { ...first, outcome: 'unchanged' });
    assert.ok(existsSync(first.path));
  });
});
