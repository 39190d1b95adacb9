import assert from 'node:assert/strict';
import { daysLeft, expiryStage } from '../../../src/core/provenance/keyExpiry';

const end = 1_800_000_000;
const day = 24 * 3600;
const before = (seconds: number) => (end - seconds) * 1000;

describe('the end of a key', () => {
  const stages: readonly (readonly [string, number, ReturnType<typeof expiryStage>])[] = [
    ['31 days', before(31 * day), undefined],
    ['30 days and a second', before(30 * day + 1), undefined],
    ['30 days', before(30 * day), 'soon'],
    ['7 days and a second', before(7 * day + 1), 'soon'],
    ['7 days', before(7 * day), 'urgent'],
    ['a second', before(1), 'urgent'],
    ['no time', before(0), 'expired'],
    ['minus a year', before(-365 * day), 'expired'],
  ];
  for (const [name, nowMs, stage] of stages) {
    it(`is ${stage ?? 'far'} with ${name} left`, () => {
      assert.equal(expiryStage({ expiresAtSeconds: end, revoked: false }, nowMs), stage);
    });
  }

  it('is nothing to warn of for a key without one, or one that is revoked', () => {
    assert.equal(expiryStage({ revoked: false }, before(1)), undefined);
    assert.equal(expiryStage({ expiresAtSeconds: end, revoked: true }, before(1)), undefined);
  });

  it('counts the day that has begun', () => {
    assert.deepEqual(
      [before(30 * day), before(7 * day - 1), before(1), before(0), before(-day)].map(at => daysLeft(end, at)),
      [30, 7, 1, 0, 0],
    );
  });
});
