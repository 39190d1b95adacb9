import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { launchBrowser, launchPersistent } from '../support/browser.mjs';
import { repository } from '../support/prepareEditor.mjs';
import { copyShop, emptyHome } from '../support/shopWorkspace.mjs';
import { until, Workbench } from '../support/workbench.mjs';
import { Badge } from './pages/badge';
import { ChartsView } from './pages/chartsView';
import { KeyringView } from './pages/keyringView';
import { RegistriesView } from './pages/registriesView';
import { ReportPage } from './pages/reportPage';

export const extensionId = 'helm-chart-release.helm-chart-release';
const shots = join(repository, 'out/ui');
let browser: Promise<Browser> | undefined;

/** One browser for a run; each window has a profile of its own in it. */
async function sharedBrowser(): Promise<Browser> {
  browser ??= launchBrowser();
  return browser;
}

export async function closeBrowser(): Promise<void> {
  await (await browser)?.close();
}

export interface WindowOptions {
  /** Changes the copy of the sample workspace before the editor sees it. */
  readonly prepare?: (folder: string) => void | Promise<void>;
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly env?: Readonly<Record<string, string>>;
  /** The browser's profile is a folder, `profile` beside the workspace, so that what the editor keeps there can be looked at. */
  readonly profile?: boolean;
  /** The workspace starts in Restricted Mode and can be trusted. */
  readonly workspaceTrust?: boolean;
  /** Folders of further extensions that are active beside ours. */
  readonly extensions?: readonly string[];
}

/** A window on a copy of the sample workspace, with the extension active, and the page objects for what it shows. */
export class EditorWindow {
  readonly charts: ChartsView;
  readonly keyring: KeyringView;
  readonly registries: RegistriesView;
  readonly badge: Badge;
  readonly report: ReportPage;

  private constructor(
    readonly workbench: Workbench,
    readonly folder: string,
    private readonly remove: () => void,
  ) {
    this.charts = new ChartsView(workbench);
    this.keyring = new KeyringView(workbench);
    this.registries = new RegistriesView(workbench);
    this.badge = new Badge(workbench);
    this.report = new ReportPage(workbench);
  }

  static async open({
    prepare,
    settings,
    env,
    profile,
    workspaceTrust,
    extensions = [],
  }: WindowOptions = {}): Promise<EditorWindow> {
    const shop = copyShop();
    try {
      await prepare?.(shop.folder);
      const workbench = await Workbench.start({
        browser: profile ? await launchPersistent(join(shop.folder, '..', 'profile')) : await sharedBrowser(),
        folder: shop.folder,
        extensionDevelopmentPaths: [repository, ...extensions],
        env: { ...emptyHome(shop.home), ...env },
        // Each signature asks, so that a test does not depend on what was signed before it.
        settings: { 'workbench.colorTheme': 'Dark 2026', 'helmChartRelease.passphraseMinutes': 0, ...settings },
        ...(workspaceTrust
          ? { workspaceTrust: true, configurationDefaults: { 'security.workspace.trust.enabled': true } }
          : {}),
      });
      await workbench.activated(extensionId);
      return new EditorWindow(workbench, shop.folder, shop.remove);
    } catch (error) {
      shop.remove();
      throw error;
    }
  }

  /** Absolute path in the workspace. */
  path(...parts: readonly string[]): string {
    return join(this.folder, ...parts);
  }

  /** Opens a file of the workspace in an editor. */
  async openFile(name: string): Promise<void> {
    await this.workbench.vscode(
      (vscode, path) => vscode.window.showTextDocument(vscode.Uri.file(path), { preview: false }).then(() => undefined),
      this.path(name),
    );
    await this.workbench.page.locator('.editor-instance .view-line').first().waitFor();
  }

