import assert from 'node:assert/strict';
import type { Bump } from '../../../src/core/release/change';
import { isEnough, suggestVersion } from '../../../src/core/release/suggestVersion';

describe('suggesting the next version', () => {
  const cases: readonly (readonly [string, Bump, string | undefined])[] = [
    ['1.2.3', 'none', '1.2.3'],
    ['1.2.3', 'patch', '1.2.4'],
    ['1.2.3', 'minor', '1.3.0'],
    ['1.2.3', 'major', '2.0.0'],
    ['0.4.2', 'major', '0.5.0'],
    ['0.4.2', 'minor', '0.5.0'],
    ['0.4.2', 'patch', '0.4.3'],
    ['v1.2.3', 'patch', 'v1.2.4'],
    ['1.2', 'patch', '1.2.1'],
    ['2.0.0-rc.1', 'major', '2.0.0'],
    ['2.0.0-rc.1', 'patch', '2.0.0'],
    ['1.3.0-rc.1', 'major', '2.0.0'],
    ['1.3.0-rc.1', 'minor', '1.3.0'],
    ['1.3.1-rc.1', 'minor', '1.4.0'],
    ['1.2.3+build.5', 'patch', '1.2.4'],
    ['18446744073709551614.0.0', 'major', '18446744073709551615.0.0'],
    ['latest', 'patch', undefined],
  ];
  for (const [published, bump, expected] of cases) {
    it(`makes ${String(expected)} of ${published} and ${bump}`, () => {
      assert.equal(suggestVersion(published, bump), expected);
    });
  }

  it('is content with a version that rises more, and with a prerelease of it', () => {
    assert.equal(isEnough('1.3.0', '1.2.4'), true);
    assert.equal(isEnough('2.0.0-rc.1', '2.0.0'), true);
    assert.equal(isEnough('1.2.4', '1.3.0'), false);
    assert.equal(isEnough('none', '1.3.0'), false);
  });
});
