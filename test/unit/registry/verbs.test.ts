import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { quietContext } from '../../../src/core/context';
import { ChartReleaseError } from '../../../src/core/errors';
import { pushArtifactHubMetadata } from '../../../src/core/registry/artifactHub';
import { kindOf, listAttachments } from '../../../src/core/registry/attachments';
import { memorySource } from '../../../src/core/registry/blobPorts';
import { deleteTag, tagsOn } from '../../../src/core/registry/deleteVersion';
import { describeVersion } from '../../../src/core/registry/describeVersion';
import { parseManifest } from '../../../src/core/registry/descriptor';
import { mediaTypes } from '../../../src/core/registry/mediaTypes';
import type { LocalRegistry } from '../../../src/node/localRegistry/localRegistry';
import { startLocalRegistry } from '../../../src/node/localRegistry/localRegistry';
import type { Digest } from '../../../src/util/digest';
import { sha256 } from '../../../src/util/digest';
import { pushChart } from '../../../src/workflows/pushChart';
import { attach } from '../../support/attachments';
import type { FaultyRegistry } from '../../support/faultyRegistry';
import { answering, dropping, matching, startFaultyRegistry, times } from '../../support/faultyRegistry';
import { nodePorts } from '../../support/nodePorts';
import { quickClient } from '../../support/registryClients';

const archivePath = 'test/fixtures/vectors/oci/charts/mychart-0.1.0.tgz';

