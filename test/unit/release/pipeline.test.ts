import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { parseDocument } from 'yaml';
import type { PipelineKind } from '../../../src/core/release/pipeline';
import { pipelineFile } from '../../../src/core/release/pipeline';

const options = {
  charts: 'charts',
  target: 'oci://registry.example.com/team',
  publicKey: 'signing-key.asc',
  programVersion: '1.2.3',
};
const secrets = ['SIGNING_KEY', 'SIGNING_KEY_NAME', 'SIGNING_PASSPHRASE', 'REGISTRY_USER', 'REGISTRY_PASSWORD'];

function scripts(kind: PipelineKind): readonly string[] {
  const document = parseDocument(pipelineFile(kind, options));
  assert.deepEqual([...document.errors, ...document.warnings], []);
  const root = document.toJS() as Record<string, never>;
  if (kind === 'gitlab') return root['release-charts']?.['script'] as unknown as readonly string[];
  const steps = root['jobs']?.['release']?.['steps'] as unknown as readonly { readonly run?: string }[];
  return steps.flatMap(({ run }) => run ?? []);
}

describe('the pipeline files', () => {
  for (const kind of ['github', 'gitlab'] as const) {
    it(`run their ${kind} commands in a shell: log in, plan, and release with the key and the passphrase given to them`, async function () {
      if (process.platform === 'win32') return; // a POSIX shell runs both
      const directory = mkdtempSync(join(tmpdir(), 'pipeline-'));
      try {
        // Stand-ins that note what they were called with and what came in.
        for (const name of ['npx']) {
          const path = join(directory, name);
          writeFileSync(
            path,
            `#!/bin/sh\necho "${name} $*" >> ${directory}/calls\n[ -p /dev/stdin ] && cat >> ${directory}/input\nexit 0\n`,
          );
          chmodSync(path, 0o755);
        }
        const given = Object.fromEntries(secrets.map(name => [name, `the ${name}`]));
        const env = {
          ...given,
          PATH: `${directory}${delimiter}${process.env['PATH'] ?? ''}`,
          RUNNER_TEMP: directory,
          TMPDIR: directory,
        };
        await promisify(execFile)('sh', ['-e', '-c', scripts(kind).join('\n')], { env });
        const calls = readFileSync(join(directory, 'calls'), 'utf8').trim().split('\n');
        assert.match(
          calls[0] ?? '',
          /^npx --yes helm-chart-release@1\.2\.3 login registry\.example\.com --username the REGISTRY_USER --password-stdin$/,
        );
        assert.match(
          calls[1] ?? '',
          /^npx --yes helm-chart-release@1\.2\.3 plan charts --to oci:\/\/registry\.example\.com\/team$/,
        );
        assert.match(
          calls[2] ?? '',
          /release charts --to .* --key the SIGNING_KEY_NAME --keyring \S+\/signing-key\.asc --passphrase-file -$/,
        );
        assert.equal(readFileSync(join(directory, 'input'), 'utf8'), 'the REGISTRY_PASSWORDthe SIGNING_PASSPHRASE\n');
        assert.ok(!calls.join('\n').includes('the SIGNING_PASSPHRASE'));
        const key = join(directory, 'signing-key.asc');
        if (existsSync(key)) assert.equal(statSync(key).mode & 0o077, 0);
      } finally {
        rmSync(directory, { recursive: true, force: true });
      }
    });

    it(`name the secrets of ${kind} and hold none`, () => {
      const text = pipelineFile(kind, options);
      for (const name of secrets) assert.ok(text.includes(name), name);
      assert.ok(!text.includes('BEGIN PGP'));
    });
  }
});