  /**
   * Opens the submenu of ours in the Explorer on a file or folder; returns its entries. What is known of a folder comes from
   * a search, so the menu is opened again until it has the submenu.
   */
  async explorerMenu(label: string): Promise<readonly string[]> {
    const { workbench } = this;
    const ours = workbench.page.locator('.monaco-menu .action-item', { hasText: 'Helm Chart' }).last();
    await until(
      `the menu of ${label} has ours`,
      async () => {
        await workbench.contextMenu(workbench.row(workbench.explorer, label));
        if ((await ours.count()) > 0) return true;
        await this.closeMenus();
        return false;
      },
      60_000,
    );
    await ours.hover();
    const submenu = workbench.page.locator('.monaco-submenu .action-item:not(:has(.separator)) .action-label');
    await submenu.first().waitFor();
    return submenu.allTextContents();
  }

  /** Picks an entry of the submenu that `explorerMenu` opened. A menu takes no click in its first tenth of a second. */
  async pickSubmenu(label: string): Promise<void> {
    const { page } = this.workbench;
    await page.waitForTimeout(200);
    await page.locator('.monaco-submenu .action-item', { hasText: label }).click();
    await page.locator('.monaco-menu').first().waitFor({ state: 'detached' });
  }

  async closeMenus(): Promise<void> {
    const { page } = this.workbench;
    for (let open = 2; open > 0; open--) await page.keyboard.press('Escape');
    await page.locator('.monaco-menu').first().waitFor({ state: 'detached' });
  }

  /** Runs Release Chart from the palette up to its plan. `registry`: host and port of the local one. */
  async release(chart: string, registry: string): Promise<void> {
    await this.workbench.runCommand('Helm Chart: Release Chart');
    await this.workbench.quickStep('Which chart?');
    await this.workbench.quickPick(chart);
    await this.pickTargets(`oci://${registry}/charts`);
  }

  /** Chooses where a release goes. */
  async pickTargets(...labels: readonly string[]): Promise<void> {
    await this.workbench.quickStep('Where to? Several at once are possible.');
    await this.workbench.quickCheck(...labels);
    await this.workbench.quickInput.getByRole('button', { name: 'OK', exact: true }).click();
  }

  /**
   * out/ui/<name>-dark.png and -light.png, for a person to look at and for `npm run pictures`. `keepHover`: what lies under
   * the pointer stays; `contrast`: in high contrast, too, as all are for `npm run pictures`; `prepare` makes it appear again
   * after the theme has changed.
   */
  async screenshots(
    name: string,
    {
      keepHover = false,
      contrast = process.env['HCR_PICTURES'] === '1',
      prepare,
    }: {
      readonly keepHover?: boolean;
      readonly contrast?: boolean;
      readonly prepare?: () => Promise<void>;
    } = {},
  ): Promise<void> {
    const themes = contrast ? (['light', 'hc-dark', 'dark'] as const) : (['light', 'dark'] as const);
    for (const theme of themes) {
      await this.workbench.setTheme(theme);
      await prepare?.();
      const file = join(shots, `${name}-${theme}.png`);
      await this.workbench.screenshot(file, { keepHover });
    }
  }

  async failureScreenshot(title: string): Promise<void> {
    const file = join(shots, `FAILED ${title.replace(/[^\w -]+/g, ' ').slice(0, 120)}.png`);
    await this.workbench.page.screenshot({ path: file }).catch(() => undefined);
  }

  async close(): Promise<void> {
    try {
      await this.workbench.stop();
    } finally {
      this.remove();
    }
  }
}

/** A describe block whose tests share one window. A failed test leaves a screenshot. */
export function describeInEditor(
  title: string,
  options: WindowOptions,
  tests: (open: () => EditorWindow) => void,
): void {
  describe(title, () => {
    let window: EditorWindow | undefined;
    const open = (): EditorWindow => {
      if (window === undefined) throw new Error('the window is not open yet: use it in hooks and tests');
      return window;
    };
    before(async () => {
      window = await EditorWindow.open(options);
    });
    afterEach(async function () {
      if (this.currentTest?.state === 'failed') await window?.failureScreenshot(this.currentTest.fullTitle());
    });
    after(async () => {
      await window?.close();
    });
    tests(open);
  });
}
