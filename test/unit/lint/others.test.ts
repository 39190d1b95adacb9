import assert from 'node:assert/strict';
import { chartTable } from '../../../src/core/lint/chartTable';
import { artifactHubTable } from '../../../src/core/lint/artifactHubTable';
import { checkHelmignore } from '../../../src/core/lint/checkHelmignore';
import { checkLockFile } from '../../../src/core/lint/checkLock';
import { helmignoreTable } from '../../../src/core/lint/helmignoreTable';
import { withoutIgnored } from '../../../src/core/lint/ignoreComments';
import { lintChartYaml } from '../../../src/core/lint/lintChartYaml';
import { applySettings, defaultLintSettings, readSeverities } from '../../../src/core/lint/settings';
import type { RuleRow } from '../../support/ruleRows';
import { checkRow } from '../../support/ruleRows';

const head = 'apiVersion: v2\nname: demo\nversion: 0.1.0\nannotations:\n';

const annotations: readonly RuleRow[] = [
  {
    code: 'artifact-hub/not-text',
    text: `${head}  ⟦artifacthub.io/changes⟧:\n    - one\n`,
    message: 'The value of an annotation is text. Write the list as a block: artifacthub.io/changes: |',
    fixed: `${head}  artifacthub.io/changes: |\n    - one\n`,
  },
  {
    code: 'artifact-hub/shape',
    text: `${head}  artifacthub.io/links: |\n    - ⟦one⟧\n`,
    message: 'links[0] must be a map.',
  },
  {
    code: 'artifact-hub/required',
    text: `${head}  artifacthub.io/images: |\n    # all of them\n    - ⟦name⟧: app\n`,
    message: 'images[0].image is missing.',
  },
  {
    code: 'artifact-hub/value',
    text: `${head}  artifacthub.io/changes: |\n    - kind: ⟦add⟧\n      description: x\n`,
    message: '"add" is not one of: added, changed, deprecated, removed, fixed, security.',
    fixed: `${head}  artifacthub.io/changes: |\n    - kind: added\n      description: x\n`,
  },
  {
    code: 'artifact-hub/boolean',
    text: `${head}  artifacthub.io/prerelease: ⟦"yes"⟧\n`,
    message: 'artifacthub.io/prerelease is "true" or "false", not "yes".',
    fixed: `${head}  artifacthub.io/prerelease: "true"\n`,
  },
  {
    code: 'artifact-hub/url',
    text: `${head}  artifacthub.io/screenshots: |\n    - url: ⟦pic.png⟧\n`,
    message: '"pic.png" is not a complete URL.',
  },
  {
    code: 'artifact-hub/changes-mixed',
    text: `${head}  artifacthub.io/changes: |\n    - ⟦one⟧\n    - kind: added\n      description: two\n`,
    message: 'Changes are all texts or all maps with kind and description; they cannot be mixed.',
  },
  {
    code: 'artifact-hub/unknown-field',
    text: `${head}  artifacthub.io/signKey: |\n    url: https://a.example\n    ⟦key⟧: x\n`,
    message: 'Artifact Hub does not know key here.',
  },
  {
    code: 'artifact-hub/unknown-annotation',
    text: `${head}  ⟦artifacthub.io/change⟧: a\n`,
    message: 'Artifact Hub does not know the annotation artifacthub.io/change.',
    fixed: `${head}  artifacthub.io/changes: a\n`,
  },
  {
    code: 'artifact-hub/alternative-name',
    text: `${head}  artifacthub.io/alternativeName: ⟦other⟧\n`,
    message: 'The alternative name "other" must contain the chart\'s name, or be a part of it.',
  },
  {
    code: 'artifact-hub/license',
    text: `${head}  artifacthub.io/license: ⟦Apache-2⟧\n`,
    message: '"Apache-2" is not a licence of the SPDX list.',
    fixed: `${head}  artifacthub.io/license: Apache-2.0\n`,
  },
];

const ignores: readonly RuleRow[] = [
  {
    code: 'helmignore/double-star',
    text: '⟦**/*.bak⟧\n',
    message: 'Helm refuses the chart for "**". A pattern without a slash matches at any depth.',
    fixed: '*.bak\n',
  },
  { code: 'helmignore/pattern', text: 'a\n⟦[a⟧\n', message: 'Helm refuses the chart: the pattern is malformed.' },
  {
    code: 'helmignore/negation',
    text: '  ⟦!keep.txt⟧\n',
    message: 'A "!" line takes nothing back in: Helm leaves out everything that does not match it.',
  },
  {
    code: 'helmignore/never-matches',
    text: '⟦./docs⟧\r\n',
    message: 'This pattern never matches: Helm compares it with paths such as docs/notes.md.',
    fixed: 'docs\r\n',
  },
  {
    code: 'helmignore/class-negation',
    text: '⟦[!a].txt⟧\n',
    message: 'In Helm "[!" is not a negation; write [^ for that.',
    fixed: '[^a].txt\n',
  },
  {
    code: 'helmignore/comment',
    text: '⟦*.bak # old⟧\n',
    message: 'A comment starts a line: here "#" belongs to the pattern.',
    fixed: '*.bak\n',
  },
  {
    code: 'helmignore/needed-file',
    text: '⟦*.yaml⟧\n',
    message: 'This line leaves out Chart.yaml, which the chart needs.',
  },
  { code: 'helmignore/repeated', text: 'a\nb\n⟦a⟧\n', message: 'The same pattern is on line 1.', fixed: 'a\nb\n' },
];

