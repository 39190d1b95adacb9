export type PassphraseStrength = 'weak' | 'fair' | 'strong';

/** Words that every list of passwords starts with, and the keys beside each other. */
const common =
  /password|passwort|secret|letmein|welcome|admin|qwert[yz]?|asdf|abc|helm|chart|kubernetes|iloveyou|\d{4}$/gi;

/**
 * A hint, not a promise: bits if each character, or each word of several, were chosen by chance. Repetitions, sequences and
 * well-known words count as one character. An attacker with the key file can try thousands of passphrases a second.
 */
export function passphraseBits(passphrase: string): number {
  const words = passphrase
    .trim()
    .split(/[\s\-_.]+/)
    .filter(word => word.length > 2);
  const shortened = collapse(passphrase.replace(common, '#'));
  const size = [
    [/[a-z]/, 26],
    [/[A-Z]/, 26],
    [/[0-9]/, 10],
    [/[^A-Za-z0-9\s]/, 24],
    [/\s/, 1],
  ] as const;
  const alphabet = size.reduce((sum, [kind, count]) => sum + (kind.test(shortened) ? count : 0), 0);
  const byCharacter = shortened.length * Math.log2(Math.max(alphabet, 2));
  // A word that a person picks is one of some 4000 (12 bits), however long it is.
  const distinct = new Set(words.map(word => word.toLowerCase())).size;
  return Math.round(words.length >= 3 ? Math.min(byCharacter, distinct * 12 + 4) : Math.min(byCharacter, 80));
}

export function passphraseStrength(passphrase: string): PassphraseStrength {
  const bits = passphraseBits(passphrase);
  return bits < 40 ? 'weak' : bits < 60 ? 'fair' : 'strong';
}

/** `aaaa` and `1234` are one character each. */
function collapse(text: string): string {
  let result = '';
  let previous = Number.NaN;
  let step = Number.NaN;
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    const isRun = code - previous === step && Math.abs(step) <= 1;
    step = code - previous;
    previous = code;
    if (!isRun) result += character;
  }
  return result;
}
