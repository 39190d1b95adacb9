import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { until } from '../support/workbench.mjs';
import { describeInEditor } from './editorWindow';

const generated = 500;
const key = { name: 'Shop Team', email: 'charts@example.com', passphrase: 'for this test only' } as const;

function prepare(folder: string): void {
  for (let index = 0; index < generated; index++) {
    const directory = join(folder, 'many', `part-${String(index).padStart(3, '0')}`);
    mkdirSync(join(directory, 'templates'), { recursive: true });
    writeFileSync(
      join(directory, 'Chart.yaml'),
      `apiVersion: v2\nname: part-${String(index).padStart(3, '0')}\nversion: 1.0.${index}\ndescription: One of many\n`,
    );
    writeFileSync(join(directory, 'values.yaml'), 'port: 80\n');
    writeFileSync(join(directory, 'templates', 'service.yaml'), 'kind: Service\n');
  }
}

describeInEditor('the release board', { prepare }, open => {
  const status = (text: string) => open().report.page.getByRole('status').filter({ hasText: text }).waitFor();

  it('shows all of 504 charts, and filters them with every key', async () => {
    const { workbench, report } = open();
    await workbench.runCommand('Helm Chart: Release Board');
    await report.waitForPlan('Release Board');
    await status('504 of 504 charts shown, 0 marked');
    const search = report.page.getByLabel('Search charts');
    const started = Date.now();
    await search.fill('part-12');
    await status('10 of 504 charts shown');
    assert.ok(Date.now() - started < 2000, `${Date.now() - started} ms for one filter`);
    await search.fill('shop');
    await status('2 of 504 charts shown');
    await search.fill('');
    await report.page.getByRole('button', { name: /^With problems \d+$/ }).click();
    await status('0 of 504 charts shown');
    await report.page.getByText('No chart fits.').waitFor();
    await report.page.getByRole('button', { name: 'All 504' }).click();
    await status('504 of 504');
  });

  it('is worked with the keyboard alone: move, mark, open', async () => {
    const { workbench, report } = open();
    await report.page.getByLabel('Search charts').fill('s');
    await report.page.getByLabel('Search charts').fill('');
    // From the search field through five filters and two buttons into the table.
    for (let count = 0; count < 8; count++) await workbench.page.keyboard.press('Tab');
    const focused = report.page.locator('tbody tr:focus');
    await focused.filter({ hasText: 'shop' }).first().waitFor();
    await workbench.page.keyboard.press('End');
    await focused.filter({ hasText: 'part-499' }).waitFor();
    await workbench.page.keyboard.press('Space');
    await status('504 of 504 charts shown, 1 marked');
    await workbench.page.keyboard.press('ArrowUp');
    await focused.filter({ hasText: 'part-498' }).waitFor();
    await workbench.page.keyboard.press('Enter');
    await workbench.page.locator('.tab.active', { hasText: 'Chart.yaml' }).waitFor();
    await until('the chart is open', async () => (await workbench.editorText()).includes('name: part-498'));
  });
});

describeInEditor('the release board of a few charts', {}, open => {
  const status = (text: string) => open().report.page.getByRole('status').filter({ hasText: text }).waitFor();

  it('compares with what is published, and releases the marked charts only', async () => {
    const { keyring, registries, report, workbench } = open();
    await keyring.generate(key);
    const registry = await registries.startLocal();
    await workbench.clearNotifications();
    await workbench.runCommand('Helm Chart: Release Board');
    await report.press('Choose Destinations…');
    await open().pickTargets(`oci://${registry}/charts`);
    await report.page.getByRole('button', { name: 'To release 4' }).waitFor({ timeout: 60_000 });
    await report.page.locator('tbody tr', { hasText: 'stock-sync' }).locator('.mark').click();
    await status('4 of 4 charts shown, 1 marked');
    await report.press('Release…');
    await open().pickTargets(`oci://${registry}/charts`);
    const plan = await report.waitForPlan('Release Charts');
    assert.ok(plan.includes('1 to release, 0 unchanged, 0 in the way'), plan);
    await report.press('Release');
    await keyring.givePassphrase('Release Charts', key.passphrase);
    await report.waitForVerdict('Verified');
    await workbench.clearNotifications();
    await workbench.runCommand('Helm Chart: Release Board');
    await report.page.locator('tbody tr', { hasText: 'stock-sync' }).filter({ hasText: 'verified' }).waitFor();
    await report.press('Compare with Published');
    await report.page.getByRole('button', { name: 'To release 3' }).waitFor({ timeout: 60_000 });
    await open().screenshots('release-board', { contrast: true });
  });
});
