import { textWidth } from '../util/textWidth';

/**
 * Rows as Helm prints them (gosuri/uitable): cells padded to their column, a tab between columns, the first row is the
 * header. `maxColumns`: width at which cells are cut, 0: none is.
 */
export function formatTable(rows: readonly (readonly string[])[], maxColumns = 0): string {
  const widths: number[] = [];
  for (const row of rows) {
    row.forEach((cell, at) => {
      const width = textWidth(cell);
      widths[at] = Math.max(widths[at] ?? 0, maxColumns === 0 ? width : Math.min(width, maxColumns));
    });
  }
  return rows.map(row => row.map((cell, at) => fitted(cell, widths[at] ?? 0)).join('\t')).join('\n');
}

/** Padded or cut: one character at the least stays, and three dots, even when that is wider. */
function fitted(cell: string, columns: number): string {
  const missing = columns - textWidth(cell);
  if (missing >= 0) return cell + ' '.repeat(missing);
  let kept = '';
  let width = 0;
  for (const character of cell) {
    kept += character;
    const next = width + textWidth(character);
    if (next >= columns - 3) break;
    width = next;
  }
  return `${kept}...`;
}
