import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { GeneratedKey } from '../../src/core/provenance/keys';
import { generateKey } from '../../src/core/provenance/keys';
import { withAnnotation } from '../../src/core/release/editChartYaml';
import { formatSignKey, signKeyAnnotation } from '../../src/core/trust/keySources';
import { TestGnupg } from '../support/gnupg';
import { writePinentry } from '../support/pinentry';
import { until } from '../support/workbench.mjs';
import { describeInEditor } from './editorWindow';

const passphrase = 'for this test only';
const day = 24 * 3600;
let gnupg: TestGnupg;
/** Five days before its end, and one with time. */
let ending: GeneratedKey;
let lasting: GeneratedKey;
let secring: string;

const options = {
  get env() {
    gnupg = new TestGnupg();
    return { GNUPGHOME: gnupg.home };
  },
  async prepare(folder: string) {
    const request = { email: 'charts@example.com', algorithm: 'ed25519', passphrase } as const;
    ending = await generateKey({ ...request, name: 'Ending Team', expiresInSeconds: 5 * day });
    lasting = await generateKey({ ...request, name: 'Lasting Team' });
    await gnupg.generate('Agent Team <agent@example.com>', 'rsa3072', passphrase);
    secring = [ending, lasting].map(key => key.privateKeyArmored).join('');
    writeFileSync(join(gnupg.home, 'secring.gpg'), secring);
    const chart = join(folder, 'charts/shop/Chart.yaml');
    const url = 'https://charts.example.com/key.asc';
    const signKey = formatSignKey({ fingerprint: ending.info.fingerprint, url });
    writeFileSync(chart, withAnnotation(readFileSync(chart, 'utf8'), signKeyAnnotation, signKey));
  },
};

