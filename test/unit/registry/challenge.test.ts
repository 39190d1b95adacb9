import assert from 'node:assert/strict';
import fc from 'fast-check';
import { parseChallenges } from '../../../src/core/registry/challenge';

const plain = (header: string): unknown =>
  parseChallenges(header).map(({ scheme, parameters }) => [scheme, Object.fromEntries(parameters)]);

describe('a WWW-Authenticate header', () => {
  it('holds commas inside quotes, and names in any case', () => {
    assert.deepEqual(plain('BEARER Realm="https://h/t" , SERVICE=s,scope="repository:a/b:pull,push"'), [
      ['bearer', { realm: 'https://h/t', service: 's', scope: 'repository:a/b:pull,push' }],
    ]);
  });

  it('may hold several challenges', () => {
    assert.deepEqual(plain('Negotiate, Basic realm="x", Bearer realm="y",error="insufficient_scope"'), [
      ['negotiate', {}],
      ['basic', { realm: 'x' }],
      ['bearer', { realm: 'y', error: 'insufficient_scope' }],
    ]);
    assert.deepEqual(plain('Negotiate abc==, Basic realm=x'), [
      ['negotiate', {}],
      ['basic', { realm: 'x' }],
    ]);
  });

  it('unescapes quoted text and takes the first of two equal names', () => {
    assert.deepEqual(plain('Basic realm="a\\"b\\\\", realm="c"'), [['basic', { realm: 'a"b\\' }]]);
  });

  it('never throws and always ends', () => {
    fc.assert(fc.property(fc.string(), text => Array.isArray(parseChallenges(text))));
    const piece = fc.constantFrom('Bearer', ' ', ',', '=', '"', '\\', 'a', 'realm', '\t', '==');
    fc.assert(fc.property(fc.array(piece, { maxLength: 40 }), parts => Array.isArray(parseChallenges(parts.join('')))));
    const started = performance.now();
    parseChallenges(`Bearer ${'a="\\'.repeat(100_000)}`);
    assert.ok(performance.now() - started < 500);
  });

  it('reads back what a server writes', () => {
    const name = fc.stringMatching(/^[a-z]{1,8}$/);
    const value = fc.string({ maxLength: 20 });
    fc.assert(
      fc.property(name, fc.dictionary(name, value, { minKeys: 1, noNullPrototype: true }), (scheme, parameters) => {
        const quoted = Object.entries(parameters).map(([key, text]) => `${key}="${text.replace(/["\\]/g, '\\$&')}"`);
        assert.deepEqual(plain(`${scheme} ${quoted.join(', ')}`), [[scheme, parameters]]);
      }),
    );
  });
});
