import type { Locator } from 'playwright-core';
import type { Workbench } from '../../support/workbench.mjs';
import type { Row } from './chartsView';

const localLabel = 'Local registry (for trying out)';

/** The view Registries: the local registry and the configured ones, their charts and versions. */
export class RegistriesView {
  constructor(private readonly workbench: Workbench) {}

  async show(): Promise<Locator> {
    await this.workbench.showContainer('Helm Charts');
    return this.workbench.view('Registries') as Locator;
  }

  async rows(): Promise<readonly Row[]> {
    return this.workbench.rows(await this.show());
  }

  /** Starts the local registry from the palette; returns `127.0.0.1:PORT`. */
  async startLocal(): Promise<string> {
    await this.workbench.runCommand('Helm Chart: Start Local Registry');
    const row = this.workbench.row(await this.show(), localLabel) as Locator;
    await row.waitFor();
    const address = (await row.locator('.label-description').textContent()) ?? '';
    return address.replace(/\/.*$/, '');
  }

  async expandLocal(...labels: readonly string[]): Promise<void> {
    await this.workbench.expand(await this.show(), localLabel, ...labels);
  }
}
