import { looksLikeOtherType } from './scalar';

export type ScalarStyle = 'plain' | 'single' | 'double' | 'literal';

const startsQuoted = /^(?:---|\.\.\.|[#,[\]{}&*!|>'"%@`])/;
const dashBeforeBlank = /^[-?:](?:[ \n]|$)/;
const breaks = /[\n\r\u0085\u2028\u2029]/;
/** What libyaml writes raw. Go's port counts everything above U+FFFF, TAB and the byte order mark as not printable. */
const unprintable = /[^\n\x20-\x7E\u00A0-\uD7FF\uE000-\uFEFE\uFF00-\uFFFD]/u;

/** The style Go's YAML writer picks for a text (yaml.v2 stringv, then libyaml's analysis of the scalar). */
export function chooseStyle(text: string, place: { readonly simpleKey: boolean }): ScalarStyle {
  const blankEnds = /^ | $/.test(text);
  const blankBeforeBreak = / [\n\r\u0085\u2028\u2029]/.test(text);
  const breakBeforeBlank = /[\n\r\u0085\u2028\u2029] /.test(text);
  const special = unprintable.test(text) || blankBeforeBreak;
  if (text.includes('\n')) return !special && !text.endsWith(' ') && !place.simpleKey ? 'literal' : 'double';
  if (text === '' || looksLikeOtherType(text) || special) return 'double';
  const plainAllowed =
    !startsQuoted.test(text) &&
    !dashBeforeBlank.test(text) &&
    !/:(?: |$)/.test(text) &&
    !text.includes(' #') &&
    !blankEnds &&
    !breaks.test(text);
  if (plainAllowed) return 'plain';
  return breakBeforeBlank || (place.simpleKey && breaks.test(text)) ? 'double' : 'single';
}
