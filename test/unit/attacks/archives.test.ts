import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadArchive } from '../../../src/core/archive/loadArchive';
import { ChartReleaseError } from '../../../src/core/errors';

const vectors = 'test/fixtures/vectors/hostile-archives';

interface Case {
  readonly id: string;
  readonly title: string;
  readonly file: string;
  readonly recommended: 'accept' | 'warn' | 'reject';
}

const { vectors: cases } = JSON.parse(readFileSync(join(vectors, 'index.json'), 'utf8')) as {
  readonly vectors: readonly Case[];
};

/** What each archive comes to: the code, and which attack, limit or reason. `read`: it is harmless and read. */
const outcomes: Readonly<Record<string, string>> = JSON.parse(
  readFileSync('test/fixtures/attacks.json', 'utf8'),
) as Readonly<Record<string, string>>;

function outcomeOf(file: string): string {
  try {
    return `read ${loadArchive(readFileSync(join(vectors, file))).metadata.name}`;
  } catch (error) {
    if (!(error instanceof ChartReleaseError)) throw error;
    const details = error.details as Readonly<Record<string, unknown>>;
    return `${error.code} ${String(details['attack'] ?? details['limit'] ?? details['reason'])}`;
  }
}

describe('a hostile archive ends in the refusal that names its attack:', () => {
  for (const { id, title, file, recommended } of cases) {
    it(`${title} (${id})`, () => {
      const outcome = outcomeOf(file);
      assert.equal(outcome, outcomes[id]);
      if (recommended === 'reject') assert.doesNotMatch(outcome, /^read /);
      if (recommended === 'accept') assert.equal(outcome, 'read demo');
    });
  }
});
