const layout = '2006-01-02T15:04:05Z07:00';
const loose = /^(\d{4})-(\d{2})-(\d{2})T(\d{1,2}):(\d{2}):(\d{2})(?:[.,](\d+))?(?:(Z)|([+-])(\d{2}):(\d{2}))$/;

/** `text`: the time as Go writes it; `error`: Go's words for why it is none. */
export type LockTime = { readonly text: string } | { readonly error: string };

/**
 * Reads a time as Go's time.Time does from JSON (time.Parse with RFC 3339, which takes an hour of one digit, a comma before the
 * fraction, and zones of up to 24 hours and 60 minutes), and writes it as Go does: nanoseconds without trailing zeros, the
 * zone as it was. A zone beyond 23:59 is read, but cannot be written.
 */
export function readLockTime(text: string): LockTime {
  const fail = (reason: string): LockTime => ({ error: `parsing time ${JSON.stringify(text)}${reason}` });
  const match = loose.exec(text);
  if (match === null) return fail(` as "${layout}"`);
  const [, year = '', month = '', day = '', hour = '', minute = '', second = '', fraction = '', utc, sign] = match;
  const [zoneHours, zoneMinutes] = [Number(match[10] ?? 0), Number(match[11] ?? 0)];
  if (Number(month) < 1 || Number(month) > 12) return fail(': month out of range');
  if (Number(hour) > 23) return fail(': hour out of range');
  if (Number(minute) > 59) return fail(': minute out of range');
  if (Number(second) > 59) return fail(': second out of range');
  if (zoneHours > 24) return fail(': time zone offset hour out of range');
  if (zoneMinutes > 60) return fail(': time zone offset minute out of range');
  if (Number(day) < 1 || Number(day) > daysIn(Number(year), Number(month))) return fail(': day out of range');
  const zone = utc === undefined ? formatZone(sign ?? '+', zoneHours * 60 + zoneMinutes) : 'Z';
  if (zone === undefined) return { error: 'Time.MarshalJSON: timezone hour outside of range [0,23]' };
  const digits = fraction.slice(0, 9).replace(/0+$/, '');
  const time = `${hour.padStart(2, '0')}:${minute}:${second}${digits === '' ? '' : `.${digits}`}`;
  return { text: `${year}-${month}-${day}T${time}${zone}` };
}

function daysIn(year: number, month: number): number {
  const isLeap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  return month === 2 ? (isLeap ? 29 : 28) : [4, 6, 9, 11].includes(month) ? 30 : 31;
}

/** `undefined`: more than a day less a minute. */
function formatZone(sign: string, minutes: number): string | undefined {
  if (minutes === 0) return 'Z';
  if (minutes >= 24 * 60) return undefined;
  const twoDigits = (value: number): string => String(value).padStart(2, '0');
  return `${sign}${twoDigits(Math.floor(minutes / 60))}:${twoDigits(minutes % 60)}`;
}
