import assert from 'node:assert/strict';
import { appendFileSync, cpSync, mkdtempSync, rmSync } from 'node:fs';
import type { Server } from 'node:https';
import { createServer } from 'node:https';
import { request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { quietContext } from '../../src/core/context';
import type { LocalRegistry } from '../../src/node/localRegistry/localRegistry';
import { startLocalRegistry } from '../../src/node/localRegistry/localRegistry';
import type { Certificates } from '../support/certificates';
import { makeCertificates } from '../support/certificates';
import { makeMaker } from '../support/signedPackages';
import { runCommand } from '../support/terminal';
import { until } from '../support/workbench.mjs';
import { describeInEditor } from './editorWindow';

const many = Array.from({ length: 10_000 }, (_, index) => `${Math.floor(index / 100)}.${index % 100}.0`);
let work: string;
let certificates: Certificates;
let upstream: LocalRegistry;
let secure: Server;
let host: string;

/** A registry with a certificate of a private authority that asks for one of ours; a chart in it has ten thousand tags. */
async function prepare(folder: string): Promise<void> {
  work = mkdtempSync(join(tmpdir(), 'registry-tls-'));
  certificates = await makeCertificates(work);
  upstream = await startLocalRegistry({ directory: join(work, 'content'), log: quietContext.log });
  const read = (path: string): string => readFileSync(path, 'utf8');
  const tls = {
    cert: read(certificates.serverCert),
    key: read(certificates.serverKey),
    ca: read(certificates.ca),
    requestCert: true,
    rejectUnauthorized: true,
  };
  secure = createServer(tls, (incoming, answer) => {
    if (incoming.url?.startsWith('/v2/charts/storefront/tags/list') === true) {
      answer.end(JSON.stringify({ name: 'charts/storefront', tags: many }));
      return;
    }
    const target = new URL(incoming.url ?? '/', upstream.url);
    const headers = { ...incoming.headers, host: target.host };
    const passed = request(target, { method: incoming.method ?? 'GET', headers }, reply => {
      answer.writeHead(reply.statusCode ?? 502, reply.headers);
      reply.pipe(answer);
    });
    incoming.pipe(passed);
  });
  await new Promise<void>(resolve => secure.listen(0, '127.0.0.1', resolve));
  host = `127.0.0.1:${(secure.address() as AddressInfo).port}`;
  const maker = await makeMaker('Maker');
  const path = await maker.release(join(folder, 'charts', 'shop'), join(work, 'dist'));
  const run = await runCommand(['push', path, `oci://127.0.0.1:${upstream.port}/charts`], { directory: work });
  assert.equal(run.code, 0, run.stderr);
  appendFileSync(join(folder, 'charts', 'shop', 'values.yaml'), 'added: later\n');
  cpSync(certificates.ca, join(folder, 'ca.pem'));
}

describeInEditor('a registry with certificates of its own', { prepare }, open => {
  after(async () => {
    secure.closeAllConnections();
    secure.close();
    await upstream.close();
    rmSync(work, { recursive: true, force: true });
  });
  const place = (): string => `${host}/charts`;
  const labels = async (): Promise<readonly string[]> => {
    const rows = await open().workbench.rows(await open().registries.show());
    return rows.map(({ label }: { readonly label: string }) => label);
  };

  it('is reached with the authority and the client certificate of the settings', async () => {
    const { workbench, registries } = open();
    const { ca, clientCert, clientKey } = certificates;
    await workbench.setSettings({
      'helmChartRelease.registries': [`oci://${place()}`],
      'helmChartRelease.registryCertificates': { [host]: { caFile: ca, certFile: clientCert, keyFile: clientKey } },
    });
    await workbench.expand(await registries.show(), place(), 'shop');
    await registries.row('1.2.0');
  });

  it('shows what is in a published chart without keeping it', async () => {
    const { workbench, registries } = open();
    await workbench.contextMenu(await registries.row('1.2.0'));
    await workbench.pickMenu('Look into Chart');
    await workbench.quickStep('shop 1.2.0');
    await workbench.quickPick('values.yaml');
    await until('the file is shown', async () =>
      (await workbench.tabs()).some((tab: string) => tab.includes('values.yaml')),
    );
    assert.ok(!(await workbench.editorText()).includes('added: later'));
  });

  it('compares a published chart with the workspace', async () => {
    const { workbench, registries } = open();
    await workbench.contextMenu(await registries.row('1.2.0'));
    await workbench.pickMenu('Compare with Workspace');
    await workbench.webview().getByText('added').first().waitFor();
    await open().screenshots('registry-compare');
    await workbench.runCommand('View: Close All Editors');
  });

  it('stays usable with ten thousand tags', async () => {
    const { workbench, registries } = open();
    await workbench.expand(await registries.show(), place(), 'storefront');
    await registries.row('99.99.0');
    await open().screenshots('registry-many-tags');
    await workbench.runCommand('Helm Chart: Search Registries');
    await workbench.quickStep('Search Registries');
    await workbench.quickType('storefront 42.7.0');
    await workbench.quickAccept();
    await registries.row('42.7.0');
    assert.ok(!(await labels()).includes('99.99.0'));
    await workbench.runCommand('Helm Chart: Show All Registries Again');
  });

  it('is not asked when a certificate of the settings is not there, which is said in its place', async () => {
    const { workbench, registries } = open();
    await workbench.setSettings({ 'helmChartRelease.registryCertificates': { [host]: { caFile: '/nowhere/ca.pem' } } });
    await workbench.runCommand('Helm Chart: Refresh Registries');
    await until(
      'the missing file is named',
      async () => (await labels()).some(label => label.includes('/nowhere/ca.pem')),
      30_000,
    );
    await registries.show();
    await open().screenshots('registry-no-certificate');
  });
});
