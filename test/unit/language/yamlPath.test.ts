import assert from 'node:assert/strict';
import { formatYaml } from '../../../src/core/language/formatYaml';
import { placeAt } from '../../../src/core/language/yamlPath';

describe('the place in a half-written Chart.yaml', () => {
  for (const [marked, path, key, inValue] of [
    ['na|me: demo\n', [], 'name', false],
    ['name: de|mo\n', [], 'name', true],
    ['dependencies:\n  - name: a\n    vers|ion: "1"\n', ['dependencies'], 'version', false],
    ['dependencies:\n- name: a\n  alias: |\n', ['dependencies'], 'alias', true],
    ['dependencies:\n  - na|\n', ['dependencies'], 'na', true],
    ['keywords:\n  - |\n', ['keywords'], '', true],
    ['annotations:\n  artifacthub.io/lic|ense: MIT\n', ['annotations'], 'artifacthub.io/license', false],
    ['maintainers:\n  - name: Jo\ntype: |\n', [], 'type', true],
    ['annotations:\n  # a note\n  |', ['annotations'], '', false],
  ] as const) {
    it(JSON.stringify(marked), () => {
      const place = placeAt(marked.replace('|', ''), marked.indexOf('|'));
      assert.deepEqual({ path: place.path, key: place.key, inValue: place.inValue }, { path: [...path], key, inValue });
    });
  }
});

describe('formatting', () => {
  it('keeps comments, quotes, order and what Helm reads', () => {
    const text = '# head\nname:   demo   # the name\nversion:  "1.10"\nkeywords:\n- a\n- "on"\n';
    assert.equal(formatYaml(text), '# head\nname: demo # the name\nversion: "1.10"\nkeywords:\n  - a\n  - "on"\n');
  });

  it('leaves alone what cannot be read', () => {
    assert.equal(formatYaml('a: [\n'), undefined);
  });
});
