import assert from 'node:assert/strict';
import type { Finding } from '../../src/core/findings';
import { applyFixes } from '../../src/core/lint/applyFixes';
import { findingText } from '../../src/core/lint/sarif';

/** One example of a rule. */
export interface RuleRow {
  readonly code: string;
  /** The file, with the place of the finding between ⟦ and ⟧. */
  readonly text: string;
  readonly message: string;
  /** The text after the fix; left out where the finding has none. */
  readonly fixed?: string;
}

/** Checks code, range, message, fix and the text after it; and that the fix leaves nothing more to fix. */
export function checkRow(row: RuleRow, check: (text: string) => readonly Finding[]): void {
  const start = row.text.indexOf('⟦');
  const end = row.text.indexOf('⟧') - 1;
  const text = row.text.replace('⟦', '').replace('⟧', '');
  const found = check(text).filter(finding => finding.code === row.code);
  const [finding] = found;
  assert.ok(finding, `${row.code} is not found in ${JSON.stringify(text)}: ${JSON.stringify(check(text))}`);
  assert.deepEqual({ ...finding.range }, { start, end }, `${row.code}: range`);
  assert.equal(findingText(finding), row.message);
  assert.equal(finding.fix !== undefined, row.fixed !== undefined, `${row.code}: has a fix`);
  if (finding.fix === undefined || row.fixed === undefined) return;
  const after = applyFixes(text, [finding.fix]);
  assert.equal(after, row.fixed);
  const left = check(after).filter(each => each.code === row.code && each.range.start === finding.range.start);
  assert.ok(left.length < found.length || left.length === 0, `${row.code}: is gone after the fix`);
}
