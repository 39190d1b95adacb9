import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { parseConstraint } from '../../../src/core/chart/constraint';
import { cli } from '../cli/cli';

type Answer = readonly number[] | null;

const golden = JSON.parse(readFileSync('test/fixtures/constraints/golden.json', 'utf8')) as {
  readonly versions: readonly string[];
  readonly cases: readonly (readonly [constraint: string, helm3: Answer, helm4: Answer])[];
};

describe('version satisfies', () => {
  it('says for every constraint what Masterminds 3.3.0 and 3.4.0 say', async () => {
    assert.ok(golden.cases.length > 800);
    const textsOf = (answer: Answer) => (answer ?? []).map(index => golden.versions[index]);
    for (const [constraint, helm3, helm4] of golden.cases) {
      const { code, stdout } = await cli(tmpdir(), [
        'version',
        'satisfies',
        '--json',
        '--',
        constraint,
        ...golden.versions,
      ]);
      assert.deepEqual((helm3 === null) === (helm4 === null), true);
      assert.equal(code, helm4 === null ? 2 : 0, JSON.stringify(constraint));
      const { error, ...document } = JSON.parse(stdout) as { readonly error?: string };
      assert.deepEqual(document, { helm3: textsOf(helm3), helm4: textsOf(helm4) }, JSON.stringify(constraint));
      assert.equal(error, helm4 === null ? `improper constraint: ${constraint}` : undefined);
    }
  });

  it('is done soon with texts made to be slow', () => {
    const slow = [
      ' '.repeat(4095),
      '1'.padEnd(4000),
      '1 '.repeat(2000),
      '1,'.repeat(2000),
      '1-'.repeat(2000),
      '1 - '.repeat(1000),
    ];
    for (const text of slow) {
      const started = process.cpuUsage().user;
      parseConstraint(`${text}!`);
      assert.ok(process.cpuUsage().user - started < 2_000_000, JSON.stringify(text.slice(0, 8)));
    }
  });
});
