import type { Locator } from 'playwright-core';
import type { Workbench } from '../../support/workbench.mjs';

const localLabel = 'Local registry';

/** The view Registries: the local registry and the configured ones, their charts and versions. */
export class RegistriesView {
  constructor(private readonly workbench: Workbench) {}

  async show(): Promise<Locator> {
    await this.workbench.showContainer('Helm Charts');
    return this.workbench.view('Registries') as Locator;
  }

  /** Starts the local registry from the palette; returns `127.0.0.1:PORT`. */
  async startLocal(): Promise<string> {
    await this.workbench.runCommand('Helm Chart: Start Local Registry');
    return this.localAddress();
  }

  /** Host and port of the local registry, once its row is there. */
  async localAddress(): Promise<string> {
    const row = this.workbench.row(await this.show(), localLabel) as Locator;
    await row.waitFor();
    const address = (await row.locator('.label-description').textContent()) ?? '';
    return address.replace(/^.*, /, '');
  }

  /** Waits for a row: a chart by its name, or a version. */
  async row(label: string): Promise<Locator> {
    const row = this.workbench.row(await this.show(), label) as Locator;
    await row.waitFor();
    return row;
  }

  async expandLocal(...labels: readonly string[]): Promise<void> {
    await this.workbench.expand(await this.show(), localLabel, ...labels);
  }
}
