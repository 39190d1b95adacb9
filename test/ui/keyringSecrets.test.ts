import assert from 'node:assert/strict';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isProtected } from '../../src/core/provenance/keys';
import { loadOpenpgp } from '../../src/core/provenance/openpgp';
import { secretForms } from '../support/secretForms';
import { Workbench, until } from '../support/workbench.mjs';
import { describeInEditor } from './editorWindow';
import { KeyringView } from './pages/keyringView';

const own = { name: 'Vault Team', email: 'vault@example.com', passphrase: 'quartz lantern orbit mitten 42' } as const;
const ownRow = `${own.name} <${own.email}>`;
const other = readFileSync('test/fixtures/vectors/pgp/keys/gpg-rsa3072.pub.gpg');
const otherRow = 'rsa3072 <rsa3072@example.org>';

/** What a test needs of the browser's globals. */
interface Page {
  readonly localStorage: { getItem(key: string): string | null };
}

describeInEditor(
  'the secrets of the keyring',
  {
    prepare: folder => writeFileSync(join(folder, 'other.gpg'), other),
    settings: { 'helmChartRelease.passphraseMinutes': 5 },
    profile: true,
  },
  open => {
    let armored = '';

    /** From the palette: with two windows, code that runs in the extension host would run in the newer one. */
    const sign = async () => {
      await open().workbench.runCommand('Helm Chart: Sign Package');
      await open().workbench.quickStep('Which package?');
      await open().workbench.quickPick('shop-1.2.0.tgz');
    };
    const signWithQuestion = async () => {
      await sign();
      await open().keyring.givePassphrase('Sign Package', own.passphrase);
      await open().workbench.notification('Signed shop-1.2.0.tgz').waitFor();
      await open().workbench.clearNotifications();
    };

    /** What the editor keeps of this extension in its secret storage, by name: sealed by page and server together. */
    async function storedSecrets(): Promise<ReadonlyMap<string, string>> {
      const entries = await open().workbench.page.evaluate(async () => {
        const sealed = Uint8Array.from(
          atob((globalThis as unknown as Page).localStorage.getItem('secrets.provider') ?? ''),
          char => char.charCodeAt(0),
        );
        if (sealed.length < 60) return {};
        const reply = await fetch('/mint-key', { method: 'POST', credentials: 'include' });
        const half = new Uint8Array(await reply.arrayBuffer());
        const raw = sealed.slice(0, 32).map((byte, index) => byte ^ (half[index] ?? 0));
        const key = await crypto.subtle.importKey('raw', raw, 'AES-GCM', false, ['decrypt']);
        const opened = await crypto.subtle.decrypt(
          { name: 'AES-GCM', iv: sealed.slice(32, 44) },
          key,
          sealed.slice(44),
        );
        return JSON.parse(new TextDecoder().decode(opened)) as Record<string, string>;
      });
      return new Map(
        Object.entries(entries).flatMap(([name, value]) => {
          const { extensionId, key } = JSON.parse(name) as { extensionId?: string; key?: string };
          return extensionId === 'helm-chart-release.helm-chart-release' ? [[key ?? '', value] as const] : [];
        }),
      );
    }
    const privateKeys = async () => [...(await storedSecrets())].filter(([name]) => name.startsWith('privateKey/'));

    it('a private key is stored, under its passphrase there as well', async () => {
      await open().keyring.generate(own);
      await open().workbench.clearNotifications();
      await until('one private key', async () => (await privateKeys()).length === 1);
      armored = (await privateKeys())[0]![1];
      assert.match(armored, /^-----BEGIN PGP PRIVATE KEY BLOCK-----/);
      assert.equal(await isProtected(new TextEncoder().encode(armored)), true);
    });

    it('it survives that the window is loaded again; the passphrase does not', async () => {
      const { charts, workbench, keyring } = open();
      await charts.runOn('shop', 'Package Chart');
      await until('the package', async () => readdirSync(open().path('dist')).includes('shop-1.2.0.tgz'));
      await workbench.clearNotifications();
      await signWithQuestion();
      await workbench.reload();
      await workbench.row(await keyring.show(), ownRow).waitFor();
      assert.doesNotMatch((await keyring.rows()).find(row => row.label === ownRow)?.description ?? '', /lost/);
      await signWithQuestion();
    });

    it('what one window changes is seen in another: a key, its trust, the lock, and that it is deleted', async () => {
      const { workbench, keyring } = open();
      const reloads = workbench.extensionHostLogs().length;
      const page = await workbench.page.context().newPage();
      await page.goto(workbench.host.url, { waitUntil: 'commit' });
      const { host, link } = workbench;
      const twin = new Workbench({ page, host, ownBrowser: undefined, log: [], link });
      await twin.ready({ reloads });
      const twinRing = new KeyringView(twin);
      await twin.row(await twinRing.show(), ownRow).waitFor({ timeout: 60_000 });

      await twinRing.importPublic(open().path('other.gpg'), 'Keep Without Trust');
      await workbench.page.bringToFront();
      await workbench.row(await keyring.show(), 'Known, not trusted').waitFor();
      await page.bringToFront();
      await twinRing.runOn(otherRow, 'Trust Key');
      await twin.clickDialog('Trust This Key');
      await twin.quickStep('Trust Key');
      await twin.quickPick('Everywhere');
      await workbench.page.bringToFront();
      await workbench.row(await keyring.show(), 'Trusted keys').waitFor();

      // The first window has the passphrase until the second one locks the keyring.
      await sign();
      await workbench.notification('Signed shop-1.2.0.tgz').waitFor();
      await workbench.clearNotifications();
      await page.bringToFront();
      await twin.runCommand('Helm Chart: Lock Keyring');
      await twin.notification('Keyring locked').waitFor();
      await twin.clearNotifications();
      await workbench.page.bringToFront();
      await signWithQuestion();

      await page.bringToFront();
      await twinRing.runOn(otherRow, 'Delete Key');
      await twin.clickDialog('Delete');
      await workbench.page.bringToFront();
      await workbench.row(await keyring.show(), 'Trusted keys').waitFor({ state: 'detached' });
      await page.close();
      await workbench.reload();
    });

    it('a key that is deleted leaves nothing in the secret storage and no file but backup and revocation', async () => {
      const { workbench, keyring } = open();
      const extra = { name: 'Passing Team', email: 'passing@example.com', passphrase: own.passphrase };
      await keyring.generate(extra);
      await workbench.clearNotifications();
      await until('two private keys', async () => (await privateKeys()).length === 2);
      const fingerprint = (await privateKeys()).find(([, value]) => value !== armored)![0].slice('privateKey/'.length);
      await keyring.runOn(`${extra.name} <${extra.email}>`, 'Delete Key');
      await workbench.dialog();
      await open().screenshots('key-delete', { contrast: true });
      await workbench.clickDialog('Delete');
      await workbench.row(await keyring.show(), `${extra.name} <${extra.email}>`).waitFor({ state: 'detached' });
      await until('one private key', async () => (await privateKeys()).length === 1);
      await until('only the revocation is left', () => {
        const left = filesBelow(workbench.host.dataDir).filter(path => path.includes(fingerprint));
        return left.map(path => path.split('/').slice(-2).join('/')).join() === `revocations/${fingerprint}.asc`;
      });
    });

    it('neither passphrase nor private key lies in storage, settings, logs, telemetry or what a crash leaves', async () => {
      await signWithQuestion();
      // The passphrase is in the memory of the extension host now; it crashes.
      const pid = await open().workbench.vscode(() => process.pid);
      await open().workbench.vscode(() => {
        setTimeout(() => process.abort(), 50);
      });
      await until('the extension host has crashed', () => !isAlive(pid), 60_000);
      const { folder, workbench } = open();
      const openpgp = await loadOpenpgp();
      const privateKey = await openpgp.readPrivateKey({ armoredKey: armored });
      const { keyPacket } = await openpgp.decryptKey({ privateKey, passphrase: own.passphrase });
      const { seed } = (keyPacket as unknown as { privateParams: { seed: Uint8Array } }).privateParams;
      assert.equal(seed.length, 32);
      const needles = [new TextEncoder().encode(own.passphrase), seed].flatMap(secretForms);
      // As it is stored it is encrypted; outside of the backup that the user asked for it is in no file at all.
      const block = Buffer.from(armored.slice(100, 160));
      const places = [folder, join(folder, '..', 'home'), join(folder, '..', 'profile'), workbench.host.dataDir];
      const files = places.flatMap(filesBelow);
      assert.ok(files.some(path => /Local Storage/.test(path)) && files.some(path => /\.log$/.test(path)));
      const found = files.filter(path => {
        const bytes = readFileSync(path);
        const isBackup = path.includes('helm-chart-keys');
        return needles.some(needle => bytes.includes(needle)) || (!isBackup && bytes.includes(block));
      });
      assert.deepEqual(found, []);
    });

    function isAlive(pid: number): boolean {
      try {
        process.kill(pid, 0);
        return true;
      } catch {
        return false;
      }
    }

    function filesBelow(folder: string): readonly string[] {
      return readdirSync(folder, { recursive: true, withFileTypes: true })
        .filter(entry => entry.isFile())
        .map(entry => join(entry.parentPath, entry.name))
        .filter(path => statSync(path, { throwIfNoEntry: false }) !== undefined);
    }
  },
);
