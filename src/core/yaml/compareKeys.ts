const letter = /^\p{L}$/u;
const digit = /^\p{Nd}$/u;

/** The "natural" order of Go's YAML writer: `a2` before `a10`, digits and signs before letters. Not transitive. */
export function compareKeys(a: string, b: string): number {
  const left = [...a];
  const right = [...b];
  const shared = Math.min(left.length, right.length);
  for (let i = 0; i < shared; i++) {
    const x = left[i] ?? '';
    const y = right[i] ?? '';
    if (x !== y) return compareFrom(left, right, i, x, y);
  }
  return left.length - right.length;
}

function compareFrom(left: readonly string[], right: readonly string[], at: number, x: string, y: string): number {
  const codeOrder = (x.codePointAt(0) ?? 0) - (y.codePointAt(0) ?? 0);
  const xLetter = letter.test(x);
  const yLetter = letter.test(y);
  if (xLetter && yLetter) return codeOrder;
  if (xLetter || yLetter) return yLetter ? -1 : 1;
  const lead = (x === '0' || y === '0') && followsNonZeroDigit(left, at) ? '1' : '';
  const xRun = digitRun(left, at);
  const yRun = digitRun(right, at);
  const xNumber = BigInt(`${lead}${xRun}` || '0');
  const yNumber = BigInt(`${lead}${yRun}` || '0');
  if (xNumber !== yNumber) return xNumber < yNumber ? -1 : 1;
  return xRun.length - yRun.length || codeOrder;
}

function followsNonZeroDigit(text: readonly string[], at: number): boolean {
  for (let i = at - 1; i >= 0 && digit.test(text[i] ?? ''); i--) if (text[i] !== '0') return true;
  return false;
}

function digitRun(text: readonly string[], at: number): string {
  let run = '';
  for (let i = at; /^[0-9]$/.test(text[i] ?? ''); i++) run += text[i];
  return run;
}
