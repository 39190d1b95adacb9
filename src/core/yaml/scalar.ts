/** What a plain scalar is for Go's YAML 1.1 reader (sigs.k8s.io/yaml, yaml.v2 lineage). Timestamps stay text there. */
export type ScalarValue = string | bigint | number | boolean | null;

const words: ReadonlyMap<string, ScalarValue> = new Map<string, ScalarValue>([
  ...['', '~', 'null', 'Null', 'NULL'].map(word => [word, null] as const),
  ...['y', 'Y', 'yes', 'Yes', 'YES', 'true', 'True', 'TRUE', 'on', 'On', 'ON'].map(word => [word, true] as const),
  ...['n', 'N', 'no', 'No', 'NO', 'false', 'False', 'FALSE', 'off', 'Off', 'OFF'].map(word => [word, false] as const),
  ...['.nan', '.NaN', '.NAN'].map(word => [word, NaN] as const),
  ...['.inf', '.Inf', '.INF', '+.inf', '+.Inf', '+.INF'].map(word => [word, Infinity] as const),
  ...['-.inf', '-.Inf', '-.INF'].map(word => [word, -Infinity] as const),
]);

const floatPattern = /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/;
const base60Pattern = /^[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?$/;
const timestampPattern =
  /^([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})(?:([Tt ])([0-9]{1,2}):([0-9]{1,2}):([0-9]{1,2})(?:[.,][0-9]+)?(Z|[-+][0-9]{2}:[0-9]{2})?)?$/;
const minInt64 = -(2n ** 63n);
const maxUint64 = 2n ** 64n - 1n;

/** The value of a plain scalar. An integer beyond 64 bits is a float; a float beyond a double stays text. */
export function resolvePlainScalar(text: string): ScalarValue {
  const word = words.get(text);
  if (word !== undefined) return word;
  if (text.startsWith('.')) return floatPattern.test(text) ? (finite(text) ?? text) : text;
  if (!/^[-+0-9]/.test(text)) return text;
  const digits = text.replaceAll('_', '');
  const integer = parseGoInteger(digits);
  if (integer !== undefined) return integer;
  return floatPattern.test(digits) ? (finite(digits) ?? text) : text;
}

/** Whether Go's YAML writer must quote this text, lest it be read as something else. */
export function looksLikeOtherType(text: string): boolean {
  return typeof resolvePlainScalar(text) !== 'string' || base60Pattern.test(text) || isTimestamp(text);
}

function finite(text: string): number | undefined {
  const value = Number(text);
  return Number.isFinite(value) ? value : undefined;
}

/** Go's strconv.ParseInt(text, 0, 64), then ParseUint: signs, 0x, 0o, 0b and a leading 0 for octal. */
function parseGoInteger(text: string): bigint | undefined {
  const match = /^([-+]?)(?:0[xX]([0-9a-fA-F]+)|0[bB]([01]+)|0[oO]?([0-7]+)|(0|[1-9][0-9]*))$/.exec(text);
  if (match === null) return undefined;
  const [, sign, hex, binary, octal, decimal] = match;
  const magnitude = BigInt(
    hex !== undefined
      ? `0x${hex}`
      : binary !== undefined
        ? `0b${binary}`
        : octal !== undefined
          ? `0o${octal}`
          : (decimal ?? '0'),
  );
  const value = sign === '-' ? -magnitude : magnitude;
  // ParseUint takes no sign: +9223372036854775808 is not an integer there.
  const highest = sign === '' ? maxUint64 : 2n ** 63n - 1n;
  return value >= minInt64 && value <= highest ? value : undefined;
}

export function isTimestamp(text: string): boolean {
  const match = timestampPattern.exec(text);
  if (match === null) return false;
  const [, year = '', month = '', day = '', separator, hour = '0', minute = '0', second = '0', zone] = match;
  // Go knows the forms with T only with a zone, and the form with a blank only without one.
  if (separator !== undefined && (separator === ' ') === (zone !== undefined)) return false;
  const date = new Date(Date.UTC(2000, Number(month) - 1, 1));
  date.setUTCFullYear(Number(year), Number(month) - 1, Number(day));
  const isDate = date.getUTCMonth() === Number(month) - 1 && date.getUTCDate() === Number(day);
  return isDate && Number(hour) < 24 && Number(minute) < 60 && Number(second) < 60;
}

/** A scalar that lands in a Go string field: integers base 10, floats as float32 in Go's shortest `%g`, null empty. */
export function stringifyScalar(value: ScalarValue): string {
  if (typeof value === 'number') return formatFloat32(value);
  return value === null ? '' : String(value);
}

/** Go's strconv.FormatFloat(value, 'g', -1, 32). */
export function formatFloat32(value: number): string {
  const single = Math.fround(value);
  if (Number.isNaN(single)) return 'NaN';
  if (!Number.isFinite(single)) return single > 0 ? '+Inf' : '-Inf';
  if (single === 0) return Object.is(single, -0) ? '-0' : '0';
  const [mantissa = '', exponentText = '0'] = shortestExponential(single).split('e');
  const exponent = Number(exponentText);
  if (exponent < -4 || exponent >= 6) return exponential(mantissa, exponent);
  return decimal(mantissa, exponent);
}

/** Go's strconv.FormatFloat(value, 'g', -1, 64). */
export function formatFloat64(value: number): string {
  if (!Number.isFinite(value) || value === 0) return formatFloat32(value);
  const [mantissa = '', exponentText = '0'] = value.toExponential().split('e');
  const power = Number(exponentText);
  return power < -4 || power >= 6 ? exponential(mantissa, power) : decimal(mantissa, power);
}

/** The fewest digits that give the same float32 back, as `d.ddde±x`. */
function shortestExponential(single: number): string {
  for (let digits = 0; digits < 9; digits++) {
    const text = halfToEven(single, digits);
    if (Math.fround(Number(text)) === single) return text;
  }
  return single.toExponential(8);
}

/** JavaScript rounds half of the last digit up, Go to the even digit: 3257497.25 is 3.2574972e+06 there. */
function halfToEven(single: number, digits: number): string {
  const rounded = single.toExponential(digits);
  const exact = single.toExponential(100).replace(/^-/, '');
  const [mantissa = ''] = exact.split('e');
  const all = mantissa.replace('.', '');
  const isHalf = /^50*$/.test(all.slice(digits + 1));
  const last = Number(all[digits] ?? '0');
  if (!isHalf || last % 2 !== 0) return rounded;
  const kept = all.slice(0, digits + 1);
  const point = kept.length > 1 ? `${kept[0] ?? ''}.${kept.slice(1)}` : kept;
  return `${single < 0 ? '-' : ''}${point}e${exact.split('e')[1] ?? '0'}`;
}

function exponential(mantissa: string, exponent: number): string {
  const size = String(Math.abs(exponent)).padStart(2, '0');
  return `${mantissa}e${exponent < 0 ? '-' : '+'}${size}`;
}

function decimal(mantissa: string, exponent: number): string {
  const negative = mantissa.startsWith('-');
  const digits = mantissa.replace(/[-.]/g, '');
  const point = exponent + 1;
  const text =
    point <= 0
      ? `0.${'0'.repeat(-point)}${digits}`
      : digits.length <= point
        ? digits + '0'.repeat(point - digits.length)
        : `${digits.slice(0, point)}.${digits.slice(point)}`;
  return negative ? `-${text}` : text;
}
