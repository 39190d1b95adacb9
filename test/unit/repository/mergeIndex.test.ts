import assert from 'node:assert/strict';
import type { ChartIndex } from '../../../src/core/repository/chartIndex';
import { mergeIndex } from '../../../src/core/repository/mergeIndex';
import { readIndex } from '../../../src/core/repository/readIndex';
import { encodeUtf8 } from '../../../src/util/bytes';

function indexOf(entries: object, more: object = {}): ChartIndex {
  const { index } = readIndex(encodeUtf8(JSON.stringify({ apiVersion: 'v1', entries, ...more })));
  assert.ok(index);
  return index;
}

function versionsOf(index: ChartIndex, chart: string): readonly string[] {
  return (index.entries.get(chart) ?? []).map(({ metadata }) => metadata.version);
}

describe('merging an older index into a new one', () => {
  it('keeps versions that only fit a new one and are not it, as Helm does not', () => {
    const ours = indexOf({
      a: [
        { name: 'a', version: '0.9.0' },
        { name: 'a', version: '1.0.0+b2' },
      ],
    });
    const older = indexOf({ a: ['0.9', '1.0.0', '1.0.0+b1'].map(version => ({ name: 'a', version })) });
    assert.deepEqual(versionsOf(mergeIndex(ours, older).index, 'a'), ['1.0.0+b2', '1.0.0', '1.0.0+b1', '0.9.0', '0.9']);
  });

  it('keeps the time at which a package was first listed', () => {
    const entry = { name: 'a', version: '1.0.0', digest: 'ab' };
    const ours = indexOf({ a: [{ ...entry, created: '2026-02-02T00:00:00Z' }] });
    const older = indexOf({ a: [{ ...entry, created: '2020-01-01T00:00:00Z' }] });
    const { index, replaced } = mergeIndex(ours, older);
    assert.equal(index.entries.get('a')?.[0]?.created, '2020-01-01T00:00:00Z');
    assert.deepEqual(replaced, []);
  });

  it('names the versions whose package is another one now', () => {
    const ours = indexOf({ a: [{ name: 'a', version: '1.0.0', digest: 'ab' }] });
    const older = indexOf({ a: [{ name: 'a', version: '1.0.0', digest: 'cd' }] });
    const { index, replaced } = mergeIndex(ours, older);
    assert.equal(index.entries.get('a')?.[0]?.digest, 'ab');
    assert.deepEqual(replaced, [{ chart: 'a', version: '1.0.0' }]);
  });

  it('keeps what stands at the top of the older index', () => {
    const older = indexOf({}, { annotations: { k: 'v' }, publicKeys: ['x'] });
    const { index } = mergeIndex(indexOf({}), older);
    assert.deepEqual([index.annotations, index.publicKeys], [{ k: 'v' }, ['x']]);
  });
});
