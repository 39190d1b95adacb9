import { compareKeys } from './compareKeys';
import { writeDoubleQuoted, writeLiteral, writePlain, writeSingleQuoted } from './emitScalar';
import { Output } from './output';
import { chooseStyle } from './scalarStyle';

/** What JSON holds. `undefined` members are left out. */
export type YamlValue =
  string | number | boolean | null | readonly YamlValue[] | { readonly [key: string]: YamlValue | undefined };

const maxSimpleKeyBytes = 128;

/**
 * Writes a value as Helm does (sigs.k8s.io/yaml Marshal: keys in natural order, block style, sequences flush with their key,
 * long lines folded past column 80). Equal to Helm's bytes; a final newline, no `---`.
 */
export function emitGoYaml(value: YamlValue): string {
  const output = new Output();
  emitNode(output, value, 0, 'root');
  output.breakLine();
  return output.text;
}

type Place = 'root' | 'value' | 'item';

function emitNode(output: Output, value: YamlValue, indent: number, place: Place): void {
  if (Array.isArray(value)) emitList(output, value as readonly YamlValue[], indent, place);
  else if (typeof value === 'object' && value !== null)
    emitMap(output, value as Readonly<Record<string, YamlValue | undefined>>, indent, place);
  else {
    if (place !== 'root') output.write(' ');
    emitScalar(output, value as string | number | boolean | null, indent, false);
  }
}

function emitMap(
  output: Output,
  value: Readonly<Record<string, YamlValue | undefined>>,
  indent: number,
  place: Place,
): void {
  const keys = sortKeys(Object.keys(value).filter(key => value[key] !== undefined));
  if (keys.length === 0) {
    output.write(place === 'root' ? '{}' : ' {}');
    return;
  }
  const inner = place === 'root' ? indent : indent + 2;
  keys.forEach((key, index) => {
    // The first key of a list item stands behind its dash.
    if (place === 'item' && index === 0) output.write(' ');
    else if (place !== 'root' || index > 0) output.breakLine(inner);
    emitEntry(output, key, value[key] ?? null, inner);
  });
}

function emitEntry(output: Output, key: string, value: YamlValue, indent: number): void {
  const style = chooseStyle(key, { simpleKey: true });
  const simple = !key.includes('\n') && Buffer.byteLength(key) <= maxSimpleKeyBytes;
  if (simple) {
    writeStyled(output, key, style, indent, true);
  } else {
    output.write('? ');
    emitScalar(output, key, indent, false);
    output.breakLine(indent);
  }
  output.write(':');
  emitNode(output, value, indent, 'value');
}

function emitList(output: Output, items: readonly YamlValue[], indent: number, place: Place): void {
  if (items.length === 0) {
    output.write(place === 'root' ? '[]' : ' []');
    return;
  }
  const inner = place === 'item' ? indent + 2 : indent;
  items.forEach((item, index) => {
    if (place === 'item' && index === 0) output.write(' ');
    else if (place !== 'root' || index > 0) output.breakLine(inner);
    output.write('-');
    emitNode(output, item, inner, 'item');
  });
}

function emitScalar(output: Output, value: string | number | boolean | null, indent: number, simpleKey: boolean): void {
  if (typeof value === 'string') writeStyled(output, value, chooseStyle(value, { simpleKey }), indent, simpleKey);
  else output.write(value === null ? 'null' : formatNumber(value));
}

function formatNumber(value: number | boolean): string {
  return String(value);
}

function writeStyled(
  output: Output,
  text: string,
  style: ReturnType<typeof chooseStyle>,
  indent: number,
  simpleKey: boolean,
): void {
  const continuation = indent + 2;
  switch (style) {
    case 'plain':
      writePlain(output, text, continuation, !simpleKey);
      return;
    case 'single':
      writeSingleQuoted(output, text, continuation, !simpleKey);
      return;
    case 'double':
      writeDoubleQuoted(output, text, continuation, !simpleKey);
      return;
    case 'literal':
      writeLiteral(output, text, continuation);
  }
}

/** The order is not transitive for odd mixes of digits and letters (`a10` < `a1b2` < `a2` < `a10`); Go's result is random there, ours fixed. */
function sortKeys(keys: readonly string[]): readonly string[] {
  return [...keys].sort().sort(compareKeys);
}
