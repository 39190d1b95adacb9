// Chromium through playwright-core, and a workbench window in it.
import { chromium } from 'playwright-core';
import { locate } from './apt.mjs';

/** Path of Chromium or Chrome; on Debian and Ubuntu it is installed when there is none. */
export function chromiumPath() {
  return locate('Chromium or Chrome (HCR_HOST_CHROMIUM names one elsewhere)', 'chromium', [
    process.env.HCR_HOST_CHROMIUM,
    process.env.CHROME_PATH,
    '/usr/bin/chromium',
    '/usr/bin/chromium-browser',
    '/usr/bin/google-chrome',
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
    'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
  ]);
}

export const chromiumArgs = [
  ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
  '--disable-gpu',
  '--disable-dev-shm-usage',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-default-browser-check',
  '--no-first-run',
  '--password-store=basic',
  '--disable-features=Translate,MediaRouter,OptimizationHints',
];

export function launchBrowser(options = {}) {
  return chromium.launch({
    executablePath: chromiumPath(),
    headless: !process.env.HCR_HOST_HEADED,
    args: chromiumArgs,
    ...options,
  });
}

/** A browser profile that stays: what VS Code for the web keeps there (secrets, global state) outlives a restart. */
export function launchPersistent(dir, options = {}) {
  return chromium.launchPersistentContext(dir, {
    executablePath: chromiumPath(),
    headless: !process.env.HCR_HOST_HEADED,
    args: chromiumArgs,
    viewport: { width: 1280, height: 800 },
    ...options,
  });
}

/**
 * Opens the workbench of a started host. Resolves when the page is requested, not when the workbench is drawn.
 * onLog gets (level, text) of the workbench log; onEnd gets the exit code when an extension test run ends.
 */
export async function openWindow(
  browser,
  host,
  { width = 1280, height = 800, colorScheme = 'light', onLog, onEnd, ...contextOptions } = {},
) {
  const context = browser.newContext
    ? await browser.newContext({ viewport: { width, height }, colorScheme, ...contextOptions })
    : browser;
  await context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin: new URL(host.url).origin });
  const page = await context.newPage();
  if (onLog) {
    page.on('console', message => {
      const text = message.text();
      // A log line: "%c INFO color: #33f the text". Anything else is the page's own console.
      const line = /^%c\s*(TRACE|DEBUG|INFO|WARN|ERR)\s+(?:background: \S+; )?color: #[0-9a-f]+;?\s?([\s\S]*)$/.exec(
        text,
      );
      onLog(
        line
          ? { TRACE: 'trace', DEBUG: 'debug', INFO: 'info', WARN: 'warn', ERR: 'error' }[line[1]]
          : message.type() === 'error'
            ? 'page-error'
            : 'page',
        line ? line[2] : text,
      );
    });
    page.on('pageerror', error => onLog('page-error', String(error.stack ?? error)));
  }
  if (onEnd) {
    // The workbench looks for these globals itself; no switch is needed.
    await page.exposeFunction('codeAutomationLog', () => {});
    await page.exposeFunction('codeAutomationExit', (code, logs) => onEnd(code, logs));
  }
  await page.goto(host.url, { waitUntil: 'commit' });
  return page;
}
