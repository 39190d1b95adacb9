import type { Finding } from '../findings';
import type { CheckedIndex, ListedPackage } from './checkIndex';
import { checkIndex } from './checkIndex';

/** A chart's part of the entries, checked alone: offsets count in the part. */
interface CheckedPart extends CheckedIndex {
  readonly headLength: number;
}

const partHead = 'apiVersion: v1\nentries:\n';

/**
 * Checks an index chart by chart, and again only those whose lines changed since: a large index stays quick to edit. An
 * index that is not laid out as Helm writes it, or that uses anchors across charts, is checked as a whole.
 */
export class IndexParts {
  #known = new Map<string, CheckedPart>();

  check(text: string): CheckedIndex {
    const parts = splitEntries(text);
    if (parts === undefined) return checkIndex(text);
    const used = new Map<string, CheckedPart>();
    const findings: Finding[] = [];
    const packages: ListedPackage[] = [];
    for (const { start, source } of parts.charts) {
      const checked = this.#known.get(source) ?? { ...checkIndex(partHead + source), headLength: partHead.length };
      used.set(source, checked);
      const shift = start - checked.headLength;
      findings.push(...checked.findings.map(finding => moveFinding(finding, shift)));
      packages.push(...checked.packages.map(each => movePackage(each, shift)));
    }
    this.#known = used;
    return { findings: [...checkFrame(parts.frame), ...findings], packages };
  }
}

/** The text with the charts' parts blanked out, so that its places stay. */
function checkFrame({ head, tail, tailStart }: Frame): readonly Finding[] {
  const { findings } = checkIndex(head + tail);
  const shift = tailStart - head.length;
  return findings.map(finding => (finding.range.start >= head.length ? moveFinding(finding, shift) : finding));
}

interface Frame {
  readonly head: string;
  readonly tail: string;
  readonly tailStart: number;
}

interface Split {
  readonly frame: Frame;
  readonly charts: readonly { readonly start: number; readonly source: string }[];
}

function splitEntries(text: string): Split | undefined {
  if (text.startsWith('{') || text.includes('\r') || /(?:^|[\s:-])[&*][A-Za-z0-9]/m.test(text)) return undefined;
  const opening = /^entries:[ \t]*\n/m.exec(text);
  if (opening === null) return undefined;
  const from = opening.index + opening[0].length;
  const closing = /^[^\s#-]/gm;
  closing.lastIndex = from;
  const to = closing.exec(text)?.index ?? text.length;
  const heading = /^ {2}(?:"[^"\n]*"|'[^'\n]*'|[^\s#"'&*!|>{[-][^:\n]*):[ \t]*(?:\[\]|null|)[ \t]*\n/gm;
  heading.lastIndex = from;
  const starts: number[] = [];
  const names = new Set<string>();
  for (let match = heading.exec(text); match !== null && match.index < to; match = heading.exec(text)) {
    starts.push(match.index);
    names.add(match[0].trim());
  }
  // Two parts of one name are one map's repeated key, which only the whole shows.
  if (starts[0] !== from || names.size !== starts.length) return undefined;
  const charts = starts.map((start, index) => ({ start, source: text.slice(start, starts[index + 1] ?? to) }));
  return { frame: { head: text.slice(0, from), tail: text.slice(to), tailStart: to }, charts };
}

function moveFinding(finding: Finding, by: number): Finding {
  const move = ({ start, end }: Finding['range']): Finding['range'] => ({ start: start + by, end: end + by });
  const { fix } = finding;
  return {
    ...finding,
    range: move(finding.range),
    ...(fix === undefined ? {} : { fix: { ...fix, range: move(fix.range) } }),
  };
}

function movePackage(each: ListedPackage, by: number): ListedPackage {
  const move = ({ start, end }: ListedPackage['urlRange']): ListedPackage['urlRange'] => ({
    start: start + by,
    end: end + by,
  });
  return {
    ...each,
    urlRange: move(each.urlRange),
    digestRange: move(each.digestRange),
    createdRange: move(each.createdRange),
  };
}
