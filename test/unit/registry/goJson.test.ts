import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { GoJson } from '../../../src/util/goJson';
import { formatGoJson } from '../../../src/util/goJson';

describe('JSON as Go writes it', () => {
  it('escapes what HTML would read, and the two line separators', () => {
    assert.equal(
      formatGoJson('<a>&\u2028\u2029é"\\/\t\b\u0001\u007f'),
      '"\\u003ca\\u003e\\u0026\\u2028\\u2029é\\"\\\\/\\t\\b\\u0001\u007f"',
    );
  });

  it('keeps a struct in field order and sorts a map by bytes, numbers-like keys too', () => {
    assert.equal(
      formatGoJson(
        new Map<string, GoJson>([
          ['b', 1],
          ['a', 2],
        ]),
      ),
      '{"b":1,"a":2}',
    );
    assert.equal(formatGoJson({ '9': 1, '10': 2, b: 3, B: 4 }), '{"10":2,"9":1,"B":4,"b":3}');
    assert.equal(formatGoJson({ '\u{10000}': 1, '\uffee': 2 }), '{"\uffee":2,"\u{10000}":1}');
  });

  it('writes a lone surrogate as the escape of U+FFFD, and a backslash before its name as it is', () => {
    assert.equal(formatGoJson('a\ud800b\udc00'), '"a\\ufffdb\\ufffd"');
    assert.equal(formatGoJson('\\ud800\ufffd'), '"\\\\ud800\ufffd"');
  });

  it('writes numbers as Go does', () => {
    assert.deepEqual([1, -0, 1e21, 1e-7, 0.000001, 1e20, 1.5].map(formatGoJson), [
      '1',
      '-0',
      '1e+21',
      '1e-7',
      '0.000001',
      '100000000000000000000',
      '1.5',
    ]);
  });

  it('leaves nothing that JSON.parse would read differently', () => {
    const value = fc.letrec(tie => ({
      any: fc.oneof(
        { depthSize: 'small' },
        fc.string({ unit: 'grapheme' }),
        fc.double({ noNaN: true, noDefaultInfinity: true }),
        fc.boolean(),
        fc.constant(null),
        fc.array(tie('any')),
        fc.dictionary(fc.string({ unit: 'grapheme' }), tie('any'), { noNullPrototype: true }),
      ),
    })).any as fc.Arbitrary<GoJson>;
    fc.assert(
      fc.property(value, any => {
        const text = formatGoJson(any);
        assert.deepEqual(JSON.parse(text), any);
        assert.doesNotMatch(text, /[<>&\u2028\u2029]/);
      }),
    );
  });
});
