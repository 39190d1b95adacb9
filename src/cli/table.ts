/** Rows as Helm prints them: cells padded to their column, a tab between columns, the first row is the header. */
export function formatTable(rows: readonly (readonly string[])[]): string {
  const widths: number[] = [];
  for (const row of rows) {
    row.forEach((cell, at) => {
      widths[at] = Math.max(widths[at] ?? 0, width(cell));
    });
  }
  return rows
    .map(row => row.map((cell, at) => cell + ' '.repeat(Math.max(0, (widths[at] ?? 0) - width(cell)))).join('\t'))
    .join('\n');
}

/** A cell cut as Helm cuts it: to the width, three dots included. 0: not cut. */
export function cutCell(cell: string, columns: number): string {
  const characters = [...cell];
  if (columns === 0 || characters.length <= columns) return cell;
  return `${characters.slice(0, Math.max(0, columns - 3)).join('')}...`;
}

function width(cell: string): number {
  return [...cell].length;
}
