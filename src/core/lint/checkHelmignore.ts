import type { Finding, TextRange } from '../findings';
import type { IgnoreRule } from '../chart/helmignore';
import { ignoredBy, readHelmignore } from '../chart/helmignore';
import { collector, sortFindings } from '../rule';
import type { HelmignoreReport } from './helmignoreTable';
import { helmignoreTable } from './helmignoreTable';

/** Every line of a .helmignore: what Helm refuses, and what does not do what it seems to. Never throws. */
export function checkHelmignore(text: string): readonly Finding[] {
  const { findings, report } = collector(helmignoreTable);
  const { rules, problems } = readHelmignore(text);
  const lines = lineRanges(text);
  for (const { reason, line } of problems) {
    const range = lines[line - 1] ?? { start: 0, end: 0 };
    const written = text.slice(range.start, range.end);
    if (reason === 'doubleStar') {
      const suggestion = withoutDoubleStar(written);
      report(
        'helmignore/double-star',
        range,
        { suggestion },
        suggestion === '' ? {} : { fix: { range, newText: suggestion } },
      );
    } else report(reason === 'pattern' ? 'helmignore/pattern' : 'helmignore/line-too-long', range, {});
  }
  const seen = new Map<string, number>();
  for (const rule of rules) {
    const range = lines[rule.line - 1];
    if (rule.line === 0 || range === undefined) continue;
    const earlier = seen.get(rule.text);
    if (earlier !== undefined)
      report('helmignore/repeated', range, { line: earlier }, { fix: { range: wholeLine(text, range), newText: '' } });
    seen.set(rule.text, earlier ?? rule.line);
    checkRule(rule, range, report);
  }
  return sortFindings(findings);
}

function checkRule(rule: IgnoreRule, range: TextRange, report: HelmignoreReport): void {
  const { text } = rule;
  const comment = /\s+#.*$/.exec(text);
  if (comment !== null) {
    const fix = { range: { start: range.start + comment.index, end: range.end }, newText: '' };
    return report('helmignore/comment', range, {}, { fix });
  }
  if (rule.negated && text !== '!*' && text !== '!') report('helmignore/negation', range, {});
  const pattern = text.replace(/^!/, '');
  const normal = pattern.replace(/^(?:\.\/)+/, '').replace(/([^/])\/{2,}/g, '$1/');
  if (normal !== pattern || /(?:^|\/)\.\.?(?:\/|$)/.test(pattern)) {
    const suggestion = /(?:^|\/)\.\.?(?:\/|$)/.test(normal) || normal === '' ? '' : text.replace(pattern, normal);
    const fix = suggestion === '' ? {} : { fix: { range, newText: suggestion } };
    report('helmignore/never-matches', range, { suggestion }, fix);
  }
  if (/\[!/.test(pattern)) {
    const suggestion = text.replaceAll('[!', '[^');
    report('helmignore/class-negation', range, { suggestion }, { fix: { range, newText: suggestion } });
  }
  if (rule.negated) return;
  const needed = ['Chart.yaml', 'values.yaml', 'templates'].find(
    path => ignoredBy([rule], path, path === 'templates') !== undefined,
  );
  if (needed !== undefined) report('helmignore/needed-file', range, { path: needed });
}

/** Without a slash a pattern holds at any depth, so that leading stars and folders of stars fall away. */
function withoutDoubleStar(line: string): string {
  const plain = line.replace(/^(!?)(?:\/?\*\*\/)+/, '$1').replace(/\/\*\*$/, '/');
  return plain.includes('**') ? '' : plain;
}

/** Trimmed lines, as Helm reads them. */
function lineRanges(text: string): readonly TextRange[] {
  const ranges: TextRange[] = [];
  let start = 0;
  for (const line of text.split('\n')) {
    const lead = line.length - line.trimStart().length;
    ranges.push({ start: start + lead, end: start + Math.max(lead, line.trimEnd().length) });
    start += line.length + 1;
  }
  return ranges;
}

function wholeLine(text: string, range: TextRange): TextRange {
  const end = text.indexOf('\n', range.end);
  return { start: text.lastIndexOf('\n', range.start - 1) + 1, end: end === -1 ? text.length : end + 1 };
}
