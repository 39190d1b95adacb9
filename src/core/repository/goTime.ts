const layout = '2006-01-02T15:04:05Z07:00';

/** A time in a JSON document that Go does not read, in its words (time.ParseError). */
export class GoTimeError extends Error {}

/**
 * Reads a time as Go's JSON does (time.Time UnmarshalJSON, RFC 3339 strictly) and gives it as Go writes it again: trailing
 * zeros of the fraction dropped, at most nanoseconds, an offset of nothing as `Z`. Throws `GoTimeError`.
 */
export function normalizeGoTime(text: string): string {
  return new TimeReader(text).read();
}

const daysIn = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

class TimeReader {
  #rest: string;

  constructor(private readonly text: string) {
    this.#rest = text;
  }

  read(): string {
    const year = this.#digits(4, '2006');
    this.#literal('-');
    const month = this.#digits(2, '01');
    if (month < 1 || month > 12) throw this.#outOfRange('month');
    this.#literal('-');
    const day = this.#digits(2, '02');
    this.#literal('T');
    const hour = this.#hour();
    this.#literal(':');
    const minute = this.#digits(2, '04');
    if (minute > 59) throw this.#outOfRange('minute');
    this.#literal(':');
    const second = this.#digits(2, '05');
    if (second > 59) throw this.#outOfRange('second');
    const fraction = this.#fraction();
    const zone = this.#zone();
    if (this.#rest !== '') throw this.#error(`: extra text: ${JSON.stringify(this.#rest)}`);
    const days = month === 2 && !isLeapYear(year) ? 28 : (daysIn[month - 1] ?? 0);
    if (day < 1 || day > days) throw this.#outOfRange('day');
    return `${pad(year, 4)}-${pad(month, 2)}-${pad(day, 2)}T${pad(hour, 2)}:${pad(minute, 2)}:${pad(second, 2)}${fraction}${zone}`;
  }

  #digits(count: number, element: string): number {
    const digits = this.#rest.slice(0, count);
    if (digits.length < count || !/^[0-9]+$/.test(digits)) throw this.#cannotParse(element);
    this.#rest = this.#rest.slice(count);
    return Number(digits);
  }

  /** Go's layout takes an hour of one digit; its JSON reader then refuses it. */
  #hour(): number {
    const digits = /^[0-9]{1,2}/.exec(this.#rest)?.[0];
    if (digits === undefined) throw this.#cannotParse('15');
    if (Number(digits) > 23) throw this.#outOfRange('hour');
    if (digits.length === 1)
      throw new GoTimeError(
        `parsing time ${quote(this.text)} as "${layout}": cannot parse ${quote(this.#rest)} as "15"`,
      );
    this.#rest = this.#rest.slice(2);
    return Number(digits);
  }

  #literal(character: string): void {
    if (!this.#rest.startsWith(character)) throw this.#cannotParse(character);
    this.#rest = this.#rest.slice(1);
  }

  #fraction(): string {
    const match = /^([.,])([0-9]+)/.exec(this.#rest);
    if (match === null) return '';
    const [whole, separator, digits = ''] = match;
    if (separator === ',')
      throw new GoTimeError(`parsing time ${quote(this.text)} as "${layout}": cannot parse "," as "."`);
    this.#rest = this.#rest.slice(whole.length);
    const kept = digits.slice(0, 9).replace(/0+$/, '');
    return kept === '' ? '' : `.${kept}`;
  }

  #zone(): string {
    if (this.#rest.startsWith('Z')) {
      this.#rest = this.#rest.slice(1);
      return 'Z';
    }
    const match = /^([+-])([0-9]{2}):([0-9]{2})/.exec(this.#rest);
    if (match === null) throw this.#cannotParse('Z07:00');
    const [whole, , hours, minutes] = match;
    if (Number(hours) > 23 || Number(minutes) > 59) throw this.#outOfRange('time zone offset hour');
    this.#rest = this.#rest.slice(whole.length);
    return /^.00:00$/.test(whole) ? 'Z' : whole;
  }

  #cannotParse(element: string): GoTimeError {
    return this.#error(` as "${layout}": cannot parse ${quote(this.#rest)} as ${quote(element)}`);
  }

  #outOfRange(what: string): GoTimeError {
    return this.#error(`: ${what} out of range`);
  }

  #error(end: string): GoTimeError {
    return new GoTimeError(`parsing time ${quote(this.text)}${end}`);
  }
}

function quote(text: string): string {
  return `"${text.replace(/["\\]/g, '\\$&')}"`;
}

function isLeapYear(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
}

function pad(value: number, width: number): string {
  return String(value).padStart(width, '0');
}
