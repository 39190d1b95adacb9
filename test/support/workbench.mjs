// Drives the real VS Code workbench through Playwright. Selectors checked against VS Code 1.139.1.
import crypto from 'node:crypto';
import fs from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { launchBrowser, openWindow } from './browser.mjs';
import { hostDir, startHost } from './host.mjs';

const escape = text => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
const exactly = text => (text instanceof RegExp ? text : new RegExp(`^\\s*${escape(text)}\\s*$`));

// Entries of the status bar that only this host has.
const onlyHere =
  '[id="status.workbench.keyboardLayout"], [id="status.forwardedPorts"], [id="status.host"] { display: none !important; }';

export async function until(what, check, ms = 30000) {
  const end = Date.now() + ms;
  for (let last; ;) {
    try {
      const value = await check();
      if (value) {
        return value;
      }
    } catch (error) {
      last = error;
    }
    if (Date.now() > end) {
      throw new Error(`Not in ${ms} ms: ${what}${last ? ` (${last.message})` : ''}`);
    }
    await new Promise(resolve => setTimeout(resolve, 50));
  }
}

export class Workbench {
  /** @type {import('playwright-core').Page} */
  page;
  /** @type {Awaited<ReturnType<typeof startHost>>} */
  host;
  /** @type {import('playwright-core').Browser | undefined} */
  ownBrowser;
  /** @type {string[]} Lines of the workbench's log. */
  log;
  /** @type {HostLink | undefined} */
  link;

  /**
   * Starts server and browser (or takes options.browser), opens the window, waits for the extension host.
   * @param {Record<string, any>} options see startHost; browser, window, helper, env
   * @returns {Promise<Workbench>}
   */
  static async start({
    browser,
    window = {},
    helper = true,
    extensionDevelopmentPaths = [],
    env,
    ...hostOptions
  } = {}) {
    const own = browser ? undefined : launchBrowser();
    const link = helper ? await HostLink.listen() : undefined;
    const [host, ready] = await Promise.all([
      startHost({
        ...hostOptions,
        env: { ...env, ...(link && { HCR_HOST_HELPER: link.address }) },
        extensionDevelopmentPaths: [...extensionDevelopmentPaths, ...(link ? [path.join(hostDir, 'helper')] : [])],
      }),
      own ?? browser,
    ]);
    const log = [];
    let page;
    try {
      page = await openWindow(ready, host, { ...window, onLog: (level, text) => log.push(`${level}: ${text}`) });
      const workbench = new Workbench({ page, host, ownBrowser: own && ready, log, link });
      await workbench.ready();
      return workbench;
    } catch (error) {
      if (process.env.HCR_HOST_ARTIFACTS) {
        await page?.screenshot({ path: path.join(process.env.HCR_HOST_ARTIFACTS, 'not-ready.png') }).catch(() => {});
      }
      const tail = [...host.lines.filter(line => line.trim()).slice(-10), ...log.slice(-20)].join('\n');
      await page?.context().close();
      if (own) {
        await ready.close();
      }
      await host.stop();
      link?.close();
      throw new Error(`${error.message}\nLast lines of the log:\n${tail}`);
    }
  }

  constructor({ page, host, ownBrowser, log, link }) {
    Object.assign(this, { page, host, ownBrowser, log, link });
    page.setDefaultTimeout(30000);
  }

  async stop() {
    await this.page.context().close();
    await this.ownBrowser?.close();
    await this.host.stop();
    this.link?.close();
  }

  /**
   * Runs a function in the extension host: await wb.vscode((vscode, name) => vscode.commands.executeCommand(name), 'some.command').
   * It is sent as source text: no outer variables; arguments and answer travel as JSON. `require` is at hand.
   * @template T
   * @template {readonly unknown[]} A
   * @param {(api: typeof import('vscode'), ...args: A) => T} run
   * @param {A} args
   * @returns {Promise<Awaited<T>>}
   */
  vscode(run, ...args) {
    return this.link.call(run, args);
  }

