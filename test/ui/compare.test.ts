import assert from 'node:assert/strict';
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Maker } from '../support/signedPackages';
import { makeMaker } from '../support/signedPackages';
import { describeInEditor } from './editorWindow';

let maker: Maker;

/** A signed package that was replaced by one with other values, and the chart as it was signed. */
async function prepare(folder: string): Promise<void> {
  maker = await makeMaker('Maker');
  const chart = join(folder, 'charts/shop');
  const values = join(chart, 'values.yaml');
  const before = readFileSync(values);
  const path = await maker.release(chart, join(folder, 'dist'));
  const signed = readFileSync(`${path}.prov`);
  appendFileSync(values, 'added: after signing\n');
  await maker.release(chart, join(folder, 'dist'));
  writeFileSync(`${path}.prov`, signed);
  writeFileSync(values, before);
  await maker.release(join(folder, 'charts/storefront'), join(folder, 'dist'));
  maker.writePublicKey(join(folder, 'maker.gpg'));
}

describeInEditor('comparing', { prepare }, open => {
  before(async () => {
    await open().keyring.importPublic(open().path('maker.gpg'), 'Trust This Key');
  });
  afterEach(async () => {
    await open().workbench.clearNotifications();
    await open().workbench.runCommand('View: Close All Editors');
  });

  const pageText = async (heading: string): Promise<string> => {
    const { report } = open();
    await report.page.getByRole('heading', { name: heading, level: 1 }).waitFor({ timeout: 60_000 });
    return report.page.locator('main').innerText();
  };

  it('says which entry of a package was tampered with, against what its chart gives', async () => {
    await open().charts.waitForDescription('shop-1.2.0.tgz', 'package changed');
    await open().workbench.runCommand('Helm Chart: Tamper Report');
    await open().workbench.quickStep('Tamper Report');
    await open().workbench.quickPick('shop-1.2.0.tgz');
    const text = await pageText('Tamper Report: shop-1.2.0.tgz');
    assert.match(text, /: 1\.\s/);
    assert.match(text, /shop\/values\.yaml\s+Changed/);
    assert.match(text, /Do not use this package/);
    await open().screenshots('tamper-report');
    await open().report.press('Show Differences');
    await open().workbench.page.locator('.tab.active', { hasText: 'shop-1.2.0.tgz' }).waitFor();
    await open().workbench.page.locator('.view-line', { hasText: 'added: after signing' }).first().waitFor();
    await open().screenshots('compare-differences');
  });

  it('says so when nothing was tampered with', async () => {
    await open().workbench.runCommand('Helm Chart: Tamper Report');
    await open().workbench.quickStep('Tamper Report');
    await open().workbench.quickPick('storefront-0.9.0.tgz');
    await open().workbench.notification('storefront-0.9.0.tgz is the package that was signed').waitFor();
  });

  it('compares the chart here with a package, what breaks first', async () => {
    const { workbench } = open();
    const values = open().path('charts/shop/values.yaml');
    writeFileSync(values, readFileSync(values, 'utf8').replace(/^currency:/m, 'money:'));
    await workbench.runCommand('Helm Chart: Compare Charts');
    await workbench.quickPick('Local package');
    await workbench.quickPick('shop-1.2.0.tgz');
    await workbench.quickPick('Workspace');
    await workbench.quickPick('shop');
    const text = await pageText('shop-1.2.0.tgz and ');
    assert.match(text, /Changes: \d+, breaking: [1-9]/);
    assert.match(text, /Breaking changes\s[\s\S]*currency/);
    await open().screenshots('compare-charts');
  });
});
