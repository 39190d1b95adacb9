// The main job, done in a real VS Code through what a person uses: package, sign with a fresh key, verify, push, read back.
// Each step is checked against the files and the registry themselves, not against what the editor says about them.
import assert from 'node:assert/strict';
import crypto from 'node:crypto';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { prepareEditor, repository } from '../test/support/prepareEditor.mjs';

// Required, as mocha does: some CommonJS packages have no named exports when they are imported.
const { closeBrowser, EditorWindow } = createRequire(import.meta.url)('../test/ui/editorWindow.ts');
const pictures = path.join(repository, 'out/tour');
const key = { name: 'Shop Team', email: 'charts@example.com', kind: 'RSA 4096', passphrase: crypto.randomUUID() };
const owner = `${key.name} <${key.email}>`;
const manifestType = 'application/vnd.oci.image.manifest.v1+json';

const digestOf = bytes => `sha256:${crypto.createHash('sha256').update(bytes).digest('hex')}`;
const say = (label, value) => console.log(`   ${label.padEnd(12)} ${value}`);

const started = Date.now();
fs.rmSync(pictures, { recursive: true, force: true });
await prepareEditor();
console.log(`\nReady after ${seconds(started)} s. Opening VS Code with the sample workspace ...`);
const window = await EditorWindow.open();
let done = 0;
let failed = false;
try {
  await tour(window);
  console.log(`\n${done} steps, each checked, ${seconds(started)} s in all. Screenshots: out/tour/.`);
} catch (error) {
  failed = true;
  await window.workbench.page.screenshot({ path: path.join(pictures, 'failed.png') });
  console.error(`\nStep ${done + 1} failed. What the editor showed is in out/tour/failed.png.\n${error.stack}`);
} finally {
  await window.close();
  await closeBrowser();
}
process.exit(failed ? 1 : 0);

