import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadArchive } from '../../../src/core/archive/loadArchive';
import { ChartReleaseError } from '../../../src/core/errors';

const vectors = 'test/fixtures/vectors/hostile-archives';
const index = JSON.parse(readFileSync(join(vectors, 'index.json'), 'utf8')) as {
  readonly vectors: readonly {
    readonly id: string;
    readonly title: string;
    readonly file: string;
    readonly recommended: 'accept' | 'warn' | 'reject';
  }[];
};

describe('a hostile archive is refused:', () => {
  for (const { id, title, file, recommended } of index.vectors) {
    if (recommended === 'reject') {
      it(`${id}: ${title}`, () => {
        assert.throws(() => loadArchive(readFileSync(join(vectors, file))), ChartReleaseError);
      });
    } else if (recommended === 'accept') {
      it(`${id}: ${title} (harmless, read)`, () => {
        assert.equal(loadArchive(readFileSync(join(vectors, file))).metadata.name, 'demo');
      });
    } else {
      it(`${id}: ${title} (odd: read as Helm reads it, or refused with a reason)`, () => {
        try {
          assert.equal(loadArchive(readFileSync(join(vectors, file))).metadata.name, 'demo');
        } catch (error) {
          assert.ok(error instanceof ChartReleaseError, String(error));
        }
      });
    }
  }
});
