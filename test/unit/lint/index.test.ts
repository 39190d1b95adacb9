import assert from 'node:assert/strict';
import { checkIndex, compareWithCommit, compareWithFile } from '../../../src/core/repository/checkIndex';
import { IndexParts } from '../../../src/core/repository/indexParts';
import type { RuleRow } from '../../support/ruleRows';
import { checkRow } from '../../support/ruleRows';

const digest = 'a'.repeat(64);
const head = 'apiVersion: v1\nentries:\n  demo:\n';
const entry = (version: string, more = `    digest: ${digest}\n    urls:\n    - demo-${version}.tgz\n`): string =>
  `  - name: demo\n    version: ${version}\n${more}`;

const rows: readonly RuleRow[] = [
  {
    code: 'index/unknown-key',
    text: `${head}  - name: demo\n    version: 0.1.0\n    ⟦note⟧: x\n`,
    message: 'Helm cannot read this repository at all because of this line: it does not know the field note.',
    fixed: `${head}  - name: demo\n    version: 0.1.0\n`,
  },
  {
    code: 'index/duplicate-key',
    text: `${head}  - name: demo\n    version: 0.1.0\n    ⟦version⟧: 0.2.0\n`,
    message: 'Helm cannot read this repository at all because of this line: version is set more than once.',
    fixed: `${head}  - name: demo\n    version: 0.1.0\n`,
  },
  {
    code: 'index/wrong-type',
    text: `${head}  - name: demo\n    version: ⟦1.0⟧\n`,
    message: 'Helm cannot read this repository at all because of this line: version must be a text.',
    fixed: `${head}  - name: demo\n    version: "1.0"\n`,
  },
  {
    code: 'index/time',
    text: `${head}  - name: demo\n    version: 0.1.0\n    created: ⟦2024-01-31⟧\n`,
    message:
      'Helm cannot read this repository at all because of this line: "2024-01-31" is not a time such as 2026-01-31T12:00:00Z.',
  },
  {
    code: 'index/api-version-required',
    text: '⟦entries:⟧\n  demo: []\n',
    message: 'Helm cannot read this repository at all: apiVersion is missing.',
    fixed: 'apiVersion: v1\nentries:\n  demo: []\n',
  },
  {
    code: 'index/skipped-entry',
    text: `${head}  - ⟦name: demo⟧\n    version: latest\n`,
    message: 'Helm ignores this entry: validation: chart.metadata.version "latest" is invalid',
  },
  {
    code: 'index/name-differs',
    text: `${head}  - name: ⟦other⟧\n    version: 0.1.0\n`,
    message: 'The entry is named other, but listed under demo: helm repo index --merge moves it.',
  },
  {
    code: 'index/repeated-version',
    text: `${head}${entry('0.1.0')}  - name: demo\n    version: ⟦0.1.0⟧\n`,
    message: 'demo 0.1.0 is listed more than once; Helm uses one of them.',
  },
  {
    code: 'index/same-precedence',
    text: `${head}${entry('0.1.0+a')}  - name: demo\n    version: ⟦0.1.0+b⟧\n`,
    message: '0.1.0+b and 0.1.0+a are the same version to Helm: build metadata does not count.',
  },
  {
    code: 'index/order',
    text: `${head}${entry('0.1.0')}  - name: demo\n    version: ⟦0.2.0⟧\n`,
    message: '0.2.0 is newer than the entry before it; Helm sorts newest first.',
  },
  {
    code: 'index/urls-missing',
    text: `${head}  - name: demo\n    version: ⟦0.1.0⟧\n`,
    message: 'There is no URL: demo 0.1.0 is listed, but cannot be pulled.',
  },
  {
    code: 'index/url-invalid',
    text: `${head}  - name: demo\n    version: 0.1.0\n    urls:\n    - ⟦ftp://a/b.tgz⟧\n`,
    message: '"ftp://a/b.tgz" is not a URL that Helm can fetch.',
  },
  {
    code: 'index/url-mixed',
    text: `${head}${entry('0.2.0')}  - name: demo\n    version: 0.1.0\n    urls:\n    - ⟦https://a.example/b.tgz⟧\n`,
    message: 'This URL is absolute, the others are relative: a mirror of the repository would still send here.',
  },
  {
    code: 'index/further-urls',
    text: `${head}  - name: demo\n    version: 0.1.0\n    urls:\n    - a.tgz\n    - ⟦b.tgz⟧\n`,
    message: 'Helm uses the first URL only.',
  },
  {
    code: 'index/digest-invalid',
    text: `${head}  - name: demo\n    version: 0.1.0\n    digest: ⟦ABC⟧\n`,
    message: '"ABC" is not a SHA-256 digest: 64 lower-case hexadecimal digits.',
  },
  {
    code: 'index/digest-missing',
    text: `${head}  - ⟦name⟧: demo\n    version: 0.1.0\n`,
    message: 'demo 0.1.0 has no digest: a change of its package cannot be noticed.',
  },
];

