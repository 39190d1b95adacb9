/**
 * A regular expression of Go (RE2), compiled for this engine; `undefined` when Go refuses it, or when it uses what only one
 * of the two knows. `.`, `\s` and the classes are Go's: a vertical tab is no white space there, and `.` stops at a line
 * feed only.
 */
export function compileGoRegexp(pattern: string): RegExp | undefined {
  try {
    const { source, flags } = translate(pattern);
    return new RegExp(source, `u${flags}`);
  } catch {
    return undefined;
  }
}

const blanks = '\\t\\n\\f\\r ';
const posix: Readonly<Record<string, string>> = {
  alnum: '0-9A-Za-z',
  alpha: 'A-Za-z',
  ascii: '\\x00-\\x7f',
  blank: '\\t ',
  cntrl: '\\x00-\\x1f\\x7f',
  digit: '0-9',
  graph: '!-~',
  lower: 'a-z',
  print: ' -~',
  punct: '!-\\/:-@\\[-`\\{-~',
  space: '\\t\\n\\v\\f\\r ',
  upper: 'A-Z',
  word: '0-9A-Za-z_',
  xdigit: '0-9A-Fa-f',
};
/** What may stand behind a backslash in Unicode mode. */
const syntax = '^$\\.*+?()[]{}|/';

class Refused extends Error {}

function translate(pattern: string): { readonly source: string; readonly flags: string } {
  const leading = /^\(\?([ims]+)\)/.exec(pattern);
  const flags = [...new Set(leading?.[1] ?? '')].join('');
  let source = '';
  let inClass = false;
  for (let at = leading?.[0].length ?? 0; at < pattern.length; at++) {
    const rest = pattern.slice(at);
    const character = pattern[at] ?? '';
    if (character === '\\') {
      const [text, length] = escape(rest, inClass);
      source += text;
      at += length - 1;
    } else if (inClass) {
      const named = /^\[:(\^?)(\w+):\]/.exec(rest);
      if (named !== null) {
        source += classOf(named[1] === '^', named[2] ?? '');
        at += named[0].length - 1;
      } else if (character === '[') source += '\\[';
      else {
        source += character;
        if (character === ']') inClass = false;
      }
    } else if (character === '[') {
      // A bracket right at the start of a class is one of its members.
      const start = /^\[\^?\]?/.exec(rest)?.[0] ?? '[';
      source += start.replace(']', '\\]');
      at += start.length - 1;
      inClass = true;
    } else if (character === '(' && rest.startsWith('(?')) {
      const group = /^\(\?(?:P?<[A-Za-z_]\w*>|:)/.exec(rest)?.[0];
      if (group === undefined) throw new Refused();
      source += group.replace('(?P<', '(?<');
      at += group.length - 1;
    } else if (character === '.' && !flags.includes('s')) source += '[^\\n]';
    // A brace that begins no repetition is itself, in Go.
    else if (character === '{' && !/^\{\d+(?:,\d*)?\}/.test(rest)) source += '\\{';
    else if (character === '}' && !/\{\d+(?:,\d*)?$/.test(pattern.slice(0, at))) source += '\\}';
    else if (character === ']') source += '\\]';
    else source += character;
  }
  if (inClass) throw new Refused();
  return { source, flags };
}

function classOf(negated: boolean, name: string): string {
  const members = posix[name];
  if (members === undefined || negated) throw new Refused();
  return members;
}

function escape(rest: string, inClass: boolean): readonly [string, number] {
  const character = rest[1];
  if (character === undefined) throw new Refused();
  if (character === 's') return [inClass ? blanks : `[${blanks}]`, 2];
  if (character === 'S' && !inClass) return [`[^${blanks}]`, 2];
  if ((character === 'A' || character === 'z') && !inClass) return [character === 'A' ? '(?<![^])' : '(?![^])', 2];
  if (character === 'a') return ['\\x07', 2];
  const quoted = /^\\Q([^]*?)(?:\\E|$)/.exec(rest);
  if (quoted !== null) return [(quoted[1] ?? '').replace(/[\^$\\.*+?()[\]{}|/-]/g, escapeCharacter), quoted[0].length];
  const code = /^\\x(?:\{([0-9A-Fa-f]{1,6})\}|([0-9A-Fa-f]{2}))/.exec(rest);
  if (code !== null) return [`\\u{${code[1] ?? code[2] ?? ''}}`, code[0].length];
  if (/[A-Za-z0-9]/.test(character)) {
    if (!/[dDwWbBfnrtvpP]/.test(character)) throw new Refused();
    // Unicode properties are written the same, but for single letters.
    const property = /^\\[pP](?:\{\^?\w+\}|\w)/.exec(rest)?.[0];
    if (property === undefined) return [rest.slice(0, 2), 2];
    return [property.includes('{') ? property : `${property.slice(0, 2)}{${property.slice(2)}}`, property.length];
  }
  return [escapeCharacter(character), 2];
}

function escapeCharacter(character: string): string {
  if (character === '-') return '\\x2d';
  return syntax.includes(character) ? `\\${character}` : character;
}
