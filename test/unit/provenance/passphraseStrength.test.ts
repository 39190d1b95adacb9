import assert from 'node:assert/strict';
import { passphraseBits, passphraseStrength } from '../../../src/core/provenance/passphraseStrength';

describe('the strength of a passphrase', () => {
  const judged = [
    ['aaaaaaaaaaaaaaaaaaaa', 'weak'],
    ['abcdefghijklmnop', 'weak'],
    ['password1', 'weak'],
    ['Password2024', 'weak'],
    ['shop shop shop', 'weak'],
    ['correct horse battery staple', 'fair'],
    ['k7#mQ2vX', 'fair'],
    ['correct horse battery staple orange', 'strong'],
    ['k7#mQ2vX!pL9', 'strong'],
  ] as const;
  for (const [text, strength] of judged) {
    it(`is ${strength} for ${text}`, () => {
      assert.equal(passphraseStrength(text), strength, `${passphraseBits(text)} bits`);
    });
  }
});