describe('the verbs of a registry', () => {
  let work: string;
  let upstream: LocalRegistry;
  let server: FaultyRegistry;
  const client = () => quickClient(server.host);
  const methods = (): readonly string[] => server.seen.map(({ method }) => method);

  before(async () => {
    work = mkdtempSync(join(tmpdir(), 'verbs-'));
    upstream = await startLocalRegistry({ directory: join(work, 'content'), log: quietContext.log });
  });
  beforeEach(async () => {
    server = await startFaultyRegistry(upstream.url);
  });
  afterEach(() => server.close());
  after(async () => {
    await upstream.close();
    rmSync(work, { recursive: true, force: true });
  });

  const blob = (sizeBytes: number) => {
    const bytes = new Uint8Array(randomBytes(sizeBytes));
    return { bytes, digest: sha256(bytes), source: memorySource(bytes), sizeBytes };
  };
  const push = (path: string): Promise<{ readonly manifestDigest: Digest }> =>
    pushChart(nodePorts([]), { archivePath, target: `oci://${server.host}/${path}` }, quietContext);

  describe('upload', () => {
    it('in parts when asked to, each where the last one ended', async () => {
      const { source, digest, bytes } = blob(250);
      await client().sendBlob('parts/a', { source, digest, chunkBytes: 100 }, quietContext);
      assert.deepEqual(methods(), ['POST', 'PATCH', 'PATCH', 'PATCH', 'PUT']);
      assert.deepEqual(await client().getBlob('parts/a', { digest, sizeBytes: bytes.length }, quietContext), bytes);
    });

    it('in parts when the whole is refused as too large', async () => {
      const { source, digest } = blob(300);
      server.inject(answering(times(1, matching('PUT', /uploads/)), 413));
      const small = quickClient(server.host, undefined, { limits: { chunkBytes: 128 } });
      await small.sendBlob('parts/b', { source, digest }, quietContext);
      assert.equal(methods().filter(method => method === 'PATCH').length, 3);
      assert.ok(await client().hasBlob('parts/b', digest, quietContext));
    });

    it('goes on where a broken one stopped, when the registry tells how far it came', async () => {
      const { source, digest } = blob(300);
      let patches = 0;
      server.inject(dropping(exchange => exchange.seen.method === 'PATCH' && ++patches === 2));
      await client().sendBlob('parts/c', { source, digest, chunkBytes: 100 }, quietContext);
      assert.equal(methods().filter(method => method === 'POST').length, 1, 'one session is enough');
      assert.ok(methods().includes('GET'), 'the session is asked how far it came');
      assert.ok(await client().hasBlob('parts/c', digest, quietContext));
    });

    it('is spared by a link from another repository, and sent where that is not done', async () => {
      const { bytes, digest } = blob(50);
      await client().putBlob('mount/from', { bytes, digest }, quietContext);
      assert.equal(await client().mountBlob('mount/to', digest, 'mount/from', quietContext), true);
      assert.ok(await client().hasBlob('mount/to', digest, quietContext));
      server.inject(
        answering(matching('POST', /mount=/), 202, { Location: `${server.url}/v2/mount/no/blobs/uploads/session` }),
        answering(matching('DELETE', /uploads/), 204),
      );
      assert.equal(await client().mountBlob('mount/no', digest, 'mount/from', quietContext), false);
      assert.equal(server.seen.at(-1)?.method, 'DELETE', 'the session that was opened instead is given back');
    });
  });

  describe('delete', () => {
    it('takes one tag away and leaves the others', async () => {
      const { manifestDigest } = await push('delete-one');
      const { bytes } = await client().getManifest('delete-one/mychart', '0.1.0', quietContext);
      await client().putManifest('delete-one/mychart', 'stable', { bytes, digest: manifestDigest }, quietContext);
      assert.equal(await deleteTag(client(), 'delete-one/mychart', '0.1.0', quietContext), true);
      assert.deepEqual(await client().listTags('delete-one/mychart', quietContext), ['stable']);
    });

    for (const status of [400, 405]) {
      it(`tells which tags go with it where a tag alone cannot be deleted (${status})`, async () => {
        const repository = `delete-${status}/mychart`;
        const { manifestDigest } = await push(`delete-${status}`);
        const { bytes } = await client().getManifest(repository, '0.1.0', quietContext);
        for (const tag of ['latest', '0.1'])
          await client().putManifest(repository, tag, { bytes, digest: manifestDigest }, quietContext);
        server.inject(answering(matching('DELETE', /manifests\/0\.1\.0$/), status));
        assert.equal(await deleteTag(client(), repository, '0.1.0', quietContext), false);
        const shared = await tagsOn(client(), repository, '0.1.0', quietContext);
        assert.deepEqual(shared, { digest: manifestDigest, otherTags: ['0.1', 'latest'] });
        await client().deleteManifest(repository, shared.digest, quietContext);
        assert.equal(await client().headManifest(repository, 'latest', quietContext), undefined);
      });
    }

    it('that is not allowed is a refusal, not a reason to delete more', async () => {
      await push('delete-denied');
      server.inject(answering(matching('DELETE', /./), 403));
      await assert.rejects(deleteTag(client(), 'delete-denied/mychart', '0.1.0', quietContext), (error: unknown) =>
        ChartReleaseError.is(error, 'registry.unauthorized'),
      );
    });
  });

  describe('what is attached', () => {
    const bundle = 'application/vnd.dev.sigstore.bundle.v0.3+json';
    it('is found by the referrers API, by kind', async () => {
      const { manifestDigest } = await push('attached');
      const notation = 'application/vnd.cncf.notary.signature';
      for (const type of [bundle, notation, 'application/spdx+json', 'application/vnd.in-toto+json', 'text/x'])
        await attach(upstream.url, 'attached/mychart', manifestDigest, type);
      const details = await describeVersion(client(), 'attached/mychart', '0.1.0', quietContext);
      assert.deepEqual(details.attachments?.map(({ kind }) => kind).sort(), [
        'attestation',
        'cosign',
        'notation',
        'other',
        'sbom',
      ]);
      assert.deepEqual([details.kind, details.provenance, details.sizeBytes], ['chart', true, 604]);
    });

    it('is told apart as the tools that make it write it', () => {
      const file = 'test/fixtures/vectors/oci/signature-examples/referrers-index.json';
      const index = parseManifest(readFileSync(file), mediaTypes.index);
      assert.ok(index.kind === 'index');
      assert.deepEqual(index.manifests.map(kindOf), ['cosign', 'notation']);
    });

    it('that the registry keeps to itself leaves the chart shown', async () => {
      await push('secretive');
      server.inject(answering(matching('GET', /\/referrers\//), 403));
      const details = await describeVersion(client(), 'secretive/mychart', '0.1.0', quietContext);
      assert.deepEqual([details.kind, details.attachments], ['chart', undefined]);
    });

    it('is found under the fallback tag where the registry has no such API', async () => {
      const { manifestDigest } = await push('fallback');
      const index = JSON.stringify({
        schemaVersion: 2,
        mediaType: mediaTypes.index,
        manifests: [{ mediaType: mediaTypes.manifest, digest: manifestDigest, size: 1, artifactType: bundle }],
      });
      await fetch(`${upstream.url}/v2/fallback/mychart/manifests/${manifestDigest.replace(':', '-')}`, {
        method: 'PUT',
        headers: { 'Content-Type': mediaTypes.index },
        body: index,
      });
      server.inject(answering(matching('GET', /\/referrers\//), 404, {}, '404 page not found'));
      const found = await listAttachments(client(), 'fallback/mychart', manifestDigest, quietContext);
      assert.deepEqual(found, [{ kind: 'cosign', digest: manifestDigest, artifactType: bundle }]);
    });

    it("is found under cosign's older tags, which are not asked for when they are known not to be there", async () => {
      const { manifestDigest } = await push('classic');
      const { bytes } = await client().getManifest('classic/mychart', '0.1.0', quietContext);
      const tag = `${manifestDigest.replace(':', '-')}.sig`;
      await client().putManifest('classic/mychart', tag, { bytes, digest: manifestDigest }, quietContext);
      const found = await listAttachments(client(), 'classic/mychart', manifestDigest, quietContext);
      assert.deepEqual(
        found.map(({ kind, tag: under }) => [kind, under]),
        [['cosign', tag]],
      );
      const before = server.seen.length;
      await listAttachments(client(), 'classic/mychart', manifestDigest, quietContext, new Set([tag]));
      assert.equal(server.seen.length - before, 2, 'the referrers and the one tag');
    });
  });

  it('publish the metadata of Artifact Hub as its special artifact, once', async () => {
    const metadata = new TextEncoder().encode('repositoryID: 00000000-0000-0000-0000-000000000000\n');
    const first = await pushArtifactHubMetadata(client(), 'hub/mychart', metadata, quietContext);
    assert.equal(first.status, 'pushed');
    const { document } = await client().getManifest('hub/mychart', 'artifacthub.io', quietContext);
    assert.ok(document.kind === 'manifest');
    assert.equal(document.config.mediaType, 'application/vnd.cncf.artifacthub.config.v1+yaml');
    const [layer] = document.layers;
    assert.ok(layer !== undefined && document.layers.length === 1);
    assert.equal(layer.mediaType, 'application/vnd.cncf.artifacthub.repository-metadata.layer.v1.yaml');
    assert.deepEqual(await client().getBlob('hub/mychart', layer, quietContext), metadata);
    assert.equal(
      (await pushArtifactHubMetadata(client(), 'hub/mychart', metadata, quietContext)).status,
      'already-there',
    );
  });

  it('list ten thousand tags over pages', async () => {
    const tags = Array.from({ length: 10_000 }, (_, i) => `${Math.floor(i / 100)}.${i % 100}.0`).sort();
    server.inject(exchange => {
      const url = new URL(exchange.seen.url, server.url);
      if (!url.pathname.endsWith('/tags/list')) return false;
      const start = Number(url.searchParams.get('from') ?? 0);
      const next = start + 1000;
      const link = next < tags.length ? { Link: `<${url.pathname}?from=${next}>; rel="next"` } : {};
      exchange.response.writeHead(200, link);
      exchange.response.end(JSON.stringify({ name: 'many/a', tags: tags.slice(start, next) }));
      return true;
    });
    assert.deepEqual(await client().listTags('many/a', quietContext), tags);
    assert.equal(server.seen.length, 10);
  });
});
