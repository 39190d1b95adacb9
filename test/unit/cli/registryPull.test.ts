import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { quietContext } from '../../../src/core/context';
import type { LocalRegistry } from '../../../src/node/localRegistry/localRegistry';
import { startLocalRegistry } from '../../../src/node/localRegistry/localRegistry';
import { runCommand } from '../../support/terminal';

const charts = resolve('test/fixtures/vectors/oci/charts');
/** Of the manifest of mychart, as both Helms push it. */
const digest = 'sha256:995bd6d02fac15fc4f2208d1d600cd3a0321ed33d11699e862664634e47dc2b4';

describe('pull and push on the command line', () => {
  let work: string;
  let registry: LocalRegistry;
  const run = (...args: readonly string[]) => runCommand(args, { directory: work });
  const place = (): string => `oci://127.0.0.1:${registry.port}/p`;

  before(async () => {
    work = mkdtempSync(join(tmpdir(), 'cli-registry-'));
    registry = await startLocalRegistry({ directory: join(work, 'content'), log: quietContext.log });
    for (const file of ['mychart-0.1.0.tgz', 'full-2.0.0-rc.1.tgz'])
      assert.equal((await run('push', join(charts, file), place())).code, 0);
  });
  after(async () => {
    await registry.close();
    rmSync(work, { recursive: true, force: true });
  });

  for (const reference of [`mychart@${digest}`, `mychart:0.1.0@${digest}`, `mychart:9.9.9@${digest}`]) {
    it(`of ${reference.replace(digest, 'DIGEST')} names the file by the chart, not by a tag that may not exist`, async () => {
      const destination = mkdtempSync(join(work, 'pulled-'));
      const pulled = await run('pull', `${place()}/${reference}`, '-d', destination, '--json');
      assert.equal(pulled.code, 0, pulled.stderr);
      assert.deepEqual(readdirSync(destination), ['mychart-0.1.0.tgz']);
      const { source } = JSON.parse(pulled.stdout) as { readonly source: string };
      assert.equal(source, `${place()}/mychart@${digest}`);
    });
  }

  for (const [name, args, words] of [
    ['a path in capitals', ['pull', 'PLACE/MyChart'], /path is of lower-case letters/],
    ['a tag with a plus', ['pull', 'PLACE/mychart:1.0.0+b'], /--version/],
    ['no scheme', ['tags', 'registry.example.com/charts/web'], /begins with oci:\/\//],
    ['another scheme', ['push', join(charts, 'mychart-0.1.0.tgz'), 'http://x/y'], /begins with oci:\/\//],
    ['a digest that is none', ['pull', 'PLACE/mychart@sha256:abc'], /64 hexadecimal digits/],
    ['a tag and another version', ['pull', 'PLACE/mychart:0.1.0', '--version', '0.2.0'], /different versions/],
    ['pre-releases only', ['pull', 'PLACE/full'], /--devel/],
    ['a range that nothing fits', ['pull', 'PLACE/mychart', '--version', '^7'], /no version that fits "\^7"/],
    ['a word for a version', ['pull', 'PLACE/mychart', '--version', 'latest'], /neither a version nor a range/],
    ['a folder for a package', ['push', charts, 'PLACE'], /is a folder/],
    ['no such file', ['push', 'nothing.tgz', 'PLACE'], /no file .*nothing\.tgz/],
  ] as const) {
    it(`say what is wrong with ${name}`, async () => {
      const failed = await run(...args.map(arg => arg.replace('PLACE', place())));
      assert.equal(failed.code, 1);
      assert.match(failed.stderr, words);
    });
  }
});
