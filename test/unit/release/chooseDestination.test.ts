import assert from 'node:assert/strict';
import { chooseDestination, destinationQuestions } from '../../../src/core/release/chooseDestination';

describe('the choice between registry and repository', () => {
  it('never names a place that is not there, nor one that readers cannot read', () => {
    let count = 0;
    for (const server of destinationQuestions.server)
      for (const readers of destinationQuestions.readers)
        for (const finding of destinationQuestions.finding) {
          count++;
          const choice = chooseDestination({ server, readers, finding });
          if (server === 'web') assert.equal(choice, 'repository');
          if (readers === 'old') assert.notEqual(choice, 'registry');
        }
    assert.equal(count, 27);
  });

  it('follows what is asked for when everything is there', () => {
    const both = { server: 'both', readers: 'current' } as const;
    assert.equal(chooseDestination({ ...both, finding: 'digest' }), 'registry');
    assert.equal(chooseDestination({ ...both, finding: 'index' }), 'repository');
    assert.equal(chooseDestination({ ...both, finding: 'both' }), 'both');
    assert.equal(chooseDestination({ server: 'registry', readers: 'mixed', finding: 'digest' }), 'both');
  });
});
