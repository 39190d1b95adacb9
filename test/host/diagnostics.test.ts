import assert from 'node:assert/strict';
import { rmSync, writeFileSync } from 'node:fs';
import * as vscode from 'vscode';
import { inShop } from './support';

const chartYaml = (): vscode.Uri => vscode.Uri.file(inShop('charts/stock-sync/Chart.yaml'));

function codesOf(uri: vscode.Uri): readonly string[] {
  return vscode.languages
    .getDiagnostics(uri)
    .filter(({ source }) => source === 'Helm Chart')
    .map(({ code }) => String(typeof code === 'object' ? code.value : code));
}

/** Waits for diagnostics that satisfy a condition. */
async function until(uri: vscode.Uri, is: (codes: readonly string[]) => boolean): Promise<readonly string[]> {
  for (let waited = 0; waited < 20_000; waited += 50) {
    const codes = codesOf(uri);
    if (is(codes)) return codes;
    await new Promise(resolve => setTimeout(resolve, 50));
  }
  throw new Error(`diagnostics of ${uri.toString()} are ${codesOf(uri).join(', ')}`);
}

async function replaceAll(document: vscode.TextDocument, text: string): Promise<void> {
  const edit = new vscode.WorkspaceEdit();
  edit.replace(document.uri, new vscode.Range(0, 0, document.lineCount, 0), text);
  assert.ok(await vscode.workspace.applyEdit(edit));
}

