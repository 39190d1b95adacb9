import type { Finding, TextFix } from '../findings';
import { ruleOf } from './rules';

/** Fixes that may be made without asking: their rule has one answer that changes nothing Helm reads. */
export function fixesForAll(findings: readonly Finding[]): readonly TextFix[] {
  return findings.flatMap(({ code, fix }) => (fix === undefined || ruleOf(code)?.askFirst === true ? [] : [fix]));
}

/** Fixes that do not touch each other, in the order of the text; of two that do, the first one. */
export function separateFixes(fixes: readonly TextFix[]): readonly TextFix[] {
  const sorted = [...fixes].sort((a, b) => a.range.start - b.range.start || a.range.end - b.range.end);
  const kept: TextFix[] = [];
  for (const fix of sorted) {
    const last = kept.at(-1);
    if (
      last === undefined ||
      fix.range.start > last.range.end ||
      (fix.range.start === last.range.end && last.range.start !== last.range.end)
    )
      kept.push(fix);
  }
  return kept;
}

/** The text after the fixes; everything else stays byte for byte. */
export function applyFixes(text: string, fixes: readonly TextFix[]): string {
  let result = '';
  let at = 0;
  for (const { range, newText } of separateFixes(fixes)) {
    result += text.slice(at, range.start) + newText;
    at = range.end;
  }
  return result + text.slice(at);
}
