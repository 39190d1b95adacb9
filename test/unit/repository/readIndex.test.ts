import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { readIndex } from '../../../src/core/repository/readIndex';
import { encodeUtf8 } from '../../../src/util/bytes';

const folder = 'test/fixtures/vectors/index';

interface Outcome {
  readonly repoAddOk: boolean;
  readonly repoAddError?: string;
  readonly panic?: string;
  readonly warnings?: readonly string[];
  readonly searched?: readonly (readonly [string, string, string, string])[];
}

interface Row {
  readonly file: string;
  readonly helm3: Outcome;
  readonly helm4: Outcome;
}

const { rows } = JSON.parse(readFileSync(`${folder}/load-expected.json`, 'utf8')) as { readonly rows: readonly Row[] };

describe('the index reader', () => {
  it('is held against all cases', () => {
    assert.equal(rows.length, 91);
  });

  for (const rules of ['helm3', 'helm4'] as const) {
    for (const row of rows) {
      it(`says of ${row.file} what Helm ${rules.slice(4)} says`, () => {
        const read = readIndex(readFileSync(`${folder}/load/${row.file}`), rules);
        const expected = row[rules];
        if (expected.panic !== undefined) {
          assert.ok(read.skipped.some(({ crashesHelm3 }) => crashesHelm3));
          return;
        }
        assert.equal(read.problems[0]?.helmText, expected.repoAddError);
        assert.equal(read.index !== undefined, expected.repoAddOk);
        const warnings = (expected.warnings ?? []).map(text => text.replace(/^.*? from \S+: /s, ''));
        assert.deepEqual(
          read.skipped.map(({ helmText }) => helmText),
          warnings.map(text => text.replace(/"$/, '').replaceAll('\\"', '"')),
        );
        if (expected.searched !== undefined) assert.deepEqual(listed(read), byText(expected.searched));
      });
    }
  }

  it('says where an unknown key is', () => {
    const text = 'apiVersion: v1\nentries:\n  a:\n  - name: a\n    version: 1.0.0\n    foo: 1\n';
    const [problem] = readIndex(encodeUtf8(text)).problems;
    assert.equal(problem?.reason, 'unknownKey');
    assert.equal(text.slice(problem.range.start, problem.range.end), 'foo');
  });

  it('says where an entry is that Helm leaves out', () => {
    const text = 'apiVersion: v1\nentries:\n  a:\n  - {name: a, version: 1.0.0}\n  - {name: a, version: latest}\n';
    const { skipped } = readIndex(encodeUtf8(text));
    assert.deepEqual(
      skipped.map(({ chart, version, position, range }) => [
        chart,
        version,
        position,
        text.slice(range.start, range.end),
      ]),
      [['a', 'latest', 1, '{name: a, version: latest}']],
    );
  });
});

/** `helm search repo -l`: of entries with the same text the last one written counts, so exact twins are one. */
function listed({ index }: ReturnType<typeof readIndex>): readonly string[] {
  const lines = [...(index?.entries ?? [])].flatMap(([chart, versions]) =>
    versions.map(({ metadata }) =>
      JSON.stringify([`r/${chart}`, metadata.version, metadata.appVersion ?? '', metadata.description ?? '']),
    ),
  );
  return [...new Set(lines)].sort();
}

function byText(rows: readonly unknown[]): readonly string[] {
  return rows.map(row => JSON.stringify(row)).sort();
}
