import assert from 'node:assert/strict';
import { fuzz } from '../../fuzz/fuzz';
import { fuzzTargets } from '../../fuzz/targets';

describe('mutated inputs neither crash nor hang nor fill the memory of the parser of', function () {
  this.timeout(120_000);
  for (const target of fuzzTargets()) {
    it(target.name, async () => assert.deepEqual((await fuzz(target, 20261125, 150)).findings, []));
  }
});
