import { parseDocument } from 'yaml';
import { parseGoYaml } from '../yaml/goYaml';
import { plainValue } from '../yaml/plainValue';

/**
 * Indentation and blanks made even: two blanks, lists indented. Comments, quotes, order and long lines stay. `undefined` for
 * what cannot be read, and for what Helm would read differently afterwards.
 */
export function formatYaml(text: string): string | undefined {
  const before = parseGoYaml(text);
  if (before.problem !== undefined || before.root === undefined) return undefined;
  const document = parseDocument(text, {
    version: '1.1',
    schema: 'failsafe',
    keepSourceTokens: true,
    uniqueKeys: false,
  });
  if (document.errors.length > 0) return undefined;
  const written = document.toString({ lineWidth: 0, indent: 2, indentSeq: true, flowCollectionPadding: false });
  const formatted = text.includes('\r\n') ? written.replaceAll('\n', '\r\n') : written;
  const after = parseGoYaml(formatted);
  if (after.root === undefined || show(after.root) !== show(before.root)) return undefined;
  return formatted;
}

function show(node: Parameters<typeof plainValue>[0]): string {
  return JSON.stringify(plainValue(node), (_, value: unknown) => (typeof value === 'bigint' ? `${value}n` : value));
}
