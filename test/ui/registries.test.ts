import assert from 'node:assert/strict';
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { quietContext } from '../../src/core/context';
import type { LocalRegistry } from '../../src/node/localRegistry/localRegistry';
import { startLocalRegistry } from '../../src/node/localRegistry/localRegistry';
import { attach } from '../support/attachments';
import type { FaultyRegistry } from '../support/faultyRegistry';
import { answering, basicAuth, matching, startFaultyRegistry } from '../support/faultyRegistry';
import type { Maker } from '../support/signedPackages';
import { makeMaker } from '../support/signedPackages';
import { runCommand } from '../support/terminal';
import { until } from '../support/workbench.mjs';
import { describeInEditor } from './editorWindow';

const login = { username: 'tester', password: 'for this test only' } as const;

let maker: Maker;
let upstream: LocalRegistry;
let registry: FaultyRegistry;
let work: string;

/** Version 1.0.0 unsigned, 1.1.0 signed by nobody we know, 1.2.0 signed and with attachments; behind a password. */
async function prepare(folder: string): Promise<void> {
  work = mkdtempSync(join(tmpdir(), 'registries-ui-'));
  upstream = await startLocalRegistry({ directory: join(work, 'content'), log: quietContext.log });
  registry = await startFaultyRegistry(upstream.url, basicAuth(login.username, login.password));
  maker = await makeMaker('Maker');
  const stranger = await makeMaker('Stranger');
  const chart = join(folder, 'charts', 'shop');
  const yaml = readFileSync(join(chart, 'Chart.yaml'), 'utf8');
  const target = `oci://127.0.0.1:${upstream.port}/charts`;
  const push = async (path: string): Promise<string> => {
    const run = await runCommand(['push', path, target, '--json'], { directory: work });
    assert.equal(run.code, 0, run.stderr);
    return (JSON.parse(run.stdout) as { readonly manifestDigest: string }).manifestDigest;
  };
  for (const version of ['1.0.0', '1.1.0', '1.2.0']) {
    writeFileSync(join(chart, 'Chart.yaml'), yaml.replace(/^version: .*$/m, `version: ${version}`));
    const path = await (version === '1.2.0' ? maker : stranger).release(chart, join(work, 'dist'));
    if (version === '1.0.0') rmSync(`${path}.prov`);
    const digest = await push(path);
    if (version !== '1.2.0') continue;
    const kinds = ['application/vnd.dev.sigstore.bundle.v0.3+json', 'application/vnd.cyclonedx+json'];
    for (const kind of kinds) await attach(upstream.url, 'charts/shop', digest, kind);
  }
  writeFileSync(join(chart, 'Chart.yaml'), yaml);
  maker.writePublicKey(join(folder, 'maker.pub'));
  // Another package of the published version.
  appendFileSync(join(chart, 'values.yaml'), 'added: later\n');
  await maker.release(chart, join(folder, 'dist'));
}

