import assert from 'node:assert/strict';
import { describeInEditor } from './editorWindow';

describeInEditor('the views', {}, open => {
  it('show the charts of the workspace, and what to do where there is nothing yet', async () => {
    const { charts, keyring, registries } = open();
    const rows = await charts.rows();
    assert.deepEqual(
      rows.map(row => `${row.label} ${row.description}`),
      ['shop 1.2.0', 'shop-common 0.4.1 library', 'stock-sync 0.3.0+build.7', 'storefront 0.9.0'],
    );
    assert.match(await (await keyring.show()).innerText(), /No keys yet/);
    assert.match(await (await registries.show()).innerText(), /No registry yet/);
    await open().screenshots('views-empty');
  });
});
