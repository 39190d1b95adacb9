import assert from 'node:assert/strict';
import { pgpVectors, provVectors, readVector, verifyVector } from './vectors';

/** Cases where the foretold text cannot be Helm's. */
const differs: ReadonlyMap<string, string> = new Map([
  ['keyring-missing', 'the keyring file is not there: the caller reads it and says so'],
  ['archive-missing', 'the archive is not there: the caller reads it and says so'],
]);

/** Cases where only the sentence about broken YAML syntax differs: ours is the YAML library's. */
const wordedDifferently: ReadonlyMap<string, RegExp> = new Map([
  ['files-bad-yaml', /^error converting YAML to JSON: yaml: line \d+: /],
  ['files-dashed-key', /^error converting YAML to JSON: yaml: line \d+: /],
  ['metadata-garbage', /^error converting YAML to JSON: yaml: line \d+: /],
  ['dash-escaped-lines', /^error converting YAML to JSON: yaml: line \d+: /],
]);

/** Helm goes through a Go map: its own order of user ids changes from run to run. */
function sortedLines(message: string): string {
  return message
    .replace(/^Error: /, '')
    .split('\n')
    .sort()
    .join('\n');
}

describe('the foretold answer of helm verify', () => {
  for (const vector of provVectors) {
    if (differs.has(vector.name)) continue;
    it(`is Helm's own for prov/${vector.name}`, async () => {
      const files = {
        archive: `prov/${vector.archive}`,
        prov: `prov/${vector.prov}`,
        keyring: `prov/${vector.keyring}`,
      };
      const report = await verifyVector(files, { name: 'demo', version: '0.1.0', apiVersion: 'v2' });
      for (const helm of ['helm3', 'helm4'] as const) {
        const wording = vector[helm].ok ? undefined : wordedDifferently.get(vector.name);
        assert.equal(report[helm].ok, vector[helm].ok, helm);
        if (wording === undefined)
          assert.equal(sortedLines(report[helm].message), sortedLines(vector[helm].message), helm);
        else
          for (const text of [report[helm].message, vector[helm].message])
            assert.match(text.replace(/^Error: /, ''), wording);
      }
    });
  }

  for (const vector of pgpVectors) {
    it(`accepts or rejects as Helm does: pgp/${vector.id} (${vector.title})`, async () => {
      const files = { archive: `pgp/${vector.chart}`, prov: `pgp/${vector.prov}`, keyring: `pgp/${vector.keyring}` };
      const report = await verifyVector(files, { name: 'demo', version: '1.2.3', apiVersion: 'v2' });
      assert.deepEqual(
        [report.helm3.ok, report.helm4.ok],
        [vector.expected.helm3 === 'accept', vector.expected.helm4 === 'accept'],
      );
    });
  }

  it('leaves out only cases whose files are missing', () => {
    for (const name of differs.keys()) {
      const vector = provVectors.find(candidate => candidate.name === name)!;
      assert.ok(
        readVector(`prov/${vector.archive}`) === undefined || readVector(`prov/${vector.keyring}`) === undefined,
      );
    }
  });
});
