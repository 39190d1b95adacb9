import type { Finding } from '../findings';
import { LineIndex } from '../../util/lineIndex';
import { collector } from '../rule';
import { commentTable } from './commentTable';
import { ruleOf } from './rules';

const comment = /(^|[\s])#\s*helm-chart-release-ignore[ \t]+([^\r\n]*)/g;
const codePattern = /[a-z0-9-]+\/[a-z0-9-]+/g;

/**
 * Leaves out what `# helm-chart-release-ignore CODE` silences: the rules it names (several are separated by commas or
 * blanks), on its own line, or on the next line when it stands alone. Reports codes that no rule has.
 */
export function withoutIgnored(text: string, findings: readonly Finding[]): readonly Finding[] {
  if (!text.includes('helm-chart-release-ignore')) return findings;
  const lines = new LineIndex(text);
  const silenced = new Map<number, Set<string>>();
  const { findings: own, report } = collector(commentTable);
  for (const match of text.matchAll(comment)) {
    const [whole, before = '', list = ''] = match;
    const start = match.index + before.length;
    const at = lines.positionAt(start);
    const alone = text.slice(start - at.character, start).trim() === '';
    const line = alone ? at.line + 1 : at.line;
    for (const code of list.matchAll(codePattern)) {
      const offset = match.index + whole.length - list.length + code.index;
      if (ruleOf(code[0]) === undefined)
        report('comment/unknown-rule', { start: offset, end: offset + code[0].length }, { code: code[0] });
      silenced.set(line, (silenced.get(line) ?? new Set()).add(code[0]));
    }
  }
  const kept = findings.filter(
    finding => silenced.get(lines.positionAt(finding.range.start).line)?.has(finding.code) !== true,
  );
  return [...kept, ...own];
}