describeInEditor('registries', { prepare }, open => {
  after(async () => {
    await registry.close();
    await upstream.close();
    rmSync(work, { recursive: true, force: true });
  });

  const place = (): string => `${registry.host}/charts`;
  const version = async (name: string) => open().workbench.row(await open().registries.show(), name);
  const describes = (name: string, ...texts: readonly string[]): Promise<unknown> =>
    until(
      `${name} says ${texts.join(', ')}`,
      async () => {
        const rows = await open().workbench.rows(await open().registries.show());
        const row = rows.find(({ label }: { readonly label: string }) => label === name);
        return texts.every(text => row?.description.includes(text) === true);
      },
      30_000,
    );

  it('say why they refuse: what was asked, what was tried, and what to do', async () => {
    const { workbench } = open();
    await workbench.setSettings({ 'helmChartRelease.registries': [`oci://${place()}`] });
    void workbench.vscode(
      (vscode, path) =>
        vscode.commands.executeCommand('helmChartRelease.pushPackage', vscode.Uri.file(path)).then(() => null),
      open().path('dist', 'shop-1.2.0.tgz'),
    );
    await workbench.quickStep('Which registry?');
    await workbench.quickPick(`oci://${place()}`);
    await workbench.notification('refused access').waitFor();
    await workbench.clickNotification('refused access', 'Why Was I Refused?');
    await until('the explanation is shown', async () => (await workbench.editorText()).includes('What to do'), 30_000);
    const text = await workbench.editorText();
    for (const part of ['401', 'Basic', 'anonymous', registry.host, 'Log In to a Registry'])
      assert.ok(text.includes(part), `${part} in ${text}`);
    await workbench.clearNotifications();
    await open().screenshots('registry-refused');
    await workbench.runCommand('View: Close All Editors');
  });

  it('are logged in to, once they took the password, and then keep it in the editor', async () => {
    const { workbench } = open();
    await workbench.runCommand('Helm Chart: Log In to a Registry');
    await workbench.quickStep('Which registry?');
    await workbench.quickPick(registry.host);
    await workbench.quickStep(`Log In to a Registry: ${registry.host}`);
    await workbench.quickType(login.username);
    await workbench.quickAccept();
    await workbench.quickInput.filter({ hasText: 'Password or access token' }).waitFor();
    await workbench.quickType(login.password);
    await workbench.quickAccept();
    await workbench.quickInput.filter({ hasText: 'In this editor' }).waitFor();
    await open().screenshots('registry-log-in');
    await workbench.quickPick('In this editor');
    await workbench.notification(`Logged in to ${registry.host}`).waitFor();
    await workbench.clearNotifications();
  });

  it('show versions with size, date, and who may have signed them', async () => {
    const { workbench, registries } = open();
    await workbench.expand(await registries.show(), place(), 'shop');
    await describes('1.2.0', 'kB', 'provenance', 'cosign', 'SBOM');
    await describes('1.1.0', 'provenance');
    await describes('1.0.0', 'unsigned');
    await workbench.expand(await registries.show(), place(), 'shop', '1.2.0');
    await registries.row('provenance file');
    await open().screenshots('registry-versions', { contrast: true });
    await (await registries.row('1.2.0')).click();
    await until('the version is closed again', async () => {
      const rows = await workbench.rows(await registries.show());
      return rows.every(({ label }: { readonly label: string }) => label !== 'digest');
    });
  });

  it('verify a version without keeping it, and remember what was said', async () => {
    const { keyring, workbench, report } = open();
    await keyring.importPublic(open().path('maker.pub'), 'Trust This Key');
    for (const [name, verdict, said] of [
      ['1.2.0', 'Verified', 'verified'],
      ['1.1.0', 'Unknown key', 'unknown key'],
    ] as const) {
      await workbench.contextMenu(await version(name));
      await workbench.pickMenu('Verify in Registry');
      await report.waitForVerdict(verdict);
      await describes(name, said);
      await open().screenshots(`registry-verify-${name}`);
      await workbench.runCommand('View: Close All Editors');
    }
  });

  it('pull a version that verifies, and leave nothing of one that does not', async () => {
    const { workbench } = open();
    const pull = async (name: string, folder: string): Promise<void> => {
      mkdirSync(folder, { recursive: true });
      await workbench.contextMenu(await version(name));
      await workbench.pickMenu('Pull and Verify');
      await workbench.quickPath(`${folder}/`);
      await workbench.quickInput.getByRole('button', { name: 'Pull Here' }).click();
    };
    await pull('1.2.0', join(work, 'good'));
    await workbench.notification('verified: signed by a trusted key').waitFor({ timeout: 30_000 });
    await open().screenshots('registry-pulled');
    assert.deepEqual(readdirSync(join(work, 'good')).sort(), ['shop-1.2.0.tgz', 'shop-1.2.0.tgz.prov']);
    await workbench.clearNotifications();
    await pull('1.1.0', join(work, 'bad'));
    await workbench.notification('shop-1.1.0.tgz').waitFor({ timeout: 30_000 });
    assert.deepEqual(readdirSync(join(work, 'bad')), []);
    await workbench.clearNotifications();
  });

  it('show what differs before a published version is replaced, which is typed', async () => {
    const { workbench } = open();
    const before = await tagDigest();
    const start = async (): Promise<void> => {
      void workbench.vscode(
        (vscode, path) =>
          vscode.commands.executeCommand('helmChartRelease.pushPackage', vscode.Uri.file(path)).then(() => null),
        open().path('dist', 'shop-1.2.0.tgz'),
      );
      await workbench.quickStep('Which registry?');
      await workbench.quickPick(`oci://${place()}`);
      const { message, detail } = await workbench.dialog();
      assert.ok(`${message}${detail}`.includes('archive'), `${message}${detail}`);
    };
    await start();
    await open().screenshots('registry-tag-exists');
    await workbench.clickDialog('Cancel');
    assert.equal(await tagDigest(), before);
    await start();
    await workbench.clickDialog('Replace It');
    await workbench.quickStep('Push Package');
    await workbench.quickType('1.2.0');
    await workbench.quickAccept();
    await workbench.notification('Pushed oci://').waitFor({ timeout: 30_000 });
    assert.notEqual(await tagDigest(), before);
    await workbench.clearNotifications();
  });

  it('are searched by name and range, and show all again', async () => {
    const { workbench, registries } = open();
    await workbench.runCommand('Helm Chart: Search Registries');
    await workbench.quickStep('Search Registries');
    await workbench.quickType('sho <1.2');
    await workbench.quickAccept();
    await registries.row('1.1.0');
    await until('only what fits is shown', async () => {
      const labels = (await workbench.rows(await registries.show())).map(
        ({ label }: { readonly label: string }) => label,
      );
      return !labels.includes('1.2.0') && labels.includes('1.0.0');
    });
    await open().screenshots('registry-search');
    await workbench.runCommand('Helm Chart: Show All Registries Again');
    await registries.row('1.2.0');
  });

  it('delete one tag alone where the registry can, else say which other tags go with it', async () => {
    const { workbench, registries } = open();
    const manifest = await fetch(`${upstream.url}/v2/charts/shop/manifests/1.0.0`);
    const headers = { 'Content-Type': 'application/vnd.oci.image.manifest.v1+json' };
    const body = Buffer.from(await manifest.arrayBuffer());
    await fetch(`${upstream.url}/v2/charts/shop/manifests/oldest`, { method: 'PUT', headers, body });
    registry.inject(
      basicAuth(login.username, login.password),
      answering(matching('DELETE', /manifests\/1\.0\.0$/), 405, {}, '{"errors":[{"code":"UNSUPPORTED"}]}'),
    );
    await workbench.runCommand('Helm Chart: Refresh Registries');
    await registries.row('oldest');
    await workbench.contextMenu(await version('1.0.0'));
    await workbench.pickMenu('Delete Version from Registry');
    await workbench.quickStep('Delete Version from Registry');
    await workbench.quickType('1.0.0');
    await workbench.quickAccept();
    const detail = (await workbench.dialog()).detail ?? '';
    assert.ok(detail.includes('oldest'), detail);
    await open().screenshots('registry-delete-shared');
    await workbench.clickDialog('Delete All 2 Tags');
    await until('the tags are gone', async () => {
      const tags = (await (await fetch(`${upstream.url}/v2/charts/shop/tags/list`)).json()) as { tags: string[] };
      return !tags.tags.includes('oldest') && !tags.tags.includes('1.0.0');
    });
    assert.ok(existsSync(open().path('charts', 'shop', 'Chart.yaml')));
  });
});

async function tagDigest(): Promise<string | null> {
  const accept = 'application/vnd.oci.image.manifest.v1+json';
  const head = await fetch(`${upstream.url}/v2/charts/shop/manifests/1.2.0`, { method: 'HEAD', headers: { accept } });
  return head.headers.get('docker-content-digest');
}
