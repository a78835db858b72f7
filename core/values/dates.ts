/**
 * Calendar arithmetic on plain dates. A date is an ISO string (`2026-10-05`) at the edges and a whole number of days since
 * 1970-01-01 inside, so there is no time zone and no daylight saving to get wrong. Weeks are ISO weeks, Monday to Sunday.
 * The civil-calendar formulas count years from 1 March, which puts the leap day last (proleptic Gregorian).
 */

/** `YYYY-MM-DD`. */
export type IsoDate = string;
/** `YYYY-MM`. */
export type Month = string;
/** `YYYY-Qn`, n = 1…4. */
export type Quarter = string;
/** Whole days since 1970-01-01. */
export type EpochDay = number;

/** A string that is no date, month or quarter; carries what came and what was expected. */
export class BadDate extends RangeError {
  override readonly name = 'BadDate';
  constructor(
    readonly value: string,
    readonly expected: 'date' | 'month' | 'quarter',
  ) {
    super(`not a ${expected}: ${value}`);
  }
}

/** Epoch day of an ISO date. Throws `BadDate` for anything that isn't a day of the calendar. */
export function dayOf(iso: IsoDate): EpochDay {
  if (!isIsoDate(iso)) throw new BadDate(iso, 'date');
  return fromCivil(digits(iso, 0, 4), digits(iso, 5, 7), digits(iso, 8, 10));
}

/** True when the string is a day of the calendar in the form `YYYY-MM-DD`. */
export function isIsoDate(text: string): boolean {
  const shaped = text.length === 10 && text.charCodeAt(4) === DASH && text.charCodeAt(7) === DASH;
  const year = digits(text, 0, 4);
  const day = digits(text, 8, 10);
  return shaped && year >= 0 && day >= 1 && day <= lengthOfMonth(year, digits(text, 5, 7));
}

/** ISO date of an epoch day (years 0000–9999). */
export function isoOf(day: EpochDay): IsoDate {
  const { year, month, day: dayOfMonth } = toCivil(day);
  return `${pad(year, 4)}-${pad(month, 2)}-${pad(dayOfMonth, 2)}`;
}

/** ISO weekday: 1 Monday … 7 Sunday. 1970-01-01 was a Thursday. */
export function weekday(day: EpochDay): number {
  return ((((day + 3) % 7) + 7) % 7) + 1;
}

/** The Monday of the day's ISO week. */
export function weekStart(day: EpochDay): EpochDay {
  return day - weekday(day) + 1;
}

/** The date so many days later (earlier, when negative). */
export function addDays(iso: IsoDate, days: number): IsoDate {
  return isoOf(dayOf(iso) + days);
}

/** The same day so many months later; a day the month doesn't have becomes its last (31 January + 1 = 28 February). */
export function addMonths(iso: IsoDate, months: number): IsoDate {
  const { year, month, day } = toCivil(dayOf(iso));
  const index = year * 12 + (month - 1) + months;
  const targetYear = Math.floor(index / 12);
  const targetMonth = index - targetYear * 12 + 1;
  return isoOf(fromCivil(targetYear, targetMonth, Math.min(day, lengthOfMonth(targetYear, targetMonth))));
}

/** The month a date lies in. */
export function monthOf(iso: IsoDate): Month {
  return isoOf(dayOf(iso)).slice(0, 7);
}

/** First day of a month. Throws `BadDate`. */
export function monthStart(month: Month): EpochDay {
  if (!MONTH.test(month)) throw new BadDate(month, 'month');
  return dayOf(`${month}-01`);
}

/** Last day of a month. */
export function monthEnd(month: Month): EpochDay {
  return monthStart(month) + daysInMonth(month) - 1;
}

export function daysInMonth(month: Month): number {
  if (!MONTH.test(month)) throw new BadDate(month, 'month');
  return lengthOfMonth(digits(month, 0, 4), digits(month, 5, 7));
}

/** The month so many months later (earlier, when negative). */
export function shiftMonth(month: Month, months: number): Month {
  return addMonths(isoOf(monthStart(month)), months).slice(0, 7);
}

/** The quarter a month lies in: `2026-11` → `2026-Q4`. */
export function quarterOf(month: Month): Quarter {
  if (!MONTH.test(month)) throw new BadDate(month, 'month');
  return `${month.slice(0, 4)}-Q${Math.ceil(digits(month, 5, 7) / 3)}`;
}

/** The three months of a quarter, in order. Throws `BadDate`. */
export function monthsOf(quarter: Quarter): [Month, Month, Month] {
  if (!QUARTER.test(quarter)) throw new BadDate(quarter, 'quarter');
  const first = (quarter.charCodeAt(6) - ZERO) * 3 - 2;
  const at = (month: number) => `${quarter.slice(0, 4)}-${pad(month, 2)}`;
  return [at(first), at(first + 1), at(first + 2)];
}

/** The quarter so many quarters later (earlier, when negative). */
export function shiftQuarter(quarter: Quarter, quarters: number): Quarter {
  return quarterOf(shiftMonth(monthsOf(quarter)[0], quarters * 3));
}

const MONTH = /^\d{4}-(0[1-9]|1[0-2])$/;
const QUARTER = /^\d{4}-Q[1-4]$/;
const DASH = 45;
const ZERO = 48;
const LENGTHS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] as const;

/** The number written in `text[from, to)`, or NaN. Read by character codes: a board of 20,000 tasks has 40,000 dates. */
function digits(text: string, from: number, to: number): number {
  let value = 0;
  for (let at = from; at < to; at++) {
    const digit = text.charCodeAt(at) - ZERO;
    if (!(digit >= 0 && digit <= 9)) return Number.NaN;
    value = value * 10 + digit;
  }
  return value;
}

/** NaN for a month that there isn't. */
function lengthOfMonth(year: number, month: number): number {
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  return month === 2 && leap ? 29 : (LENGTHS[month - 1] ?? Number.NaN);
}

function fromCivil(year: number, month: number, day: number): EpochDay {
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const yearOfEra = y - era * 400;
  const dayOfYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146_097 + dayOfEra - 719_468;
}

function toCivil(epochDay: EpochDay): { year: number; month: number; day: number } {
  const shifted = epochDay + 719_468;
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const monthFromMarch = Math.floor((5 * dayOfYear + 2) / 153);
  const month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9;
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
  return { year, month, day: dayOfYear - Math.floor((153 * monthFromMarch + 2) / 5) + 1 };
}

function pad(value: number, width: number): string {
  return String(value).padStart(width, '0');
}
