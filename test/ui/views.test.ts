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
    await (await keyring.show()).getByText(/No keys yet/).waitFor();
    await (await registries.show()).getByText(/No registry yet/).waitFor();
    await open().screenshots('views-empty');
  });
});
