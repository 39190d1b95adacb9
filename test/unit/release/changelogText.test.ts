import assert from 'node:assert/strict';
import fc from 'fast-check';
import { entryKinds, formatChangesAnnotation } from '../../../src/core/release/changelog';
import { formatEntryLines, parseEntryLines, readChangesAnnotation } from '../../../src/core/release/changelogText';

const word = fc.stringMatching(/^[A-Za-z][A-Za-z0-9 :'"#-]{0,40}[a-z]$/);
const entries = fc.array(
  fc
    .tuple(fc.constantFrom(...entryKinds), word)
    .map(([kind, text]) => ({ kind, description: text.replaceAll(/\s+/g, ' ') })),
);

describe('a change log as text', () => {
  it('reads what it writes, as lines and as an annotation', () => {
    fc.assert(
      fc.property(entries, list => {
        assert.deepEqual(parseEntryLines(formatEntryLines(list)), list);
        if (list.length > 0) assert.deepEqual(readChangesAnnotation(formatChangesAnnotation(list)), list);
      }),
    );
  });

  it('takes lines as people write them', () => {
    assert.deepEqual(parseEntryLines('- Fixed: the port\r\n\n* a second one\n note: not a kind\nadded:\n'), [
      { kind: 'fixed', description: 'the port' },
      { kind: 'changed', description: 'a second one' },
      { kind: 'changed', description: 'note: not a kind' },
    ]);
  });

  it('reads both forms of the annotation, and nothing else', () => {
    assert.deepEqual(readChangesAnnotation('- one\n- two\n'), [
      { kind: 'changed', description: 'one' },
      { kind: 'changed', description: 'two' },
    ]);
    assert.deepEqual(
      readChangesAnnotation('- kind: security\n  description: x\n  links:\n    - name: a\n      url: b\n'),
      [{ kind: 'security', description: 'x' }],
    );
    for (const text of ['', 'text', '- 1\n', '- kind: added\n', 'a: b\n', '- [']) {
      assert.equal(readChangesAnnotation(text), undefined, text);
    }
  });
});
