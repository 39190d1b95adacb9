import assert from 'node:assert/strict';
import { appendFileSync, copyFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Maker } from '../support/signedPackages';
import { makeMaker } from '../support/signedPackages';
import { describeInEditor } from './editorWindow';

interface Case {
  readonly title: string;
  readonly chart: string;
  readonly file: string;
  readonly version: string;
  /** As tree and badge say it. */
  readonly label: string;
  /** In the report: the check that tells, and what to do. */
  readonly check: RegExp;
  readonly next: RegExp;
}

const cases: readonly Case[] = [
  {
    title: 'a tampered package',
    chart: 'shop',
    file: 'shop-1.2.0.tgz',
    version: '1.2.0',
    label: 'package changed',
    check: /Package has the signed digest failed/,
    next: /Do not use this package; get it again from its source/,
  },
  {
    title: 'a tampered provenance file',
    chart: 'storefront',
    file: 'storefront-0.9.0.tgz',
    version: '0.9.0',
    label: 'bad signature',
    check: /Signature failed/,
    next: /get the provenance file again from its source/,
  },
  {
    title: 'a missing provenance file',
    chart: 'shop-common',
    file: 'shop-common-0.4.1.tgz',
    version: '0.4.1',
    label: 'unsigned',
    check: /Provenance file failed/,
    next: /Sign it with Sign Package if it is yours/,
  },
  {
    title: 'a key that is not in the keyring',
    chart: 'stock-sync',
    file: 'stock-sync-0.3.0+build.7.tgz',
    version: '0.3.0+build.7',
    label: 'unknown key',
    check: /Key in your keyring failed/,
    next: /Get the maker's public key and add it with Import Key/,
  },
];

let maker: Maker;
let stranger: Maker;

/** Four signed packages, each then spoiled in its own way. */
async function prepare(folder: string): Promise<void> {
  maker = await makeMaker('Maker');
  stranger = await makeMaker('Stranger');
  const dist = join(folder, 'dist');
  const chart = (name: string): string => join(folder, 'charts', name);

  const values = join(chart('shop'), 'values.yaml');
  const before = readFileSync(values);
  const shop = await maker.release(chart('shop'), dist);
  const signed = readFileSync(`${shop}.prov`);
  appendFileSync(values, 'added: after signing\n');
  await maker.release(chart('shop'), dist);
  writeFileSync(`${shop}.prov`, signed);
  writeFileSync(values, before);

  const storefront = await maker.release(chart('storefront'), dist);
  const statement = readFileSync(`${storefront}.prov`, 'utf8');
  writeFileSync(`${storefront}.prov`, statement.replace(/^version: 0\.9\.0$/m, 'version: 0.9.1'));

  rmSync(`${await maker.release(chart('shop-common'), dist)}.prov`);
  await stranger.release(chart('stock-sync'), dist);
  maker.writePublicKey(join(folder, 'maker.gpg'));
  stranger.writePublicKey(join(folder, 'stranger.gpg'));
}

describeInEditor('the verdict on', { prepare }, open => {
  before(async () => {
    await open().keyring.importPublic(open().path('maker.gpg'), 'Trust This Key');
  });

  for (const { title, chart, file, version, label, check, next } of cases) {
    it(`${title} is "${label}" in tree, badge and report, each with what to do next`, async () => {
      const { charts, badge, report, workbench } = open();
      await charts.waitForDescription(file, label);
      await open().openFile(`charts/${chart}/Chart.yaml`);
      await badge.waitForText(`${chart} ${version}: ${label}`);
      assert.match(await badge.hover(), next);
      await badge.click();
      const text = await report.waitForVerdict(label.charAt(0).toUpperCase() + label.slice(1));
      assert.match(text, check);
      assert.match(text, next);
      await open().screenshots(`report-${label.replaceAll(' ', '-')}`);
      await workbench.runCommand('View: Close All Editors');
    });
  }

  it('a known key becomes "signed, key not trusted" when it is imported without trust, and "verified" with it', async () => {
    const { keyring, charts, badge } = open();
    const file = 'stock-sync-0.3.0+build.7.tgz';
    await keyring.importPublic(open().path('stranger.gpg'), 'Keep Without Trust');
    await charts.waitForDescription(file, 'signed, key not trusted');
    await open().openFile('charts/stock-sync/Chart.yaml');
    await badge.waitForText('stock-sync 0.3.0+build.7: signed, key not trusted');
    await open().screenshots('verdicts-in-tree');
    await keyring.runOn(stranger.userId, 'Trust Key');
    await open().workbench.clickDialog('Trust This Key');
    await open().workbench.quickStep('Trust Key');
    await open().workbench.quickPick('Everywhere');
    await charts.waitForDescription(file, 'verified');
    await badge.waitForText('stock-sync 0.3.0+build.7: verified');
  });

  it('a package follows the files: with the right provenance back in place it verifies', async () => {
    const { charts } = open();
    const path = await maker.release(open().path('charts/storefront'), open().path('again'));
    copyFileSync(`${path}.prov`, open().path('dist/storefront-0.9.0.tgz.prov'));
    rmSync(open().path('again'), { recursive: true });
    await charts.waitForDescription('storefront-0.9.0.tgz', 'verified');
  });
});
