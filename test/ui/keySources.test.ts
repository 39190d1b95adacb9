import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { armorPublicKey } from '../../src/core/provenance/exportKeyring';
import { readKeyring } from '../../src/core/provenance/readKeyring';
import { KeyServer } from '../support/keyServer';
import { until } from '../support/workbench.mjs';
import { describeInEditor } from './editorWindow';

const file = (name: string) => new Uint8Array(readFileSync(`test/fixtures/vectors/pgp/keys/${name}.pub.gpg`));
const key = (name: string) => readKeyring(file(name)).keys[0]!;
const rsa = key('gpg-rsa3072');
const p256 = key('gpg-nistp256');
const rows = { rsa: 'rsa3072 <rsa3072@example.org>', p256: 'nistp256 <nistp256@example.org>' };

describeInEditor(
  'finding and publishing keys',
  {
    prepare: folder => {
      writeFileSync(join(folder, 'team-key.asc'), armorPublicKey(key('gpg-rsa4096')));
      writeFileSync(join(folder, 'known.pgp'), file('gpg-nistp384'));
    },
  },
  open => {
    let server: KeyServer;
    before(async () => {
      server = await KeyServer.start();
      await open().workbench.setSettings({ 'helmChartRelease.keyserver': server.base });
      await open().keyring.importPublic(open().path('known.pgp'), 'Keep Without Trust');
    });
    after(() => server.stop());

    const find = async (source: string) => {
      const { workbench } = open();
      await workbench.runCommand('Helm Chart: Find Key Online');
      await workbench.quickStep('Where to look for the key?');
      await workbench.quickType(source);
      await workbench.quickAccept();
    };
    const answer = async (prompt: string, text: string) => {
      const { workbench } = open();
      await until(prompt, async () => (await workbench.quickMessage()).includes(prompt));
      await workbench.quickType(text);
      await workbench.quickAccept();
    };
    const findAt = async (path: string) => {
      await find('Address of a key file');
      await answer('https address of a key file', server.base + path);
    };
    const labels = async () => (await open().keyring.rows()).map(row => row.label);
    const cancel = async () => {
      await open().workbench.page.keyboard.press('Escape');
      await open().workbench.page.locator('.monaco-dialog-box').waitFor({ state: 'detached' });
    };

    it('shows what an address gave before it is kept, with the keyboard alone', async () => {
      const { workbench, keyring } = open();
      server.answers.set('/key', file('gpg-rsa3072'));
      await findAt('/key');
      const { message, detail } = await workbench.dialog();
      assert.match(message ?? '', /Found the key of rsa3072/);
      assert.match(detail ?? '', /926C 2CE6 EC98 90F8/);
      await open().screenshots('key-found', { contrast: true });
      await cancel();
      assert.equal((await labels()).includes(rows.rsa), false, 'not kept');
      await findAt('/key');
      await workbench.dialog();
      await workbench.page.keyboard.press('Enter');
      await workbench.row(await keyring.show(), rows.rsa).waitFor();
      assert.ok((await labels()).includes('Known, not trusted'));
    });

    it('is loud when the address gives another key than before', async () => {
      server.answers.set('/key', file('gpg-nistp256'));
      await findAt('/key');
      const { message, detail } = await open().workbench.dialog();
      assert.match(message ?? '', /another key than before/);
      assert.match(detail ?? '', /WARNING: another key came from there before:\s*926C 2CE6/);
      await open().screenshots('key-found-other', { contrast: true });
      await cancel();
      assert.equal((await labels()).includes(rows.p256), false);
    });

    const faults: readonly (readonly [string, RegExp])[] = [
      ['/missing', /There is no key at/],
      ['/page', /is not an OpenPGP key; nothing was kept/],
      ['/elsewhere', /sends on to another host/],
      ['/broken', /refused with status 503/],
      ['/huge', /far larger than a key/],
    ];
    for (const [path, text] of faults) {
      it(`says what is wrong with ${path}, and keeps nothing`, async () => {
        const { workbench } = open();
        const before = await labels();
        await findAt(path);
        const error = workbench.notification(text);
        await error.waitFor({ timeout: 60_000 });
        assert.ok(((await error.textContent()) ?? '').includes(server.base));
        await open().screenshots(`key-source${path.replace('/', '-')}`);
        await workbench.clearNotifications();
        assert.deepEqual(await labels(), before);
      });
    }

    it('stops when the user cancels while a server is silent', async () => {
      const { workbench } = open();
      await findAt('/silent');
      const progress = workbench.notification('Looking for the key');
      await progress.waitFor();
      await progress.getByRole('button', { name: 'Cancel' }).click();
      await progress.waitFor({ state: 'detached' });
      await until('nothing is shown', async () => (await workbench.notificationTexts()).length === 0);
    });

    it('finds by whole fingerprint at the keyserver, and takes no other key', async () => {
      const { workbench, keyring } = open();
      server.answers.set('/pks/lookup', file('gpg-rsa3072'));
      await find('Keyserver');
      await answer('Whole fingerprint', p256.info.fingerprint);
      await workbench.notification('another key').waitFor();
      await open().screenshots('key-source-other-key');
      await workbench.clearNotifications();
      server.answers.set('/pks/lookup', file('gpg-nistp256'));
      await find('Keyserver');
      await answer('Whole fingerprint', p256.info.fingerprint.replace(/(.{4})/g, '$1 ').toLowerCase());
      await workbench.dialog();
      await workbench.page.keyboard.press('Enter');
      await workbench.row(await keyring.show(), rows.p256).waitFor();
      assert.ok(server.asked.at(-1)?.includes(`search=0x${p256.info.fingerprint}`));
    });

    it("finds in a chart repository's own files and in the workspace's", async () => {
      const { workbench } = open();
      server.answers.set('/charts/signing-key.asc', new TextEncoder().encode(armorPublicKey(key('gpg-ed25519'))));
      await find('Chart repository');
      await answer('https address of the repository', `${server.base}/charts/`);
      assert.match((await workbench.dialog()).message ?? '', /ed25519/);
      await cancel();
      await find('Key files of the workspace');
      await workbench.quickStep('Which key file?');
      await workbench.quickType('team-key.asc');
      await workbench.quickAccept();
      assert.match((await workbench.dialog()).message ?? '', /rsa4096/);
      await cancel();
    });

    it('names a key in a Chart.yaml and finds it by that; a key that is named there is replaced only when asked', async () => {
      const { workbench } = open();
      const annotate = async (name: string) => {
        await workbench.runCommand('Helm Chart: Publish Key');
        await workbench.quickStep('Which key?');
        await workbench.quickType(name);
        await workbench.quickAccept();
        await workbench.quickStep('How do others get the public key?');
        if (name === 'rsa3072') await open().screenshots('key-publish', { contrast: true });
        await workbench.quickType('Name it in a Chart.yaml');
        await workbench.quickAccept();
        await workbench.quickStep('Which Chart.yaml?');
        await workbench.quickType('charts/shop/Chart.yaml');
        await workbench.quickAccept();
        await answer('https address where', 'https://charts.example.com/key.asc');
      };
      const text = () =>
        workbench.vscode(async (vscode, path) => {
          return (await vscode.workspace.openTextDocument(path)).getText();
        }, open().path('charts/shop/Chart.yaml'));
      const before = await text();
      await annotate('rsa3072');
      await until('the annotation', async () => (await text()).includes(rsa.info.fingerprint));
      const after = await text();
      assert.equal(
        before.split('\n').filter(line => line !== '' && !after.split('\n').includes(line)).length,
        0,
        'every other line stays',
      );
      await open().screenshots('key-annotation');
      await annotate('nistp256');
      assert.match((await workbench.dialog()).message ?? '', /names another key/);
      await cancel();
      assert.equal(await text(), after);
      await workbench.runCommand('File: Save');
      await workbench.runCommand('View: Close All Editors');

      await workbench.runCommand('Helm Chart: Find Key Online');
      await workbench.quickStep('Where to look for the key?');
      const items = (await workbench.quickItems()) as readonly string[];
      assert.equal(items[0], 'signKey of charts/shop/Chart.yaml');
      await open().screenshots('key-find', { contrast: true });
      await workbench.quickCancel();
    });

    it('uploads to the keyserver after it said that this cannot be taken back', async () => {
      const { workbench } = open();
      const upload = async () => {
        await workbench.runCommand('Helm Chart: Publish Key');
        await workbench.quickStep('Which key?');
        await workbench.quickType('rsa3072');
        await workbench.quickAccept();
        await workbench.quickStep('How do others get the public key?');
        await workbench.quickType('Upload to a keyserver');
        await workbench.quickAccept();
        assert.match((await workbench.dialog()).detail ?? '', /cannot be taken back/);
      };
      await upload();
      await open().screenshots('key-upload', { contrast: true });
      await cancel();
      assert.deepEqual(server.uploads, []);
      await upload();
      await workbench.page.keyboard.press('Enter');
      await until('the upload', () => server.uploads.length === 1, 30_000);
      const [uploaded] = readKeyring(new TextEncoder().encode(server.uploads[0])).keys;
      assert.equal(uploaded?.info.fingerprint, rsa.info.fingerprint);
      await workbench.notification('uploaded').waitFor();
    });
  },
);
