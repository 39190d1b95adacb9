import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { ChartReleaseError } from '../../../src/core/errors';
import { resolveVersion } from '../../../src/core/registry/resolveVersion';

interface HelmAnswer {
  readonly listsTags: boolean;
  readonly manifestTag: string | null;
  readonly error: string | null;
}
const table = JSON.parse(readFileSync('test/fixtures/vectors/oci/tag-resolution.json', 'utf8')) as {
  readonly tags: readonly string[];
  readonly cases: readonly {
    readonly version: string | null;
    readonly devel: boolean;
    readonly helm3: HelmAnswer;
    readonly helm4: HelmAnswer;
  }[];
};

/** A tag is what the search for one ends with; whether there is a chart under it comes later. */
function expected({ listsTags, manifestTag, error }: HelmAnswer): readonly [boolean, string] {
  if (manifestTag !== null) return [listsTags, manifestTag];
  return [listsTags, error?.includes('improper constraint') === true ? 'bad-constraint' : 'none-matches'];
}

describe('a version wish over the tags of a repository, beside both Helms', () => {
  for (const { version, devel, helm3, helm4 } of table.cases) {
    it(`${JSON.stringify(version)}${devel ? ' --devel' : ''}`, async () => {
      let listed = false;
      const list = (): Promise<readonly string[]> => {
        listed = true;
        return Promise.resolve(table.tags);
      };
      const wish = { devel, ...(version === null ? {} : { version }) };
      const found = await resolveVersion(wish, list, 'oci://h/odd/plain').catch((error: unknown) => {
        if (!ChartReleaseError.is(error, 'registry.noVersion')) throw error;
        return error.details.reason;
      });
      assert.deepEqual([listed, found], expected(helm4));
      assert.deepEqual(expected(helm3), expected(helm4));
    });
  }

  it('has no answer where there is no version at all', async () => {
    await assert.rejects(
      resolveVersion({}, () => Promise.resolve(['latest', 'v1.0.0']), 'oci://h/r'),
      (error: unknown) => ChartReleaseError.is(error, 'registry.noVersion') && error.details.reason === 'no-versions',
    );
  });
});
