import type { Locator } from 'playwright-core';
import type { Workbench } from '../../support/workbench.mjs';
import { until } from '../../support/workbench.mjs';

const id = 'helm-chart-release.helm-chart-release.helmChartRelease.badge';

/** The status bar item for the chart of the active editor. */
export class Badge {
  constructor(private readonly workbench: Workbench) {}

  get item(): Locator {
    return this.workbench.statusBar(id) as Locator;
  }

  async text(): Promise<string> {
    return this.workbench.statusText(id);
  }

  async waitForText(text: string | RegExp): Promise<void> {
    const fits = (shown: string): boolean => (typeof text === 'string' ? shown === text : text.test(shown));
    await until(`the badge says ${String(text)}`, async () => fits(await this.text()), 20_000);
  }

  /** Rests the pointer on it and returns the text of the tooltip, which has several lines, unlike those of its neighbours. */
  async hover(): Promise<string> {
    await this.workbench.page.mouse.move(640, 400);
    await this.item.hover();
    const hover = this.workbench.page.locator('.workbench-hover:visible').last();
    return until('the tooltip of the badge', async () => {
      const text = await hover.innerText({ timeout: 1000 });
      return text.includes('\n') ? text : undefined;
    });
  }

  async click(): Promise<void> {
    await this.item.locator('a').first().click();
  }
}