  /** The workbench is drawn and the extension host has activated its eager extensions. */
  async ready({ reloads = this.reloads ?? 0 } = {}) {
    await this.page.locator('.monaco-workbench .part.statusbar').waitFor({ timeout: 60000 });
    await this.page.addStyleTag({ content: onlyHere });
    await until(
      'the extension host is up',
      () =>
        this.extensionHostLogs().length > reloads &&
        this.extensionHostLogs().at(-1).includes('Eager extensions activated'),
      60000,
    );
  }

  async reload() {
    this.reloads = this.extensionHostLogs().length;
    await this.page.reload({ waitUntil: 'commit' });
    await this.ready();
  }

  // --- files that the server writes ---------------------------------------------------------------------------------

  /** The text of each extension host's log, oldest first: start, activations, errors. */
  extensionHostLogs() {
    return this.#logFiles(file => path.basename(file) === 'remoteexthost.log').map(file =>
      fs.readFileSync(file, 'utf8'),
    );
  }
  async activated(extensionId, ms = 30000) {
    await until(
      `${extensionId} is activated`,
      () => this.extensionHostLogs().at(-1)?.includes(`_doActivateExtension ${extensionId},`),
      ms,
    );
  }
  /** What an extension wrote to its output channel (createOutputChannel, with and without { log: true }). */
  outputChannel(name) {
    return this.#logFiles(
      file =>
        path.basename(file) === `${name}.log` || new RegExp(`^\\d+-${escape(name)}\\.log$`).test(path.basename(file)),
    )
      .map(file => fs.readFileSync(file, 'utf8'))
      .join('');
  }
  #logFiles(wanted) {
    const root = path.join(this.host.userDataDir, 'logs');
    if (!fs.existsSync(root)) {
      return [];
    }
    return fs
      .readdirSync(root, { recursive: true })
      .map(name => path.join(root, name))
      .filter(file => wanted(file) && fs.statSync(file).isFile())
      .sort((a, b) => fs.statSync(a).birthtimeMs - fs.statSync(b).birthtimeMs);
  }

  /**
   * Changes user settings (undefined takes one away). They land in <userDataDir>/User/settings.json; editing that file
   * from outside works too, but this host only sees it at the next reload.
   */
  async setSettings(settings) {
    for (const [name, value] of Object.entries(settings)) {
      await this.vscode(
        (vscode, name, value) =>
          vscode.workspace.getConfiguration().update(name, value ?? undefined, vscode.ConfigurationTarget.Global),
        name,
        value ?? null,
      );
    }
  }
  /** 'dark', 'light', 'hc-dark', 'hc-light', or the label of a theme. */
  async setTheme(theme) {
    const label =
      {
        dark: 'Dark 2026',
        light: 'Light 2026',
        'hc-dark': 'Default High Contrast',
        'hc-light': 'Default High Contrast Light',
      }[theme] ?? theme;
    await this.setSettings({ 'workbench.colorTheme': label });
    const kind = { dark: 'vs-dark', light: 'vs', 'hc-dark': 'hc-black', 'hc-light': 'hc-light' }[theme];
    if (kind) {
      await this.page.locator(`.monaco-workbench.${kind}`).waitFor();
    }
    await this.page.waitForTimeout(300); // colours are animated
  }

  // --- commands and quick input ------------------------------------------------------------------------------------

  get quickInput() {
    return this.page.locator('.quick-input-widget:visible');
  }

  /** Runs a command as a person does: by the title the palette shows, "Category: Title". */
  async runCommand(title) {
    await this.openPalette('>' + title, async () => {
      await this.quickRows()
        .filter({ has: this.page.locator('.label-name', { hasText: exactly(title) }) })
        .first()
        .click({ timeout: 5000 });
    });
  }
  /** Opens the palette with a text and then does something with it; starts over when the palette closed meanwhile. */
  async openPalette(text = '>', then) {
    const input = this.quickInput.locator('input.input');
    for (let attempt = 0; ; attempt++) {
      try {
        await this.page.keyboard.press('F1');
        await input.fill(text, { timeout: 2500 });
        return await then?.();
      } catch (error) {
        if (attempt === 4) {
          throw error;
        }
        await this.page.keyboard.press('Escape');
        // The keyboard may be inside a webview or an editor that was just closed: give it back to the workbench.
        if (attempt > 0) {
          await this.page.locator('.part.statusbar').click({ position: { x: 500, y: 5 } });
        }
      }
    }
  }
  quickRows() {
    return this.quickInput.locator('.quick-input-list .monaco-list-row');
  }
  /** Labels of the entries on screen (the list is virtual: long lists show some). */
  async quickItems() {
    await this.quickRows().first().waitFor();
    return this.quickRows()
      .locator('.label-name')
      .first()
      .waitFor()
      .then(() =>
        this.quickRows().evaluateAll(rows => rows.map(row => row.querySelector('.label-name')?.textContent ?? '')),
      );
  }
  async quickTitle() {
    return (await this.quickInput.locator('.quick-input-title').textContent()).trim();
  }
  async quickPlaceholder() {
    return await this.quickInput.locator('input.input').getAttribute('placeholder');
  }
  async quickMessage() {
    return (await this.quickInput.locator('.quick-input-message').textContent()).trim();
  }
  /** Waits for the quick input with this title (or placeholder), so that two steps of one flow are not mixed up. */
  async quickStep(text) {
    await until(
      `a quick input named ${text}`,
      async () =>
        (await this.quickInput.count()) &&
        [await this.quickTitle(), await this.quickPlaceholder()].some(value => exactly(text).test(value ?? '')),
    );
  }
  async quickPick(label) {
    await this.quickRows()
      .filter({ has: this.page.locator('.label-name', { hasText: exactly(label) }) })
      .first()
      .click();
  }
  async quickCheck(...labels) {
    for (const label of labels) {
      await this.quickRows()
        .filter({ has: this.page.locator('.label-name', { hasText: exactly(label) }) })
        .first()
        .locator('[role=checkbox], .quick-input-list-checkbox')
        .first()
        .click();
    }
  }
  async quickType(text) {
    await this.quickInput.locator('input.input').fill(text);
  }
  /** A path in the file dialog. It shows the folder it starts in when that is read, over what was typed before then. */
  async quickPath(path) {
    await this.quickRows().first().waitFor();
    await until(`the file dialog shows ${path}`, async () => {
      const input = this.quickInput.locator('input.input');
      if ((await input.inputValue()) === path) return true;
      await input.fill(path);
      return false;
    });
  }
  async quickAccept() {
    await this.page.keyboard.press('Enter');
  }
  async quickCancel() {
    await this.page.keyboard.press('Escape');
  }

  // --- notifications and dialogs ------------------------------------------------------------------------------------

  notification(text) {
    return this.page
      .locator('.notifications-toasts .notification-list-item')
      .filter({ has: this.page.locator('.notification-list-item-message', { hasText: text }) })
      .first();
  }
  async notificationTexts() {
    return this.page.locator('.notifications-toasts .notification-list-item-message').allTextContents();
  }
  async clickNotification(text, button) {
    await this.notification(text).getByRole('button', { name: button, exact: true }).click();
  }
  async clearNotifications() {
    await this.runCommand('Notifications: Clear All Notifications');
    await this.page.locator('.notifications-toasts .notification-toast').first().waitFor({ state: 'detached' });
  }
  /** A modal message (showWarningMessage with modal: true): { message, detail, buttons }. */
  async dialog() {
    const box = this.page.locator('.monaco-dialog-box');
    await box.waitFor();
    return {
      message: await box.locator('#monaco-dialog-message-text').textContent(),
      detail: await box
        .locator('#monaco-dialog-message-detail')
        .textContent()
        .catch(() => ''),
      buttons: await box.locator('.dialog-buttons .monaco-button').allTextContents(),
    };
  }
  async clickDialog(button) {
    await this.page.locator('.monaco-dialog-box').getByRole('button', { name: button, exact: true }).click();
    await this.page.locator('.monaco-dialog-box').waitFor({ state: 'detached' });
  }

  // --- side bar, trees, context menus -------------------------------------------------------------------------------

  /** Shows a view container by the name in the activity bar ("Explorer", "Search", an extension's own). */
  async showContainer(name) {
    const action = this.page
      .locator('.part.activitybar .action-item')
      .filter({
        // A shortcut, or what a number on it says, may follow the name.
        has: this.page.locator(
          ['=', '^='].map((is, at) => `a.action-label[aria-label${is}"${name}${at === 0 ? '' : ' '}"]`).join(', '),
        ),
      })
      .first();
    await action.waitFor();
    if (!(await action.getAttribute('class')).includes('checked')) {
      await action.locator('a.action-label').click();
    }
  }
  /** One section of the side bar or panel by its name; a container's only view has no header of its own. */
  view(name) {
    return this.page.locator('.pane').filter({ has: this.page.locator(`.pane-header[aria-label="${name} Section"]`) });
  }
  get explorer() {
    return this.page.locator('.explorer-folders-view');
  }
  /** A row by its visible label. (aria-label of a tree item is its tooltip when the extension sets one.) */
  row(scope, label) {
    return scope
      .locator('.monaco-list-row')
      .filter({ has: this.page.locator('.label-name', { hasText: exactly(label) }) })
      .first();
  }
  /** What the tree shows: [{ label, description, level, expanded, tooltip }]. */
  async rows(scope) {
    await scope.locator('.monaco-list-row').first().waitFor();
    return scope.locator('.monaco-list-row').evaluateAll(rows =>
      rows.map(row => ({
        label: row.querySelector('.label-name')?.textContent ?? '',
        description: row.querySelector('.label-description')?.textContent ?? '',
        level: Number(row.getAttribute('aria-level')),
        expanded: row.getAttribute('aria-expanded') === null ? undefined : row.getAttribute('aria-expanded') === 'true',
        ariaLabel: row.getAttribute('aria-label'),
      })),
    );
  }
  /** Expands a path of labels, waiting for the children: expand(view, 'dev-cluster', 'default'). */
  async expand(scope, ...labels) {
    let row;
    for (const label of labels) {
      row = this.row(scope, label);
      await row.waitFor();
      if ((await row.getAttribute('aria-expanded')) === 'false') {
        await row.locator('.monaco-tl-twistie').click();
      }
      await until(`${label} is expanded`, async () => (await row.getAttribute('aria-expanded')) === 'true');
      await scope
        .locator('.monaco-tl-twistie.codicon-loading, .monaco-tl-twistie.codicon-tree-item-loading')
        .first()
        .waitFor({ state: 'detached' });
    }
    return row;
  }
  /** Right-clicks and hands back the labels of the menu. */
  async contextMenu(target) {
    await target.click({ button: 'right' });
    const items = this.page.locator('.monaco-menu .action-item:not(:has(.separator)) .action-label');
    await items.first().waitFor();
    return items.allTextContents();
  }
  async pickMenu(...labels) {
    for (const [index, label] of labels.entries()) {
      const item = this.page
        .locator('.monaco-menu .action-item')
        .filter({ has: this.page.locator('.action-label', { hasText: exactly(label) }) })
        .last();
      if (index < labels.length - 1) {
        await item.hover();
        continue;
      }
      // A menu takes no click in its first tenth of a second.
      for (let attempt = 0; ; attempt++) {
        await this.page.waitForTimeout(150);
        await item.click();
        try {
          return await this.page.locator('.monaco-menu').first().waitFor({ state: 'detached', timeout: 1000 });
        } catch (error) {
          if (attempt === 3) {
            throw error;
          }
        }
      }
    }
  }
  async viewAction(scope, label) {
    await scope
      .page()
      .locator(
        `.composite.title a.action-label[aria-label="${label}"], .pane-header a.action-label[aria-label="${label}"]`,
      )
      .first()
      .click();
  }

  // --- status bar, editors, problems, webviews ----------------------------------------------------------------------

  /** id: "<publisher>.<extension>.<the id given to createStatusBarItem>"; without an id of its own, "<publisher>.<extension>". */
  statusBar(id) {
    return this.page.locator(`.statusbar-item[id="${id}"]`);
  }
  async statusText(id) {
    return (await this.statusBar(id).textContent()).replace(/\u00a0/g, ' ').trim();
  }

  async openFile(name) {
    await this.page.keyboard.press('Control+P');
    await this.quickInput.locator('input.input').fill(name);
    await this.quickPick(path.posix.basename(name));
    await this.page
      .locator('.tab.active')
      .filter({ hasText: path.posix.basename(name) })
      .waitFor();
    await this.page.locator('.editor-instance .view-line').first().waitFor();
  }
  /** The lines on screen of the active editor. */
  async editorLines() {
    return (
      await this.page
        .locator('.editor-group-container.active .editor-instance .view-line')
        .evaluateAll(lines =>
          lines.sort((a, b) => parseFloat(a.style.top) - parseFloat(b.style.top)).map(line => line.textContent),
        )
    ).map(text => text.replace(/\u00a0/g, ' '));
  }
  async tabs() {
    return this.page
      .locator('.tabs-container .tab')
      .evaluateAll(tabs =>
        tabs.map(tab =>
          tab.getAttribute('data-resource-name')?.startsWith('webview-')
            ? tab.getAttribute('aria-label')
            : tab.getAttribute('data-resource-name'),
        ),
      );
  }
  /** All of the active editor's text, through the clipboard. */
  async editorText() {
    await this.page.locator('.editor-group-container.active .editor-instance .view-lines').first().click();
    await this.page.keyboard.press('Control+A');
    await this.page.keyboard.press('Control+C');
    await this.page.waitForTimeout(200);
    const text = await this.page.evaluate(() => navigator.clipboard.readText());
    await this.page.keyboard.press('Control+Home');
    return text;
  }

  /** The Problems panel: [{ severity, message, line, column, source }]. */
  async problems() {
    await this.runCommand('Problems: Focus on Problems View');
    const panel = this.page.locator('.markers-panel');
    await panel.waitFor();
    await this.page.waitForTimeout(300);
    const labels = await panel
      .locator('.monaco-list-row[aria-level="2"]')
      .evaluateAll(rows => rows.map(row => row.getAttribute('aria-label')));
    return labels.map(label => {
      const [, severity, message, line, column, , source] =
        /^(\w+): ([\s\S]*) at line (\d+) and character (\d+)\.( generated by (.*))?$/.exec(label) ?? [];
      return { severity, message, line: Number(line), column: Number(column), source, label };
    });
  }

  /** The inside of a webview: two frames deep. Use .locator() on the answer. index: which, when several are shown. */
  webview(index = 0) {
    return this.page.locator('iframe.webview.ready').nth(index).contentFrame().locator('#active-frame').contentFrame();
  }

  // --- timing -------------------------------------------------------------------------------------------------------

  /** { 'publisher.extension': { eager, loadCode, callActivate, finishActivate, event } } in ms, from Developer: Startup Performance. */
  async activationTimes() {
    await this.runCommand('Developer: Startup Performance');
    const text = await until(
      'the activation table',
      async () => {
        const all = await this.editorText();
        return all.includes('## Extension Activation Stats') && all.includes('## Workbench Contributions')
          ? all
          : undefined;
      },
      20000,
    );
    await this.runCommand('View: Close Editor');
    const table = text.slice(text.indexOf('## Extension Activation Stats')).split('\n## ')[0];
    return Object.fromEntries(
      table
        .split('\n')
        .filter(line => /^\| [^ |]+\.[^ |]+ +\|/.test(line))
        .map(line => {
          const [id, eager, load, call, finish, event] = line
            .split('|')
            .slice(1)
            .map(cell => cell.trim());
          return [
            id,
            {
              eager: eager === 'true',
              loadCode: Number(load),
              callActivate: Number(call),
              finishActivate: Number(finish),
              event,
            },
          ];
        }),
    );
  }

  /** CPU profile of the extension host, through Node's inspector inside that process. */
  async startProfile({ intervalUs = 200 } = {}) {
    await this.vscode(async (_vscode, intervalUs) => {
      const { Session } = require('inspector/promises');
      const session = (globalThis.__extensionHostProfiler = new Session());
      session.connect();
      await session.post('Profiler.enable');
      await session.post('Profiler.setSamplingInterval', { interval: intervalUs });
      await session.post('Profiler.start');
    }, intervalUs);
  }
  /** Ends it, writes file (open it in VS Code or Chrome DevTools), and hands back ms of self time by script, most first. */
  async stopProfile(file) {
    await this.vscode(async (_vscode, file) => {
      const session = globalThis.__extensionHostProfiler;
      const { profile } = await session.post('Profiler.stop');
      session.disconnect();
      require('fs').writeFileSync(file, JSON.stringify(profile));
    }, file);
    const profile = JSON.parse(fs.readFileSync(file, 'utf8'));
    const byId = new Map(profile.nodes.map(node => [node.id, node]));
    const total = {};
    for (let i = 0; i < profile.samples.length; i++) {
      const { url, functionName } = byId.get(profile.samples[i]).callFrame;
      const name = url || functionName;
      total[name] = (total[name] ?? 0) + profile.timeDeltas[i] / 1000;
    }
    return Object.fromEntries(
      Object.entries(total)
        .sort((a, b) => b[1] - a[1])
        .map(([name, ms]) => [name, Math.round(ms * 10) / 10]),
    );
  }

  /**
   * A PNG without the blinking caret. The pointer moves away and hovers go, unless `keepHover`.
   */
  async screenshot(file, { keepHover = false, ...options } = {}) {
    fs.mkdirSync(path.dirname(file), { recursive: true });
    if (!keepHover) await this.page.mouse.move(640, 0);
    return this.page.screenshot({
      path: file,
      animations: 'disabled',
      caret: 'hide',
      ...options,
      style: `${keepHover ? '' : '.monaco-hover, .workbench-hover-container { visibility: hidden !important; }'} ${options.style ?? ''}`,
    });
  }
}