describe('rules of index.yaml', () => {
  for (const row of rows) it(`${row.code}: ${row.message}`, () => checkRow(row, text => checkIndex(text).findings));

  it('index/syntax: names the line that stops Helm', () => {
    const codes = checkIndex('apiVersion: v1\nentries: [\n').findings.map(finding => finding.code);
    assert.deepEqual(codes, ['index/syntax']);
  });

  it('compare packages with the files beside the index', () => {
    const [listed] = checkIndex(head + entry('0.1.0')).packages;
    assert.ok(listed);
    const codes = (actual: string | undefined, signed: boolean): readonly string[] =>
      compareWithFile(listed, actual, signed).map(finding => finding.code);
    assert.deepEqual(codes(undefined, false), ['index/package-missing']);
    assert.deepEqual(codes(digest, true), []);
    assert.deepEqual(codes('b'.repeat(64), false), ['index/digest-differs', 'index/prov-missing']);
    const [differs] = compareWithFile(listed, 'b'.repeat(64), true);
    assert.deepEqual(differs?.fix, { range: listed.digestRange, newText: 'b'.repeat(64) });
  });

  it('compare with the last commit: lost versions, and times that moved alone', () => {
    const dated = (time: string): string => `    created: "${time}"\n    digest: ${digest}\n    urls:\n    - a.tgz\n`;
    const before = checkIndex(head + entry('0.2.0') + entry('0.1.0', dated('2024-01-01T00:00:00Z'))).packages;
    const now = checkIndex(head + entry('0.1.0', dated('2025-01-01T00:00:00Z'))).packages;
    const found = compareWithCommit(now, before, { start: 0, end: 5 });
    assert.deepEqual(
      found.map(each => [each.code, each.args]),
      [
        ['index/version-lost', { name: 'demo', version: '0.2.0' }],
        ['index/created-changed', { before: '2024-01-01T00:00:00Z' }],
      ],
    );
  });
});

describe('an index checked chart by chart', () => {
  const two = `apiVersion: v1\nentries:\n  a:\n${entry('0.1.0')}  demo:\n  - name: demo\n    version: latest\n    x: 1\ngenerated: "2024-01-31"\n`;

  it('gives the findings of the whole, at the same places', () => {
    const codesOf = (findings: ReturnType<typeof checkIndex>['findings']): readonly string[] =>
      findings.map(({ code, range }) => `${code} ${range.start}`);
    const parts = codesOf(new IndexParts().check(two).findings);
    assert.ok(parts.includes(`index/unknown-key ${two.indexOf('x: 1')}`), parts.join());
    assert.ok(parts.includes(`index/time ${two.indexOf('"2024-01-31"')}`), parts.join());
    assert.ok(parts.includes(`index/name-differs ${two.indexOf('name: demo') + 6}`), parts.join());
    const good = `apiVersion: v1\nentries:\n  demo:\n${entry('0.2.0')}${entry('0.1.0')}`;
    assert.deepEqual(codesOf(new IndexParts().check(good).findings), codesOf(checkIndex(good).findings));
  });

  it('gives moved places for charts that did not change', () => {
    const parts = new IndexParts();
    const before = parts.check(two).findings.find(finding => finding.code === 'index/unknown-key');
    const after = parts
      .check(two.replace('  a:\n', '  a:\n  # note\n'))
      .findings.find(finding => finding.code === 'index/unknown-key');
    assert.equal((after?.range.start ?? 0) - (before?.range.start ?? 0), '  # note\n'.length);
  });
});
