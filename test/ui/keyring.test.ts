import assert from 'node:assert/strict';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { until } from '../support/workbench.mjs';
import { describeInEditor } from './editorWindow';

const own = { name: 'Shop Team', email: 'charts@example.com', passphrase: 'correct horse battery staple' } as const;
const ownRow = 'Shop Team <charts@example.com>';
const other = readFileSync('test/fixtures/vectors/pgp/keys/gpg-rsa3072.pub.gpg');

describeInEditor(
  'the keyring',
  {
    prepare: folder => writeFileSync(join(folder, 'other.gpg'), other),
    settings: { 'helmChartRelease.passphraseMinutes': 5 },
  },
  open => {
    /** Answers a question of the quick input with the keyboard. */
    const type = async (step: string, text: string, prompt = '') => {
      const { workbench } = open();
      await workbench.quickStep(step);
      await until(`asked: ${prompt}`, async () => (await workbench.quickMessage()).includes(prompt));
      await workbench.quickType(text);
      await workbench.quickAccept();
    };
    /** Picks by typing and Enter. */
    const choose = async (step: string, label: string) => type(step, label);
    const waitForPage = async (text: string) => {
      await open().report.page.locator('main.key', { hasText: text }).waitFor();
      return open().report.page.locator('main.key').innerText();
    };

    it('generates a key with the keyboard alone, says how strong the passphrase is, and keeps a backup of it', async () => {
      const { workbench, keyring } = open();
      await workbench.runCommand('Helm Chart: Generate Signing Key');
      await type('Generate Signing Key (1/6)', own.name);
      await type('Generate Signing Key (2/6)', own.email);
      await choose('Generate Signing Key (3/6)', 'Ed25519');
      await choose('Generate Signing Key (4/6)', '2 years');
      await workbench.quickStep('Generate Signing Key (5/6)');
      await workbench.quickType('password1');
      await until('the hint', async () => /Weak/.test(await workbench.quickMessage()));
      await open().screenshots('keyring-generate', { contrast: true });
      await workbench.quickType(own.passphrase);
      await until('the hint', async () => /Fair|Strong/.test(await workbench.quickMessage()));
      await workbench.quickAccept();
      await type('Generate Signing Key (5/6)', own.passphrase, 'same passphrase');
      await workbench.quickStep('Generate Signing Key (6/6)');
      await workbench.quickAccept();
      await workbench.row(await keyring.show(), ownRow).waitFor({ timeout: 60_000 });
      await workbench.clearNotifications();
    });

    it('shows a page with everything about the key, its buttons in the order of Tab', async () => {
      const { workbench, keyring } = open();
      await workbench.row(await keyring.show(), ownRow).click();
      const text = await waitForPage('Life left');
      for (const part of [
        'Trusted everywhere',
        'Ed25519',
        'Helm 4 can verify',
        'Backup tested',
        'Revocation certificate',
        'Nothing yet.',
      ])
        assert.ok(text.includes(part), `${part} in ${text}`);
      const page = open().report.page;
      assert.match(
        (await page.locator('.fingerprint').getAttribute('aria-label'))!,
        /^Fingerprint [0-9A-F]{4}( [0-9A-F]{4}){9}$/,
      );
      assert.match((await page.locator('meter').getAttribute('aria-valuetext'))!, /^\d+ days left/);
      await open().screenshots('key-page', { contrast: true });
      const buttons = page.locator('button');
      await buttons.first().focus();
      for (let index = 1; index < (await buttons.count()); index++) {
        await workbench.page.keyboard.press('Tab');
        assert.equal(await buttons.nth(index).evaluate(button => button === button.ownerDocument.activeElement), true);
      }
    });

    it('compares a fingerprint that is pasted, whole only', async () => {
      const { workbench } = open();
      const fingerprint = await open().report.page.locator('.fingerprint').innerText();
      await open().report.press('Compare Fingerprint...');
      await workbench.quickStep('Compare Fingerprint');
      await workbench.quickType('0123456789ABCDEF');
      await until('a short one is refused', async () => /can be forged/.test(await workbench.quickMessage()));
      await open().screenshots('key-compare', { contrast: true });
      await workbench.quickType(fingerprint.toLowerCase());
      await workbench.quickAccept();
      await workbench.notification('Same fingerprint').waitFor();
      await workbench.clearNotifications();
      await workbench.runCommand('Helm Chart: Compare Fingerprint');
      await workbench.quickStep('Which key?');
      await workbench.quickAccept();
      await type('Compare Fingerprint', 'A'.repeat(40));
      await workbench.notification('Another fingerprint').waitFor();
      await workbench.clearNotifications();
    });

    it('imports a key as known, and trusts it for one registry path with the keyboard alone', async () => {
      const { workbench, keyring } = open();
      await workbench.vscode(async (vscode, path) => {
        void vscode.commands.executeCommand('helmChartRelease.importKey', vscode.Uri.file(path));
      }, open().path('other.gpg'));
      assert.match((await workbench.dialog()).message ?? '', /rsa3072/);
      await open().screenshots('key-import', { contrast: true });
      await workbench.clickDialog('Keep Without Trust');
      await workbench.row(await keyring.show(), 'Known, not trusted').waitFor();
      await workbench.clearNotifications();
      await workbench.runCommand('Helm Chart: Trust Key');
      await choose('Which key?', 'rsa3072');
      await workbench.dialog();
      await open().screenshots('key-trust', { contrast: true });
      await workbench.page.keyboard.press('Enter');
      await choose('Where does your trust in this key count?', 'For one registry path');
      await workbench.quickStep('Trust Key');
      await workbench.quickType('registry.example.com/UPPER');
      await until('a wrong path is refused', async () => /not a scope/.test(await workbench.quickMessage()));
      await open().screenshots('key-scope', { contrast: true });
      await workbench.quickType('registry.example.com/charts');
      await workbench.quickAccept();
      await workbench.notification('for charts at registry.example.com/charts').waitFor();
      await workbench.clearNotifications();
      await workbench.row(await keyring.show(), 'Trusted keys').waitFor();
    });

    it('asks for the passphrase once, again after Lock Keyring, and three times when it is wrong', async () => {
      const { workbench, charts } = open();
      await charts.runOn('shop', 'Package Chart');
      const sign = async () => {
        await workbench.vscode(async (vscode, path) => {
          void vscode.commands.executeCommand('helmChartRelease.signPackage', vscode.Uri.file(path));
        }, open().path('dist/shop-1.2.0.tgz'));
      };
      await until('the package', async () => readdirSync(open().path('dist')).includes('shop-1.2.0.tgz'));
      await workbench.clearNotifications();
      await sign();
      await type('Sign Package', 'wrong wrong');
      await until('asked again', async () => /Try 2 of 3/.test(await workbench.quickMessage()));
      await open().screenshots('passphrase-again', { contrast: true });
      await type('Sign Package', own.passphrase);
      await workbench.notification('Signed shop-1.2.0.tgz').waitFor();
      await workbench.clearNotifications();
      await sign();
      await workbench.notification('Signed shop-1.2.0.tgz').waitFor();
      await workbench.clearNotifications();
      await workbench.runCommand('Helm Chart: Lock Keyring');
      await workbench.notification('Keyring locked').waitFor();
      await open().screenshots('keyring-locked', { contrast: true });
      await workbench.clearNotifications();
      await sign();
      await workbench.quickStep('Sign Package');
      await workbench.quickCancel();
    });

    it('rotates the key with the keyboard alone and signs its packages again', async () => {
      const { workbench, keyring } = open();
      await workbench.runCommand('Helm Chart: Rotate Key');
      await workbench.quickStep('Which key?');
      await workbench.quickAccept();
      await choose('Rotate Key (1/3)', 'Ed25519');
      await choose('Rotate Key (2/3)', '5 years');
      await type('Rotate Key (3/3)', 'another passphrase for tests', 'protects');
      await type('Rotate Key (3/3)', 'another passphrase for tests', 'same passphrase');
      await type('Rotate Key', own.passphrase, 'Passphrase of');
      await workbench.quickStep('Save Both Public Keys for helm verify');
      await open().screenshots('key-rotate', { contrast: true });
      await workbench.quickAccept();
      await workbench.quickStep('Packages that the old key signed: sign these again with the new key');
      await open().screenshots('key-rotate-packages', { contrast: true });
      await workbench.quickAccept();
      await type('Rotate Key', 'another passphrase for tests', 'Passphrase of');
      await workbench.notification('signed again').waitFor();
      await workbench.clearNotifications();
      const rows = await keyring.rows();
      assert.equal(rows.filter(row => row.label === ownRow).length, 2);
    });

    it('revokes a key with a reason, and the verdict of its packages follows at once', async () => {
      const { workbench, charts } = open();
      // Both the old key and the one that took its place: the package is signed with the second.
      for (const round of ['first', 'second']) {
        await workbench.runCommand('Helm Chart: Revoke Key');
        await workbench.quickStep('Which key?');
        await workbench.quickAccept();
        await choose('Why is the key revoked?', 'wrong hands');
        await workbench.dialog();
        if (round === 'first') await open().screenshots('key-revoke', { contrast: true });
        await workbench.page.keyboard.press('Enter');
        await workbench.quickStep('Save the Revoked Key for Publishing');
        await workbench.quickCancel();
      }
      await charts.waitForDescription('shop-1.2.0.tgz', 'key revoked');
      await open().screenshots('keyring-revoked', { contrast: true });
    });

    it('left neither passphrase nor private key in settings, logs, workspace or the files of the editor', () => {
      const places = [open().folder, join(open().folder, '..', 'home'), open().workbench.host.dataDir];
      const found = places.flatMap(place =>
        readdirSync(place, { recursive: true, withFileTypes: true })
          .filter(entry => entry.isFile())
          .map(entry => join(entry.parentPath, entry.name))
          .filter(path => !path.includes('helm-chart-keys') && holdsSecret(path)),
      );
      assert.deepEqual(found, []);
      // The backup is where it was said to be, and it is encrypted.
      const backups = readdirSync(join(open().folder, '..', 'home', 'helm-chart-keys')).filter(name =>
        name.endsWith('.private.asc'),
      );
      assert.equal(backups.length, 2);
    });

    function holdsSecret(path: string): boolean {
      const text = readFileSync(path).toString('latin1');
      return text.includes(own.passphrase) || text.includes('BEGIN PGP PRIVATE KEY BLOCK');
    }
  },
);
