import type { Locator } from 'playwright-core';
import type { Workbench } from '../../support/workbench.mjs';
import { until } from '../../support/workbench.mjs';

export interface Row {
  readonly label: string;
  readonly description: string;
  readonly level: number;
}

/** The view Charts: the charts of the workspace and their packages. */
export class ChartsView {
  constructor(private readonly workbench: Workbench) {}

  async show(): Promise<Locator> {
    await this.workbench.showContainer('Helm Charts');
    const view = this.workbench.view('Charts') as Locator;
    await view.locator('.monaco-list-row, .welcome-view-content').first().waitFor();
    return view;
  }

  async rows(): Promise<readonly Row[]> {
    return this.workbench.rows(await this.show());
  }

  /** A chart by its name, or a package by its file name. */
  async row(label: string): Promise<Locator> {
    const row = this.workbench.row(await this.show(), label) as Locator;
    await row.waitFor();
    return row;
  }

  /** Waits until the row says this beside its label: a version, or a package's verdict. */
  async waitForDescription(label: string, description: string): Promise<void> {
    const row = await this.row(label);
    await until(
      `${label} says ${description}`,
      async () => {
        const text = await row.locator('.label-description').textContent();
        return text === description;
      },
      15_000,
    );
  }

  /** Runs an entry of the row's context menu. */
  async runOn(label: string, entry: string): Promise<void> {
    await this.workbench.contextMenu(await this.row(label));
    await this.workbench.pickMenu(entry);
  }
}
