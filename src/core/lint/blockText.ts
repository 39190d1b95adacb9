import type { TextRange } from '../findings';
import type { YamlScalar } from '../yaml/goYaml';

/** The text of a scalar with the way back: a range in it as a range of the file. */
export interface InnerText {
  readonly text: string;
  readonly rangeOf: (inner: TextRange) => TextRange;
  /** Whether every place can be mapped: only then may a fix be made inside. */
  readonly exact: boolean;
}

/**
 * Maps the value of a literal block (`|`), whose lines are the file's lines without their indentation, or of a text in one
 * piece. Folded blocks and texts with escapes are pointed at as a whole.
 */
export function innerText(text: string, node: YamlScalar): InnerText {
  const value = typeof node.value === 'string' ? node.value : node.text;
  const starts = literalLines(text, node, value) ?? pieceStart(text, node, value);
  if (starts === undefined) return { text: value, rangeOf: () => node.range, exact: false };
  const place = (offset: number): number => {
    let line = 0;
    while (line + 1 < starts.length && (starts[line + 1]?.inner ?? 0) <= offset) line++;
    const from = starts[line] ?? { inner: 0, outer: node.range.start };
    return Math.min(from.outer + offset - from.inner, node.range.end);
  };
  return { text: value, rangeOf: ({ start, end }) => ({ start: place(start), end: place(end) }), exact: true };
}

interface LineStart {
  readonly inner: number;
  readonly outer: number;
}

function literalLines(text: string, node: YamlScalar, value: string): readonly LineStart[] | undefined {
  const source = text.slice(node.range.start, node.range.end);
  const header = /^(?:[!&]\S+[ \t]+)*\|([-+0-9]*)[ \t]*(?:#[^\r\n]*)?\r?\n/.exec(source);
  if (header === null) return undefined;
  const body = source.slice(header[0].length);
  const lines = body.split('\n');
  const first = lines.find(line => line.trim() !== '') ?? '';
  const given = /[1-9]/.exec(header[1] ?? '')?.[0];
  // With an indentation indicator the parent's own indentation counts too; such blocks are pointed at as a whole.
  if (given !== undefined) return undefined;
  const indent = first.length - first.trimStart().length;
  const starts: LineStart[] = [];
  let rebuilt = '';
  let outer = node.range.start + header[0].length;
  for (const line of lines) {
    const content = line.replace(/\r$/, '');
    const cut = Math.min(indent, content.length - content.trimStart().length);
    starts.push({ inner: rebuilt.length, outer: outer + cut });
    rebuilt += `${content.slice(cut)}\n`;
    outer += line.length + 1;
  }
  return rebuilt.trimEnd() === value.trimEnd() ? starts : undefined;
}

function pieceStart(text: string, node: YamlScalar, value: string): readonly LineStart[] | undefined {
  const at = text.indexOf(value, node.range.start);
  if (value === '' || at === -1 || at + value.length > node.range.end) return undefined;
  return [{ inner: 0, outer: at }];
}