async function tour({ workbench, charts, keyring, registries, report, badge, path: at }) {
  const inShop = (...parts) => at.call(window, ...parts);
  const archive = inShop('dist/shop-1.2.0.tgz');
  const provenance = `${archive}.prov`;

  const fingerprint = await step('Generate a signing key: command palette', 'key', async () => {
    await keyring.generate(key);
    await workbench.notification('Made the signing key').waitFor();
    await workbench.clearNotifications();
    await workbench.expand(await keyring.show(), 'Signing keys', owner);
    const text = await keyring.fact('Fingerprint');
    assert.match(text, /^([0-9A-F]{4} ?){10}$/);
    say('key', `${owner}, ${key.kind}`);
    say('fingerprint', text);
    return text.replaceAll(' ', '');
  });

  const digest = await step('Package: context menu of Chart.yaml in the Explorer', 'package', async () => {
    await workbench.showContainer('Explorer');
    await workbench.expand(workbench.explorer, 'charts', 'shop');
    await window.explorerMenu('Chart.yaml');
    await window.pickSubmenu('Package Chart');
    await workbench.notification('Packaged shop-1.2.0.tgz').waitFor();
    await charts.waitForDescription('shop-1.2.0.tgz', 'unsigned');
    const actual = digestOf(fs.readFileSync(archive));
    assert.ok(workbench.outputChannel('Helm Chart Release').includes(actual), 'the log names the digest');
    say('file', archive);
    say('digest', actual);
    return actual;
  });

  await step('Sign: context menu of the package in the view Charts', 'sign', async () => {
    await workbench.clearNotifications();
    await charts.runOn('shop-1.2.0.tgz', 'Sign Package');
    await keyring.givePassphrase('Sign Package', key.passphrase);
    await workbench.notification('Signed shop-1.2.0.tgz').waitFor();
    const text = fs.readFileSync(provenance, 'utf8');
    assert.match(text, /^-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA512\n/);
    assert.ok(text.includes(`shop-1.2.0.tgz: ${digest}`), 'the provenance names the digest');
    assert.equal(digestOf(fs.readFileSync(archive)), digest, 'signing leaves the package as it is');
    say('file', provenance);
    say('signed by', fingerprint);
  });

  await step('Verify: context menu of the package', 'verify', async () => {
    await workbench.clearNotifications();
    await charts.runOn('shop-1.2.0.tgz', 'Verify Package');
    const text = await report.waitForVerdict('Verified');
    const [, verdict] = /^(Verified)$/m.exec(text) ?? [];
    assert.ok(text.includes(digest), 'the report names the digest');
    assert.ok(text.replaceAll(' ', '').includes(fingerprint), 'the report names the signer');
    await charts.waitForDescription('shop-1.2.0.tgz', 'verified');
    await window.openFile('charts/shop/Chart.yaml');
    await badge.waitForText('shop 1.2.0: verified');
    say('verdict', verdict);
    say('status bar', await badge.text());
  });

  const registry = await step('Start the local registry: button of the empty view', 'registry', async () => {
    await (await registries.show()).getByRole('button', { name: 'Start Local Registry' }).click();
    const address = await registries.localAddress();
    assert.equal((await fetch(`http://${address}/v2/`)).status, 200);
    say('address', address);
    return address;
  });

  const reference = `oci://${registry}/charts/shop:1.2.0`;
  await step('Push: context menu of the package', 'push', async () => {
    await workbench.clearNotifications();
    await charts.runOn('shop-1.2.0.tgz', 'Push Package');
    await workbench.quickStep('Which registry?');
    await workbench.quickPick(`oci://${registry}/charts`);
    await workbench.notification(`Pushed ${reference}`).waitFor();
    await registries.expandLocal('shop');
    await registries.row('1.2.0');
    say('reference', reference);
  });

  await step('Read back: what the registry hands out is what lies on disk', 'read-back', async () => {
    const manifest = await pulled(registry, 'shop', '1.2.0');
    assert.deepEqual(manifest.archive, fs.readFileSync(archive), 'the package is the same');
    assert.deepEqual(manifest.provenance, fs.readFileSync(provenance), 'the provenance is the same');
    const log = workbench.outputChannel('Helm Chart Release');
    assert.ok(log.includes(manifest.digest), 'the log names the digest of the manifest');
    say('manifest', manifest.digest);
    say('package', digestOf(manifest.archive));
    say('provenance', digestOf(manifest.provenance));
  });

  await step('Release another chart in one go: plan, passphrase, report', 'release', async () => {
    await workbench.clearNotifications();
    await window.release('stock-sync', registry);
    await report.waitForPlan('Release stock-sync 0.3.0+build.7');
    assert.ok(!fs.existsSync(inShop('dist/stock-sync-0.3.0+build.7.tgz')), 'nothing is written before the yes');
    await workbench.screenshot(path.join(pictures, '8-release-plan.png'));
    await report.press('Release');
    await keyring.givePassphrase('Release Chart', key.passphrase);
    await report.waitForVerdict('Verified');
    const manifest = await pulled(registry, 'stock-sync', '0.3.0_build.7');
    const file = inShop('dist/stock-sync-0.3.0+build.7.tgz');
    assert.deepEqual(manifest.archive, fs.readFileSync(file));
    assert.deepEqual(manifest.provenance, fs.readFileSync(`${file}.prov`));
    say('file', file);
    say('digest', digestOf(manifest.archive));
    say('signed by', fingerprint);
    say('reference', `oci://${registry}/charts/stock-sync:0.3.0_build.7`);
    say('manifest', manifest.digest);
  });
}

async function step(title, picture, run) {
  const from = Date.now();
  console.log(`\n${done + 1}. ${title}`);
  const value = await run();
  await window.workbench.screenshot(path.join(pictures, `${done + 1}-${picture}.png`));
  console.log(`   ${'checked'.padEnd(12)} in ${seconds(from)} s`);
  done += 1;
  return value;
}

/** What a client without our code gets: the manifest by tag, and the layers it names, each with the digest it says. */
async function pulled(registry, chart, tag) {
  const get = async (what, accept) => {
    const answer = await fetch(`http://${registry}/v2/charts/${chart}/${what}`, { headers: { accept } });
    assert.equal(answer.status, 200, `${what}: status ${answer.status}`);
    return Buffer.from(await answer.arrayBuffer());
  };
  const bytes = await get(`manifests/${tag}`, manifestType);
  const { layers } = JSON.parse(bytes.toString('utf8'));
  const layer = async type => {
    const [wanted] = layers.filter(({ mediaType }) => mediaType === type);
    assert.ok(wanted, `a layer of type ${type}`);
    const content = await get(`blobs/${wanted.digest}`, '*/*');
    assert.equal(digestOf(content), wanted.digest);
    return content;
  };
  return {
    digest: digestOf(bytes),
    archive: await layer('application/vnd.cncf.helm.chart.content.v1.tar+gzip'),
    provenance: await layer('application/vnd.cncf.helm.chart.provenance.v1.prov'),
  };
}

function seconds(since) {
  return ((Date.now() - since) / 1000).toFixed(1);
}
