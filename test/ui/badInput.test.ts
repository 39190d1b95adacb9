import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import type { Server } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { freePort } from '../support/dockerRegistry';
import { describeInEditor } from './editorWindow';

const key = { name: 'Shop Team', email: 'charts@example.com', passphrase: 'for this test only' } as const;
const brokenChart = 'name: stock-sync\nversion: [0.3.0\n';

describeInEditor(
  'bad input',
  { prepare: folder => writeFileSync(join(folder, 'charts/stock-sync/Chart.yaml'), brokenChart) },
  open => {
    let refusing: Server;
    before(async () => {
      refusing = createServer((_, response) => {
        response.writeHead(401, { 'WWW-Authenticate': 'Basic realm="charts"' }).end();
      });
      await new Promise<void>(resolve => refusing.listen(0, '127.0.0.1', resolve));
    });
    after(() => {
      refusing.closeAllConnections();
      refusing.close();
    });

    /** Starts a command on a path, as a menu does; what goes wrong is shown, not thrown. */
    const start = (command: string, ...path: readonly string[]): void => {
      void open().workbench.vscode(
        (vscode, id, file) => vscode.commands.executeCommand(id, vscode.Uri.file(file)).then(() => null),
        command,
        open().path(...path),
      );
    };
    const push = async (target: string): Promise<void> => {
      await open().workbench.setSettings({ 'helmChartRelease.registries': [target] });
      start('helmChartRelease.pushPackage', 'dist', 'shop-1.2.0.tgz');
      await open().workbench.quickStep('Which registry?');
      await open().workbench.quickPick(target);
    };
    /** The message with this text, as a toast or, when that is over, in the list behind the bell. */
    const says = async (text: string): Promise<string> => {
      const { page } = open().workbench;
      const shown = page
        .locator('.notifications-toasts, .notifications-center')
        .locator('.notification-list-item-message', { hasText: text })
        .first();
      try {
        await shown.waitFor({ timeout: 20_000 });
      } catch {
        await open().workbench.runCommand('Notifications: Show Notifications');
        await shown.waitFor({ timeout: 20_000 });
      }
      return shown.innerText();
    };
    afterEach(() => open().workbench.clearNotifications());

    it('in Chart.yaml is named with what Helm says of it, and nothing is written', async () => {
      start('helmChartRelease.packageChart', 'charts', 'stock-sync');
      assert.match(await says('The chart cannot be loaded'), /yaml: line \d+/);
      await open().screenshots('bad-chart-yaml');
      assert.ok(!existsSync(open().path('dist')));
    });

    it('for a passphrase is asked again, three times in all, and nothing is signed', async () => {
      await open().keyring.generate(key);
      start('helmChartRelease.packageChart', 'charts', 'shop');
      await says('Packaged shop-1.2.0.tgz');
      await open().workbench.clearNotifications();
      start('helmChartRelease.signPackage', 'dist', 'shop-1.2.0.tgz');
      for (const prompt of ['Passphrase of', 'Try 2 of 3', 'Try 3 of 3'])
        await open().keyring.givePassphrase('Sign Package', 'not the passphrase', prompt);
      assert.match(await says('That is not the passphrase of the key'), /Nothing was signed/);
      await open().screenshots('bad-passphrase');
      assert.ok(!existsSync(open().path('dist', 'shop-1.2.0.tgz.prov')));
    });

    it('for a registry that is down says which address does not answer', async () => {
      const host = `127.0.0.1:${await freePort()}`;
      await push(`oci://${host}/charts`);
      assert.ok((await says('cannot be reached')).includes(host));
      await open().screenshots('bad-registry-down');
    });

    it('for a registry that answers 401 says what it wanted and what was tried', async () => {
      const host = `127.0.0.1:${(refusing.address() as AddressInfo).port}`;
      await push(`oci://${host}/charts`);
      const message = await says('401');
      assert.ok(message.includes(host), message);
      await open().screenshots('bad-registry-401');
    });

    it('for the folder of packages says that it cannot be written, and leaves what is there as it is', async () => {
      const readme = open().path('README.md');
      const before = readFileSync(readme);
      await open().workbench.setSettings({ 'helmChartRelease.destination': 'README.md' });
      start('helmChartRelease.packageChart', 'charts', 'shop');
      assert.match(await says('cannot be written'), /README\.md/);
      await open().screenshots('bad-destination');
      assert.deepEqual(readFileSync(readme), before);
    });
  },
);
