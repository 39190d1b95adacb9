import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { quietContext } from '../../../src/core/context';
import type { LocalRegistry } from '../../../src/node/localRegistry/localRegistry';
import { startLocalRegistry } from '../../../src/node/localRegistry/localRegistry';
import { makeCertificates } from '../../support/certificates';
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

  it('print one document for each command', async () => {
    const json = async (...args: readonly string[]): Promise<unknown> =>
      JSON.parse((await run(...args, '--json')).stdout) as unknown;
    const chart = `${place()}/mychart`;
    const archive = join(charts, 'mychart-0.1.0.tgz');
    assert.deepEqual(await json('push', archive, place(), '--dry-run'), {
      reference: `${chart}:0.1.0`,
      manifestDigest: digest,
      published: 'same',
      existing: digest,
      differences: [],
    });
    assert.deepEqual(await json('tags', chart), {
      reference: chart,
      versions: [{ version: '0.1.0', tag: '0.1.0' }],
      otherTags: [],
    });
    assert.deepEqual(await json('referrers', `${chart}:0.1.0`), {
      reference: `${chart}:0.1.0`,
      manifestDigest: digest,
      attachments: [],
    });
  });

  it('publish metadata of Artifact Hub, and refuse what is none', async () => {
    const file = join(work, 'artifacthub-repo.yml');
    for (const [text, code] of [
      ['owners:\n  - name: Team\n    email: team@example.com\n', 0],
      ['nothing: of use\n', 1],
      ['owners: [\n', 1],
    ] as const) {
      writeFileSync(file, text);
      assert.equal((await run('artifact-hub', file, `${place()}/mychart`)).code, code, text);
    }
    assert.equal((await run('artifact-hub', file, `${place()}/mychart:0.1.0`)).code, 1, 'a tag has no place there');
  });

  it('say what to give where TLS is not as expected', async () => {
    const certificates = await makeCertificates(work);
    const tls = { cert: readFileSync(certificates.serverCert), key: readFileSync(certificates.serverKey) };
    const secure = createServer(tls, (_, response) => response.end('{"tags":["1.0.0"]}'));
    await new Promise<void>(done => secure.listen(0, '127.0.0.1', done));
    const { port } = secure.address() as AddressInfo;
    try {
      const chart = `oci://127.0.0.1:${port}/p/x`;
      // A registry of this machine is asked over TLS when a certificate is given.
      const other = await run('tags', chart, '--ca-file', certificates.clientCert);
      assert.match(other.stderr, /give --ca-file \(/);
      assert.equal((await run('tags', chart, '--ca-file', certificates.ca)).stdout, '1.0.0\n');
      assert.equal((await run('tags', chart, '--insecure-skip-tls-verify')).code, 0);
      const plain = await run('tags', `${place()}/mychart`, '--ca-file', certificates.ca);
      assert.match(plain.stderr, /does not speak TLS; give --plain-http/);
    } finally {
      secure.close();
    }
  });

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
