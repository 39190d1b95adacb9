const escapes: ReadonlyMap<string, string> = new Map([
  ['"', '\\"'],
  ['\\', '\\\\'],
  ['\u0007', '\\a'],
  ['\b', '\\b'],
  ['\f', '\\f'],
  ['\n', '\\n'],
  ['\r', '\\r'],
  ['\t', '\\t'],
  ['\v', '\\v'],
]);

/** A text as Go prints it with `%q` (strconv.Quote). */
export function goQuote(text: string): string {
  const quoted = [...text].map(
    character =>
      escapes.get(character) ?? (/[ \p{L}\p{M}\p{N}\p{P}\p{S}]/u.test(character) ? character : codeEscape(character)),
  );
  return `"${quoted.join('')}"`;
}

function codeEscape(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x80) return `\\x${code.toString(16).padStart(2, '0')}`;
  return code < 0x10000 ? `\\u${code.toString(16).padStart(4, '0')}` : `\\U${code.toString(16).padStart(8, '0')}`;
}
