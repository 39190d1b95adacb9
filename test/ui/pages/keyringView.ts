import type { Locator } from 'playwright-core';
import type { Workbench } from '../../support/workbench.mjs';
import type { Row } from './chartsView';

export interface NewKey {
  readonly name: string;
  readonly email: string;
  readonly passphrase: string;
  /** As the list shows it; Ed25519 is made fastest. */
  readonly kind?: 'RSA 4096' | 'RSA 3072' | 'Ed25519';
}

/** The view Keyring, and the questions around keys. */
export class KeyringView {
  constructor(private readonly workbench: Workbench) {}

  async show(): Promise<Locator> {
    await this.workbench.showContainer('Helm Charts');
    return this.workbench.view('Keyring') as Locator;
  }

  async rows(): Promise<readonly Row[]> {
    return this.workbench.rows(await this.show());
  }

  /** Runs Generate Signing Key and answers its questions; returns when the view shows the key. */
  async generate(key: NewKey): Promise<void> {
    await this.workbench.runCommand('Helm Chart: Generate Signing Key');
    await this.answerNewKey(key);
    await (this.workbench.row(await this.show(), `${key.name} <${key.email}>`) as Locator).waitFor({ timeout: 60_000 });
  }

  async answerNewKey({ name, email, passphrase, kind = 'Ed25519' }: NewKey): Promise<void> {
    const { workbench } = this;
    await this.#answer('Generate Signing Key (1/6)', 'Name that charts', name);
    await this.#answer('Generate Signing Key (2/6)', 'Email address', email);
    await workbench.quickStep('Generate Signing Key (3/6)');
    await workbench.quickPick(kind);
    await workbench.quickStep('Generate Signing Key (4/6)');
    await workbench.quickPick('2 years');
    await this.#answer('Generate Signing Key (5/6)', 'Passphrase that protects', passphrase);
    await this.#answer('Generate Signing Key (5/6)', 'The same passphrase again', passphrase);
    await workbench.quickStep('Generate Signing Key (6/6)');
    await workbench.quickPick('Home folder');
  }

  /** Imports a file of public keys and answers the question about trust. */
  async importPublic(path: string, answer: 'Trust This Key' | 'Keep Without Trust'): Promise<void> {
    const done = this.workbench.vscode(
      (vscode, file) =>
        vscode.commands.executeCommand('helmChartRelease.importKey', vscode.Uri.file(file)).then(() => null),
      path,
    );
    await this.workbench.clickDialog(answer);
    if (answer === 'Trust This Key') {
      await this.workbench.quickStep('Trust Key');
      await this.workbench.quickPick('Everywhere');
    }
    await done;
    await this.workbench.notification('Imported').waitFor();
    await this.workbench.clearNotifications();
  }

  /** What the open row of a key says: `Fingerprint`, `Algorithm`, `Validity` and so on. */
  async fact(label: string): Promise<string> {
    const row = this.workbench.row(await this.show(), label) as Locator;
    return (await row.locator('.label-description').textContent()) ?? '';
  }

  /** Runs an entry of the context menu of a key. */
  async runOn(userId: string, entry: string): Promise<void> {
    await this.workbench.contextMenu(this.workbench.row(await this.show(), userId));
    await this.workbench.pickMenu(entry);
  }

  /** Answers the question for the passphrase of a key. `title` is that of the command that asks. */
  async givePassphrase(title: string, passphrase: string, prompt = 'Passphrase of'): Promise<void> {
    await this.#answer(title, prompt, passphrase);
  }

  async #answer(title: string, prompt: string, text: string): Promise<void> {
    await this.workbench.quickStep(title);
    await (this.workbench.quickInput as Locator).filter({ hasText: prompt }).waitFor();
    await this.workbench.quickType(text);
    await this.workbench.quickAccept();
  }
}
