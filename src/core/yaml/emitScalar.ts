import type { Output } from './output';

const bestWidth = 80;
const isBreak = (character: string): boolean => /^[\n\r\u0085\u2028\u2029]$/.test(character);

/** A blank past column 80 becomes a line break, unless another blank is beside it. */
export function writePlain(output: Output, text: string, indent: number, mayFold: boolean): void {
  const characters = [...text];
  let afterBlank = false;
  characters.forEach((character, i) => {
    if (character === ' ' && mayFold && !afterBlank && output.column > bestWidth && characters[i + 1] !== ' ') {
      output.breakLine(indent);
      afterBlank = true;
      return;
    }
    output.write(character);
    afterBlank = character === ' ';
  });
}

export function writeSingleQuoted(output: Output, text: string, indent: number, mayFold: boolean): void {
  const characters = [...text];
  let afterBlank = false;
  output.write("'");
  characters.forEach((character, i) => {
    const inside = i > 0 && i < characters.length - 1;
    if (
      character === ' ' &&
      mayFold &&
      !afterBlank &&
      output.column > bestWidth &&
      inside &&
      characters[i + 1] !== ' '
    ) {
      output.breakLine(indent);
      afterBlank = true;
      return;
    }
    output.write(character === "'" ? "''" : character);
    afterBlank = character === ' ';
  });
  output.write("'");
}

const escapes: ReadonlyMap<string, string> = new Map([
  ['\0', '0'],
  ['\u0007', 'a'],
  ['\b', 'b'],
  ['\t', 't'],
  ['\n', 'n'],
  ['\v', 'v'],
  ['\f', 'f'],
  ['\r', 'r'],
  ['\u001B', 'e'],
  ['"', '"'],
  ['\\', '\\'],
  ['\u0085', 'N'],
  ['\u00A0', '_'],
  ['\u2028', 'L'],
  ['\u2029', 'P'],
]);

const writtenRaw = /^[\x20-\x7E\u00A0-\uD7FF\uE000-\uFEFE\uFF00-\uFFFD]$/u;

export function writeDoubleQuoted(output: Output, text: string, indent: number, mayFold: boolean): void {
  const characters = [...text];
  let afterBlank = false;
  output.write('"');
  characters.forEach((character, i) => {
    if (!writtenRaw.test(character) || isBreak(character) || character === '"' || character === '\\') {
      output.write(`\\${escapes.get(character) ?? codeEscape(character)}`);
      afterBlank = false;
      return;
    }
    const inside = i > 0 && i < characters.length - 1;
    if (character === ' ' && mayFold && !afterBlank && output.column > bestWidth && inside) {
      output.breakLine(indent);
      // A blank at the start of the folded line would be lost.
      if (characters[i + 1] === ' ') output.write('\\');
      afterBlank = true;
      return;
    }
    output.write(character);
    afterBlank = character === ' ';
  });
  output.write('"');
}

function codeEscape(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  const hex = code.toString(16).toUpperCase();
  if (code <= 0xff) return `x${hex.padStart(2, '0')}`;
  return code <= 0xffff ? `u${hex.padStart(4, '0')}` : `U${hex.padStart(8, '0')}`;
}

/** A literal block with its indentation and chomping hints. */
export function writeLiteral(output: Output, text: string, indent: number): void {
  const hint = /^[ \n\r\u0085\u2028\u2029]/.test(text) ? '2' : '';
  const chomp = !text.endsWith('\n') ? '-' : text === '\n' || text.endsWith('\n\n') ? '+' : '';
  output.write(`|${hint}${chomp}`);
  const lines = text.split('\n');
  const last = lines.pop() ?? '';
  for (const line of lines) writeLine(output, line, indent);
  if (last !== '') writeLine(output, last, indent);
}

function writeLine(output: Output, line: string, indent: number): void {
  output.breakLine(line === '' ? 0 : indent);
  output.write(line);
}