/** The line to host/helper in the extension host. */
class HostLink {
  static listen() {
    const link = new HostLink();
    link.token = crypto.randomUUID();
    link.waiting = new Map();
    link.next = 1;
    link.server = net.createServer(socket => {
      let rest = '';
      socket.setEncoding('utf8').on('data', text => {
        const lines = (rest + text).split('\n');
        rest = lines.pop();
        for (const line of lines) {
          const { hello, id, value, error } = JSON.parse(line);
          if (hello !== undefined) {
            if (hello !== link.token) {
              return socket.destroy();
            }
            link.socket = socket; // a reloaded window has a new extension host
          } else if (link.waiting.has(id)) {
            const { resolve, reject } = link.waiting.get(id);
            link.waiting.delete(id);
            error ? reject(new Error(`In the extension host: ${error}`)) : resolve(value);
          }
        }
      });
      const gone = () => {
        if (link.socket !== socket) {
          return;
        }
        link.socket = undefined;
        for (const { reject } of link.waiting.values()) {
          reject(new Error('The extension host ended'));
        }
        link.waiting.clear();
      };
      socket.on('close', gone).on('error', gone);
    });
    return new Promise(resolve =>
      link.server.listen(0, '127.0.0.1', () => {
        link.server.unref();
        link.address = `${link.server.address().port}/${link.token}`;
        resolve(link);
      }),
    );
  }
  async call(run, args) {
    await until('the helper in the extension host', () => this.socket, 30000);
    return new Promise((resolve, reject) => {
      const id = this.next++;
      this.waiting.set(id, { resolve, reject });
      this.socket.write(JSON.stringify({ id, source: String(run), args }) + '\n');
    });
  }
  close() {
    this.socket?.destroy();
    this.server.close();
  }
}