describeInEditor('keys of gpg and the end of keys', options, open => {
  after(() => gnupg.remove());

  const type = async (step: string, text: string, prompt = '') => {
    const { workbench } = open();
    await workbench.quickStep(step);
    await until(`asked: ${prompt}`, async () => (await workbench.quickMessage()).includes(prompt));
    await workbench.quickType(text);
    await workbench.quickAccept();
  };
  const description = async (label: string) =>
    (await open().keyring.rows()).find(row => row.label === label)?.description ?? '';
  const sign = async () => {
    await open().workbench.vscode(async (vscode, path) => {
      void vscode.commands.executeCommand('helmChartRelease.signPackage', vscode.Uri.file(path));
    }, open().path('dist/shop-1.2.0.tgz'));
  };
  const agentWith = async (behaviour: Parameters<typeof writePinentry>[1]) => {
    await gnupg.endAgent();
    gnupg.configureAgent(`pinentry-program ${writePinentry(gnupg.home, behaviour)}\n`);
  };

  it('takes a key of gpg into the keyring with the keyboard alone, its private part stays there', async () => {
    const { workbench, keyring } = open();
    await workbench.runCommand('Helm Chart: Use Key from GnuPG');
    await workbench.quickStep('Which key signs charts?');
    await open().screenshots('gpg-keys', { contrast: true });
    await workbench.quickAccept();
    await workbench.quickStep('Who asks for the passphrase or PIN?');
    await open().screenshots('gpg-who-asks', { contrast: true });
    await workbench.quickAccept();
    await workbench.row(await keyring.show(), 'Agent Team <agent@example.com>').waitFor();
    await workbench.row(await keyring.show(), 'Agent Team <agent@example.com>').click();
    await open().report.page.locator('main.key', { hasText: 'with gpg-agent on this machine' }).waitFor();
    await open().screenshots('gpg-key-page', { contrast: true });
    await workbench.runCommand('View: Close All Editors');
  });

  it('signs through the agent, whose pinentry asks', async () => {
    const { workbench, charts } = open();
    await charts.runOn('shop', 'Package Chart');
    await until('the package', () => existsSync(open().path('dist/shop-1.2.0.tgz')));
    await workbench.clearNotifications();
    await agentWith({ answer: passphrase });
    await sign();
    await workbench.notification('Signed shop-1.2.0.tgz').waitFor({ timeout: 60_000 });
    await workbench.clearNotifications();
    assert.ok(existsSync(open().path('dist/shop-1.2.0.tgz.prov')));
  });

  it('says what to do when no pinentry can ask', async () => {
    const { workbench } = open();
    await gnupg.endAgent();
    gnupg.configureAgent(`pinentry-program ${join(gnupg.home, 'missing')}\n`);
    await sign();
    await workbench.notification('pinentry').waitFor({ timeout: 60_000 });
    await open().screenshots('gpg-no-pinentry', { contrast: true });
    await workbench.clearNotifications();
  });

  it('lets the editor ask instead: a wrong passphrase is asked again three times, then it says so', async () => {
    const { workbench } = open();
    await gnupg.endAgent();
    gnupg.configureAgent('');
    await workbench.runCommand('Helm Chart: Choose Signing Method');
    await workbench.quickStep('Which key?');
    await workbench.quickAccept();
    await type('Who asks for the passphrase or PIN?', 'The editor asks');
    await workbench.quickInput.waitFor({ state: 'detached' });
    await sign();
    await type('Sign Package', 'wrong one', 'Passphrase of');
    await type('Sign Package', 'wrong two', 'Try 2 of 3');
    await type('Sign Package', 'wrong three', 'Try 3 of 3');
    await workbench.notification('passphrase').waitFor({ timeout: 60_000 });
    await open().screenshots('passphrase-refused', { contrast: true });
    await workbench.clearNotifications();
    await sign();
    await type('Sign Package', passphrase, 'Passphrase of');
    await workbench.notification('Signed shop-1.2.0.tgz').waitFor({ timeout: 60_000 });
    await workbench.clearNotifications();
  });

  it('imports private keys from the secret ring of a gpg home, those that are chosen, each under its passphrase', async () => {
    const { workbench, keyring } = open();
    await workbench.runCommand('Helm Chart: Import Key');
    await workbench.quickStep('Which key file?');
    await open().screenshots('import-ring', { contrast: true });
    await workbench.quickType('secring.gpg');
    await workbench.quickAccept();
    await workbench.quickStep('The file holds 2 keys: which ones?');
    await open().screenshots('import-several', { contrast: true });
    await workbench.quickCheck('Ending Team <charts@example.com>', 'Lasting Team <charts@example.com>');
    await workbench.quickInput.getByRole('button', { name: 'OK' }).click();
    await type('Import Key', passphrase, 'Ending Team');
    await type('Import Key', passphrase, 'Lasting Team');
    await workbench.row(await keyring.show(), 'Lasting Team <charts@example.com>').waitFor({ timeout: 60_000 });
    await workbench.clearNotifications();
  });

  it('warns of a key near its end in the view, its page, and where a Chart.yaml names it', async () => {
    const { workbench, keyring } = open();
    await until('the row warns', async () => /expires/.test(await description('Ending Team <charts@example.com>')));
    await workbench.row(await keyring.show(), 'Ending Team <charts@example.com>').click();
    const page = open().report.page.locator('main.key', { hasText: 'Ending Team' });
    await page.waitFor();
    assert.match(await page.innerText(), /expires in 5 days .* extend it and publish it now/);
    await open().screenshots('key-ending', { contrast: true });
    await open().openFile('charts/shop/Chart.yaml');
    await until('the problem', async () => /expires in 5 days/.test(JSON.stringify(await workbench.problems())));
    await open().screenshots('key-ending-chart', { contrast: true });
  });

  it('extends it with the keyboard alone; the warnings go', async () => {
    const { workbench } = open();
    await workbench.runCommand('Helm Chart: Extend Expiry');
    await type('Which key?', 'Ending');
    await workbench.quickStep('How long is the key to be valid?');
    await open().screenshots('key-extend', { contrast: true });
    await type('How long is the key to be valid?', '2 years');
    await type('Extend Expiry', passphrase, 'Passphrase of');
    await workbench.notification('The key is extended').waitFor({ timeout: 60_000 });
    assert.equal(
      readFileSync(join(gnupg.home, 'secring.gpg'), 'utf8'),
      secring,
      'the ring it came from is not touched',
    );
    await open().screenshots('key-extended', { contrast: true });
    await workbench.clearNotifications();
    await until('no problem', async () => !/expires in/.test(JSON.stringify(await workbench.problems())));
    await workbench.runCommand('View: Close All Editors');
  });

  it('backs a private key up, with a warning, and tries the backup', async () => {
    const { workbench } = open();
    await workbench.runCommand('Helm Chart: Back Up Private Key');
    await type('Which key?', 'Lasting');
    assert.match((await workbench.dialog()).detail ?? '', /can sign in your name/);
    await open().screenshots('key-backup', { contrast: true });
    await workbench.page.keyboard.press('Enter');
    await workbench.quickStep('Back Up Private Key');
    await workbench.quickAccept();
    await type('Back Up Private Key', passphrase, 'Passphrase of');
    await workbench.notification('opened with the passphrase').waitFor({ timeout: 60_000 });
    await workbench.clearNotifications();
    const folder = open().path('..', 'home', 'helm-chart-keys');
    const name = readdirSync(folder).find(file => file.startsWith('lasting-team-')) ?? '';
    assert.match(readFileSync(join(folder, name), 'utf8'), /^-----BEGIN PGP PRIVATE KEY BLOCK-----/);
  });

  it('brings a key back that the secret storage lost', async () => {
    const { workbench, keyring } = open();
    await workbench.page.evaluate(() => {
      (globalThis as unknown as { localStorage: { clear(): void } }).localStorage.clear();
    });
    await workbench.reload();
    await keyring.show();
    await until('it is lost', async () =>
      /private part lost/.test(await description('Lasting Team <charts@example.com>')),
    );
    await workbench.row(await keyring.show(), 'Lasting Team <charts@example.com>').click();
    await open().report.page.locator('main.key', { hasText: 'Lasting Team' }).waitFor();
    await open().screenshots('key-lost', { contrast: true });
    await open().report.press('Restore from Backup...');
    await type('Import Key', passphrase, 'Passphrase of');
    await until('it is back', async () => !/lost/.test(await description('Lasting Team <charts@example.com>')), 60_000);
    await workbench.clearNotifications();
    rmSync(join(gnupg.home, 'secring.gpg'));
    assert.ok(readdirSync(gnupg.home).length > 0);
  });
});