describe('rules of Artifact Hub', () => {
  for (const row of annotations) it(`${row.code}: ${row.message}`, () => checkRow(row, lintChartYaml));

  it('point into the block at the line with the broken YAML', () => {
    const text = `${head}  artifacthub.io/links: |\n    - name: a\n    - name: *b\n`;
    const [finding] = lintChartYaml(text).filter(each => each.code === 'artifact-hub/syntax');
    assert.equal(finding?.range.start, text.indexOf('*b'));
  });

  it('have an example each', () => {
    const shown = new Set([...annotations.map(row => row.code), 'artifact-hub/syntax']);
    assert.deepEqual(
      Object.keys(artifactHubTable).filter(code => !shown.has(code)),
      [],
    );
  });
});

describe('rules of .helmignore', () => {
  for (const row of ignores) it(`${row.code}: ${row.message}`, () => checkRow(row, checkHelmignore));

  it('helmignore/line-too-long: marks a line of 64 KiB', () => {
    const codes = checkHelmignore(`${'a'.repeat(65536)}\n`).map(finding => finding.code);
    assert.deepEqual(codes, ['helmignore/line-too-long']);
    assert.equal(Object.keys(helmignoreTable).length, ignores.length + 1);
  });
});

describe('rules of Chart.lock', () => {
  const chartYaml =
    'apiVersion: v2\nname: demo\nversion: 0.1.0\ndependencies:\n  - name: web\n    version: ^2.0.0\n    repository: https://a.example\n';
  const lock =
    'dependencies:\n- name: web\n  repository: https://a.example\n  version: 1.0.0\ndigest: sha256:0\ngenerated: "2024-01-01T00:00:00Z"\n';

  it('chart-lock/out-of-date: name the dependency that differs', () => {
    const [finding] = checkLockFile(lock, chartYaml);
    assert.equal(finding?.code, 'chart-lock/out-of-date');
    assert.equal(finding?.args['reason'], 'web is locked at 1.0.0, wanted is ^2.0.0');
    assert.equal(lock.slice(finding?.range.start, finding?.range.end), 'sha256:0');
  });

  it('chart-lock/stale-entry, chart-lock/unused, chart-lock/digest-missing and chart-lock/syntax', () => {
    const codes = (text: string, chart: string): readonly string[] => checkLockFile(text, chart).map(each => each.code);
    assert.ok(codes(lock.replace('web', 'old'), chartYaml).includes('chart-lock/stale-entry'));
    assert.deepEqual(codes(lock, 'apiVersion: v2\nname: a\nversion: 0.1.0\n'), ['chart-lock/unused']);
    assert.deepEqual(codes(lock.replace('digest: sha256:0\n', ''), chartYaml), ['chart-lock/digest-missing']);
    assert.deepEqual(codes(lock.replace('2024-01-01T', '2024-01-01 '), chartYaml), ['chart-lock/syntax']);
    assert.ok(Object.keys(chartTable).includes('chart-lock/unused'));
  });
});

describe('settings and comments', () => {
  const text =
    'apiVersion: v2\nname: demo\nversion: 0.1.0\nicon: i.png # helm-chart-release-ignore chart-yaml/icon-url-invalid\n# helm-chart-release-ignore chart-yaml/unknown-key, no/such\nengine: a\n';

  it('silence a rule on its line, or on the line below a comment of its own, and name a code that is none', () => {
    const codes = withoutIgnored(text, lintChartYaml(text)).map(finding => finding.code);
    assert.deepEqual(codes, ['chart-yaml/description-recommended', 'comment/unknown-rule']);
  });

  it('change severities, with strict mode and with the lint of Helm 3', () => {
    const findings = lintChartYaml('apiVersion: v2\nname: demo\nversion: 0.1.0\nengine: a\n');
    const severity = (settings: Partial<typeof defaultLintSettings>): string | undefined =>
      applySettings(findings, { ...defaultLintSettings, ...settings }).find(
        each => each.code === 'chart-yaml/unknown-key',
      )?.severity;
    assert.equal(severity({}), 'warning');
    assert.equal(severity({ strict: true }), 'error');
    assert.equal(severity({ helm: '3' }), 'info');
    assert.equal(
      severity({ severities: readSeverities({ 'chart-yaml/unknown-key': 'off', 'no/rule': 'off' }) }),
      undefined,
    );
  });
});

describe('hostile Chart.yaml files', () => {
  const bomb = `a: &a [x,x,x,x,x,x,x,x,x,x]\n${'bcdefghi'
    .split('')
    .map(
      (name, index) =>
        `${name}: &${name} [${Array.from({ length: 10 }, () => `*${'abcdefgh'[index] ?? 'a'}`).join(',')}]`,
    )
    .join('\n')}\n`;
  for (const [what, text] of [
    ['an alias bomb', bomb],
    ['deep nesting', '['.repeat(100_000)],
    ['a line of a megabyte', `name: ${'a'.repeat(1_000_000)}\n`],
    ['tabs', 'name:\tdemo\n\tversion: 1\n'],
    ['mixed line endings', 'name: demo\r\nversion: 0.1.0\rapiVersion: v2\n'],
    ['replacement characters', 'name: \ufffd\ud800\n'],
    ['nulls', 'name: a\u0000b\n'],
  ] as const) {
    it(`end with findings: ${what}`, () => {
      const findings = lintChartYaml(text);
      assert.ok(findings.length > 0);
      for (const { range } of findings)
        assert.ok(range.start >= 0 && range.start <= range.end && range.end <= text.length + 1);
    });
  }
});
