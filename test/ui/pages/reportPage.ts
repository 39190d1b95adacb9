import type { FrameLocator } from 'playwright-core';
import type { Workbench } from '../../support/workbench.mjs';

/** The pages in editor tabs: verification report and release plan. The last one shown is meant. */
export class ReportPage {
  constructor(private readonly workbench: Workbench) {}

  get page(): FrameLocator {
    return this.workbench.webview() as FrameLocator;
  }

  /** Waits for a report that says this verdict, after a release too; returns all of its text. */
  async waitForVerdict(verdict: string): Promise<string> {
    await this.page.locator('.verdict', { hasText: verdict }).waitFor({ timeout: 60_000 });
    return this.page.locator('main').innerText();
  }

  /** Waits for the plan of a release, `Release shop 1.2.0`; returns all of its text. */
  async waitForPlan(heading: string): Promise<string> {
    await this.page.getByRole('heading', { name: heading, level: 1 }).waitFor({ timeout: 60_000 });
    return this.page.locator('main').innerText();
  }

  async press(button: string): Promise<void> {
    await this.page.getByRole('button', { name: button, exact: true }).click();
  }
}