describe('diagnostics and language features', () => {
  let original = '';
  let document: vscode.TextDocument;
  before(async () => {
    document = await vscode.workspace.openTextDocument(chartYaml());
    original = document.getText();
    await vscode.window.showTextDocument(document);
  });
  afterEach(async () => {
    await replaceAll(document, original);
  });

  it('mark what is wrong while typing, and offer the fix and fix-all as edits of that place only', async () => {
    await replaceAll(
      document,
      'apiVersion: v2\nname: demo\nversion: 0.1.0\nicon: i.png\nappVersion: 1e3\nHome: https://a.example\n',
    );
    const codes = await until(document.uri, found => found.includes('chart-yaml/icon-url-invalid'));
    assert.ok(codes.includes('chart-yaml/case-variant-key'), codes.join());
    const line = document
      .getText()
      .split('\n')
      .findIndex(each => each.startsWith('Home:'));
    const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
      'vscode.executeCodeActionProvider',
      document.uri,
      new vscode.Range(line, 0, line, 4),
    );
    const fix = actions.find(action => action.title === 'Write home');
    assert.ok(fix?.edit, actions.map(action => action.title).join());
    assert.ok(await vscode.workspace.applyEdit(fix.edit));
    assert.equal(document.lineAt(line).text, 'home: https://a.example');
    await until(document.uri, found => !found.includes('chart-yaml/case-variant-key'));
    assert.ok(actions.some(action => action.title === 'Ignore chart-yaml/case-variant-key on this line'));
  });

  it('know the folder around the chart: a dependency that is not in charts/', async () => {
    await replaceAll(
      document,
      `${original}dependencies:\n  - name: web\n    version: ^1.0.0\n    repository: https://charts.example\n`,
    );
    await until(document.uri, found => found.includes('dependencies/missing'));
  });

  it('obey the setting for a rule, and the comment for a line', async () => {
    const settings = vscode.workspace.getConfiguration('helmChartRelease.lint');
    await replaceAll(document, `apiVersion: v2\nname: demo\nversion: 0.1.0\nicon: i.png\nengine: a\n`);
    await until(
      document.uri,
      found => found.includes('chart-yaml/icon-url-invalid') && found.includes('chart-yaml/unknown-key'),
    );
    await settings.update('rules', { 'chart-yaml/unknown-key': 'off' }, vscode.ConfigurationTarget.Workspace);
    try {
      await until(document.uri, found => !found.includes('chart-yaml/unknown-key'));
    } finally {
      await settings.update('rules', undefined, vscode.ConfigurationTarget.Workspace);
    }
    await replaceAll(
      document,
      `apiVersion: v2\nname: demo\nversion: 0.1.0\nicon: i.png # helm-chart-release-ignore chart-yaml/icon-url-invalid\nengine: a\n`,
    );
    await until(
      document.uri,
      found => found.includes('chart-yaml/unknown-key') && !found.includes('chart-yaml/icon-url-invalid'),
    );
  });

  it('check untitled documents, and are silent on the left side of a diff', async () => {
    const untitled = await vscode.workspace.openTextDocument(vscode.Uri.parse('untitled:/nowhere/Chart.yaml'));
    await replaceAll(untitled, 'apiVersion: v2\nname: a/b\nversion: 0.1.0\n');
    await until(untitled.uri, found => found.includes('chart-yaml/name-invalid'));
    const provider = vscode.workspace.registerTextDocumentContentProvider('git', {
      provideTextDocumentContent: () => 'name: a/b\n',
    });
    try {
      const left = await vscode.workspace.openTextDocument(chartYaml().with({ scheme: 'git', query: '{}' }));
      await replaceAll(untitled, 'apiVersion: v2\nname: demo\nversion: 0.1.0\n');
      await until(untitled.uri, found => !found.includes('chart-yaml/name-invalid'));
      assert.deepEqual(codesOf(left.uri), []);
    } finally {
      provider.dispose();
    }
  });

  it('check an index in its thread, against the packages beside it', async () => {
    const path = inShop('index.yaml');
    const digest = 'a'.repeat(64);
    writeFileSync(
      path,
      `apiVersion: v1\nentries:\n  demo:\n  - name: demo\n    version: 0.1.0\n    digest: ${digest}\n    urls:\n    - charts/storefront/charts/banner-2.1.0.tgz\n  - name: demo\n    version: latest\n`,
    );
    try {
      const index = await vscode.workspace.openTextDocument(path);
      const codes = await until(index.uri, found => found.length > 2);
      for (const code of ['index/digest-differs', 'index/skipped-entry', 'index/prov-missing'])
        assert.ok(codes.includes(code), codes.join());
    } finally {
      rmSync(path);
    }
  });

  it('help with fields: hover, completion, symbols, links, lenses and folding', async () => {
    const at = document.positionAt(document.getText().indexOf('\nversion:') + 3);
    const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
      'vscode.executeHoverProvider',
      document.uri,
      at,
    );
    const shown = hovers
      .flatMap(hover => hover.contents.map(each => (typeof each === 'string' ? each : each.value)))
      .join();
    assert.match(shown, /Version of the chart/);
    await replaceAll(document, 'apiVersion: v2\nname: demo\nversion: 0.1.0\nhome: https://a.example\ntype: \n');
    const place = document.positionAt(document.getText().lastIndexOf('type: ') + 6);
    const list = await vscode.commands.executeCommand<vscode.CompletionList>(
      'vscode.executeCompletionItemProvider',
      document.uri,
      place,
    );
    assert.ok(
      list.items.some(item => item.label === 'library'),
      list.items.map(item => String(item.label)).join(),
    );
    const fields = await vscode.commands.executeCommand<vscode.CompletionList>(
      'vscode.executeCompletionItemProvider',
      document.uri,
      new vscode.Position(document.lineCount - 1, 0),
    );
    const labels = fields.items.map(item => String(item.label));
    assert.ok(labels.includes('annotations') && !labels.includes('name'), labels.join());
    const symbols = await vscode.commands.executeCommand<vscode.DocumentSymbol[]>(
      'vscode.executeDocumentSymbolProvider',
      document.uri,
    );
    assert.ok(symbols.some(symbol => symbol.name === 'version'));
    const links = await vscode.commands.executeCommand<vscode.DocumentLink[]>(
      'vscode.executeLinkProvider',
      document.uri,
    );
    assert.ok(links.some(link => link.target?.toString() === 'https://a.example/'));
    const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>(
      'vscode.executeCodeLensProvider',
      document.uri,
      10,
    );
    assert.ok(lenses.some(lens => lens.command?.command === 'helmChartRelease.releaseChart'));
  });

  it('list what ships, and what stays because of which line', async () => {
    const text = await vscode.commands.executeCommand<string>(
      'helmChartRelease.whatShips',
      vscode.Uri.file(inShop('charts/stock-sync')),
    );
    assert.match(text, /Ships:\n/);
    assert.match(text, /values\.yaml\.bak {2}<- \.helmignore:\d+ /);
  });

  it('open the findings of all charts as SARIF', async () => {
    const text = await vscode.commands.executeCommand<string>('helmChartRelease.lintReport');
    const log = JSON.parse(text) as { version: string; runs: { results: { ruleId: string }[] }[] };
    assert.equal(log.version, '2.1.0');
    assert.ok(log.runs[0]?.results.some(result => result.ruleId === 'chart-yaml/version-plus'));
  });
});
