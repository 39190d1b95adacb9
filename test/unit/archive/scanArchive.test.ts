import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { loadArchive } from '../../../src/core/archive/loadArchive';
import { scanArchive } from '../../../src/core/archive/scanArchive';
import { ChartReleaseError } from '../../../src/core/errors';
import { sha256 } from '../../../src/util/digest';

const archives = readdirSync('test/fixtures/vectors', { recursive: true, encoding: 'utf8' })
  .filter(path => path.endsWith('.tgz'))
  .map(path => join('test/fixtures/vectors', path));

async function* inParts(bytes: Uint8Array, partBytes: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += partBytes) yield await Promise.resolve(bytes.subarray(at, at + partBytes));
}

/** Which of two limits is met first depends on the parts. */
const outcomeOf = (error: unknown): unknown => {
  if (!(error instanceof ChartReleaseError)) return error;
  return { code: error.code, details: error.code === 'archive.limit' ? undefined : error.details };
};

describe('a package that is read in one pass', () => {
  it('is the same chart, or the same refusal, as one that is read whole: every package of the vectors', async () => {
    assert.ok(archives.length > 40, String(archives.length));
    for (const path of archives) {
      const bytes = readFileSync(path);
      let whole: unknown;
      try {
        whole = loadArchive(bytes).metadata;
      } catch (error) {
        whole = outcomeOf(error);
      }
      for (const partBytes of [61, 65536]) {
        const scanned: unknown = await scanArchive(inParts(bytes, partBytes), bytes.length).then(
          ({ chart, digest }) => {
            assert.equal(digest, sha256(bytes));
            return chart.metadata;
          },
          outcomeOf,
        );
        assert.deepEqual(scanned, whole, `${path} in parts of ${partBytes}`);
      }
    }
  });

  it('is refused when bytes follow, when it is cut, and when it is no gzip', async () => {
    const bytes = readFileSync('test/fixtures/vectors/oci/charts/plain-1.0.0.tgz');
    const codeOf = (changed: Uint8Array): Promise<unknown> =>
      scanArchive(inParts(changed, 512), changed.length).then(() => 'read', outcomeOf);
    const behind = { code: 'archive.hostile', details: { attack: 'bytesAfterGzip' } };
    assert.deepEqual(await codeOf(Buffer.concat([bytes, Buffer.from('more')])), behind);
    assert.deepEqual(await codeOf(bytes.subarray(0, -9)), {
      code: 'archive.malformed',
      details: { reason: 'truncated' },
    });
    assert.deepEqual(await codeOf(Buffer.from('PK no gzip')), {
      code: 'archive.malformed',
      details: { reason: 'notGzip' },
    });
  });

  it('stops inflating at the limit', async () => {
    const bomb = gzipSync(Buffer.alloc(64 * 1024 * 1024));
    const error: unknown = await scanArchive(inParts(bomb, 4096), bomb.length).catch(outcomeOf);
    assert.equal((error as { code?: string }).code, 'archive.limit');
  });

  it('knows the time of the newest entry', async () => {
    const bytes = readFileSync('test/fixtures/vectors/oci/charts/plain-1.0.0.tgz');
    const tar = gunzipSync(bytes);
    const times = [...tar.toString('latin1').matchAll(/0000644\0[\0-7 ]{28}([0-7]{11})/g)].map(found =>
      Number.parseInt(found[1] ?? '', 8),
    );
    const { newestSeconds } = await scanArchive(inParts(bytes, 999), bytes.length);
    assert.equal(newestSeconds, Math.max(...times));
  });
});
