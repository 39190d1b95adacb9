import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { EditorWindow } from './editorWindow';
import { describeInEditor } from './editorWindow';

const broken = `apiVersion: v2
name: stock-sync
description: Brings the stock of the shop up to date
version: 0.3.0
appVersion: 1e3
icon: i.png
engine: gotpl
annotations:
  artifacthub.io/changes: |
    - kind: add
      description: More
dependencies:
  - name: web
    version: ">=2 <1"
    repository: https://charts.example
`;

const prepare = (folder: string): void => {
  writeFileSync(join(folder, 'charts/stock-sync/Chart.yaml'), broken);
  writeFileSync(join(folder, 'charts/stock-sync/server.key'), 'only the name matters');
};

async function openBroken(window: EditorWindow): Promise<void> {
  await window.openFile('charts/stock-sync/Chart.yaml');
  await window.workbench.page.locator('.squiggly-error').first().waitFor();
}

describeInEditor('writing a chart', { prepare }, open => {
  it('shows squiggles at the exact place, and lenses above the version', async () => {
    const { workbench } = open();
    await openBroken(open());
    await workbench.page.locator('.codelens-decoration', { hasText: 'Release' }).first().waitFor();
    const errors = await workbench.page.locator('.squiggly-error').count();
    const warnings = await workbench.page.locator('.squiggly-warning').count();
    assert.ok(errors >= 3 && warnings >= 2, `${errors} errors, ${warnings} warnings`);
    await open().screenshots('diagnostics-squiggles');
  });

  it('explains a field and a problem on hover', async () => {
    const { workbench } = open();
    await openBroken(open());
    const hover = workbench.page.locator('.monaco-hover:visible', { hasText: 'is not a complete URL' });
    const show = async (): Promise<void> => {
      await workbench.page
        .locator('.view-line', { hasText: 'icon: i.png' })
        .locator('span span', { hasText: 'i.png' })
        .last()
        .hover();
      await hover.first().waitFor();
    };
    await show();
    await open().screenshots('diagnostics-hover', { keepHover: true, prepare: show });
  });

  it('completes fields, and offers fixes', async () => {
    const { workbench } = open();
    await openBroken(open());
    const { page } = workbench;
    const offer = async (): Promise<void> => {
      await page.keyboard.press('Escape');
      await page.locator('.view-line', { hasText: 'engine: gotpl' }).click();
      await page.keyboard.press('Control+.');
      await page.locator('.action-widget', { hasText: 'Remove engine' }).waitFor();
    };
    await offer();
    await open().screenshots('diagnostics-quick-fix', { keepHover: true, prepare: offer });
    await page.keyboard.press('Escape');
    await page.keyboard.press('Control+End');
    await page.keyboard.type('ke');
    const complete = async (): Promise<void> => {
      await page.locator('.view-line', { hasText: /^ke$/ }).click();
      await page.keyboard.press('End');
      await page.keyboard.press('Control+Space');
      await page.locator('.suggest-widget.visible', { hasText: 'keywords' }).waitFor();
    };
    await complete();
    await open().screenshots('diagnostics-completion', { keepHover: true, prepare: complete });
    await page.keyboard.press('Escape');
    for (let letter = 0; letter < 2; letter++) await page.keyboard.press('Backspace');
  });

  it('lists what ships with the names that look like secrets', async () => {
    const { workbench } = open();
    await openBroken(open());
    await workbench.runCommand('Helm Chart: What Ships');
    await workbench.quickStep('Which chart?');
    await workbench.quickPick('stock-sync');
    await workbench.page.locator('.view-line', { hasText: 'Look like secrets' }).waitFor();
    await open().screenshots('what-ships');
  });

  it('opens the lint report as SARIF', async () => {
    const { workbench } = open();
    await workbench.runCommand('Helm Chart: Open Lint Report (SARIF)');
    await workbench.page.locator('.view-line', { hasText: 'sarif-2.1.0' }).first().waitFor();
    await open().screenshots('sarif');
  });
});

describeInEditor('writing a chart in Restricted Mode', { prepare, workspaceTrust: true }, open => {
  it('shows the same problems, and only lenses that are allowed', async () => {
    const { workbench } = open();
    await openBroken(open());
    await workbench.page.locator('.codelens-decoration', { hasText: 'What Ships' }).first().waitFor();
    assert.equal(await workbench.page.locator('.codelens-decoration', { hasText: 'Release' }).count(), 0);
    assert.equal(readFileSync(open().path('charts/stock-sync/Chart.yaml'), 'utf8'), broken);
    await open().screenshots('diagnostics-restricted');
  });
});
