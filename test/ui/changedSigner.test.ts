import assert from 'node:assert/strict';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Maker } from '../support/signedPackages';
import { makeMaker } from '../support/signedPackages';
import { cli } from '../unit/cli/cli';
import { describeInEditor } from './editorWindow';

let maker: Maker;
let stranger: Maker;

async function prepare(folder: string): Promise<void> {
  maker = await makeMaker('Shop Team');
  stranger = await makeMaker('Stranger');
  maker.writePublicKey(join(folder, 'maker.gpg'));
}

describeInEditor('a chart that comes from a known place', { prepare }, open => {
  let registry: string;

  /** Puts the next version of the chart into the registry, from another program. */
  async function publish(version: string, signer: Maker, signed = true): Promise<void> {
    const chart = open().path('charts/shop/Chart.yaml');
    const text = readFileSync(chart, 'utf8').replace(/^version: .*$/m, `version: ${version}`);
    writeFileSync(chart, text);
    const path = await signer.release(open().path('charts/shop'), open().path('..', 'elsewhere'));
    if (!signed) rmSync(`${path}.prov`);
    const run = await cli(open().path('..'), ['push', path, `oci://${registry}/charts`, '--plain-http']);
    assert.equal(run.code, 0, run.stderr);
  }
  async function pull(version: string): Promise<void> {
    const { workbench } = open();
    await workbench.vscode(
      (vscode, host, tag) => {
        const node = { kind: 'version', host, repository: 'charts/shop', tag };
        void vscode.commands.executeCommand('helmChartRelease.pullVersion', node);
      },
      registry,
      version,
    );
    await workbench.quickStep('Pull and Verify');
    await workbench.quickAccept();
  }

  before(async () => {
    registry = await open().registries.startLocal();
    await open().keyring.importPublic(open().path('maker.gpg'), 'Trust This Key');
  });

  it('is pulled quietly while the trusted signer stays the same', async () => {
    const { workbench } = open();
    for (const version of ['1.2.0', '1.2.1']) {
      await publish(version, maker);
      await pull(version);
      await workbench.notification(`shop-${version}.tgz`).waitFor({ timeout: 60_000 });
      const texts = (await workbench.notificationTexts()) as readonly string[];
      assert.deepEqual(
        texts.filter(text => /before/i.test(text)),
        [],
      );
      await workbench.clearNotifications();
    }
  });

  it('is refused and loud when another key signed it', async () => {
    const { workbench } = open();
    await publish('1.3.0', stranger);
    await pull('1.3.0');
    const loud = workbench.notification('is signed by another key than before');
    await loud.waitFor({ timeout: 60_000 });
    assert.ok(((await loud.textContent()) ?? '').includes(maker.fingerprint.slice(0, 4)));
    await open().screenshots('signer-changed', { contrast: true });
    await workbench.clearNotifications();
    assert.equal(existsSync(open().path('shop-1.3.0.tgz')), false);
  });

  it('is loud when it is not signed any more', async () => {
    const { workbench } = open();
    await publish('1.4.0', maker, false);
    await pull('1.4.0');
    await workbench.page.getByRole('button', { name: 'Pull Unsigned Chart' }).waitFor({ timeout: 60_000 });
    await open().screenshots('signer-gone');
    await workbench.page.keyboard.press('Escape');
    await workbench.notification('is not signed any more').waitFor({ timeout: 60_000 });
    await workbench.clearNotifications();
    assert.equal(existsSync(open().path('shop-1.4.0.tgz')), false);
  });
});
