import assert from 'node:assert/strict';
import { lookUpVersion } from '../../../src/core/repository/lookUpVersion';
import { readIndex } from '../../../src/core/repository/readIndex';
import { encodeUtf8 } from '../../../src/util/bytes';

function indexOf(...versions: readonly string[]): NonNullable<ReturnType<typeof readIndex>['index']> {
  const entries = versions.map(version => ({ name: 'a', version }));
  const { index } = readIndex(encodeUtf8(JSON.stringify({ apiVersion: 'v1', entries: { a: entries, none: [] } })));
  assert.ok(index);
  return index;
}

describe('looking up a version in an index', () => {
  const index = indexOf('1.0.0', '1.0', '1.0.3', '2.0.0-rc.1', '0.9.0');
  const cases: readonly (readonly [string, string | undefined])[] = [
    ['', '1.0.3'],
    ['1.0', '1.0'],
    ['1', '1.0.3'],
    ['~1.0.0', '1.0.3'],
    ['<1', '0.9.0'],
    ['>0.0.0-0', '2.0.0-rc.1'],
    ['2.0.0-rc.1', '2.0.0-rc.1'],
    ['2.0.0', undefined],
  ];
  for (const [constraint, expected] of cases) {
    it(`finds ${expected ?? 'nothing'} for ${JSON.stringify(constraint)}`, () => {
      assert.equal(lookUpVersion(index, 'a', constraint).found?.metadata.version, expected);
    });
  }

  it('tells a chart that is not there from one without versions and from a constraint that is none', () => {
    const reasonOf = (name: string, constraint?: string): string => {
      const result = lookUpVersion(index, name, constraint);
      return result.found === undefined ? result.helmText : '';
    };
    assert.equal(reasonOf('b'), 'no chart name found');
    assert.equal(reasonOf('none'), 'no chart version found');
    assert.equal(reasonOf('a', 'abc'), 'improper constraint: abc');
    assert.equal(reasonOf('a', '3'), 'no chart version found for a-3');
  });
});
