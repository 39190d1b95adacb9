import assert from 'node:assert/strict';
import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { CompletionList, FileChangeEvent } from 'vscode';
import type { EditorWindow } from './editorWindow';
import { describeInEditor } from './editorWindow';

const chart = `apiVersion: v2
name: stock-sync
description: Brings the stock of the shop up to date
version: 0.3.0
dependencies:
  - name: web
    version: ^1.0.0
    repository: https://charts.example/stable
  - name: db
    version: ^9.0.0
    repository: https://charts.example/stable
`;

const version = (name: string, number: string): string =>
  `  - name: ${name}\n    version: ${number}\n    apiVersion: v2\n    urls: [${name}-${number}.tgz]\n`;
const index = `apiVersion: v1\nentries:\n  web:\n${version('web', '2.4.1')}${version('web', '1.9.0')}  db:\n${version('db', '3.0.0')}`;

/** Repositories and a fetched index in the home folder of the window's user, as Helm leaves them. */
function prepare(folder: string): void {
  const home = join(dirname(folder), 'home');
  const write = (path: string, text: string): void => {
    mkdirSync(dirname(join(home, path)), { recursive: true });
    writeFileSync(join(home, path), text);
  };
  write(
    '.config/helm/repositories.yaml',
    'apiVersion: ""\ngenerated: "0001-01-01T00:00:00Z"\nrepositories:\n- name: stable\n  url: https://charts.example/stable\n',
  );
  write('.cache/helm/repository/stable-index.yaml', index);
  writeFileSync(join(folder, 'charts/stock-sync/Chart.yaml'), chart);
  cpSync('test/fixtures/vectors/prov/archive-appended/demo-0.1.0.tgz.prov', join(folder, 'demo-0.1.0.tgz.prov'));
}

async function openChart(window: EditorWindow): Promise<void> {
  await window.openFile('charts/stock-sync/Chart.yaml');
  await window.workbench.page.locator('.view-line', { hasText: 'repository:' }).first().waitFor();
}

describeInEditor('help with dependencies', { prepare }, open => {
  it('shows the newest versions on the line, without asking the network', async () => {
    const { page } = open().workbench;
    await openChart(open());
    await page.locator('.view-line', { hasText: 'newest 2.4.1, in range 1.9.0' }).waitFor();
    await page.locator('.view-line', { hasText: 'newest 3.0.0, none in range' }).waitFor();
    await page.locator('.codelens-decoration', { hasText: 'Check Versions' }).waitFor();
    await page.locator('.squiggly-warning').first().waitFor();
    await open().screenshots('dependencies', { contrast: true });
  });

  it('takes the newest version with a lens', async () => {
    const { page } = open().workbench;
    await openChart(open());
    await page.locator('.codelens-decoration a', { hasText: 'Take ^2.4.1' }).click();
    await page.locator('.view-line', { hasText: 'version: ^2.4.1' }).waitFor();
    await page.keyboard.press('Control+z');
  });

  it('completes versions and names from the fetched index', async () => {
    const { workbench } = open();
    const { page } = workbench;
    await openChart(open());
    await page.locator('.view-line', { hasText: 'db' }).first().click();
    await page.keyboard.press('End');
    for (let letter = 0; letter < 2; letter++) await page.keyboard.press('Backspace');
    await page.keyboard.press('Control+Space');
    await page.locator('.suggest-widget.visible .monaco-list-row', { hasText: 'web' }).first().waitFor();
    await workbench.screenshot('out/ui/dependencies-names.png', { keepHover: true });
    await page.keyboard.press('Escape');
    await page.keyboard.type('db');
    await page.keyboard.press('Escape');
    const labels = await workbench.vscode(async (vscode, path) => {
      const place = new vscode.Position(9, 13);
      const list = await vscode.commands.executeCommand<CompletionList>(
        'vscode.executeCompletionItemProvider',
        vscode.Uri.file(path),
        place,
      );
      return list.items.map(({ label }) => (typeof label === 'string' ? label : label.label));
    }, open().path('charts/stock-sync/Chart.yaml'));
    for (const label of ['^3.0.0', '~3.0.0', '3.0.0']) assert.ok(labels.includes(label), labels.join());
  });
});

