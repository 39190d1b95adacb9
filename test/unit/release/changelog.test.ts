import assert from 'node:assert/strict';
import { parseGoYaml } from '../../../src/core/yaml/goYaml';
import { plainValue } from '../../../src/core/yaml/plainValue';
import type { EntryKind } from '../../../src/core/release/changelog';
import { addToChangelog, changelogFrom, formatChangesAnnotation } from '../../../src/core/release/changelog';

const commit = (subject: string, body = '') => ({ id: 'a', subject, body });

describe('a change log from commits', () => {
  const cases: readonly (readonly [string, string, EntryKind | undefined, string?])[] = [
    ['feat: a port for metrics', '', 'added', 'A port for metrics'],
    ['feat(shop): a port', '', 'added', 'A port'],
    ['fix: quote the host', '', 'fixed', 'Quote the host'],
    ['feat!: rename port', '', 'changed', 'Rename port (breaking)'],
    ['chore: drop 1.20', 'BREAKING CHANGE: needs 1.25', 'changed', 'Drop 1.20 (breaking: needs 1.25)'],
    ['perf: fewer watches', '', 'changed', 'Fewer watches'],
    ['fix: CVE-2024-1234 in the base image', '', 'security', 'CVE-2024-1234 in the base image'],
    ['docs: say more', '', undefined],
    ['ci: other runner', '', undefined],
    ['chore(release): 1.2.3', '', undefined],
    ['Add a port for metrics', '', 'added', 'Add a port for metrics'],
    ['Fixes the host', '', 'fixed', 'Fixes the host'],
    ['Drop Kubernetes 1.20', '', 'removed', 'Drop Kubernetes 1.20'],
    ['Deprecate this chart', '', 'deprecated', 'Deprecate this chart'],
    ['Use another image', '', 'changed', 'Use another image'],
    ['note: this is no type', '', 'changed', 'note: this is no type'],
    ['Merge branch main', '', undefined],
    ['Bump version to 1.2.3', '', undefined],
    ['fixup! Add a port', '', undefined],
  ];
  for (const [subject, body, kind, description] of cases) {
    it(`makes ${kind ?? 'nothing'} of "${subject}"`, () => {
      const expected = kind === undefined ? [] : [{ kind, description }];
      assert.deepEqual(changelogFrom([commit(subject, body)]), expected);
    });
  }

  it('names the same change once', () => {
    assert.equal(changelogFrom([commit('fix: a'), commit('Fix: A')]).length, 1);
  });

  it('writes an annotation that reads back as it was, whatever the commit said', () => {
    const entries = [
      { kind: 'added', description: 'quotes " and \\ and: colons # and {braces}' },
      { kind: 'fixed', description: '- - é\u2028' },
    ] as const;
    const { root } = parseGoYaml(formatChangesAnnotation(entries));
    assert.deepEqual(root && plainValue(root), entries);
  });
});

describe('CHANGELOG.md', () => {
  const entries = [
    { kind: 'fixed', description: 'B' },
    { kind: 'added', description: 'A' },
  ] as const;
  const section = '## 1.1.0 - 2025-01-02\n\n### Added\n\n- A\n\n### Fixed\n\n- B';

  it('is made when there is none', () => {
    assert.equal(addToChangelog(undefined, '1.1.0', '2025-01-02', entries), `# Changelog\n\n${section}\n`);
  });
  it('gets the new section in front of the older ones and behind Unreleased', () => {
    const before = '# Log\n\nHead.\n\n## [Unreleased]\n\n- x\n\n## [1.0.0] - 2024\n\n- y\n';
    const after = `# Log\n\nHead.\n\n## [Unreleased]\n\n- x\n\n${section}\n\n## [1.0.0] - 2024\n\n- y\n`;
    assert.equal(addToChangelog(before, '1.1.0', '2025-01-02', entries), after);
  });
  it('keeps Windows line ends', () => {
    const after = addToChangelog('# Log\r\n\r\n## 1.0.0\r\n', '1.1.0', '2025-01-02', entries);
    assert.equal(after.replaceAll('\r\n', '').includes('\n'), false);
  });
  it('stays as it is when the version has a section', () => {
    for (const head of ['## 1.1.0', '## [1.1.0] - 2025', '## v1.1.0'])
      assert.equal(addToChangelog(`${head}\n\nmine\n`, '1.1.0', '2025-01-02', entries), `${head}\n\nmine\n`);
    assert.notEqual(addToChangelog('## 1.1.0-rc.1\n', '1.1.0', '2025-01-02', entries), '## 1.1.0-rc.1\n');
  });
});
