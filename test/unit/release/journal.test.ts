import assert from 'node:assert/strict';
import type { JournalBegin } from '../../../src/core/release/journal';
import { formatEntry, readJournal } from '../../../src/core/release/journal';
import { orderByNeeds } from '../../../src/core/release/releaseOrder';
import { ChartReleaseError } from '../../../src/core/errors';

const begin: JournalBegin = { kind: 'begin', id: 'x', startedAt: '', fingerprint: 'F', signer: [], charts: [] };
const checked = { kind: 'checked', chart: 'a', target: 't', at: 'now' } as const;

describe('the journal of a release', () => {
  it('reads back what was written', () => {
    const state = readJournal(formatEntry(begin) + formatEntry(checked));
    assert.ok(state !== undefined && 'begin' in state);
    assert.deepEqual([...state.checked.values()], ['now']);
  });
  it('passes over a last line that a crash cut off', () => {
    const state = readJournal(formatEntry(begin) + formatEntry(checked).slice(0, -5));
    assert.ok(state !== undefined && 'begin' in state);
    assert.equal(state.checked.size, 0);
  });
  it('is nothing when even the first line was cut off', () => {
    assert.equal(readJournal('{"kind":"beg'), undefined);
  });
  it('names the line that no release wrote', () => {
    assert.deepEqual(readJournal(`${formatEntry(begin)}null\n`), { damaged: 2 });
    assert.deepEqual(readJournal(formatEntry(checked)), { damaged: 1 });
  });
});

describe('the order of a release', () => {
  it('puts what is needed first, and is the same every time', () => {
    const charts = [
      { name: 'c', needs: ['b'] },
      { name: 'a', needs: ['c', 'elsewhere'] },
      { name: 'b', needs: [] },
    ];
    assert.deepEqual(
      orderByNeeds(charts).map(({ name }) => name),
      ['b', 'c', 'a'],
    );
  });
  it('refuses charts that need each other', () => {
    const charts = [
      { name: 'a', needs: ['b'] },
      { name: 'b', needs: ['a'] },
    ];
    assert.throws(
      () => orderByNeeds(charts),
      error => ChartReleaseError.is(error, 'release.cycle') && error.details.charts.join() === 'a,b,a',
    );
  });
});
