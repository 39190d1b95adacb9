/** Classes of bytes, as flags: what YAML 1.1 asks of a character can be told from the first byte of its UTF-8. */
export const flags = {
  blank: 1,
  /** LF or CR; or the first byte of NEL, LS and PS, which are breaks in YAML 1.1 too, and of other characters. */
  maybeBreak: 2,
  /** What names of anchors, tags and directives are made of. */
  word: 4,
  digit: 8,
  hex: 16,
  /** Ends a plain scalar in a flow collection. */
  flow: 32,
  /** May stand in a tag besides word characters. */
  uri: 64,
  /** Inside a plain scalar it is text whatever follows, and one byte long. */
  text: 128,
} as const;

const table = new Uint8Array(256);

function mark(characters: string, flag: number): void {
  for (const character of characters) table[character.charCodeAt(0)] = (table[character.charCodeAt(0)] ?? 0) | flag;
}

const digits = '0123456789';
const letters = 'abcdefghijklmnopqrstuvwxyz';
mark(' \t', flags.blank);
mark('\n\r\u00C2\u00E2', flags.maybeBreak);
mark(`${digits}${letters}${letters.toUpperCase()}_-`, flags.word);
mark(digits, flags.digit);
mark(`${digits}abcdefABCDEF`, flags.hex);
mark(',?[]{}', flags.flow);
mark(";/?:@&=+$,.!~*'()[]%", flags.uri);
for (let code = 0x21; code < 0x7f; code++) {
  const character = String.fromCharCode(code);
  if (!':,?[]{}'.includes(character)) mark(character, flags.text);
}

export function hasFlag(byte: number, flag: number): boolean {
  return ((table[byte] ?? 0) & flag) !== 0;
}

export function hexValue(byte: number): number {
  return byte <= 0x39 ? byte - 0x30 : (byte | 0x20) - 0x61 + 10;
}
