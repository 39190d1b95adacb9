import assert from 'node:assert/strict';
import { appendFileSync, existsSync } from 'node:fs';
import { until } from '../support/workbench.mjs';
import { describeInEditor } from './editorWindow';

describeInEditor('Rebuild and Compare', {}, open => {
  const rebuild = async (): Promise<void> => {
    const { workbench } = open();
    await workbench.vscode(async (vscode, path) => {
      void vscode.commands.executeCommand('helmChartRelease.rebuildAndCompare', vscode.Uri.file(path));
    }, open().path('dist/shop-1.2.0.tgz'));
    await workbench.quickStep('What is the package rebuilt from?');
    await workbench.quickAccept();
  };

  before(async () => {
    await open().charts.runOn('shop', 'Package Chart');
    await until('the package', async () => existsSync(open().path('dist/shop-1.2.0.tgz')));
    await open().workbench.clearNotifications();
  });

  it('says that the working tree gives the package byte for byte', async () => {
    await rebuild();
    const text = await open().report.waitForPlan('Rebuild of shop-1.2.0.tgz');
    assert.match(text, /is this package, byte for byte/);
    await open().screenshots('rebuild-same', { contrast: true });
  });

  it('shows each file that differs, as a page, as text and in the diff', async () => {
    const { workbench, report } = open();
    appendFileSync(open().path('charts/shop/values.yaml'), '\nadded: true\n');
    await workbench.runCommand('View: Close All Editors');
    await rebuild();
    const text = await report.waitForPlan('Rebuild of shop-1.2.0.tgz');
    assert.match(text, /1 of \d+ files differ from what the working tree gives/);
    assert.match(text, /shop\/values\.yaml\s+Other content/);
    await open().screenshots('rebuild-differs', { contrast: true });
    await report.press('Open as Text');
    await until('the text', async () =>
      /shop\/values\.yaml: Other content/.test(
        await workbench.vscode(vscode => vscode.window.activeTextEditor?.document.getText() ?? ''),
      ),
    );
    await workbench.runCommand('View: Revert and Close Editor');
    await report.waitForPlan('Rebuild of shop-1.2.0.tgz');
    await report.press('Show Differences');
    await workbench.page.locator('.multiDiffEntry').first().waitFor();
    await open().screenshots('rebuild-diff', {});
  });
});
