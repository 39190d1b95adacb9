import assert from 'node:assert/strict';
import { existsSync, readdirSync } from 'node:fs';
import { describeInEditor } from './editorWindow';

const key = { name: 'Shop Team', email: 'charts@example.com', passphrase: 'for this test only' } as const;

describeInEditor('a release of all changed charts', {}, open => {
  async function plan(registry: string): Promise<string> {
    const { workbench, report } = open();
    await workbench.runCommand('Helm Chart: Release Changed Charts');
    await workbench.quickStep('Where to? Several at once are possible.');
    await workbench.quickCheck(`oci://${registry}/charts`);
    await workbench.quickInput.getByRole('button', { name: 'OK', exact: true }).click();
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
