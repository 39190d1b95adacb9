import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import * as vscode from 'vscode';
import { extension, inShop, run } from './support';

interface Manifest {
  readonly contributes: {
    readonly languageModelTools: readonly { readonly name: string }[];
    readonly problemMatchers: readonly { readonly pattern: { readonly regexp: string } }[];
  };
}

async function ask(name: string, input: object): Promise<string> {
  const options = { input, toolInvocationToken: undefined };
  const { content } = await vscode.lm.invokeTool(name, options, new vscode.CancellationTokenSource().token);
  return content.map(part => (part instanceof vscode.LanguageModelTextPart ? part.value : '')).join('');
}

/** Runs a task; its exit code. */
async function execute(task: vscode.Task): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const subscription = vscode.tasks.onDidEndTaskProcess(({ execution, exitCode }) => {
      if (execution.task.name !== task.name) return;
      subscription.dispose();
      resolve(exitCode);
    });
    vscode.tasks.executeTask(task).then(undefined, reject);
  });
}

describe('tools for language models', () => {
  const path = (): string => inShop('dist/shop-1.2.0.tgz');
  before(async () => {
    await extension().activate();
    await run('packageChart', vscode.Uri.file(inShop('charts/shop')));
  });
  after(() => {
    rmSync(inShop('dist'), { recursive: true, force: true });
  });

  it('are the five that read and plan, all declared and all there', () => {
    const declared = (extension().packageJSON as Manifest).contributes.languageModelTools.map(({ name }) => name);
    const names = ['diff', 'lint', 'plan_release', 'verify', 'versions'].map(name => `helm_chart_${name}`);
    assert.deepEqual([...declared].sort(), names);
    const registered = vscode.lm.tools.map(({ name }) => name).filter(name => name.startsWith('helm_chart_'));
    assert.deepEqual(registered.sort(), names);
  });

  it('lint charts, verify and explain a package, and compare two', async () => {
    const lint = await ask('helm_chart_lint', { path: inShop('charts/stock-sync') });
    assert.ok(lint === 'No problems.' || /:\d+:\d+: (error|warning|info): .* \[[a-z-]+\/[a-z-]+\]/.test(lint), lint);
    const verified = await ask('helm_chart_verify', { path: path() });
    assert.ok(verified.includes('shop-1.2.0.tgz') && verified.includes('Provenance file'), verified);
    assert.equal(await ask('helm_chart_diff', { older: path(), newer: path() }), 'Nothing changed');
  });

  it('plan a release into a folder and list versions, and write nothing', async () => {
    const before = readdirSync(inShop()).sort();
    const plan = JSON.parse(await ask('helm_chart_plan_release', { target: inShop('site') })) as readonly {
      readonly name: string;
      readonly state: string;
    }[];
    assert.deepEqual(plan.map(({ name }) => name).sort(), ['shop', 'shop-common', 'stock-sync', 'storefront']);
    assert.ok(plan.every(({ state }) => state === 'new'));
    assert.deepEqual(readdirSync(inShop()).sort(), before);
    assert.match(await ask('helm_chart_versions', { reference: 'oci://127.0.0.1:1/charts/shop' }), /127\.0\.0\.1:1/);
  });

  it('read packages only, so that no key leaves by them', async () => {
    writeFileSync(inShop('secret.asc'), 'a private key of a test');
    for (const each of [inShop('secret.asc'), 'secret.asc', inShop('charts/shop/values.yaml')]) {
      const answer = await ask('helm_chart_verify', { path: each });
      assert.ok(answer.startsWith('Not the absolute path of a .tgz file'), answer);
      assert.ok(!answer.includes('a private key of a test'));
    }
    rmSync(inShop('secret.asc'));
  });
});

describe('tasks', () => {
  let tasks: readonly vscode.Task[];
  before(async () => {
    tasks = await vscode.tasks.fetchTasks({ type: 'helm-chart-release' });
  });
  after(() => {
    rmSync(inShop('dist'), { recursive: true, force: true });
  });
  const named = (name: string): vscode.Task => {
    const found = tasks.find(task => task.name === name);
    assert.ok(found, tasks.map(task => task.name).join());
    return found;
  };

  it('are offered for the workspace and for each chart, with a problem matcher', () => {
    for (const kind of ['package', 'verify', 'push', 'lint', 'release']) {
      assert.deepEqual(named(kind).problemMatchers, ['$helm-chart-release']);
    }
    named('lint charts/shop');
    named('release charts/shop');
  });

  it('package a chart, and refuse to verify what is not signed', async () => {
    assert.equal(await execute(named('package charts/shop')), 0);
    assert.ok(existsSync(inShop('dist/shop-1.2.0.tgz')));
    assert.equal(await execute(named('verify')), 1);
  });

  it('lint, end with 1 for an error, and print lines that the problem matcher reads', async () => {
    const file = inShop('charts/shop/Chart.yaml');
    const original = readFileSync(file, 'utf8');
    writeFileSync(file, original.replace('version: 1.2.0', 'version: 01'));
    try {
      assert.equal(await execute(named('lint charts/shop')), 1);
      const [matcher] = (extension().packageJSON as Manifest).contributes.problemMatchers;
      const lines = (await ask('helm_chart_lint', { path: inShop('charts/shop') })).split('\n');
      const read = lines.map(line => new RegExp(matcher?.pattern.regexp ?? '$^').exec(line));
      assert.ok(
        read.every(match => match?.[1] !== undefined && existsSync(match[1])),
        lines.join('\n'),
      );
      assert.ok(read.some(match => match?.[4] === 'error' && match[6] === 'chart-yaml/version-not-text'));
    } finally {
      writeFileSync(file, original);
    }
    assert.equal(await execute(named('lint charts/shop')), 0);
  });
});
