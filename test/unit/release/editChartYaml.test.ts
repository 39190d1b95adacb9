import assert from 'node:assert/strict';
import { ChartReleaseError } from '../../../src/core/errors';
import { withChanges, withVersion } from '../../../src/core/release/editChartYaml';

const changes = '- kind: added\n  description: "A"\n';
const block = (indent: string) =>
  `${indent}artifacthub.io/changes: |\n${indent}  - kind: added\n${indent}    description: "A"\n`;

describe('editing Chart.yaml', () => {
  it('changes the version and nothing else, keeping quotes and comments', () => {
    assert.equal(withVersion('name: a\nversion: 1.0.0 # mine\n', '1.1.0'), 'name: a\nversion: 1.1.0 # mine\n');
    assert.equal(withVersion('version: "1.0.0"\nname: a', '1.1.0'), 'version: "1.1.0"\nname: a');
    assert.equal(withVersion("name: a\r\nversion: '1.0.0'\r\n", '1.1.0'), "name: a\r\nversion: '1.1.0'\r\n");
  });

  const cases: readonly (readonly [string, string, string])[] = [
    ['without annotations', 'name: a\nversion: 1.0.0\n', `name: a\nversion: 1.0.0\nannotations:\n${block('  ')}`],
    [
      'with other annotations',
      'annotations:\n    # keep\n    x: y # too\n\nname: a\n',
      `annotations:\n    # keep\n    x: y\n${block('    ')}`,
    ],
    ['with empty annotations', 'name: a\nannotations:\nversion: 1.0.0\n', `annotations:\n${block('  ')}version`],
    [
      'with inline annotations',
      'annotations: {x: "1", y: z}\nname: a\n',
      `annotations:\n  x: "1"\n  y: z\n${block('  ')}name: a\n`,
    ],
    [
      'with an older change log',
      'annotations:\n  artifacthub.io/changes: |\n    - old\n    - older\n  x: y\nname: a\n',
      `annotations:\n${block('  ')}  x: y\nname: a\n`,
    ],
    [
      'with an older change log in quotes',
      'annotations:\n  artifacthub.io/changes: "- old"\nname: a\n',
      `annotations:\n${block('  ')}name: a\n`,
    ],
  ];
  for (const [name, before, part] of cases) {
    it(`writes the change log ${name}`, () => {
      const after = withChanges(before, changes);
      if (name === 'with other annotations') {
        assert.equal(after, `annotations:\n    # keep\n    x: y # too\n${block('    ')}\nname: a\n`);
      } else assert.ok(after.includes(part), after);
      assert.equal(withChanges(after, changes), after, 'a second time changes nothing');
    });
  }

  it('refuses what it cannot edit without harm', () => {
    const refused = (error: unknown) => ChartReleaseError.is(error, 'release.notEditable');
    assert.throws(() => withVersion('{name: a, version: 1.0.0}', '1.1.0'), refused);
    assert.throws(() => withVersion('version: 1.0.0\nversion: 1.0.1\n', '1.1.0'), refused);
    assert.throws(() => withVersion('name: a\n', '1.1.0'), refused);
    assert.throws(() => withVersion('version: &v 1.0.0\nappVersion: *v\n', '1.1.0'), refused);
    assert.throws(() => withChanges('annotations: [a]\n', changes), refused);
    assert.throws(() => withVersion('version: [\n', '1.1.0'), refused);
  });
});
