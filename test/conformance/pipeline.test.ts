import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, delimiter, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import type { Schema } from '@cfworker/json-schema';
import { Validator } from '@cfworker/json-schema';
import { parse } from 'yaml';
import { quietContext } from '../../src/core/context';
import { armorPublicKey } from '../../src/core/provenance/exportKeyring';
import { pipelineFile } from '../../src/core/release/pipeline';
import { generateKeyInWorker } from '../../src/node/signingProcess/signingProcess';
import type { RunningRegistry } from '../support/dockerRegistry';
import { registryLogin, startDockerRegistry } from '../support/dockerRegistry';

const run = promisify(execFile);
const kinds = ['github', 'gitlab'] as const;
const schemas = { github: 'github-workflows', gitlab: 'gitlab-ci' } as const;

interface Root {
  readonly jobs?: { readonly release: { readonly steps: readonly { readonly run?: string }[] } };
  readonly 'release-charts'?: { readonly script: readonly string[] };
}

describe('the pipeline files that are written', function () {
  this.timeout(300_000);
  let home: string;
  let registry: RunningRegistry;
  let secrets: Readonly<Record<string, string>>;
  let publicKey: string;
  let otherKey: string;

  before(async () => {
    home = mkdtempSync(join(tmpdir(), 'pipeline-'));
    registry = await startDockerRegistry({ login: true });
    const generate = (name: string) =>
      generateKeyInWorker(
        resolve('dist/worker.cjs'),
        { name, email: 'test@example.com', algorithm: 'ed25519', passphrase: 'for this test only' },
        quietContext.signal,
      );
    const made = await generate('Test Key');
    publicKey = armorPublicKey(made);
    otherKey = armorPublicKey(await generate('Another Key'));
    secrets = {
      SIGNING_KEY: made.privateKeyArmored,
      SIGNING_KEY_NAME: made.info.fingerprint,
      SIGNING_PASSPHRASE: 'for this test only',
      REGISTRY_USER: registryLogin.username,
      REGISTRY_PASSWORD: registryLogin.password,
    };
    // The pipelines run the published program; here it is the one that was just built.
    mkdirSync(join(home, 'bin'));
    const npx = join(home, 'bin', 'npx');
    writeFileSync(npx, `#!/bin/sh\nshift 2\nexec node ${resolve('dist/cli.cjs')} "$@"\n`);
    chmodSync(npx, 0o755);
  });
  after(async () => {
    await registry.stop();
    rmSync(home, { recursive: true, force: true });
  });

  function fileOf(kind: (typeof kinds)[number], path = kind as string): string {
    const target = `oci://${registry.host}/${path}`;
    return pipelineFile(kind, { charts: 'charts', target, publicKey: 'signing-key.asc', programVersion: '1.2.3' });
  }

  function stepsOf(kind: (typeof kinds)[number], path: string): readonly string[] {
    const root = parse(fileOf(kind, path)) as Root;
    return root['release-charts']?.script ?? root.jobs?.release.steps.flatMap(step => step.run ?? []) ?? [];
  }

  /** A repository as the pipeline finds it: charts in git, and the public key beside them. */
  async function checkOut(name: string, key: string): Promise<string> {
    const repo = join(home, name);
    cpSync(resolve('test/fixtures/workspaces/shop/charts'), join(repo, 'charts'), { recursive: true });
    writeFileSync(join(repo, 'signing-key.asc'), key);
    const git = (...args: readonly string[]) =>
      run('git', ['-c', 'user.name=T', '-c', 'user.email=t@example.com', ...args], { cwd: repo });
    await git('init', '-q');
    await git('add', '.');
    await git('commit', '-q', '-m', 'Add charts');
    return repo;
  }

  /** All steps, one after the other, as one job: the shell's state lives on from step to step only where it does in a pipeline. */
  async function runSteps(kind: (typeof kinds)[number], repo: string): Promise<string> {
    const env = {
      ...process.env,
      ...secrets,
      // A runner has no loader of ours.
      NODE_OPTIONS: '',
      PATH: `${join(home, 'bin')}${delimiter}${process.env['PATH'] ?? ''}`,
      HOME: repo,
      RUNNER_TEMP: join(home, 'bin'),
      TMPDIR: home,
    };
    const shell = async (script: string) => (await run('sh', ['-e', '-c', script], { cwd: repo, env })).stdout;
    if (kind === 'gitlab') return shell(stepsOf(kind, basename(repo)).join('\n'));
    let output = '';
    for (const step of stepsOf(kind, basename(repo))) output += await shell(step);
    return output;
  }

  for (const kind of kinds) {
    it(`fits the published schema of ${kind}`, () => {
      const schema = JSON.parse(readFileSync(`test/fixtures/schemas/${schemas[kind]}.json`, 'utf8')) as Schema;
      const validator = new Validator(schema, '7', false);
      const { valid, errors } = validator.validate(parse(fileOf(kind)));
      assert.ok(valid, JSON.stringify(errors, undefined, 2));
      assert.equal(
        validator.validate({ 'release-charts': { script: 1 }, jobs: { release: { steps: 1 } } }).valid,
        false,
      );
    });

    it(`runs step by step for ${kind}: logs in, plans, releases, and verifies with the published key`, async () => {
      const repo = await checkOut(kind, publicKey);
      const output = await runSteps(kind, repo);
      assert.ok(output.includes('4 to release, 0 unchanged, 0 in the way'), output);
      const packages = readdirSync(join(repo, 'dist')).filter(name => name.endsWith('.tgz'));
      assert.equal(packages.length, 4);
      assert.equal(readdirSync(join(repo, 'dist', 'receipts')).length, 2);
      const again = await runSteps(kind, repo);
      assert.ok(again.includes('nothing to release'), again);
    });
  }

  it('fail at their last step when the published key is not the one that signed', async () => {
    const repo = await checkOut('other', otherKey);
    await assert.rejects(runSteps('github', repo), (error: { readonly code?: number; readonly stdout?: string }) => {
      assert.equal(error.code, 1);
      assert.match(error.stdout ?? '', /unknown-key/);
      return true;
    });
  });
});