describeInEditor('values and their schema', { prepare }, open => {
  it('marks the value that does not fit', async () => {
    const { page } = open().workbench;
    writeFileSync(open().path('charts/stock-sync/values.schema.json'), '{"properties": {"port": {"type": "integer"}}}');
    writeFileSync(open().path('charts/stock-sync/values.yaml'), 'port: web\n');
    await open().openFile('charts/stock-sync/values.yaml');
    await page.locator('.squiggly-error').first().waitFor();
    await open().screenshots('values-schema');
  });
});

describeInEditor('a provenance file', { prepare }, open => {
  it('is coloured, has a lens to verify it, and says who signed', async () => {
    const { page } = open().workbench;
    await open().openFile('demo-0.1.0.tgz.prov');
    await page.locator('.codelens-decoration', { hasText: 'Verify' }).waitFor();
    await page.locator('.squiggly-warning').first().waitFor();
    const hover = page.locator('.monaco-hover:visible', { hasText: 'Signed at' });
    const show = async (): Promise<void> => {
      await page.locator('.view-line', { hasText: 'BEGIN PGP SIGNATURE' }).locator('span span').first().hover();
      await hover.first().waitFor();
    };
    await show();
    assert.match(
      (await hover.first().innerText()).replaceAll('\u00a0', ' '),
      /not in your keyring[\s\S]*Not verified here/,
    );
    await open().screenshots('provenance', { keepHover: true, prepare: show });
  });
});

describeInEditor('a chart in a file system of another extension', { prepare }, open => {
  it('is checked by its text', async () => {
    const { workbench } = open();
    await workbench.vscode(async (vscode, text) => {
      // The bundler of the tests names functions by a helper that is not there where this runs.
      Reflect.set(globalThis, '__name', Object);
      const changed = new vscode.EventEmitter<FileChangeEvent[]>();
      const bytes = new TextEncoder().encode(text);
      vscode.workspace.registerFileSystemProvider('memory', {
        onDidChangeFile: changed.event,
        watch: () => ({ dispose: () => undefined }),
        stat: () => ({ type: 1, ctime: 0, mtime: 0, size: bytes.length }),
        readDirectory: () => [],
        createDirectory: () => undefined,
        readFile: () => bytes,
        writeFile: () => undefined,
        delete: () => undefined,
        rename: () => undefined,
      });
      await vscode.window.showTextDocument(vscode.Uri.parse('memory:/demo/Chart.yaml'), { preview: false });
    }, 'apiVersion: v2\nname: a/b\nversion: 0.1.0\nicon: i.png\n');
    await workbench.page.locator('.squiggly-error').nth(1).waitFor();
    await open().screenshots('other-file-system');
  });
});

describeInEditor(
  'beside the YAML extension',
  { prepare, extensions: [resolve('test/fixtures/extensions/yaml')] },
  open => {
    it('leaves shapes to it and keeps what only Helm knows', async () => {
      const { workbench } = open();
      writeFileSync(
        open().path('charts/stock-sync/Chart.yaml'),
        'apiVersion: v2\nname: stock-sync\nversion: 1.0\nicon: i.png\nengine: gotpl\n',
      );
      await open().openFile('charts/stock-sync/Chart.yaml');
      await workbench.page.locator('.squiggly-error').first().waitFor();
      const codes = await workbench.vscode(async vscode => {
        for (;;) {
          const all = vscode.languages.getDiagnostics().flatMap(([, list]) => list);
          const found = all.map(({ code }) => String(typeof code === 'object' ? code.value : code));
          if (found.includes('values/missing') || found.includes('chart-yaml/icon-url-invalid')) return found;
          await new Promise(resolve => setTimeout(resolve, 50));
        }
      });
      assert.ok(codes.includes('chart-yaml/icon-url-invalid'));
      for (const code of ['chart-yaml/version-not-text', 'chart-yaml/unknown-key'])
        assert.ok(!codes.includes(code), code);
    });
  },
);
