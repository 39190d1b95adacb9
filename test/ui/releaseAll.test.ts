import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { until } from '../support/workbench.mjs';
import { describeInEditor } from './editorWindow';

const key = { name: 'Shop Team', email: 'charts@example.com', passphrase: 'for this test only' } as const;

describeInEditor('a release of all changed charts', {}, open => {
  async function plan(registry: string): Promise<string> {
    const { workbench, report } = open();
    await workbench.runCommand('Helm Chart: Release Changed Charts');
    await open().pickTargets(`oci://${registry}/charts`);
    return report.waitForPlan('Release Changed Charts');
  }
  let registry = '';

  it('plans all four charts, those that others need first, and writes nothing', async () => {
    const { keyring, registries, workbench } = open();
    await keyring.generate(key);
    registry = await registries.startLocal();
    await workbench.clearNotifications();
    const text = await plan(registry);
    for (const name of ['shop 1.2.0', 'storefront', 'shop-common', 'stock-sync']) assert.ok(text.includes(name), text);
    assert.ok(text.includes('4 to release, 0 unchanged, 0 in the way'), text);
    assert.equal(existsSync(open().path('dist')), false);
    await open().screenshots('releases-plan');
  });

  it('publishes them, keeps a receipt and shows it', async () => {
    const { keyring, report, workbench } = open();
    await report.press('Release');
    await keyring.givePassphrase('Release Changed Charts', key.passphrase);
    await workbench.page.locator('.tab', { hasText: /release-.*\.txt/ }).waitFor({ timeout: 60_000 });
    assert.equal(readdirSync(open().path('dist', 'receipts')).length, 2);
    assert.equal(existsSync(open().path('dist', '.release')), false);
    await open().screenshots('releases-receipt');
  });

  it('finds nothing to release afterwards', async () => {
    const text = await plan(registry);
    assert.ok(text.includes('0 to release, 4 unchanged, 0 in the way'), text);
    await open().report.press('Cancel');
  });

  it('suggests a higher version for a changed chart, writes it with the edited change log, and plans again', async () => {
    const { report, workbench } = open();
    const values = open().path('charts/stock-sync/values.yaml');
    writeFileSync(values, `${readFileSync(values, 'utf8')}\nanotherValue: 1\n`);
    await open().release('stock-sync', registry);
    const text = await report.waitForPlan('Release stock-sync');
    assert.ok(text.includes('The value anotherValue is new'), text);
    assert.ok(text.includes('0 to release, 0 unchanged, 1 in the way'), text);
    assert.equal(await report.page.getByRole('button', { name: 'Release', exact: true }).count(), 0);
    await report.page.getByLabel('Change log of stock-sync').fill('added: another value\nfixed: a leak');
    await open().screenshots('release-plan-changed', {
      contrast: true,
      prepare: async () => {
        await report.page.getByLabel('Change log of stock-sync').fill('added: another value\nfixed: a leak');
      },
    });
    await report.press('Write Versions and Change Logs');
    await report.page.getByText('1 to release, 0 unchanged, 0 in the way').waitFor();
    const chart = readFileSync(open().path('charts/stock-sync/Chart.yaml'), 'utf8');
    assert.ok(chart.includes('- kind: added\n      description: "another value"'), chart);
    const log = readFileSync(open().path('charts/stock-sync/CHANGELOG.md'), 'utf8');
    assert.ok(log.includes('### Fixed\n\n- a leak'), log);
    assert.equal(
      await report.page.getByLabel('Change log of stock-sync').inputValue(),
      'added: another value\nfixed: a leak',
    );
    await report.page.getByLabel('Change log of stock-sync').press('End');
    await report.page.getByLabel('Change log of stock-sync').pressSequentially('!');
    assert.ok(await report.page.getByRole('button', { name: 'Release', exact: true }).isDisabled());
    await report.press('Cancel');
    await until(
      'the plan is closed',
      async () => !(await workbench.tabs()).some(tab => JSON.stringify(tab).includes('Release stock-sync')),
    );
  });

  it('marks the packages in the Explorer and opens a file from inside one, read-only', async () => {
    const { workbench } = open();
    await workbench.showContainer('Explorer');
    await workbench.expand(workbench.explorer, 'dist');
    await workbench.explorer.locator('.monaco-list-row', { hasText: 'shop-1.2.0.tgz' }).first().waitFor();
    await workbench.runCommand('Helm Chart: Look into Package');
    await workbench.quickStep('Which package?');
    await workbench.quickPick('shop-1.2.0.tgz');
    await workbench.quickPick('values.yaml');
    await workbench.page.locator('.tab.active', { hasText: 'values.yaml' }).waitFor();
    await open().screenshots('archive-file');
  });
});
