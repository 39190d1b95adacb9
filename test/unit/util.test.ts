import assert from 'node:assert/strict';
import { compareUtf8 } from '../../src/util/bytes';
import { isDigest, sha256 } from '../../src/util/digest';
import { displayText } from '../../src/util/displayText';
import { LineIndex } from '../../src/util/lineIndex';

describe('util', () => {
  it('names a digest by algorithm and lower-case hex', () => {
    const digest = sha256(new Uint8Array());
    assert.equal(digest, 'sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
    assert.ok(isDigest(digest));
    assert.ok(!isDigest(digest.toUpperCase()));
  });

  it('counts lines at LF, CRLF and a lone CR', () => {
    const lines = new LineIndex('a\r\nb\rc\nd');
    assert.deepEqual(lines.positionAt(3), { line: 1, character: 0 });
    assert.deepEqual(lines.positionAt(5), { line: 2, character: 0 });
    assert.deepEqual(lines.positionAt(8), { line: 3, character: 1 });
  });

  it('orders texts by bytes, not by UTF-16 units', () => {
    assert.ok(compareUtf8('\uFFFD', '\u{10000}') < 0);
  });

  it('shows control, bidi and escape characters instead of obeying them', () => {
    assert.equal(displayText('a\u001b[31mb\u202Ec'), 'a\\u{1b}[31mb\\u{202e}c');
    assert.equal(displayText('x'.repeat(10), 4), 'xxxx…');
  });
});
