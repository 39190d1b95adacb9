import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { quietContext } from '../../src/core/context';
import { startLocalRegistry } from '../../src/node/localRegistry/localRegistry';
import { goProgram } from '../support/goProgram';

/** The specification's own tests, by their authors (github.com/opencontainers/distribution-spec). */
const suite = [
  'github.com/opencontainers/distribution-spec/conformance',
  'v0.0.0-20260831232431-97274622c111',
] as const;

describe('the local registry, by the tests of the OCI distribution specification 1.1', function () {
  this.timeout(300_000);
  let directory: string;
  let output: string;

  before(async () => {
    directory = mkdtempSync(join(tmpdir(), 'distribution-spec-'));
    const program = await goProgram(...suite);
    const registry = await startLocalRegistry({ directory: join(directory, 'content'), log: quietContext.log });
    const env = {
      PATH: process.env['PATH'] ?? '',
      OCI_REGISTRY: `127.0.0.1:${registry.port}`,
      OCI_TLS: 'disabled',
      OCI_VERSION: '1.1',
      OCI_RESULTS_DIR: join(directory, 'results'),
      OCI_API_BLOBS_DIGEST_HEADER: 'true',
      OCI_API_MANIFESTS_DIGEST_HEADER: 'true',
      OCI_API_BLOBS_UPLOAD_CANCEL: 'true',
    };
    output = await new Promise(resolve => {
      execFile(program, { env, cwd: directory, maxBuffer: 1 << 26 }, (_error, stdout) => resolve(stdout));
    });
    await registry.close();
  });
  after(() => rmSync(directory, { recursive: true, force: true }));

  const count = (name: string): number =>
    Number(new RegExp(`^ +${name}\\.+: +(\\d+)$`, 'm').exec(output)?.[1] ?? Number.NaN);

  it('passes all that is asked for', () => {
    assert.match(output, /OCI Conformance Result: Pass/, output.slice(-4000));
    assert.equal(count('FAIL'), 0);
    assert.equal(count('Error'), 0);
    assert.ok(count('Pass') > 800, output.slice(-4000));
  });

  for (const part of [
    'Tag listing',
    'Tag delete',
    'Blob upload cancel',
    'Blob push',
    'Blob post only',
    'Blob post put',
    'Blob chunked',
    'Blob streaming',
    'Blob mount',
    'Blob anonymous mount',
    'Blob get',
    'Blob get range',
    'Blob delete',
    'Manifest put by digest',
    'Manifest put by tag',
    'Manifest put with subject',
    'Manifest delete',
    'Referrers',
    'Blobs sha512',
    'Missing Subject',
    'Non-distributable Layers',
  ]) {
    it(`passes ${part}`, () => {
      assert.match(output, new RegExp(`^  ${part}\\.+: +Pass$`, 'm'));
    });
  }
});
