/**
 * Makes text from outside (user ids, chart metadata, registry messages) safe to show: control, bidirectional, zero-width
 * and other invisible characters become a visible escape, and the length is capped. Attack: terminal and log injection,
 * look-alike names (`helm verify` prints them raw).
 */
export function displayText(text: string, maxLength = 500): string {
  const safe = text.replace(
    /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}]/gu,
    character => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`,
  );
  return safe.length > maxLength ? `${safe.slice(0, maxLength)}…` : safe;
}
